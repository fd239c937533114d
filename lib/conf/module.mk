# SPDX-License-Identifier: ISC
$(call module,lib/conf,nss)
