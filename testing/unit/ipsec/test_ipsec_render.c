/* SPDX-License-Identifier: ISC
 *
 * test_ipsec_render.c - samples of the daemon's data against the text that people and programs expect, in
 * testing/golden/status.  CYGNET_UPDATE_GOLDEN=1 writes the texts anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "programs/ipsec/manual.h"
#include "programs/ipsec/render.h"

#define GOLDEN "testing/golden/status/"

static void status(FILE *out, json_t *d)
{
	render_status(out, &(struct status_data){ json_object_get(d, "daemon"), json_object_get(d, "connections"),
						  json_object_get(d, "states"), json_object_get(d, "shunts") });
}

static void brief(FILE *out, json_t *d)
{
	render_brief(out, json_object_get(d, "daemon"));
}

static void traffic(FILE *out, json_t *d)
{
	size_t i;
	json_t *s;

	json_array_foreach(json_object_get(d, "states"), i, s)
		render_traffic(out, s);
}

static void briefconnections(FILE *out, json_t *d)
{
	size_t i;
	json_t *c;

	json_array_foreach(json_object_get(d, "connections"), i, c)
		render_connection_brief(out, c, json_array_get(json_object_get(d, "states"), 0));
}

static const struct {
	const char *name;
	void (*render)(FILE *out, json_t *d);
} reports[] = {
	{ "status", status }, { "brief", brief }, { "traffic", traffic }, { "briefconnections", briefconnections },
};

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 65536);

	if (f == NULL) {
		free(text);
		return NULL;
	}
	assert_non_null(text);
	text[fread(text, 1, 65535, f)] = '\0';
	fclose(f);
	return text;
}

static void compare(const char *path, const char *text)
{
	char *want;
	FILE *f;

	if (getenv("CYGNET_UPDATE_GOLDEN") != NULL) {
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(text, f);
		fclose(f);
	}
	want = read_file(path);
	assert_non_null(want);
	assert_string_equal(text, want);
	free(want);
}

static void check_sample(const char *sample)
{
	char path[256];
	json_t *d;

	snprintf(path, sizeof(path), GOLDEN "%s.json", sample);
	d = json_load_file(path, 0, NULL);
	if (d == NULL)
		skip();	/* not run from the top of the tree */
	render_sort(json_object_get(d, "connections"));
	for (size_t i = 0; i < ARRAY_NR(reports); i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);

		reports[i].render(out, d);
		fclose(out);
		snprintf(path, sizeof(path), GOLDEN "%s.%s.txt", sample, reports[i].name);
		compare(path, text);
		free(text);
	}
	json_decref(d);
}

static void a_site_to_site_tunnel(void **state)
{
	(void)state;
	check_sample("site");
}

static void instances_and_odd_values(void **state)
{
	(void)state;
	check_sample("road");
}

static void nothing_at_all(void **state)
{
	(void)state;
	check_sample("nothing");
}

/* The lines that other programs match, by hand from their patterns (cli.md 5, clients.md 2.9). */
static void the_contract_lines(void **state)
{
	static const char *const lines[] = {
		"\"west-east\": 192.0.1.0/24===192.1.2.45[@west]...192.1.2.23[@east]===192.0.2.0/24; erouted; "
		"my_ip=192.0.1.254; their_ip=unset;\n",
		"\n#1: \"west-east\":500 established IKE SA; REKEY in 27911s; REPLACE in 28515s; newest; idle;\n",
		"\n#2: \"west-east\":500 established Child SA; REKEY in 28001s; REPLACE in 28580s; newest; eroute owner; "
		"IKE SA #1; idle;\n",
		"\n#2: \"west-east\" esp.8bd1cf57@192.1.2.23 esp.af4f10d5@192.1.2.45 tun.0@192.1.2.23 tun.0@192.1.2.45 "
		"Traffic: ESPin=84B ESPout=168B ESPmax=2^63B\n",
		"\nTotal IPsec connections: loaded 2, routed 1, active 1\n",
		"\nIKE SAs: total(1), half-open(0), open(0), authenticated(1), anonymous(0)\n",
		"\nIPsec SAs: total(1), authenticated(1), anonymous(0)\n",
		"\ninterface eth1 192.1.2.45:UDP/4500 (NAT)\n",
		"\n\"west-east\":   routing: routed-tunnel; owner: Child SA #2; established IKE SA: #1; established Child SA: "
		"#2;\n",
	};
	char *text = NULL;
	size_t size = 0;
	json_t *d = json_load_file(GOLDEN "site.json", 0, NULL);
	FILE *out;

	(void)state;
	if (d == NULL)
		skip();
	out = open_memstream(&text, &size);
	status(out, d);
	fclose(out);
	for (size_t i = 0; i < ARRAY_NR(lines); i++)
		assert_non_null(strstr(text, lines[i]));
	assert_null(strstr(text, "\n\n"));
	free(text);
	json_decref(d);
}

static void the_manual_is_the_tables(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size), *tree = fopen("programs/ipsec/manual.c", "r");

	(void)state;
	manual_print(out);
	fclose(out);
	assert_non_null(strstr(text, ".B trafficstatus\n"));
	if (tree != NULL) {
		fclose(tree);
		compare("docs/man/ipsec.8", text);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_site_to_site_tunnel),
		cmocka_unit_test(instances_and_odd_values),
		cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(the_contract_lines),
		cmocka_unit_test(the_manual_is_the_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
