# SPDX-License-Identifier: ISC
PLUTO_ALL := programs/pluto programs/pluto/core programs/pluto/conn programs/pluto/ike programs/pluto/child \
	programs/pluto/auth programs/pluto/ikev2 programs/pluto/service kernel kernel/sim \
	lib/control lib/conf lib/pki lib/proposal lib/crypt lib/wire lib/net lib/base
$(call unit_test,ikev2/edges,testing/unit/ikev2/test_edges.c,$(PLUTO_ALL),nss jansson)
$(call unit_test,ikev2/exchanges,testing/unit/ikev2/test_exchanges.c,testing/bad $(PLUTO_ALL),nss jansson)
