# SPDX-License-Identifier: ISC
# All but main.c: pluto.c is the wiring that the daemon, the simulator and the tests link.
$(call module,programs/pluto,nss,programs/pluto/main.c)
PLUTO_DAEMON_DIRS := programs/pluto programs/pluto/core programs/pluto/conn programs/pluto/ike programs/pluto/child \
	programs/pluto/auth programs/pluto/ikev2 programs/pluto/service programs/pluto/env \
	kernel kernel/nl kernel/rtnl kernel/xfrm \
	lib/control lib/conf lib/pki lib/proposal lib/crypt lib/wire lib/net lib/base
$(call program,pluto,programs/pluto/main.c,$(PLUTO_DAEMON_DIRS),nss nspr libevent jansson libmnl libcap-ng libunbound)
