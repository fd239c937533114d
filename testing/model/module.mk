# SPDX-License-Identifier: ISC
# Exhaustive exploration of the tables; plain programs with an exit status, run by check-model.
$(call unit_test,model/routing,testing/model/model_routing.c,testing/unit/conn/world programs/pluto/conn \
	programs/pluto/core kernel/sim kernel lib/conf lib/proposal lib/pki lib/crypt lib/wire lib/net lib/base,nss nspr)
