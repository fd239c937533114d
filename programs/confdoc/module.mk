# SPDX-License-Identifier: ISC
# ipsec.conf(5) is made from the keyword table; it is kept in the tree, and check-man says when it is old.
$(call program,confdoc,programs/confdoc/confdoc.c,lib/conf lib/pki lib/wire lib/crypt lib/net lib/base,nss)
