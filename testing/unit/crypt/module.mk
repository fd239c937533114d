# SPDX-License-Identifier: ISC
$(foreach x,alg cipher mac ke keymat init,\
	$(call unit_test,crypt_$(x),testing/unit/crypt/test_crypt_$(x).c,lib/crypt lib/base,nss))
