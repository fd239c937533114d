# SPDX-License-Identifier: ISC
CONTROL_TEST_DIRS := lib/control lib/base
$(call unit_test,control_frames,testing/unit/control/test_control_frames.c,$(CONTROL_TEST_DIRS),jansson)
$(call unit_test,control_message,testing/unit/control/test_control_message.c,$(CONTROL_TEST_DIRS),jansson)
$(call unit_test,control_client,testing/unit/control/test_control_client.c,$(CONTROL_TEST_DIRS),jansson)
$(call unit_test,command_table,testing/unit/control/test_command_table.c,$(CONTROL_TEST_DIRS),jansson)
