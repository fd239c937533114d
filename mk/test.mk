# SPDX-License-Identifier: ISC
# Running the tests.  Everything that $(call unit_test,NAME,...) declares is a test program; the first word of NAME says
# which kind: sim_x, model_x and fuzz_x (or sim/x ...) belong to the simulator, the models and the fuzz corpora, the rest
# are unit tests.  A module.mk may also append a command of its own to SIM_TESTS, MODEL_TESTS or FUZZ_TESTS.
# One program alone: make build/release/test/<name> && build/release/test/<name>

PYTHON := /usr/bin/python3
KINDS := sim model fuzz
of_kind = $(filter $(O)/test/$(1)_% $(O)/test/$(1)/%,$(UNIT_TESTS))
SIM_TESTS += $(call of_kind,sim)
MODEL_TESTS += $(call of_kind,model)
FUZZ_TESTS += $(call of_kind,fuzz)
PLAIN_TESTS := $(filter-out $(foreach k,$(KINDS),$(call of_kind,$(k))),$(UNIT_TESTS))

# Builds what can be built, runs what was built, and counts what could not be built as failed.
define run_tests
@b=; $(MAKE) --no-print-directory -s -k -j2 $(1) || b=--build-failed; \
$(PYTHON) mk/tools/run_tests.py $$b $(O)/check $(1)
endef

.PHONY: build-tests check-unit check-sim check-model check-fuzz check-asan modules
modules: $(MODULES:%=$(O)/%.a)			## compile every module, also those that no program uses
build-tests: $(sort $(UNIT_TESTS) $(SIM_TESTS) $(MODEL_TESTS) $(FUZZ_TESTS))	## build all test programs
check-unit:	## unit tests
	$(call run_tests,$(PLAIN_TESTS))
check-sim:	## scenarios of the simulator
	$(call run_tests,$(SIM_TESTS))
check-model:	## exhaustive exploration of the tables
	$(call run_tests,$(MODEL_TESTS))
check-fuzz:	## replay of the fuzz corpora
	$(call run_tests,$(FUZZ_TESTS))
# The same once more with the address and undefined-behaviour sanitizers, in one sum.
ifneq ($(filter-out asan,$(PROFILE)),)
check-asan:	## unit tests, simulator and corpora with ASan and UBSan
	@$(MAKE) --no-print-directory PROFILE=asan O=$(if $(filter build/$(PROFILE),$(O)),build/asan,$(O)-asan) check-asan
else
check-asan:
	$(call run_tests,$(PLAIN_TESTS) $(SIM_TESTS) $(FUZZ_TESTS))
endif
