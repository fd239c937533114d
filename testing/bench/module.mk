# SPDX-License-Identifier: ISC
$(call program,crypt_bench,testing/bench/crypt_bench.c,lib/crypt lib/base,nss)
