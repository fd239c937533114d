# SPDX-License-Identifier: ISC
$(call module,programs/pluto/service,jansson nss)
