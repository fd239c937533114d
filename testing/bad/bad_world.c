/* SPDX-License-Identifier: ISC
 *
 * bad_world.c - see bad_world.h.
 */
#include "bad_world.h"

#include "conf/secrets.h"

#define PSK_VICTIM "the victim's own long secret"
#define PSK_BAD	   "a secret that the bad one knows"

const struct peer_profile profile_victim = {
	.encr = ENCR_AES_GCM_16, .key_bits = 256, .prf = PRF_HMAC_SHA2_256, .ke = KE_CURVE25519,
	.esp_encr = ENCR_AES_GCM_16, .esp_bits = 256, .id = "victim", .daemon_id = "gw", .psk = PSK_VICTIM,
	.local_net = "10.1.0.0/16", .remote_net = "10.0.0.0/16",
};
const struct peer_profile profile_bad = {
	.encr = ENCR_AES_GCM_16, .key_bits = 256, .prf = PRF_HMAC_SHA2_256, .ke = KE_CURVE25519,
	.esp_encr = ENCR_AES_GCM_16, .esp_bits = 256, .id = "bad", .daemon_id = "gw", .psk = PSK_BAD,
	.local_net = "10.2.0.0/16", .remote_net = "10.0.0.0/16",
};
const struct peer_profile profile_cbc = {
	.encr = ENCR_AES_CBC, .key_bits = 256, .prf = PRF_HMAC_SHA2_256, .integ = INTEG_HMAC_SHA2_256_128,
	.ke = KE_CURVE25519,
	.esp_encr = ENCR_AES_CBC, .esp_bits = 256, .esp_integ = INTEG_HMAC_SHA2_256_128,
	.id = "bad", .daemon_id = "gw", .psk = PSK_BAD, .local_net = "10.2.0.0/16", .remote_net = "10.0.0.0/16",
};
const struct peer_profile profile_modp = {
	.encr = ENCR_AES_GCM_16, .key_bits = 256, .prf = PRF_HMAC_SHA2_256, .ke = KE_MODP2048,
	.esp_encr = ENCR_AES_GCM_16, .esp_bits = 256, .id = "bad", .daemon_id = "gw", .psk = PSK_BAD,
	.local_net = "10.2.0.0/16", .remote_net = "10.0.0.0/16",
};

#define COMMON "left=" DAEMON_ADDRESS "\nleftid=@gw\nleftsubnet=10.0.0.0/16\nauthby=secret\nrekey=no\n" \
	"ikelifetime=24h\nsalifetime=24h\nleftupdown=\nretransmit-timeout=30s\n"

#define MANY_SUITES                                                                                          \
	"ike=aes_gcm256-sha2_256-dh31+dh14+dh19,aes256-sha2_256-dh31,chacha20_poly1305-sha2_256-dh31\n"      \
	"esp=aes_gcm256,aes256-sha2_256\n"

static const struct {
	const char *name, *settings;
} world_conns[] = {
	{ "victim", COMMON "right=" VICTIM_ADDRESS "\nrightid=@victim\nrightsubnet=10.1.0.0/16\n"
		    "ike=aes_gcm256-sha2_256-dh31\nesp=aes_gcm256\n" },
	{ "bad", COMMON "right=" BAD_ADDRESS "\nrightid=@bad\nrightsubnet=10.2.0.0/16\n"
		 MANY_SUITES },
	{ "second", COMMON "right=" BAD_ADDRESS "\nrightid=@bad\nrightsubnet=10.3.0.0/16\nnarrowing=yes\n"
		    MANY_SUITES },
};

static const char world_secrets[] =
	"@gw @victim : PSK \"" PSK_VICTIM "\"\n"
	"@gw @bad : PSK \"" PSK_BAD "\"\n";

struct endpoint endpoint_of(const char *address, uint16_t port)
{
	struct endpoint e = { .port = port };

	assert_true(address_parse(view_str(address), &e.addr));
	return e;
}

/* ---- ports ---- */

static struct monotime port_now(void *world)
{
	return ((struct world *)world)->now;
}

static struct realtime port_wall(void *world)
{
	return (struct realtime){ ((struct world *)world)->now.us + 1700000000 * US_PER_S };
}

static void port_wake_at(void *world, struct monotime t)
{
	((struct world *)world)->wake = t;
}

static struct diag *port_listen(void *world, struct endpoint local, bool encap)
{
	(void)world;
	(void)local;
	(void)encap;
	return NULL;
}

static void port_unlisten(void *world, struct endpoint local)
{
	(void)world;
	(void)local;
}

static int port_send(void *world, const struct datagram *d)
{
	struct world *w = world;
	struct world_sent *s = &w->sent[w->nr_sent % WORLD_SENT_MAX];
	size_t marker = d->local.port != 500 && d->bytes.len > NON_ESP_MARKER_LEN ? NON_ESP_MARKER_LEN : 0;

	bytes_fini(&s->bytes);
	s->local = d->local;
	s->remote = d->remote;
	bytes_copy(&s->bytes, view_slice(d->bytes, marker, d->bytes.len));
	w->nr_sent++;
	w->sent_total++;
	return 0;
}

static void port_job(void *world, struct job *j)
{
	struct world *w = world;

	assert_true(w->nr_jobs < WORLD_JOBS_MAX);
	w->jobs[w->nr_jobs++] = j;
}

static void port_dns(void *world, uint64_t token, const char *name, enum ip_family family)
{
	(void)world;
	(void)token;
	(void)name;
	(void)family;
}

/* No connection here has an updown. */
static void port_exec(void *world, const struct exec_request *r)
{
	(void)world;
	(void)r;
}

static void port_control_send(void *world, uint32_t client, struct view json)
{
	struct world *w = world;

	w->controls++;
	bytes_fini(&w->control);
	bytes_copy(&w->control, json);
	if (w->on_control != NULL)
		w->on_control(w->control_ctx, client, json);
}

static void port_control_close(void *world, uint32_t client)
{
	struct world *w = world;

	w->closed++;
	if (w->on_control != NULL)
		w->on_control(w->control_ctx, client, VIEW_EMPTY);
}

static void port_stop(void *world, int exit_code)
{
	((struct world *)world)->stopped = exit_code;
}

static const struct env_ops world_ops = {
	.now = port_now, .wall = port_wall, .wake_at = port_wake_at,
	.net_listen = port_listen, .net_unlisten = port_unlisten, .net_send = port_send,
	.job_submit = port_job, .dns_resolve = port_dns, .exec_start = port_exec,
	.control_send = port_control_send, .control_close = port_control_close, .stop = port_stop,
};

static void log_emit(void *ctx, enum log_class class, uint64_t object, const char *line)
{
	struct world *w = ctx;
	unsigned nr = 0;

	(void)object;
	for (int i = 0; i < LOG_CLASSES; i++)
		nr += i == LOG_TRACE ? 0 : w->nr_lines[i];
	w->nr_lines[class]++;
	if (w->verbose)
		fprintf(stderr, "%d %s\n", (int)class, line);
	if (class != LOG_TRACE)
		snprintf(w->lines[nr % WORLD_LINES_MAX], sizeof(w->lines[0]), "%d %s", (int)class, line);
}

/* ---- kernel ---- */

static void kernel_event(void *ctx, const struct kernel_event *e)
{
	(void)ctx;
	(void)e;
}

static void kernel_released(void *ctx, const struct sim_packet *p, enum sim_fate fate, const struct sim_esp *esp)
{
	(void)ctx;
	(void)p;
	(void)fate;
	(void)esp;
}

static void make_kernel(struct world *w)
{
	struct sim_kernel_hooks hooks = {
		.now = port_now, .real_now = port_wall, .event = kernel_event, .released = kernel_released, .ctx = w,
	};
	struct cidr at, all = cidr_all(IP_V4);

	w->kernel = sim_kernel_new(&hooks);
	assert_non_null(w->kernel);
	assert_true(cidr_parse(view_str(DAEMON_ADDRESS "/32"), &at, NULL));
	assert_true(sim_kernel_address_add(w->kernel, "eth0", at));
	assert_true(sim_kernel_route_add(w->kernel, all, endpoint_of("192.0.2.254", 0).addr, "eth0"));
}

/* ---- the daemon ---- */

static struct diag *read_secrets(void *ctx, const char *path, struct bytes *out)
{
	(void)ctx;
	(void)path;
	return bytes_copy(out, view_str(world_secrets)) ? NULL : diag_new("out of memory");
}

static bool no_glob(void *ctx, const char *pattern, struct arena *a, const char ***paths)
{
	(void)ctx;
	(void)pattern;
	*paths = arena_array(a, 1, sizeof(**paths));
	return *paths != NULL;
}

static bool setting_of(char *line, struct conn_setting *s)
{
	char *value = strchr(line, '=');
	struct view name;

	if (value == NULL)
		return false;
	*value++ = '\0';
	name = view_str(line);
	*s = (struct conn_setting){ .end = SETTING_COMMON, .value = value };
	if (strncmp(line, "left", 4) == 0 || strncmp(line, "right", 5) == 0) {
		s->end = line[0] == 'l' ? SETTING_LEFT : SETTING_RIGHT;
		name = view_slice(name, line[0] == 'l' ? 4 : 5, name.len);
	}
	s->keyword = keyword_find(KEYWORD_CONN, s->end != SETTING_COMMON, name);
	if (s->keyword == NULL && s->end != SETTING_COMMON) {	/* "leftover" is no left keyword */
		s->end = SETTING_COMMON;
		s->keyword = keyword_find(KEYWORD_CONN, false, view_str(line));
	}
	return s->keyword != NULL;
}

struct diag *world_add(struct world *w, const char *name, const char *settings)
{
	struct conn_setting s[32];
	char *copy = mem_strdup(settings), *rest = copy;
	struct conn *c;
	struct diag *d;
	size_t nr = 0;

	for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
		if (line[0] != '\0' && !setting_of(line, &s[nr]))
			fail_msg("unknown keyword in the test's connection: %s", line);
		nr += line[0] != '\0';
	}
	d = conn_add(w->p, name, s, nr, &c);
	mem_free(copy);
	return d;
}

void world_peer(struct world *w, struct peer *p, const struct peer_profile *profile)
{
	bool victim = profile == &profile_victim;

	peer_init(p, w->crypto, endpoint_of(victim ? VICTIM_ADDRESS : BAD_ADDRESS, 500),
		  endpoint_of(DAEMON_ADDRESS, 500), profile);
	if (victim)
		p->spi_in = 0x99990000;
}

static void add_conns(struct world *w)
{
	for (size_t i = 0; i < ARRAY_NR(world_conns); i++) {
		DIAG_AUTO d = world_add(w, world_conns[i].name, world_conns[i].settings);

		if (d != NULL)
			fail_msg("%s: %s", world_conns[i].name, diag_text(d));
	}
}

struct world *world_new_bare(const struct setup *setup)
{
	struct conf_files files = { .read = read_secrets, .glob = no_glob };
	struct world *w = mem_alloc(sizeof(*w));
	struct env env = { .world = w, .ops = &world_ops };
	DIAG_AUTO d = NULL;

	assert_non_null(w);
	w->now = (struct monotime){ 1000 * US_PER_S };
	w->stopped = -1;
	w->verbose = getenv("BAD_VERBOSE") != NULL;
	w->sink = (struct log_sink){ .emit = log_emit, .ctx = w, .trace = w->verbose };
	d = crypt_nss_init(NULL, &w->crypto);
	assert_null(d);
	make_kernel(w);
	env.crypto = w->crypto;
	env.kernel = sim_kernel_port(w->kernel);
	env.log = &w->sink;
	w->p = pluto_new(&env, setup);
	assert_non_null(w->p);
	w->p->secrets = secrets_load("secrets", &files);
	assert_int_equal(secrets_nr(w->p->secrets), 2);
	pluto_listen(w->p);
	add_conns(w);
	world_peer(w, &w->victim, &profile_victim);
	return w;
}

struct world *world_new(void)
{
	struct world *w;
	struct setup setup;

	setup_defaults(&setup);
	setup.ddos_mode = DDOS_UNLIMITED;	/* a case is one input, not a flood */
	w = world_new_bare(&setup);
	world_up(w, &w->victim);
	return w;
}

static void free_jobs(struct world *w)
{
	for (size_t i = 0; i < w->nr_jobs; i++)
		w->jobs[i]->free(w->jobs[i]);
	w->nr_jobs = 0;
}

void world_free(struct world *w)
{
	peer_fini(&w->victim);
	free_jobs(w);
	pluto_free(w->p);
	sim_kernel_free(w->kernel);
	crypt_nss_fini(w->crypto);
	for (size_t i = 0; i < WORLD_SENT_MAX; i++)
		bytes_fini(&w->sent[i].bytes);
	bytes_fini(&w->control);
	mem_free(w);
}

/* ---- events ---- */

void world_forget(struct world *w)
{
	w->nr_sent = 0;
	memset(w->nr_lines, 0, sizeof(w->nr_lines));
	bytes_fini(&w->control);
	w->controls = w->closed = 0;
}

void world_run_jobs(struct world *w)
{
	while (w->nr_jobs > 0) {
		struct job *j = w->jobs[0];

		memmove(w->jobs, w->jobs + 1, --w->nr_jobs * sizeof(w->jobs[0]));
		j->run(j);
		pluto_on_job(w->p, j);
	}
}

static void settle(struct world *w)
{
	if (!w->hold_jobs)
		world_run_jobs(w);
}

void world_pass(struct world *w, struct duration d)
{
	struct monotime end = monotime_add(w->now, d);

	while (!monotime_before(end, w->wake)) {
		if (monotime_before(w->now, w->wake))
			w->now = w->wake;
		w->wake = MONOTIME_NEVER;
		pluto_on_timer(w->p);
		settle(w);
	}
	w->now = end;
	sim_kernel_run(w->kernel);
}

void world_datagram(struct world *w, struct endpoint from, struct endpoint to, struct view bytes)
{
	struct datagram d = { .local = to, .remote = from, .bytes = bytes };
	uint8_t *with_marker = NULL;

	if (to.port == 4500) {
		with_marker = mem_alloc(bytes.len + NON_ESP_MARKER_LEN);
		if (bytes.len > 0)
			memcpy(with_marker + NON_ESP_MARKER_LEN, bytes.ptr, bytes.len);
		d.bytes = view_make(with_marker, bytes.len + NON_ESP_MARKER_LEN);
	}
	pluto_on_datagram(w->p, &d);
	mem_free(with_marker);
	settle(w);
}

void world_dump_log(const struct world *w)
{
	for (size_t i = 0; i < WORLD_LINES_MAX && w->lines[i][0] != '\0'; i++)
		print_message("    log %s\n", w->lines[i]);
}

static void check_log(const struct world *w, bool protected)
{
	unsigned bad = w->nr_lines[LOG_PEER] + w->nr_lines[LOG_AUTH] + w->nr_lines[LOG_LOCAL];

	if (w->nr_lines[LOG_BUG] > 0 || bad > 1 || (!protected && w->nr_lines[LOG_NOTE] > 0)) {
		world_dump_log(w);
		fail_msg("log: %u bugs, %u lines about bad input, %u notes", w->nr_lines[LOG_BUG], bad,
			 w->nr_lines[LOG_NOTE]);
	}
}

/* Nothing before return routability makes us a good amplifier.  Only a real IKE_SA_INIT response (it begins with SA)
 * may be longer: our nonce has 32 bytes, theirs at least 16. */
static void check_size(struct view reply, struct view message)
{
	size_t more = reply.len > IKE_HEADER_LEN && reply.ptr[16] == V2_SA ? 16 : 0;

	if (reply.len > message.len + more)
		fail_msg("%zu bytes answer %zu", reply.len, message.len);
}

struct view world_input_from(struct world *w, struct peer *p, struct endpoint from, struct view message)
{
	world_forget(w);
	world_datagram(w, from, p->daemon, message);
	check_log(w, p->keys.d_len > 0);
	if (w->nr_sent > 1 && !p->up)
		fail_msg("%zu answers to one message", w->nr_sent);
	for (size_t i = 0; i < w->nr_sent && !p->up && p->keys.d_len == 0; i++)
		check_size(bytes_view(&w->sent[i].bytes), message);
	return w->nr_sent == 0 ? VIEW_EMPTY : bytes_view(&w->sent[(w->nr_sent - 1) % WORLD_SENT_MAX].bytes);
}

struct view world_input(struct world *w, struct peer *p, struct view message)
{
	return world_input_from(w, p, p->at, message);
}

static struct view say(struct world *w, struct peer *p, struct script *s, bool ok, struct bytes *message)
{
	struct view reply;

	assert_true(ok);
	reply = world_input(w, p, bytes_view(message));
	bytes_fini(message);
	script_fini(s);
	return reply;
}

struct view world_say(struct world *w, struct peer *p, struct script *s)
{
	struct bytes message = { 0 };
	bool ok = peer_clear(p, s, &message);

	return say(w, p, s, ok, &message);
}

struct view world_say_sealed(struct world *w, struct peer *p, struct script *s)
{
	struct bytes message = { 0 };
	bool ok = peer_seal(p, s, &message);

	return say(w, p, s, ok, &message);
}

struct view world_heard(const struct world *w, const struct peer *p)
{
	for (size_t i = w->nr_sent; i > 0 && i + WORLD_SENT_MAX > w->nr_sent; i--) {
		const struct world_sent *s = &w->sent[(i - 1) % WORLD_SENT_MAX];

		if (address_eq(s->remote.addr, p->at.addr))
			return bytes_view(&s->bytes);
	}
	return VIEW_EMPTY;
}

/* ---- handshakes ---- */

void world_half_open(struct world *w, struct peer *p)
{
	struct script s;
	struct view reply;

	assert_true(peer_start(p));
	peer_sa_init(p, &s);
	reply = world_say(w, p, &s);
	if (!peer_take_sa_init(p, reply)) {
		world_dump_log(w);
		fail_msg("no good answer to IKE_SA_INIT (%zu bytes)", reply.len);
	}
}

void world_up(struct world *w, struct peer *p)
{
	struct script s;
	struct view reply;

	world_half_open(w, p);
	peer_auth(p, &s);
	reply = world_say_sealed(w, p, &s);
	if (!peer_take_auth(p, reply)) {
		world_dump_log(w);
		fail_msg("no good answer to IKE_AUTH (%zu bytes)", reply.len);
	}
}

void world_down(struct world *w, struct peer *p)
{
	union v2_body b = { .del = { .protocol = V2_PROTO_IKE } };
	struct script s;

	peer_informational(p, &s);
	script_put(&s, V2_D, &b);
	world_say_sealed(w, p, &s);
	assert_int_equal(w->nr_sent, 1);
	p->up = false;
}

void world_initiate(struct world *w, const char *name)
{
	struct conn *c = NULL;
	struct intent i = { .type = INTENT_INITIATE, .why = WHY_COMMAND };

	assert_int_equal(conn_by_name(w->p, name, &c, 1), 1);
	i.conn = c->id;
	world_forget(w);
	assert_true(intent_add(w->p, &i));
	pluto_on_timer(w->p);	/* drains */
	settle(w);
}

struct ike_sa *world_ike(struct world *w, const struct peer *p)
{
	for (struct ike_sa *ike = ike_first(w->p); ike != NULL; ike = ike_next(w->p, ike)) {
		if (ike_spi_eq(ike->spi_i, p->spi_i) && (ike_spi_eq(ike->spi_r, p->spi_r) || !p->initiator))
			return ike;
	}
	return NULL;
}

void world_called(struct world *w, struct peer *p, struct arena *a, struct chain *c, uint32_t *id)
{
	struct ike_header h;
	struct script s;

	world_initiate(w, "bad");
	assert_true(peer_take_request(p, world_heard(w, p)));
	peer_answer_sa_init(p, &s);
	world_say(w, p, &s);
	assert_true(peer_read(p, world_heard(w, p), a, &h, c));
	assert_int_equal(h.exchange, V2_IKE_AUTH);
	*id = h.message_id;
}

void world_called_up(struct world *w, struct peer *p)
{
	struct arena a = { 0 };
	struct script s;
	struct chain c;
	uint32_t id;

	world_called(w, p, &a, &c, &id);
	peer_answer_auth(p, &s, id, &c);
	world_say_sealed(w, p, &s);
	expect_silence(w);
	p->up = true;
	assert_non_null(world_ike(w, p));
	assert_int_equal(world_ike(w, p)->state, IKE_UP);
	arena_fini(&a);
}
