# SPDX-License-Identifier: ISC
KERNEL_TEST_DIRS := kernel lib/crypt lib/net lib/base
$(foreach x,check sim_path sim_time sim_net,\
	$(call unit_test,kernel/$(x),testing/unit/kernel/test_kernel_$(x).c,kernel/sim $(KERNEL_TEST_DIRS)))
$(foreach x,nl xfrm_msg xfrm_events rtnl_msg,\
	$(call unit_test,kernel/$(x),testing/unit/kernel/test_$(x).c,kernel/xfrm kernel/rtnl kernel/nl $(KERNEL_TEST_DIRS),libmnl))
# These ask the running kernel; without CAP_NET_ADMIN they print SKIP and exit 77.
$(foreach x,rtnl updown xfrm,\
	$(call unit_test,kernel/real_$(x),testing/unit/kernel/real_$(x).c,kernel/xfrm kernel/rtnl kernel/nl $(KERNEL_TEST_DIRS),libmnl))
