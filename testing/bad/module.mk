# SPDX-License-Identifier: ISC
# Bad inputs against a whole daemon in one process.  One of them: build/release/test/bad_header (BAD_TEST='t05*' picks
# tests; BAD_REPEAT=N repeats each input N times; BAD_VERBOSE=1 shows the log).
BAD_TESTS := header payloads proposals sa_init auth established rekey
BAD_DIRS := testing/bad programs/pluto programs/pluto/core programs/pluto/conn programs/pluto/ike programs/pluto/child \
	programs/pluto/auth programs/pluto/ikev2 programs/pluto/service kernel kernel/sim \
	lib/control lib/conf lib/pki lib/proposal lib/crypt lib/wire lib/net lib/base
$(call module,testing/bad,nss cmocka libevent libmnl,$(patsubst %,testing/bad/bad_%.c,$(BAD_TESTS) control conf netlink))
$(foreach x,$(BAD_TESTS),$(call unit_test,bad_$(x),testing/bad/bad_$(x).c,$(BAD_DIRS),nss jansson))
$(call unit_test,bad_control,testing/bad/bad_control.c,$(BAD_DIRS) programs/pluto/env,nss jansson libevent)
$(call unit_test,bad_conf,testing/bad/bad_conf.c,$(BAD_DIRS),nss jansson)
$(call unit_test,bad_netlink,testing/bad/bad_netlink.c,$(BAD_DIRS) kernel/xfrm kernel/rtnl kernel/nl,nss jansson libmnl)
