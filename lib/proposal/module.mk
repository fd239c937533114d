# SPDX-License-Identifier: ISC
$(call module,lib/proposal,nss)
