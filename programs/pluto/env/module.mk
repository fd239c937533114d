# SPDX-License-Identifier: ISC
$(call module,programs/pluto/env,libevent libmnl libcap-ng libunbound jansson nss)
