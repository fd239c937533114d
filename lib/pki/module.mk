# SPDX-License-Identifier: ISC
$(call module,lib/pki,nss)
