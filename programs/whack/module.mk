# SPDX-License-Identifier: ISC
$(call module,programs/whack,jansson nss,programs/whack/whack_main.c)
$(call program,whack,programs/whack/whack_main.c,programs/whack programs/ipsec lib/control lib/conf lib/net lib/base lib/pki lib/wire,jansson nss)
