# SPDX-License-Identifier: ISC
$(call module,testing/unit/service,jansson nss cmocka,testing/unit/service/test_service.c testing/unit/service/test_service_load.c)
SERVICE_TEST_LIBS := lib/control lib/conf lib/proposal lib/pki lib/wire lib/crypt lib/net lib/base
$(call unit_test,service,testing/unit/service/test_service.c,testing/unit/service programs/pluto/service programs/pluto/core $(SERVICE_TEST_LIBS),jansson nss)
$(call unit_test,service_load,testing/unit/service/test_service_load.c,testing/unit/conn/world programs/pluto/service programs/pluto/child programs/pluto/ike programs/pluto/conn programs/pluto/core kernel/sim kernel $(SERVICE_TEST_LIBS),jansson nss nspr)
