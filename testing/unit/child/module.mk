# SPDX-License-Identifier: ISC
$(call unit_test,child/narrow,testing/unit/child/test_narrow.c,programs/pluto/child lib/net lib/base)
