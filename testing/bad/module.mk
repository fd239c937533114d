# SPDX-License-Identifier: ISC
# Bad inputs against a whole daemon in one process.  One case: build/release/test/bad/bad_header (CMOCKA_TEST_FILTER
# picks a test; BAD_REPEAT=N repeats each input N times; BAD_VERBOSE=1 shows the log).
BAD_TESTS := header payloads proposals sa_init auth established
BAD_DIRS := testing/bad programs/pluto programs/pluto/core programs/pluto/conn programs/pluto/ike programs/pluto/child \
	programs/pluto/auth programs/pluto/ikev2 programs/pluto/service kernel kernel/sim \
	lib/control lib/conf lib/pki lib/proposal lib/crypt lib/wire lib/net lib/base
$(call module,testing/bad,nss cmocka,$(BAD_TESTS:%=testing/bad/bad_%.c))
$(foreach x,$(BAD_TESTS),$(call unit_test,bad_$(x),testing/bad/bad_$(x).c,$(BAD_DIRS),nss jansson))
