/* SPDX-License-Identifier: ISC
 *
 * test_v2_numbers.c - the name tables: in order, without repeats, readable back, and complete where
 * the registry has no holes.
 */
#include "wire_testing.h"

static const struct names *const tables[] = {
	&v2_payload_names, &v2_protocol_names, &v2_transform_type_names, &v2_encr_names,
	&v2_prf_names, &v2_integ_names, &v2_ke_names, &v2_sn_names, &v2_id_names, &v2_auth_names,
	&v2_ts_names, &v2_notify_names, &v2_certenc_names, &v2_cp_type_names, &v2_cp_attr_names,
	&v2_exchange_names, &wire_error_names,
};

static void tables_are_ordered_and_parse_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(tables); i++) {
		const struct names *n = tables[i];

		for (size_t r = 0; r < n->nr; r++) {
			unsigned value;

			if (r > 0)
				assert_true(n->rows[r - 1].value < n->rows[r].value);
			assert_true(name_parse(n, view_str(n->rows[r].name), &value));
			assert_int_equal(value, n->rows[r].value);
			assert_string_equal(name_find(n, value), n->rows[r].name);
		}
	}
}

static void full(const struct names *n, unsigned from, unsigned to)
{
	for (unsigned v = from; v <= to; v++)
		assert_non_null(name_find(n, v));
}

static void registries_without_holes(void **state)
{
	(void)state;
	full(&v2_notify_names, 34, 49);
	full(&v2_notify_names, 16384, 16447);
	full(&v2_exchange_names, 34, 44);
	full(&v2_payload_names, 33, 54);
	full(&v2_transform_type_names, 1, 14);
	full(&v2_integ_names, 0, 14);
	full(&v2_ke_names, 14, 37);
	full(&v2_cp_attr_names, 12, 29);
	full(&v2_encr_names, 23, 35);
	full(&wire_error_names, 0, WIRE_MEMORY);
}

static void transform_names(void **state)
{
	(void)state;
	assert_ptr_equal(v2_transform_names(V2_ENCR), &v2_encr_names);
	assert_ptr_equal(v2_transform_names(V2_PRF), &v2_prf_names);
	assert_ptr_equal(v2_transform_names(V2_INTEG), &v2_integ_names);
	assert_ptr_equal(v2_transform_names(V2_KE_METHOD), &v2_ke_names);
	assert_ptr_equal(v2_transform_names(V2_SN), &v2_sn_names);
	for (unsigned t = V2_ADDKE1; t <= V2_ADDKE7; t++)
		assert_ptr_equal(v2_transform_names((enum v2_transform_type)t), &v2_ke_names);
	assert_null(v2_transform_names((enum v2_transform_type)0));
	assert_null(v2_transform_names((enum v2_transform_type)13));
}

static void some_names_by_hand(void **state)
{
	(void)state;
	assert_string_equal(name_find(&v2_notify_names, 14), "NO_PROPOSAL_CHOSEN");
	assert_string_equal(name_find(&v2_notify_names, 16390), "COOKIE");
	assert_string_equal(name_find(&v2_notify_names, 16427), "ERX_SUPPORTED");
	assert_string_equal(name_find(&v2_encr_names, 20), "AES_GCM_16");
	assert_string_equal(name_find(&v2_ke_names, 31), "CURVE25519");
	assert_null(name_find(&v2_notify_names, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_ordered_and_parse_back),
		cmocka_unit_test(registries_without_holes),
		cmocka_unit_test(transform_names),
		cmocka_unit_test(some_names_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
