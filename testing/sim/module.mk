# SPDX-License-Identifier: ISC
SIM_PKGS := nss nspr jansson
SIM_DIRS := testing/sim/scenarios testing/sim programs/pluto programs/pluto/core programs/pluto/conn programs/pluto/ike \
	programs/pluto/child programs/pluto/auth programs/pluto/ikev2 programs/pluto/service kernel kernel/sim \
	lib/control lib/conf lib/pki lib/proposal lib/crypt lib/wire lib/net lib/base
$(call module,testing/sim,$(SIM_PKGS),testing/sim/sim_main.c)
$(call module,testing/sim/scenarios,$(SIM_PKGS))
$(eval $(call link_,$$(O)/bin/sim,testing/sim/sim_main.c,$(SIM_DIRS),$(SIM_PKGS)))

# What check-sim runs: every scenario with several seeds; and the failing of each call, on a few that cover most of it.
SIM_FAIL_EACH := basic/psk basic/on-demand basic/cbc-sha2-dh19 round/cookie-then-ke child/second delete/both-at-once \
	nat/initiator-inside shunt/failure-drop refuse/wrong-psk
define sim_script
$(O)/test/$(1): $(O)/bin/sim
	@mkdir -p $$(@D)
	@printf '#!/bin/sh\nexec "$$$$(dirname "$$$$0")/../bin/sim" $(2)\n' > $$@ && chmod +x $$@
SIM_TESTS += $(O)/test/$(1)
endef
$(eval $(call sim_script,sim_seeds,--seeds 5))
$(eval $(call sim_script,sim_fail_each,--fail-each $(SIM_FAIL_EACH)))
