# SPDX-License-Identifier: ISC
$(call module,lib/control,jansson)
