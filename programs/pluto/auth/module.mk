# SPDX-License-Identifier: ISC
$(call module,programs/pluto/auth,nss)
