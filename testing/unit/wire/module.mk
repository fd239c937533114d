# SPDX-License-Identifier: ISC
WIRE_TEST_DIRS := lib/wire lib/net lib/base
$(call unit_test,wire_goldens,testing/unit/wire/test_wire_goldens.c,$(WIRE_TEST_DIRS),)
$(call unit_test,wire_table,testing/unit/wire/test_wire_table.c,testing/fuzz/wire $(WIRE_TEST_DIRS),)
$(call unit_test,wire_chain,testing/unit/wire/test_wire_chain.c,$(WIRE_TEST_DIRS),)
$(call unit_test,fragment,testing/unit/wire/test_fragment.c,$(WIRE_TEST_DIRS),)
$(call unit_test,v2_numbers,testing/unit/wire/test_v2_numbers.c,$(WIRE_TEST_DIRS),)
