# SPDX-License-Identifier: ISC
$(call module,kernel)
