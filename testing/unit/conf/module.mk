# SPDX-License-Identifier: ISC
$(foreach x,conf_keyword conf_value conf_parse conf_golden conf_limits secrets,\
	$(call unit_test,conf/$(x),testing/unit/conf/test_$(x).c,lib/conf lib/pki lib/net lib/base,nss))
