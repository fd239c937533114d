# SPDX-License-Identifier: ISC
$(foreach x,address cidr range protocol selector packet,\
	$(call unit_test,net/$(x),testing/unit/net/test_$(x).c,lib/net lib/base))
