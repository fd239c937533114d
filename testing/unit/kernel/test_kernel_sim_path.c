/* SPDX-License-Identifier: ISC
 *
 * test_kernel_sim_path.c - the simulated kernel: which policy, which state, what is held, what is
 * let in.  Each test is one measured fact about Linux.
 */
#include "testing/unit/kernel/sim_testing.h"

/* ---- policies ---- */

static void test_no_policy_is_clear(void **state)
{
	assert_int_equal(send_flow(*state, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_CLEAR);
	assert_true(sim_kernel_empty(((struct sim_world *)*state)->k));
}

static void test_lowest_priority_wins_not_specificity(void **state)
{
	assert_int_equal(put(*state, policy(KERNEL_OUT, "0.0.0.0/0", "0.0.0.0/0", KERNEL_BLOCK, 2000)), 0);
	assert_int_equal(put(*state, policy(KERNEL_OUT, "192.0.1.1/32", "192.0.2.1/32",
					    KERNEL_ALLOW, 3000)), 0);
	assert_int_equal(send_flow(*state, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_DROP);
	assert_int_equal(put(*state, policy(KERNEL_OUT, "192.0.1.1/32", "192.0.2.1/32",
					    KERNEL_ALLOW, 1000)), 0);
	assert_int_equal(send_flow(*state, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_CLEAR);
}

static void test_older_wins_ties_update_makes_newest(void **state)
{
	struct kernel_policy block = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24",
					    KERNEL_BLOCK, 9);

	assert_int_equal(put(*state, block), 0);
	assert_int_equal(put(*state, policy(KERNEL_OUT, "192.0.0.0/16", "192.0.0.0/16",
					    KERNEL_ALLOW, 9)), 0);
	assert_int_equal(send_flow(*state, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_DROP);
	assert_int_equal(put(*state, block), 0);
	assert_int_equal(send_flow(*state, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_CLEAR);
}

static bool note_index(void *ctx, const struct kernel_policy_info *i)
{
	if (i->priority > 1)
		*(uint32_t *)ctx = i->index;
	return true;
}

static void test_put_replaces_and_keeps_index(void **state)
{
	struct sim_world *w = *state;
	uint32_t before = 0, after = 0;

	put(w, policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_BLOCK, 9));
	w->port.ops->policy_dump(w->port.k, note_index, &before);
	put(w, policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_ALLOW, 5));
	w->port.ops->policy_dump(w->port.k, note_index, &after);
	assert_int_not_equal(before, 0);
	assert_int_equal(before, after);
	assert_int_equal(sim_kernel_count(w->k).policies, 1);
	assert_int_equal(sim_kernel_count(w->k).holes, 6);
}

static void test_nd_passes_a_block(void **state)
{
	struct packet ns = { ip("2001:db8::1"), ip("ff02::1:ff00:2"), PROTO_ICMPV6, 135, 0 };
	struct packet echo = { ip("2001:db8::1"), ip("2001:db8::2"), PROTO_ICMPV6, 128, 0 };

	put(*state, policy(KERNEL_OUT, "::/0", "::/0", KERNEL_BLOCK, 2));
	assert_int_equal(send_flow(*state, ns, NULL), SIM_CLEAR);
	assert_int_equal(send_flow(*state, echo, NULL), SIM_DROP);
}

static void test_delete(void **state)
{
	struct kernel_policy p = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_BLOCK, 9);

	put(*state, p);
	assert_int_equal(del_policy(*state, p.key), 0);
	assert_int_equal(del_policy(*state, p.key), 0);
	assert_int_equal(send_flow(*state, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_CLEAR);
}

/* ---- traps, holds ---- */

static void test_trap_acquires_once_and_holds(void **state)
{
	struct sim_world *w = *state;

	put(w, trap());
	assert_int_equal(send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_HELD);
	assert_int_equal(send_flow(w, udp("192.0.1.9", "192.0.2.9"), NULL), SIM_HELD);
	assert_int_equal(w->nr_events, 1);	/* whatever the flow: the template has the addresses */
	assert_int_equal(w->events[0].type, KERNEL_ACQUIRE);
	assert_int_equal(w->events[0].reqid, 7);
	assert_int_not_equal(w->events[0].seq, 0);
	assert_int_not_equal(w->events[0].policy_index, 0);
	assert_true(address_eq(w->events[0].packet.src, ip("192.0.1.1")));
	assert_int_equal(w->events[0].packet.dport, 2000);
	assert_int_equal(sim_kernel_count(w->k).larvals, 1);
	assert_int_equal(sim_kernel_count(w->k).held, 2);
	assert_int_equal(sim_kernel_count(w->k).states, 0);
}

static void test_transport_wildcard_acquires_per_destination(void **state)
{
	struct sim_world *w = *state;
	struct kernel_policy p = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24", KERNEL_PROTECT, 9);

	p.mode = KERNEL_TRANSPORT;
	put(w, p);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	send_flow(w, udp("192.0.1.1", "192.0.2.2"), NULL);
	send_flow(w, udp("192.0.1.1", "192.0.2.2"), NULL);
	assert_int_equal(w->nr_events, 2);
}

static void test_larval_drop(void **state)
{
	struct sim_world *w = *state;

	sim_kernel_set_larval_drop(w->k, true);
	put(w, trap());
	assert_int_equal(send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_DROP);
	assert_int_equal(w->nr_events, 1);
}

static void test_answer_by_seq_removes_larval(void **state)
{
	struct sim_world *w = *state;
	struct kernel_sa sa = out_sa(0x1001);

	put(w, trap());
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	sa.reqid = 99;	/* any reqid: the number decides */
	sa.acquire_seq = w->events[0].seq;
	assert_int_equal(add(w, sa), 0);
	assert_int_equal(sim_kernel_count(w->k).larvals, 0);
	pass(w, 40000);
	/* the held packet asked again, as the state has another reqid */
	assert_int_equal(w->events[1].type, KERNEL_ACQUIRE);
}

static void test_state_alone_releases_at_retry(void **state)
{
	struct sim_world *w = *state;
	struct monotime start = w->now;

	put(w, trap());
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	pass(w, 350);
	assert_int_equal(add(w, out_sa(0x1001)), 0);
	pass(w, 10);
	assert_int_equal(w->nr_released, 0);
	pass(w, 2000);
	assert_int_equal(w->nr_released, 1);
	assert_int_equal(w->released[0].fate, SIM_ESP);
	/* retries at 100, 300, 700 ms */
	assert_int_equal(w->released[0].at.us - start.us, 700000);
}

static void test_update_kicks(void **state)
{
	struct sim_world *w = *state;

	put(w, trap());
	for (int i = 0; i < 3; i++)
		send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	pass(w, 350);
	add(w, out_sa(0x1001));
	put(w, trap());
	assert_int_equal(w->nr_released, 0);	/* not within the call */
	pass(w, 0);
	assert_int_equal(w->nr_released, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(w->released[i].fate, SIM_ESP);
		assert_int_equal(w->released[i].id, i + 1);
		assert_int_equal(w->released[i].esp.spi, 0x1001);
		assert_int_equal(w->released[i].esp.seq, i + 1);
	}
}

static void test_trap_to_allow_releases_clear(void **state)
{
	struct sim_world *w = *state;
	struct kernel_policy p = trap();

	put(w, p);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	p.action = KERNEL_ALLOW;
	put(w, p);
	pass(w, 0);
	assert_int_equal(w->nr_released, 1);
	assert_int_equal(w->released[0].fate, SIM_CLEAR);
}

static void test_trap_to_block_purges(void **state)
{
	struct sim_world *w = *state;
	struct kernel_policy p = trap();

	put(w, p);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	p.action = KERNEL_BLOCK;
	put(w, p);
	pass(w, 0);
	assert_int_equal(w->nr_released, 1);
	assert_int_equal(w->released[0].fate, SIM_DROP);
}

static void test_delete_purges(void **state)
{
	struct sim_world *w = *state;

	put(w, trap());
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	del_policy(w, trap().key);
	assert_int_equal(w->nr_released, 1);
	assert_int_equal(w->released[0].fate, SIM_DROP);
	assert_true(sim_kernel_empty(w->k));
}

static void test_queue_of_101(void **state)
{
	struct sim_world *w = *state;
	unsigned held = 0;

	put(w, trap());
	for (int i = 0; i < 150; i++)
		held += send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL) == SIM_HELD;
	assert_int_equal(held, 101);
	add(w, out_sa(0x1001));
	put(w, trap());
	pass(w, 0);
	assert_int_equal(w->nr_released, 101);	/* the first ones, in order */
	assert_int_equal(w->released[100].id, 101);
}

/* A wildcard trap: B waits behind A; when A is blocked B is lost, too. */
static void test_head_of_line(void **state)
{
	struct sim_world *w = *state;
	struct kernel_policy wild = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24",
					   KERNEL_PROTECT, 9);
	struct kernel_sa b;

	wild.mode = KERNEL_TRANSPORT;
	put(w, wild);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);	/* A */
	send_flow(w, udp("192.0.1.1", "192.0.2.2"), NULL);	/* B */
	b = gcm_sa(KERNEL_OUT, "192.0.1.1", "192.0.2.2", 0x2002, 0);
	b.mode = KERNEL_TRANSPORT;
	add(w, b);
	put(w, wild);
	pass(w, 50);
	assert_int_equal(w->nr_released, 0);
	put(w, policy(KERNEL_OUT, "192.0.1.1/32", "192.0.2.1/32", KERNEL_ALLOW, 5));
	put(w, wild);
	pass(w, 0);
	assert_int_equal(w->nr_released, 2);
	assert_int_equal(w->released[0].fate, SIM_CLEAR);
	assert_int_equal(w->released[1].fate, SIM_ESP);
}

static void test_head_resolves_others_are_lost(void **state)
{
	struct sim_world *w = *state;
	struct kernel_policy wild = policy(KERNEL_OUT, "192.0.1.0/24", "192.0.2.0/24",
					   KERNEL_PROTECT, 9);
	struct kernel_sa a = gcm_sa(KERNEL_OUT, "192.0.1.1", "192.0.2.1", 0x2001, 0);

	wild.mode = a.mode = KERNEL_TRANSPORT;
	put(w, wild);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL);
	send_flow(w, udp("192.0.1.1", "192.0.2.2"), NULL);
	add(w, a);
	put(w, wild);
	pass(w, 0);
	assert_int_equal(w->nr_released, 2);
	assert_int_equal(w->released[0].fate, SIM_ESP);
	assert_int_equal(w->released[1].fate, SIM_DROP);
}

/* ---- which state ---- */

static void test_newest_fresh_state_wins(void **state)
{
	struct sim_world *w = *state;
	struct kernel_sa first = out_sa(0x1001), second = out_sa(0x1002), third = out_sa(0x1003);
	struct sim_esp esp;

	put(w, trap());
	add(w, first);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), &esp);
	assert_int_equal(esp.spi, 0x1001);
	add(w, second);		/* same second: inserted last wins */
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), &esp);
	assert_int_equal(esp.spi, 0x1002);
	third.soft_packets = 1;
	pass(w, 1500);
	add(w, third);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), &esp);
	assert_int_equal(esp.spi, 0x1003);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), &esp);	/* now it is dying */
	assert_int_equal(esp.spi, 0x1003);
	send_flow(w, udp("192.0.1.1", "192.0.2.1"), &esp);
	assert_int_equal(esp.spi, 0x1002);
}

static void test_reqid_and_addresses_must_match(void **state)
{
	struct sim_world *w = *state;
	struct kernel_sa sa = out_sa(0x1001);

	put(w, trap());
	sa.reqid = 8;
	add(w, sa);
	assert_int_equal(send_flow(w, udp("192.0.1.1", "192.0.2.1"), NULL), SIM_HELD);
}

static void test_duplicate_and_missing(void **state)
{
	struct sim_world *w = *state;
	struct kernel_sa_info info;
	struct kernel_sa other = out_sa(0x1001);
	const struct kernel_sa_key key = out_sa(0x1001).key;

	other.key.mark = (struct kernel_mark){ 1, 0xff };
	assert_int_equal(add(w, out_sa(0x1001)), 0);
	assert_int_equal(add(w, out_sa(0x1001)), -EEXIST);
	assert_int_equal(add(w, other), 0);	/* the mark is part of the key */
	assert_int_equal(del_sa(w, key), 0);
	assert_int_equal(del_sa(w, key), 0);
	assert_int_equal(w->port.ops->sa_query(w->port.k, &key, &info), -ESRCH);
	assert_int_equal(do_request(w, (struct kernel_request){ .op = KERNEL_SA_UPDATE,
								.sa = out_sa(0x1001) }), -ESRCH);
}

/* ---- inbound ---- */

/* The other end of trap(): states and policies of 198.51.100.1, which has 192.0.1.254. */
static void inbound(struct sim_world *w, enum kernel_dir dir)
{
	struct kernel_policy p = policy(dir, "192.0.2.0/24", "192.0.1.0/24", KERNEL_PROTECT, 2000);

	p.outer_src = ip("198.51.100.2");
	p.outer_dst = ip("198.51.100.1");
	p.reqid = 7;
	assert_int_equal(put(w, p), 0);
}

static struct sim_esp esp_from_peer(uint64_t seq, const char *inner_dst)
{
	struct sim_world *peer;
	void *state;
	struct kernel_policy p = policy(KERNEL_OUT, "192.0.2.0/24", "192.0.1.0/24", KERNEL_PROTECT, 9);
	struct sim_esp esp;

	assert_int_equal(world_new(&state), 0);
	peer = state;
	p.outer_src = ip("198.51.100.2");
	p.outer_dst = ip("198.51.100.1");
	put(peer, p);
	add(peer, gcm_sa(KERNEL_OUT, "198.51.100.2", "198.51.100.1", 0x5001, 0));
	assert_int_equal(send_flow(peer, udp("192.0.2.1", inner_dst), &esp), SIM_ESP);
	esp.seq = seq;
	world_free(&state);
	return esp;
}

static void host(struct sim_world *w)
{
	assert_true(sim_kernel_address_add(w->k, "eth0", on_net("198.51.100.1", 24)));
	assert_true(sim_kernel_address_add(w->k, "eth1", on_net("192.0.1.254", 32)));
}

static void test_inbound_needs_state_and_policy(void **state)
{
	struct sim_world *w = *state;
	struct sim_esp local = esp_from_peer(1, "192.0.1.254"), fwd = esp_from_peer(2, "192.0.1.7");

	host(w);
	assert_int_equal(sim_kernel_input_esp(w->k, &local), SIM_NO_STATE);
	add(w, gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x5001, 7));
	assert_int_equal(sim_kernel_input_esp(w->k, &local), SIM_NO_POLICY);
	inbound(w, KERNEL_IN);
	local.seq = 3;
	assert_int_equal(sim_kernel_input_esp(w->k, &local), SIM_ACCEPTED);
	assert_int_equal(sim_kernel_input_esp(w->k, &fwd), SIM_NO_POLICY);
	inbound(w, KERNEL_FWD);
	fwd.seq = 4;
	assert_int_equal(sim_kernel_input_esp(w->k, &fwd), SIM_ACCEPTED);
}

static void test_inbound_replay(void **state)
{
	struct sim_world *w = *state;
	struct sim_esp p = esp_from_peer(1, "192.0.1.254");

	host(w);
	inbound(w, KERNEL_IN);
	add(w, gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x5001, 7));
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_ACCEPTED);
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_REPLAY);
	p.seq = 200;
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_ACCEPTED);
	p.seq = 73;	/* window 128 reaches down to here */
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_ACCEPTED);
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_REPLAY);
	p.seq = 72;
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_REPLAY);
	p.seq = 0;
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_REPLAY);
	p.seq = 1000000;	/* far ahead: the whole bitmap is forgotten */
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_ACCEPTED);
	p.seq = 1000000 - 127;
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_ACCEPTED);
}

static void test_inbound_keys_must_agree(void **state)
{
	struct sim_world *w = *state;
	struct sim_esp p = esp_from_peer(1, "192.0.1.254");
	struct kernel_sa sa = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x5001, 7);
	uint8_t other[20] = { 0 };

	host(w);
	inbound(w, KERNEL_IN);
	sa.encr_key = view_make(other, sizeof(other));
	add(w, sa);
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_WRONG_KEYS);
	del_sa(w, sa.key);
	sa.encr_key = view_make(test_key, 20);
	sa.esn = true;
	add(w, sa);
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_WRONG_KEYS);
}

static void test_inbound_template(void **state)
{
	struct sim_world *w = *state;
	struct sim_esp p = esp_from_peer(1, "192.0.1.254");

	host(w);
	add(w, gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x5001, 8));	/* not 7 */
	inbound(w, KERNEL_IN);
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_WRONG_TEMPLATE);
	put(w, policy(KERNEL_IN, "192.0.2.0/24", "192.0.1.0/24", KERNEL_PROTECT, 2000));
	p.seq = 2;	/* now reqid 0, no addresses: anything protected will do */
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_ACCEPTED);
	put(w, policy(KERNEL_IN, "192.0.2.0/24", "192.0.1.0/24", KERNEL_ALLOW, 2000));
	p.seq = 3;	/* and a tunnel that nobody asked for will not */
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_WRONG_TEMPLATE);
	put(w, policy(KERNEL_IN, "192.0.2.0/24", "192.0.1.0/24", KERNEL_BLOCK, 2000));
	p.seq = 4;
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_BLOCKED);
}

static void test_inbound_clear(void **state)
{
	struct sim_world *w = *state;
	struct packet p = udp("192.0.2.1", "192.0.1.254");

	host(w);
	assert_int_equal(sim_kernel_input_clear(w->k, &p), SIM_ACCEPTED);
	inbound(w, KERNEL_IN);
	assert_int_equal(sim_kernel_input_clear(w->k, &p), SIM_WRONG_TEMPLATE);
	put(w, policy(KERNEL_IN, "192.0.2.1/32", "192.0.1.254/32", KERNEL_ALLOW, 1));
	assert_int_equal(sim_kernel_input_clear(w->k, &p), SIM_ACCEPTED);
	put(w, policy(KERNEL_IN, "192.0.2.1/32", "192.0.1.254/32", KERNEL_BLOCK, 1));
	assert_int_equal(sim_kernel_input_clear(w->k, &p), SIM_BLOCKED);
}

static void test_inbound_encap_and_mapping(void **state)
{
	struct sim_world *w = *state;
	struct sim_esp p = esp_from_peer(1, "192.0.1.254");
	struct kernel_sa sa = gcm_sa(KERNEL_IN, "198.51.100.2", "198.51.100.1", 0x5001, 7);

	host(w);
	inbound(w, KERNEL_IN);
	sa.encap = KERNEL_ENCAP_UDP;
	sa.encap_sport = 40000;
	sa.encap_dport = 4500;
	add(w, sa);
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_WRONG_ENCAP);
	p.udp = true;
	p.sport = 40000;
	p.dport = 4500;
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_ACCEPTED);
	w->nr_events = 0;
	p.sport = 40001;
	p.seq = 2;
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_ACCEPTED);
	assert_int_equal(w->nr_events, 1);
	assert_int_equal(w->events[0].type, KERNEL_MAPPING);
	assert_int_equal(w->events[0].old_peer.port, 40000);
	assert_int_equal(w->events[0].new_peer.port, 40001);
	assert_int_equal(w->events[0].sa.spi, 0x5001);
}

static void test_outbound_state_refuses_input(void **state)
{
	struct sim_world *w = *state;
	struct sim_esp p = esp_from_peer(1, "192.0.1.254");

	host(w);
	add(w, gcm_sa(KERNEL_OUT, "198.51.100.2", "198.51.100.1", 0x5001, 7));
	assert_int_equal(sim_kernel_input_esp(w->k, &p), SIM_WRONG_DIRECTION);
}

#define T(f) cmocka_unit_test_setup_teardown(f, world_new, world_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_no_policy_is_clear),
		T(test_lowest_priority_wins_not_specificity),
		T(test_older_wins_ties_update_makes_newest),
		T(test_put_replaces_and_keeps_index),
		T(test_nd_passes_a_block),
		T(test_delete),
		T(test_trap_acquires_once_and_holds),
		T(test_transport_wildcard_acquires_per_destination),
		T(test_larval_drop),
		T(test_answer_by_seq_removes_larval),
		T(test_state_alone_releases_at_retry),
		T(test_update_kicks),
		T(test_trap_to_allow_releases_clear),
		T(test_trap_to_block_purges),
		T(test_delete_purges),
		T(test_queue_of_101),
		T(test_head_of_line),
		T(test_head_resolves_others_are_lost),
		T(test_newest_fresh_state_wins),
		T(test_reqid_and_addresses_must_match),
		T(test_duplicate_and_missing),
		T(test_inbound_needs_state_and_policy),
		T(test_inbound_replay),
		T(test_inbound_keys_must_agree),
		T(test_inbound_template),
		T(test_inbound_clear),
		T(test_inbound_encap_and_mapping),
		T(test_outbound_state_refuses_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
