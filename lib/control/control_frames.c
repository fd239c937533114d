/* SPDX-License-Identifier: ISC
 *
 * control_frames.c - cuts a stream of bytes into messages that end in NUL.
 *
 * May use:   base.
 * Must not:  look into a message, nor hold more than one message and one put of bytes beyond it.
 */
#include "control/control.h"

#include <string.h>

#include "base/alloc.h"

#define FRAMES_CAP_MIN 4096

void control_frames_init(struct control_frames *f, size_t max)
{
	*f = (struct control_frames){
		.max = max == 0 ? CONTROL_MESSAGE_MAX : max,
		.broken = CONTROL_MORE,
	};
}

void control_frames_fini(struct control_frames *f)
{
	mem_free(f->buf);
	control_frames_init(f, f->max);
}

/* Forgets the messages that were given out. */
static void drop_taken(struct control_frames *f)
{
	if (f->taken == 0)
		return;
	memmove(f->buf, f->buf + f->taken, f->len - f->taken);
	f->len -= f->taken;
	f->taken = 0;
}

static bool grow(struct control_frames *f, size_t need)
{
	size_t cap = f->cap == 0 ? FRAMES_CAP_MIN : f->cap;
	uint8_t *buf;

	while (cap < need)
		cap *= 2;
	if (cap == f->cap)
		return true;
	buf = mem_resize(f->buf, cap);
	if (buf == NULL)
		return false;
	f->buf = buf;
	f->cap = cap;
	return true;
}

void control_frames_put(struct control_frames *f, struct view bytes)
{
	if (f->broken != CONTROL_MORE || bytes.len == 0)
		return;
	drop_taken(f);
	if (!grow(f, f->len + bytes.len)) {
		f->broken = CONTROL_NO_MEMORY;
		return;
	}
	memcpy(f->buf + f->len, bytes.ptr, bytes.len);
	f->len += bytes.len;
}

enum control_frame control_frames_next(struct control_frames *f, struct view *message)
{
	size_t from = f->taken + f->scanned;
	const uint8_t *nul;
	size_t len;

	*message = VIEW_EMPTY;
	if (f->broken != CONTROL_MORE)
		return f->broken;
	nul = f->len > from ? memchr(f->buf + from, 0, f->len - from) : NULL;
	len = (nul == NULL ? f->len : (size_t)(nul - f->buf)) - f->taken;
	if (len > f->max)
		return f->broken = CONTROL_TOO_LONG;
	if (nul == NULL) {
		f->scanned = len;
		return CONTROL_MORE;
	}
	*message = view_make(f->buf + f->taken, len);
	f->taken += len + 1;
	f->scanned = 0;
	return CONTROL_FRAME;
}
