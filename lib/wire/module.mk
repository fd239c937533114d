# SPDX-License-Identifier: ISC
$(call module,lib/wire)
