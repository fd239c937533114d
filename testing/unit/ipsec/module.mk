# SPDX-License-Identifier: ISC
IPSEC_TEST_DIRS := programs/ipsec lib/control lib/conf lib/net lib/base lib/pki lib/wire
$(call unit_test,ipsec_render,testing/unit/ipsec/test_ipsec_render.c,$(IPSEC_TEST_DIRS),jansson nss)
$(call unit_test,ipsec_options,testing/unit/ipsec/test_ipsec_options.c,$(IPSEC_TEST_DIRS),jansson nss)
$(call unit_test,ipsec_load,testing/unit/ipsec/test_ipsec_load.c,$(IPSEC_TEST_DIRS),jansson nss)
$(call unit_test,whack_options,testing/unit/ipsec/test_whack_options.c,programs/whack $(IPSEC_TEST_DIRS),jansson nss)
