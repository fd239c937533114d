# SPDX-License-Identifier: ISC
$(call program,readwriteconf,programs/readwriteconf/readwriteconf.c,lib/conf lib/pki lib/net lib/base,nss)
