# SPDX-License-Identifier: ISC
$(call module,testing/unit/service,jansson nss cmocka,testing/unit/service/test_service.c)
$(call unit_test,service,testing/unit/service/test_service.c,testing/unit/service programs/pluto/service programs/pluto/core lib/control lib/conf lib/proposal lib/pki lib/wire lib/crypt lib/net lib/base,jansson nss)
