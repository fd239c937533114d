# SPDX-License-Identifier: ISC
$(call module,programs/pluto/ikev2,nss)
