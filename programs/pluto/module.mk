# SPDX-License-Identifier: ISC
# pluto.c alone: the wiring that the daemon, the simulator and the tests link.
$(call module,programs/pluto,nss,programs/pluto/main.c)
