# SPDX-License-Identifier: ISC
IKE_TEST_DIRS := testing/bad programs/pluto programs/pluto/core programs/pluto/conn programs/pluto/ike programs/pluto/child \
	programs/pluto/auth programs/pluto/ikev2 programs/pluto/service kernel kernel/sim \
	lib/control lib/conf lib/pki lib/proposal lib/crypt lib/wire lib/net lib/base
$(foreach x,ddos retransmit,$(call unit_test,ike/$(x),testing/unit/ike/test_$(x).c,$(IKE_TEST_DIRS),nss jansson))
