# SPDX-License-Identifier: ISC
$(foreach x,parse match,$(call unit_test,proposal/$(x),testing/unit/proposal/test_proposal_$(x).c,\
	lib/proposal lib/crypt lib/wire lib/net lib/base,nss))
