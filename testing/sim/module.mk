# SPDX-License-Identifier: ISC
SIM_PKGS := nss nspr jansson
SIM_DIRS := testing/sim/scenarios testing/sim programs/pluto programs/pluto/core programs/pluto/conn programs/pluto/ike \
	programs/pluto/child programs/pluto/auth programs/pluto/ikev2 programs/pluto/service kernel kernel/sim \
	lib/control lib/conf lib/pki lib/proposal lib/crypt lib/wire lib/net lib/base
$(call module,testing/sim,$(SIM_PKGS),testing/sim/sim_main.c)
$(call module,testing/sim/scenarios,$(SIM_PKGS))
$(eval $(call link_,$$(O)/bin/sim,testing/sim/sim_main.c,$(SIM_DIRS),$(SIM_PKGS)))
SIM_TESTS += $(O)/bin/sim
