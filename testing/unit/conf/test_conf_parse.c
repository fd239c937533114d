/* SPDX-License-Identifier: ISC
 *
 * test_conf_parse.c - the grammar of ipsec.conf: what it means, and errors with file, line and column.
 */
#include <unistd.h>

#include "conf_testing.h"

struct parse_case {
	const char *what, *text, *messages, *result;	/* NULL result: not compared */
};

static const struct parse_case cases[] = {
	{ "nothing", "", "", "" },
	{ "only comments", "# a\n\t# b\n \n\n#c", "", "" },
	{ "no newline at the end", "conn a\n\tauto=add", "", "conn a\n\tauto=add\n" },
	{ "CR LF", "conn a\r\n\tauto=add\r\n\r\n\tpfs=no\r\n", "", "conn a\n\tauto=add\n\tpfs=no\n" },
	{ "a byte order mark", "\xef\xbb\xbf" "conn a\n\tauto=add\n", "", "conn a\n\tauto=add\n" },
	{ "version", "version 2.0\nconn a\n", "", "conn a\n" },
	{ "version twice", "version 2\nversion 2\n", "t.conf:2:1: warning: version is given twice\n", "" },
	{ "any indentation, comments and blank lines inside",
	  "conn a\n        auto = add\n# x\n \tpfs=  no   # why\n\n\t#y\n\trekey=yes\n", "",
	  "conn a\n\tauto=add\n\tpfs=no\n\trekey=yes\n" },
	{ "quotes, braces, empty",
	  "conn a\n\tleftid=\"C=CA, O=x # y\"\n\tright={ 1.2.3.4 }\n\tleftupdown=\n\trightupdown=\"\"\n"
	  "\tesp= # none\n", "",
	  "conn a\n\tleftid=\"C=CA, O=x # y\"\n\tright=1.2.3.4\n\tleftupdown=\"\"\n\trightupdown=\"\"\n\tesp=\"\"\n" },
	{ "# inside a word", "conn a\n\tleftid=@#0102\n\trightid=a#b\n", "",
	  "conn a\n\tleftid=@#0102\n\trightid=a#b\n" },
	{ "case of keywords, not of values", "CONN A\n\tAUTO=Add\n\tLeftID=@West\n", "",
	  "conn A\n\tauto=Add\n\tleftid=@West\n" },
	{ "glued or hyphenated", "conn a\n\tleft-id=@a\n\tright-subnet=1.0.0.0/8\n\tleft-updown-config=exec\n",
	  "t.conf:4:2: warning: \"left-updown-config\" has no effect in this version\n",
	  "conn a\n\tleftid=@a\n\trightsubnet=1.0.0.0/8\n\tleftupdown-config=exec\n" },
	{ "aliases", "conn a\n\tsalifetime=1h\n", "", "conn a\n\tipsec-lifetime=1h\n" },
	{ "a quoted name", "conn \"a b\"\n\tauto=add\n", "", "conn \"a b\"\n\tauto=add\n" },
	{ "x- is a comment", "conn a\n\tx-foo=1\n\tX_bar=2\n",
	  "t.conf:2:2: warning: \"x-foo\" is ignored\nt.conf:3:2: warning: \"X_bar\" is ignored\n", "conn a\n" },
	/* duplicates */
	{ "twice in a conn: the first", "conn a\n\tauto=add\n\tauto=route\n",
	  "t.conf:3:2: warning: \"auto\" is set twice in this section, the first is used\n",
	  "conn a\n\tauto=add\n" },
	{ "twice by an alias", "conn a\n\tkeylife=1h\n\tlifetime=2h\n",
	  "t.conf:3:2: warning: \"lifetime\" is set twice in this section, the first is used\n",
	  "conn a\n\tipsec-lifetime=1h\n" },
	{ "left and right are two", "conn a\n\tleft=1.1.1.1\n\tright=2.2.2.2\n", "",
	  "conn a\n\tleft=1.1.1.1\n\tright=2.2.2.2\n" },
	{ "twice in config setup: the last", "config setup\n\tuniqueids=no\nconfig setup\n\tuniqueids=yes\n",
	  "t.conf:4:2: warning: \"uniqueids\" is set again, the last value is used\n",
	  "config setup\n\tuniqueids=yes\n" },
	{ "appended", "conn a\n\tconnalias=x\n\tconnalias=\"y z\"\n", "", "conn a\n\tconnalias=\"x y z\"\n" },
	/* %default */
	{ "%default anywhere", "conn a\n\tpfs=no\nconn %default\n\tpfs=yes\n\trekey=no\n", "",
	  "conn a\n\tpfs=no\n\trekey=no\n" },
	{ "a later %default wins", "conn %default\n\tpfs=yes\n\tesn=no\nconn a\nconn %default\n\tpfs=no\n", "",
	  "conn a\n\tpfs=no\n\tesn=no\n" },
	{ "lists in %default", "conn %default\n\tconnalias=x\n\tconnalias=y\nconn a\nconn b\n\tconnalias=z\n", "",
	  "conn a\n\tconnalias=\"x y\"\nconn b\n\tconnalias=z\n" },
	{ "a later %default replaces lists", "conn %default\n\tconnalias=x\nconn %default\n\tconnalias=y\nconn a\n",
	  "", "conn a\n\tconnalias=y\n" },
	{ "also= in %default", "conn %default\n\talso=b\nconn b\n",
	  "t.conf:2:2: also= cannot be in conn %default\n", NULL },
	/* also= */
	{ "inline, recursive", "conn a\n\tpfs=no\n\talso=b\n\tesn=no\nconn b\n\trekey=no\n\talso=c\nconn c\n"
	  "\tauto=add\n", "",
	  "conn a\n\tpfs=no\n\trekey=no\n\tauto=add\n\tesn=no\nconn b\n\trekey=no\n\tauto=add\nconn c\n\tauto=add\n" },
	{ "several, in one value too", "conn a\n\talso=b,c\n\talso=d\nconn b\n\tpfs=no\nconn c\n\tesn=no\nconn d\n"
	  "\trekey=no\n", "",
	  "conn a\n\tpfs=no\n\tesn=no\n\trekey=no\nconn b\n\tpfs=no\nconn c\n\tesn=no\nconn d\n\trekey=no\n" },
	{ "a section is visited once", "conn a\n\talso=b\n\talso=c\nconn b\n\talso=c\nconn c\n\tpfs=no\n", "",
	  "conn a\n\tpfs=no\nconn b\n\tpfs=no\nconn c\n\tpfs=no\n" },
	{ "in circles", "conn a\n\tpfs=no\n\talso=b\nconn b\n\tesn=no\n\talso=a\n", "",
	  "conn a\n\tpfs=no\n\tesn=no\nconn b\n\tesn=no\n\tpfs=no\n" },
	{ "to itself", "conn a\n\tpfs=no\n\talso=a\n", "", "conn a\n\tpfs=no\n" },
	{ "not there", "conn a\n\tpfs=no\n\talso=nope\n",
	  "t.conf:3:2: conn \"a\" did not load properly: also=nope: there is no such section\n",
	  "conn a\n\tpfs=no\n\t# t.conf:3:2: also=nope: there is no such section\n" },
	{ "the same value", "conn a\n\tpfs=no\n\talso=b\nconn b\n\tpfs=no\n",
	  "t.conf:5:2: warning: \"pfs\" is set again to the same value, as at t.conf:2\n",
	  "conn a\n\tpfs=no\nconn b\n\tpfs=no\n" },
	{ "another value", "conn a\n\tauto=add\n\talso=b\nconn b\n\tauto=ignore\n",
	  "t.conf:5:2: conn \"a\" did not load properly: \"auto\" is set again, to a different value than at "
	  "t.conf:2\n",
	  "conn a\n\tauto=add\n\t# t.conf:5:2: \"auto\" is set again, to a different value than at t.conf:2\n"
	  "conn b\n\tauto=ignore\n" },
	{ "%default is weaker than also=", "conn %default\n\tpfs=yes\nconn a\n\talso=b\nconn b\n\tpfs=no\n", "",
	  "conn a\n\tpfs=no\nconn b\n\tpfs=no\n" },
	{ "lists through also=", "conn a\n\tconnalias=x\n\talso=b\nconn b\n\tconnalias=y\n", "",
	  "conn a\n\tconnalias=\"x y\"\nconn b\n\tconnalias=y\n" },
	{ "two of one name", "conn a\n\tpfs=no\nconn a\n\tpfs=yes\n",
	  "t.conf:3:1: conn \"a\" did not load properly: the connection is defined already at t.conf:1\n", NULL },
	/* subnets= */
	{ "all pairs", "conn a\n\tleftsubnets={1.0.0.0/8 2.0.0.0/8}\n\trightsubnets=3.0.0.0/8,4.0.0.0/8\n", "",
	  "conn a/1x1\n\tleftsubnet=1.0.0.0/8\n\trightsubnet=3.0.0.0/8\n\tconnalias=a\n"
	  "conn a/1x2\n\tleftsubnet=1.0.0.0/8\n\trightsubnet=4.0.0.0/8\n\tconnalias=a\n"
	  "conn a/2x1\n\tleftsubnet=2.0.0.0/8\n\trightsubnet=3.0.0.0/8\n\tconnalias=a\n"
	  "conn a/2x2\n\tleftsubnet=2.0.0.0/8\n\trightsubnet=4.0.0.0/8\n\tconnalias=a\n" },
	{ "subnet= is number 0", "conn a\n\tleftsubnet=1.0.0.0/8\n\tleftsubnets=2.0.0.0/8\n\tright=%any\n", "",
	  "conn a/0x0\n\tright=%any\n\tleftsubnet=1.0.0.0/8\n\tconnalias=a\n"
	  "conn a/1x0\n\tright=%any\n\tleftsubnet=2.0.0.0/8\n\tconnalias=a\n" },
	{ "families do not mix", "conn a\n\tleftsubnets=1.0.0.0/8,2001:db8::/32\n\trightsubnets=::/0,3.0.0.0/8\n"
	  "\tconnalias=x\n", "",
	  "conn a/1x2\n\tleftsubnet=1.0.0.0/8\n\trightsubnet=3.0.0.0/8\n\tconnalias=\"a x\"\n"
	  "conn a/2x1\n\tleftsubnet=2001:db8::/32\n\trightsubnet=::/0\n\tconnalias=\"a x\"\n" },
	{ "repeated", "conn a\n\tleftsubnets=1.0.0.0/8\n\tleftsubnets={2.0.0.0/8}\n", "",
	  "conn a/1x0\n\tleftsubnet=1.0.0.0/8\n\tconnalias=a\nconn a/2x0\n\tleftsubnet=2.0.0.0/8\n\tconnalias=a\n" },
	/* support */
	{ "obsolete", "config setup\n\tsyslog=x\nconn a\n\tkeyingtries=3\n\tdpdaction=restart\nconn b\n"
	  "\tkeyingtries=4\n",
	  "t.conf:2:2: warning: \"syslog\" is obsolete and ignored: log lines go to the daemon facility\n"
	  "t.conf:4:2: warning: \"keyingtries\" is obsolete and ignored: auto= decides how long to try\n"
	  "t.conf:5:2: warning: \"dpdaction\" is obsolete and ignored: auto= decides what follows a dead peer\n",
	  "conn a\nconn b\n" },
	{ "no effect: said once, kept", "conn a\n\tmobike=yes\nconn b\n\tmobike=yes\n",
	  "t.conf:2:2: warning: \"mobike\" has no effect in this version\n",
	  "conn a\n\tmobike=yes\nconn b\n\tmobike=yes\n" },
	{ "refused", "config setup\n\tnat_traversal=yes\n\trundir=/x\nconn a\n\tforceencaps=yes\n",
	  "t.conf:2:2: \"nat_traversal\" is not supported: NAT traversal is always on; remove the line\n"
	  "t.conf:3:2: \"rundir\" is not supported: use the command line option --rundir of pluto instead\n"
	  "t.conf:5:2: \"forceencaps\" is not supported: use encapsulation=yes instead\n", NULL },
	{ "values of config setup", "config setup\n\tnssdir=/x\n\tshuntlifetime=x\n\tplutodebug=\"base nope\"\n"
	  "\tikev1-policy= accept\n",
	  "t.conf:3:16: \"shuntlifetime\": \"x\" is not a duration such as 30s, 500ms or 8h\n"
	  "t.conf:4:13: warning: \"plutodebug\" is ignored: \"nope\" is not a known debug flag, did you mean "
	  "\"none\"?\n"
	  "t.conf:5:16: \"ikev1-policy\": IKEv1 is not part of this version; use drop or reject\n", NULL },
	/* keywords that are wrong */
	{ "unknown", "conn a\n\tunknown=1\n", "t.conf:2:2: unknown keyword \"unknown\"\n", NULL },
	{ "did you mean", "config setup\n    uniqueid=yes\nconn a\n  leftsubent=x\n  right-nexthopp=x\n  atuo=add\n"
	  "  re_key=no\n  nm_configured=no\n",
	  "t.conf:2:5: unknown keyword \"uniqueid\", did you mean \"uniqueids\"?\n"
	  "t.conf:4:3: unknown keyword \"leftsubent\", did you mean \"leftsubnet\"?\n"
	  "t.conf:5:3: unknown keyword \"right-nexthopp\", did you mean \"rightnexthop\"?\n"
	  "t.conf:6:3: unknown keyword \"atuo\", did you mean \"auto\"?\n"
	  "t.conf:7:3: unknown keyword \"re_key\", did you mean \"rekey\"?\n"
	  "t.conf:8:3: \"nm_configured\" is not supported: use nm-configured= instead\n", NULL },
	{ "without its prefix", "conn a\n\tsubnet=x\n", "t.conf:2:2: \"subnet\" requires left or right prefix\n", NULL },
	{ "with a prefix", "conn a\n\tleftauto=add\n\tright-pfs=no\n\tlefthost=x\n\tleft-=x\n",
	  "t.conf:2:2: \"leftauto\" has no left or right: write \"auto\"\n"
	  "t.conf:3:2: \"right-pfs\" has no left or right: write \"pfs\"\n"
	  "t.conf:4:2: unknown keyword \"lefthost\"\n"
	  "t.conf:5:2: unknown keyword \"left-\"\n", NULL },
	{ "in the wrong section", "config setup\n\tauto=add\n\tleftid=@x\nconn a\n\tplutodebug=all\n",
	  "t.conf:2:2: \"auto\" belongs in a conn, not in config setup\n"
	  "t.conf:3:2: \"leftid\" belongs in a conn, not in config setup\n"
	  "t.conf:5:2: \"plutodebug\" belongs in config setup, not in a conn\n", NULL },
	/* structure that is wrong */
	{ "no section", "\tauto=add\n\tpfs=no\nconn a\n",
	  "t.conf:1:2: this line is outside of any section\n", NULL },
	{ "not indented", "conn a\nauto=add\n\tpfs=no\nconn b\n",
	  "t.conf:2:1: a setting must be indented, below its config setup or conn\n", NULL },
	{ "headers", "conns a\nconn\nconn # x\nconn a b\nconfig\nconfig steup\nconn \"\"\nblah\nconn \"a\n",
	  "t.conf:1:1: \"conns\" does not start a section, did you mean \"conn\"?\n"
	  "t.conf:2:5: the name of the connection is missing\n"
	  "t.conf:3:5: the name of the connection is missing\n"
	  "t.conf:4:8: unexpected text after the name of the connection\n"
	  "t.conf:5:7: \"setup\" is missing\n"
	  "t.conf:6:8: there is no section \"config steup\", only config setup\n"
	  "t.conf:7:7: the name of the connection is empty\n"
	  "t.conf:8:1: expected config setup, conn NAME or include FILE\n"
	  "t.conf:9:6: the closing \" is missing on this line\n", NULL },
	{ "settings below a bad header are not complained about", "conns a\n\tqqqqqq=1\nconn b\n\tqqqqqq=1\n",
	  "t.conf:1:1: \"conns\" does not start a section, did you mean \"conn\"?\n"
	  "t.conf:4:2: unknown keyword \"qqqqqq\"\n", NULL },
	{ "settings", "conn a\n\tauto\n\t=add\n\tauto add\n\tauto=add pfs=no\n\tleftid=\"a\n\tleftid={a\n"
	  "\tleftid=a\"b\n\tleftid={a \"b\"}\n\tleftid=\"a\"b\n\tleftid=\"a\"#b\n",
	  "t.conf:2:6: expected KEYWORD=VALUE\n"
	  "t.conf:3:2: expected KEYWORD=VALUE\n"
	  "t.conf:4:7: expected KEYWORD=VALUE\n"
	  "t.conf:5:11: unexpected text after the value; a value with blanks needs quotation marks\n"
	  "t.conf:6:9: the closing \" is missing on this line\n"
	  "t.conf:7:9: the closing } is missing on this line\n"
	  "t.conf:8:10: a quotation mark cannot be inside an unquoted word\n"
	  "t.conf:9:12: a quotation mark cannot be inside braces\n"
	  "t.conf:10:12: unexpected text after the value\n"
	  "t.conf:11:12: unexpected text after the value\n", NULL },
	{ "control characters", "conn a\n\tauto=\001add\n\tpfs=no\x7f\n# \002 in a comment\n\tesn=no\f\n",
	  "t.conf:2:7: byte 0x01 cannot be part of a text file\n"
	  "t.conf:3:8: byte 0x7f cannot be part of a text file\n"
	  "t.conf:5:8: byte 0x0c cannot be part of a text file\n", NULL },
};

static void check_case(const struct parse_case *p)
{
	struct conf *c = load_text(p->text);
	char buf[8192];
	size_t errors = 0;

	messages_text(c->messages, c->nr_messages, buf, sizeof(buf));
	if (strcmp(buf, p->messages) != 0)
		fail_msg("%s: messages:\n%s", p->what, buf);
	for (size_t i = 0; i < c->nr_messages; i++)
		errors += c->messages[i].error && strstr(c->messages[i].text, "did not load") == NULL;
	assert_int_equal(c->nr_errors, errors);
	if (p->result != NULL) {
		conf_text(c, buf, sizeof(buf));
		if (strcmp(buf, p->result) != 0)
			fail_msg("%s: result:\n%s", p->what, buf);
	}
	conf_free(c);
}

static void grammar(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_NR(cases); i++)
		check_case(&cases[i]);
}

/* what was printed is read back to the same print, without a message that was not there before */
static void fixpoint(void **state)
{
	char once[8192], twice[8192], messages[8192];

	(void)state;
	for (size_t i = 0; i < ARRAY_NR(cases); i++) {
		struct conf *c = load_text(cases[i].text), *again;

		if (c->nr_errors == 0 && strstr(cases[i].messages, "did not load") == NULL) {
			conf_text(c, once, sizeof(once));
			again = load_text(once);
			conf_text(again, twice, sizeof(twice));
			assert_string_equal(twice, once);
			messages_text(again->messages, again->nr_messages, messages, sizeof(messages));
			assert_int_equal(again->nr_errors, 0);
			assert_true(strstr(messages, "again") == NULL);
			conf_free(again);
		}
		conf_free(c);
	}
}

static void check_files(const struct memory_file *files, size_t nr, const char *messages, const char *result)
{
	struct conf *c = load_files(files, nr);
	char buf[8192];

	messages_text(c->messages, c->nr_messages, buf, sizeof(buf));
	assert_string_equal(buf, messages);
	conf_text(c, buf, sizeof(buf));
	assert_string_equal(buf, result);
	conf_free(c);
}
#define FILES(messages, result, ...)                                                               \
	do {                                                                                       \
		const struct memory_file files_[] = { __VA_ARGS__ };                               \
		check_files(files_, ARRAY_NR(files_), messages, result);                           \
	} while (0)

static void includes(void **state)
{
	(void)state;
	FILES("", "conn a\n\tpfs=no\nconn x\n\tesn=no\nconn y\nconn b\n",
	      { "m", "conn a\n\tpfs=no\ninclude d/*.conf\nconn b\n" }, { "d/1.conf", "conn x\n\tesn=no" },
	      { "d/2.conf", "conn y\n" });
	FILES("", "", { "m", "include d/*.conf\n" });
	FILES("m:1:9: warning: there is no file \"d/1.conf\"\n", "", { "m", "include d/1.conf\n" });
	FILES("", "conn a\n", { "m", "include \"a b\" # x\n" }, { "a b", "conn a\n" });
	FILES("m:1:8: the file to include is missing\nm:2:11: unexpected text after the file to include\n", "",
	      { "m", "include\ninclude a b\n" });
	/* a section ends at the include, and at the end of the included file */
	FILES("m:3:2: this line is outside of any section\n", "conn a\nconn x\n",
	      { "m", "conn a\ninclude d\n\tpfs=no\n" }, { "d", "conn x\n" });
	FILES("d:1:2: this line is outside of any section\n", "conn a\n",
	      { "m", "conn a\ninclude d\n" }, { "d", "\tpfs=no\n" });
	/* %default and also= work across files */
	FILES("", "conn a\n\tpfs=no\n\tesn=no\nconn x\n\tpfs=no\n\tesn=no\n",
	      { "m", "conn a\n\talso=x\ninclude d\n" }, { "d", "conn x\n\tpfs=no\nconn %default\n\tesn=no\n" });
	/* errors name the file */
	FILES("d:2:2: unknown keyword \"qqqqqq\"\n", "conn x\n", { "m", "include d\n" }, { "d", "conn x\n\tqqqqqq=1\n" });
}

static void include_loops(void **state)
{
	char names[12][8], texts[12][32];
	struct memory_file chain[12];
	struct conf *c;

	(void)state;
	FILES("m:1:9: include loop: m -> m\n", "", { "m", "include m\n" });
	FILES("b:1:9: include loop: m -> a -> b -> a\n", "", { "m", "include a\n" }, { "a", "include b\n" },
	      { "b", "include a\n" });
	for (size_t i = 0; i < 12; i++) {
		snprintf(names[i], sizeof(names[i]), "f%zu", i);
		snprintf(texts[i], sizeof(texts[i]), i < 11 ? "include f%zu\n" : "conn a%zu\n", i + 1);
		chain[i] = (struct memory_file){ names[i], texts[i], 0 };
	}
	c = load_files(chain, 12);
	assert_int_equal(c->nr_errors, 1);
	assert_string_equal(c->messages[0].place.file, "f10");
	assert_string_equal(c->messages[0].text,
			    "includes are nested deeper than 10: f0 -> f1 -> f2 -> f3 -> f4 -> f5 -> f6 -> f7 -> f8 "
			    "-> f9 -> f10 -> f11");
	conf_free(c);
	c = load_files(chain + 1, 11);	/* one less is fine */
	assert_int_equal(c->nr_errors, 0);
	assert_int_equal(c->nr_conns, 1);
	conf_free(c);
}

static void no_file(void **state)
{
	struct memory_files none = { .nr = 0 };
	struct conf_files f = memory_conf_files(&none);
	struct conf *c = conf_load("gone", &f);
	char buf[256];

	(void)state;
	assert_int_equal(c->nr_errors, 1);
	messages_text(c->messages, c->nr_messages, buf, sizeof(buf));
	assert_string_equal(buf, "gone: cannot read \"gone\": it is not there\n");
	conf_free(c);
	c = conf_load("/", &conf_files_real);
	messages_text(c->messages, c->nr_messages, buf, sizeof(buf));
	assert_string_equal(buf, "/: cannot read \"/\": it is a directory\n");
	conf_free(c);
}

static void real_files(void **state)
{
	char dir[] = "/tmp/conf-test-XXXXXX", path[64], sub[64], text[128];
	struct conf *c;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/m.conf", dir);
	snprintf(sub, sizeof(sub), "%s/s.inc", dir);
	snprintf(text, sizeof(text), "include %s/*.inc\nconn b\n", dir);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
	f = fopen(sub, "w");
	fputs("conn a\n\tpfs=no", f);
	fclose(f);
	c = conf_load(path, &conf_files_real);
	assert_int_equal(c->nr_messages, 0);
	assert_int_equal(c->nr_conns, 2);
	assert_string_equal(c->conns[0].place.file, sub);
	assert_string_equal(conf_get(&c->conns[0], CONF_NO_END, "pfs"), "no");
	conf_free(c);
	unlink(path);
	unlink(sub);
	rmdir(dir);
}

static void lookups(void **state)
{
	struct conf *c = load_text("conn a\n\tleft=1.1.1.1\n\tleftid=@l\n\trightid=@r\n\tconnalias=\"g h\"\n"
				   "conn b\n\tconnalias=g\nconn c\n\tleftsubnets={1.0.0.0/8 2.0.0.0/8}\nconn g2\n"
				   "conn g2\n\tpfs=no\nconn d\n\tconnalias=b\n");
	const struct conf_section *found[4];

	(void)state;
	assert_int_equal(conf_find(c, "a", found, 4), 1);
	assert_string_equal(found[0]->name, "a");
	assert_int_equal(conf_find(c, "g", found, 4), 2);
	assert_string_equal(found[0]->name, "a");
	assert_string_equal(found[1]->name, "b");
	assert_int_equal(conf_find(c, "g", found, 1), 2);
	assert_int_equal(conf_find(c, "c", found, 4), 2);
	assert_string_equal(found[1]->name, "c/2x0");
	assert_int_equal(conf_find(c, "c/1x0", found, 4), 1);
	assert_int_equal(conf_find(c, "b", found, 4), 1);	/* the name before the alias */
	assert_string_equal(found[0]->name, "b");
	assert_int_equal(conf_find(c, "g2", found, 4), 1);
	assert_null(found[0]->error);
	assert_int_equal(conf_find(c, "nope", found, 4), 0);
	assert_int_equal(conf_find(c, "", found, 4), 0);
	assert_int_equal(conf_find(c, "a", NULL, 0), 1);
	conf_find(c, "a", found, 4);
	assert_string_equal(conf_get(found[0], CONF_LEFT, "host"), "1.1.1.1");
	assert_string_equal(conf_get(found[0], CONF_LEFT, ""), "1.1.1.1");
	assert_string_equal(conf_get(found[0], CONF_RIGHT, "id"), "@r");
	assert_null(conf_get(found[0], CONF_RIGHT, "host"));
	assert_null(conf_get(found[0], CONF_NO_END, "id"));
	assert_int_equal(found[0]->settings[1].place.line, 3);
	conf_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grammar), cmocka_unit_test(fixpoint), cmocka_unit_test(includes),
		cmocka_unit_test(include_loops), cmocka_unit_test(no_file), cmocka_unit_test(real_files),
		cmocka_unit_test(lookups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
