# SPDX-License-Identifier: ISC
# The lab: real kernels, real packets.  The scripts in testing/lab do the work; results go to $(O)/lab.

LAB := testing/lab
LAB_ENV = CYGNET_BUILD='$(abspath $(O))' LAB_OUT='$(abspath $(O))/lab'

.PHONY: lab-kernel lab-peers check-lab demo

lab-kernel:		## build the lab's kernels (once; cached outside the tree)
	$(LAB)/kernel.sh

lab-peers:		## fetch the other IKE daemons for the interop tests (once; cached)
	$(LAB)/peers.sh

check-lab: all		## tests with a real kernel and other daemons; LAB_TESTS='marker expression' selects
	$(LAB_ENV) $(LAB)/run.sh

demo: all lab-kernel	## two gateways, a trap, a ping, an encrypted wire
	$(LAB_ENV) $(LAB)/boot.sh /usr/bin/python3 $(LAB)/demo.py
