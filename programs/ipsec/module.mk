# SPDX-License-Identifier: ISC
CFLAGS_programs/ipsec := -DIPSEC_LIBEXECDIR='"$(LIBEXECDIR)"'
$(call module,programs/ipsec,jansson nss,programs/ipsec/ipsec_main.c)
$(call program,ipsec,programs/ipsec/ipsec_main.c,programs/ipsec lib/control lib/conf lib/net lib/base lib/pki lib/wire,jansson nss)
