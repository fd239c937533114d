# SPDX-License-Identifier: ISC
$(call program,addconn,programs/addconn/addconn_main.c,programs/ipsec lib/control lib/conf lib/net lib/base lib/pki lib/wire,jansson nss)
