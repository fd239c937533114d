# SPDX-License-Identifier: ISC
$(call module,programs/pluto/child,nss)
