# SPDX-License-Identifier: ISC
$(call unit_test,pki/id,testing/unit/pki/test_pki_id.c,lib/pki lib/net lib/base,nss)
