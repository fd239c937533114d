# SPDX-License-Identifier: ISC
$(call module,lib/crypt,nss)
