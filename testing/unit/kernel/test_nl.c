/* SPDX-License-Identifier: ISC
 *
 * test_nl.c - netlink messages and attributes: what is built, and lies that are read.
 */
#include "testing/unit/kernel/kernel_testing.h"

#include <errno.h>

#include "kernel/nl/nl.h"

static void test_build_bytes(void **state)
{
	static const uint8_t want[] = {
		/* len 36, type 0x1234, flags REQUEST|ACK, seq 7, pid 0 */
		36, 0, 0, 0, 0x34, 0x12, 5, 0, 7, 0, 0, 0, 0, 0, 0, 0,
		'a', 'b', 'c', 0,		/* header, padded */
		5, 0, 9, 0, 'x', 0, 0, 0,	/* attribute 9 */
		8, 0, 8, 0, 1, 0, 0, 0,		/* attribute 8 */
	};
	uint8_t buf[64] __attribute__((aligned(4)));
	struct nl_batch b;

	(void)state;
	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, 0x1234, 0, 7);
	nl_put(&b, "abc", 3);
	nl_attr(&b, 9, "x", 1);
	nl_attr_u32(&b, 8, 1);
	nl_flag_last(&b, NLM_F_ACK);
	assert_false(b.full);
	assert_int_equal(b.len, sizeof(want));
	assert_memory_equal(buf, want, sizeof(want));
}

static void test_build_two_with_nest(void **state)
{
	uint8_t buf[128] __attribute__((aligned(4)));
	struct nl_batch b;
	struct nl_message m;
	struct reader r;
	struct view attrs[4], inner[4];
	size_t nest;

	(void)state;
	nl_batch_init(&b, buf, sizeof(buf));
	nl_begin(&b, 1, 0, 1);
	nl_attr2(&b, 2, view_str("head"), view_str("tail!"));
	nl_begin(&b, 2, 0, 2);
	nest = nl_nest(&b, 3);
	nl_attr_u32(&b, 1, 77);
	nl_nest_end(&b, nest);
	nl_attr_u8(&b, 1, 5);
	assert_false(b.full);
	r = reader_make(view_make(buf, b.len));
	assert_true(nl_next_message(&r, &m));
	nl_attrs(m.body, 0, attrs, 4);
	assert_true(view_eq(attrs[2], view_str("headtail!")));
	assert_true(nl_next_message(&r, &m));
	assert_int_equal(m.seq, 2);
	nl_attrs(m.body, 0, attrs, 4);
	nl_attrs(attrs[3], 0, inner, 4);
	assert_int_equal(nl_get_u32(inner[1]), 77);
	assert_int_equal(attrs[1].len, 1);
	assert_false(nl_next_message(&r, &m));
}

/* Whatever the room: it says so and writes nothing behind its end. */
static void test_build_full(void **state)
{
	(void)state;
	for (size_t cap = 0; cap < 80; cap += 4) {
		uint8_t *buf = malloc(cap + 1);	/* exact for ASan */
		struct nl_batch b;
		size_t nest;

		nl_batch_init(&b, buf, cap);
		nl_begin(&b, 1, 0, 1);
		nl_put(&b, "0123456789", 10);
		nl_attr(&b, 1, "0123456789", 10);
		nl_attr2(&b, 2, view_str("0123"), view_str("4567"));
		nest = nl_nest(&b, 3);
		nl_attr_u32(&b, 1, 1);
		nl_nest_end(&b, nest);
		assert_int_equal(b.full, cap < 16 + 12 + 16 + 12 + 12);
		assert_true(b.len <= cap);
		free(buf);
	}
}

static void test_lying_lengths(void **state)
{
	static const struct {
		uint8_t bytes[24];
		size_t len;
		unsigned messages;
	} rows[] = {
		{ { 0 }, 0, 0 },
		{ { 16 }, 15, 0 },				/* header cut */
		{ { 15, 0, 0, 0 }, 24, 0 },			/* shorter than its header */
		{ { 0, 0, 0, 0 }, 24, 0 },
		{ { 25, 0, 0, 0 }, 24, 0 },			/* longer than the datagram */
		{ { 0xff, 0xff, 0xff, 0xff }, 24, 0 },
		{ { 17, 0, 0, 0 }, 17, 1 },			/* padding missing at the end */
		{ { 16, 0, 0, 0 }, 24, 1 },			/* then half a header */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(rows); i++) {
		uint8_t *exact = malloc(rows[i].len + !rows[i].len);
		struct nl_message m;
		struct reader r;
		unsigned nr = 0;

		memcpy(exact, rows[i].bytes, rows[i].len);
		r = reader_make(view_make(exact, rows[i].len));
		while (nl_next_message(&r, &m))
			nr++;
		assert_int_equal(nr, rows[i].messages);
		free(exact);
	}
}

static void test_lying_attributes(void **state)
{
	static const uint8_t good[] = { 8, 0, 1, 0, 7, 0, 0, 0 };
	uint8_t bytes[] = { 8, 0, 1, 0, 7, 0, 0, 0, 8, 0, 1, 0, 9, 0, 0, 0, 9, 0, 2, 0, 1, 2, 3, 4 };
	struct view attrs[3];

	(void)state;
	nl_attrs(VIEW_OF(good), 0, attrs, 3);
	assert_int_equal(nl_get_u32(attrs[1]), 7);
	nl_attrs(VIEW_OF(bytes), 0, attrs, 3);
	assert_int_equal(nl_get_u32(attrs[1]), 7);	/* the first of two counts */
	assert_int_equal(attrs[2].len, 0);		/* one byte longer than there is */
	bytes[0] = 3;					/* shorter than its header: nothing at all */
	nl_attrs(VIEW_OF(bytes), 0, attrs, 3);
	assert_int_equal(attrs[1].len, 0);
	nl_attrs(VIEW_OF(good), 99, attrs, 3);		/* skip behind the end */
	assert_int_equal(attrs[1].len, 0);
	assert_int_equal(nl_get_u32(view_make(good, 3)), 0);
}

/* An error with extended text: error -17, echoed header only (CAPPED), attribute MSG. */
static void test_ack_text(void **state)
{
	uint8_t bytes[20 + 4 + 12];
	struct nl_message m = { .type = NLMSG_ERROR, .flags = NLM_F_CAPPED | NLM_F_ACK_TLVS };
	struct nlmsghdr echo = { .nlmsg_len = 400 };
	struct nl_ack ack;
	int code = -EEXIST;
	static const uint8_t msg[] = { 12, 0, 1, 0, 'N', 'o', ' ', 'w', 'a', 'y', 0, 0 };

	(void)state;
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, &code, 4);
	memcpy(bytes + 4, &echo, sizeof(echo));
	memcpy(bytes + 20, msg, sizeof(msg));
	m.body = view_make(bytes, 20 + sizeof(msg));
	assert_true(nl_message_ack(&m, &ack));
	assert_int_equal(ack.code, EEXIST);
	assert_true(view_eq(ack.text, view_str("No way")));
	m.flags = NLM_F_ACK_TLVS;	/* not capped: the echo is said to be 400 bytes long */
	assert_true(nl_message_ack(&m, &ack));
	assert_int_equal(ack.text.len, 0);
	m.body.len = 19;
	assert_false(nl_message_ack(&m, &ack));
	m.body.len = 0;
	assert_false(nl_message_ack(&m, &ack));
	m = (struct nl_message){ .type = NLMSG_DONE, .body = view_make(bytes, 4) };
	assert_true(nl_message_ack(&m, &ack));
	assert_int_equal(ack.code, EEXIST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_build_bytes),
		cmocka_unit_test(test_build_two_with_nest),
		cmocka_unit_test(test_build_full),
		cmocka_unit_test(test_lying_lengths),
		cmocka_unit_test(test_lying_attributes),
		cmocka_unit_test(test_ack_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
