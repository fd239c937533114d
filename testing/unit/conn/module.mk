# SPDX-License-Identifier: ISC
$(call module,testing/unit/conn/world)
CONN_TEST_DIRS := testing/unit/conn/world programs/pluto/conn programs/pluto/core kernel/sim kernel lib/conf \
	lib/proposal lib/pki lib/crypt lib/wire lib/net lib/base
$(foreach x,table config orient find spd routing updown acquire revival,\
	$(call unit_test,conn/$(x),testing/unit/conn/test_conn_$(x).c,$(CONN_TEST_DIRS),nss nspr))
