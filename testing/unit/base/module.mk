# SPDX-License-Identifier: ISC
$(foreach x,view alloc bytes reader writer text arena list hash heap time diag log ensure names,\
	$(call unit_test,base/$(x),testing/unit/base/test_$(x).c,lib/base))
