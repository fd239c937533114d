# SPDX-License-Identifier: ISC
ENV_TEST_DIRS := programs/pluto/env programs/pluto programs/pluto/core programs/pluto/conn programs/pluto/ike \
	programs/pluto/child programs/pluto/auth programs/pluto/ikev2 programs/pluto/service \
	kernel kernel/nl kernel/rtnl kernel/xfrm \
	lib/control lib/conf lib/pki lib/proposal lib/crypt lib/wire lib/net lib/base
$(foreach x,exec jobs control udp files options dns,\
	$(call unit_test,env/$(x),testing/unit/env/test_env_$(x).c,$(ENV_TEST_DIRS),nss nspr libevent jansson libmnl libcap-ng libunbound))
