# SPDX-License-Identifier: ISC
# Entry point. Non-recursive: reads mk/*.mk, then every module.mk in the tree.
#
#   make            build the programs into build/<profile>/bin
#   make check      everything: gates, unit, simulator, model, fuzz corpus, lab
#   make demo       two gateways, one tunnel, real packets
#   make help       the list of targets
# Profiles: make PROFILE=release|asan|tsan|fuzz

all:

include mk/config.mk
include mk/flags.mk
include mk/rules.mk
include $(MODULE_FILES)
-include mk/lab.mk
-include mk/test.mk
-include mk/check.mk
-include mk/install.mk

all: $(PROGRAMS)
-include $(DEPFILES)

.PHONY: all clean help
clean:
	rm -rf $(O)
help:
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile mk/*.mk
