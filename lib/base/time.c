/* SPDX-License-Identifier: ISC
 *
 * time.c - arithmetic on, and text of, durations and instants.
 *
 * May use:   text, checked.
 * Must not:  read a clock.
 */
#include "base/time.h"

#include <string.h>
#include <strings.h>

#include "base/checked.h"
#include "base/ensure.h"

struct unit {
	const char *name;
	int64_t us;
};

/* Largest first; the first row of each size is the printed one (ipsec-conf.md 1.1). */
static const struct unit units[] = {
	{ "w", 604800 * US_PER_S }, { "week", 604800 * US_PER_S }, { "weeks", 604800 * US_PER_S },
	{ "d", 86400 * US_PER_S },  { "day", 86400 * US_PER_S },   { "days", 86400 * US_PER_S },
	{ "h", 3600 * US_PER_S },   { "hour", 3600 * US_PER_S },   { "hours", 3600 * US_PER_S },
	{ "m", 60 * US_PER_S },	    { "minute", 60 * US_PER_S },   { "minutes", 60 * US_PER_S },
	{ "s", US_PER_S },	    { "second", US_PER_S },	   { "seconds", US_PER_S },
	{ "ms", 1000 },		    { "us", 1 },
};

struct monotime monotime_add(struct monotime t, struct duration d)
{
	int64_t sum;

	if (t.us == INT64_MAX)
		return MONOTIME_NEVER;
	if (!checked_add(t.us, d.us, &sum))
		sum = d.us < 0 ? INT64_MIN : INT64_MAX;
	return (struct monotime){ sum };
}

struct duration monotime_sub(struct monotime a, struct monotime b)
{
	int64_t difference;

	if (!checked_sub(a.us, b.us, &difference))
		difference = b.us > 0 ? INT64_MIN : INT64_MAX;
	return (struct duration){ difference };
}

bool monotime_before(struct monotime a, struct monotime b)
{
	return a.us < b.us;
}

struct duration duration_scale(struct duration d, unsigned factor)
{
	int64_t product;

	if (!checked_mul(d.us, (int64_t)factor, &product))
		product = d.us < 0 ? INT64_MIN : INT64_MAX;
	return (struct duration){ product };
}

struct duration duration_min(struct duration a, struct duration b)
{
	return a.us < b.us ? a : b;
}

bool duration_less(struct duration a, struct duration b)
{
	return a.us < b.us;
}

int64_t duration_s(struct duration d)
{
	return d.us / US_PER_S;
}

/* US in units of SIZE with as many decimals as are needed. */
static void print_decimal(struct text *t, uint64_t us, uint64_t size, const char *unit)
{
	uint64_t rest = us % size;

	text_add(t, "%llu", (unsigned long long)(us / size));
	if (rest != 0)
		text_char(t, '.');
	for (; rest != 0; rest %= size) {
		size /= 10;
		text_char(t, (char)('0' + rest / size));
	}
	text_str(t, unit);
}

/* Not a whole number of seconds: the shortest of three ways; seconds win a draw. */
static void print_fraction(struct text *t, uint64_t us)
{
	char s_buf[40], ms_buf[40], us_buf[40];
	struct text s = TEXT_OVER(s_buf), ms = TEXT_OVER(ms_buf), micro = TEXT_OVER(us_buf);
	const struct text *best = &s;

	print_decimal(&s, us, US_PER_S, "s");
	print_decimal(&ms, us, 1000, "ms");
	print_decimal(&micro, us, 1, "us");
	if (ms.len < best->len)
		best = &ms;
	if (micro.len < best->len)
		best = &micro;
	text_str(t, best->buf);
}

void duration_print(struct text *t, struct duration d)
{
	uint64_t us = d.us < 0 ? 0 - (uint64_t)d.us : (uint64_t)d.us;

	if (d.us < 0)
		text_char(t, '-');
	if (us == 0) {
		text_str(t, "0s");
		return;
	}
	for (size_t i = 0; i < ARRAY_NR(units) && units[i].us >= US_PER_S; i++) {
		if (us % (uint64_t)units[i].us == 0) {
			print_decimal(t, us, (uint64_t)units[i].us, units[i].name);
			return;
		}
	}
	print_fraction(t, us);
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* The digits at the front of V as a number; at least one, else false. */
static bool take_digits(struct view *v, int64_t *out, size_t *nr)
{
	*out = 0;
	for (*nr = 0; *nr < v->len && is_digit(v->ptr[*nr]); (*nr)++) {
		if (!checked_mul(*out, 10, out) || !checked_add(*out, v->ptr[*nr] - '0', out))
			return false;
	}
	*v = view_slice(*v, *nr, v->len);
	return *nr > 0;
}

static bool unit_find(struct view word, int64_t bare_us, int64_t *us)
{
	if (word.len == 0) {
		*us = bare_us;
		return true;
	}
	for (size_t i = 0; i < ARRAY_NR(units); i++) {
		if (strlen(units[i].name) != word.len ||
		    strncasecmp(units[i].name, (const char *)word.ptr, word.len) != 0)
			continue;
		*us = units[i].us;
		return true;
	}
	return false;
}

/* FRACTION / 10^DIGITS units; false when that is not a whole number of microseconds. */
static bool scale_fraction(int64_t fraction, size_t digits, int64_t unit_us, int64_t *us)
{
	int64_t power = 1;

	for (; digits > 0 && fraction % 10 == 0; digits--)
		fraction /= 10;
	for (; digits > 0; digits--) {
		if (!checked_mul(power, 10, &power))
			return false;
	}
	if (!checked_mul(fraction, unit_us, &fraction) || fraction % power != 0)
		return false;
	*us = fraction / power;
	return true;
}

bool duration_parse(struct view v, int64_t bare_us, struct duration *out)
{
	int64_t whole, fraction = 0, unit_us, us;
	size_t digits, decimals = 0;

	*out = DURATION_ZERO;
	if (!take_digits(&v, &whole, &digits))
		return false;
	if (v.len > 0 && v.ptr[0] == '.') {
		v = view_slice(v, 1, v.len);
		if (!take_digits(&v, &fraction, &decimals))
			return false;
	}
	if (!unit_find(v, bare_us, &unit_us))
		return false;
	if (!scale_fraction(fraction, decimals, unit_us, &us))
		return false;
	if (!checked_mul(whole, unit_us, &whole) || !checked_add(whole, us, &whole))
		return false;
	out->us = whole;
	return true;
}
