# SPDX-License-Identifier: ISC
# `make check` and the gates.  Each gate is a small program in mk/tools with its law in a file beside it.

# The commands of README.md set up the machine themselves, before anything else is looked at.
ifneq ($(filter check check-lab demo,$(MAKECMDGOALS)),)
ifndef CYGNET_DEPS_DONE
ifneq ($(shell mk/deps.sh all >&2 && echo ok),ok)
$(warning some packages are missing: what needs them will fail)
endif
endif
export CYGNET_DEPS_DONE := yes
endif

CHECK_TARGETS := check-build check-gates check-unit check-sim check-model check-fuzz check-install check-asan check-lab
GATES := check-layers check-headers check-globals check-metrics check-docs check-man check-tools

.PHONY: check check-build check-gates $(GATES)
check:			## everything; the last line is the sum
	@$(PYTHON) mk/tools/check_all.py $(O)/check $(MAKE) --no-print-directory -- $(CHECK_TARGETS)

check-build:		## programs and modules compile without a warning
	@$(MAKE) --no-print-directory -s -k -j2 all modules WERROR=1

check-gates:		## all gates
	@$(PYTHON) mk/tools/check_all.py $(O)/check $(MAKE) --no-print-directory -- $(GATES)

check-layers:		## includes are edges of mk/layers.txt, no cycle
	@$(PYTHON) mk/tools/check_layers.py

check-headers:		## each header compiles alone
	@$(PYTHON) mk/tools/check_headers.py $(CC) $(BASE_CFLAGS) $(CPPFLAGS) $(call PKG_CFLAGS,$(PKGS) cmocka)

check-globals: 		## no mutable global, no forbidden call
	@$(MAKE) --no-print-directory -s -k -j2 modules
	@$(PYTHON) mk/tools/check_globals.py $(O)

check-metrics:		## functions, files, structs, parameters, nesting, includes within mk/budgets.txt
	@$(PYTHON) mk/tools/check_metrics.py

check-docs:		## links and names in the documents exist, manual pages are well formed
	@$(PYTHON) mk/tools/check_docs.py

check-tools:		## the gates themselves can fail
	@$(PYTHON) testing/unit/gates/test_gates.py
