# SPDX-License-Identifier: ISC
$(call program,_updown,programs/updown/main.c,kernel/rtnl kernel/nl lib/net lib/base,libmnl)
