# SPDX-License-Identifier: ISC
$(call program,algparse,programs/algparse/algparse.c,lib/proposal lib/crypt lib/wire lib/net lib/base,nss)
