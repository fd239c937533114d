# SPDX-License-Identifier: ISC
$(call module,programs/pluto/conn,nss)
