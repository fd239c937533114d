/* SPDX-License-Identifier: ISC
 *
 * control.h - the control protocol: varlink, JSON objects that each end in one NUL byte, over a
 * unix stream socket; cutting the stream into messages, building and reading them, and a blocking
 * client for the tools.
 *
 * Layer:   control (base).  The JSON library is only forward-declared here.
 * Owner:   struct json_t arguments named PARAMS are taken; what the readers give out is borrowed
 *          from the request or reply it came with.
 * Limits:  CONTROL_MESSAGE_MAX each way; nesting is the JSON parser's own cap.
 */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include "base/bytes.h"
#include "base/diag.h"
#include "base/text.h"
#include "base/time.h"

struct json_t;
struct sockaddr_un;

#define CONTROL_MESSAGE_MAX (1u << 20)	/* bytes of one message, NUL excluded */
#define CONTROL_PAGE_MAX    (1u << 18)	/* bytes after which a listing reply ends */
#define CONTROL_SOCKET	    "/run/pluto/pluto.ctl"
#define CONTROL_INTERFACE   "org.cygnet.pluto"

/* ---- framing ---- */

enum control_frame {
	CONTROL_FRAME,		/* here is one message */
	CONTROL_MORE,		/* bytes are missing */
	CONTROL_TOO_LONG,	/* longer than allowed: for good, close the client */
	CONTROL_NO_MEMORY,	/* for good as well */
};

struct control_frames {
	uint8_t *buf;		/* owned */
	size_t len, cap;
	size_t taken;		/* bytes of buf that were given out already */
	size_t scanned;		/* bytes after taken that hold no NUL */
	size_t max;
	enum control_frame broken;	/* CONTROL_MORE while it works */
};

/* MAX 0 = CONTROL_MESSAGE_MAX. */
void control_frames_init(struct control_frames *f, size_t max);
void control_frames_fini(struct control_frames *f);
/* Appends bytes from the socket (any cut). What a put made useless is dropped at the next put. */
void control_frames_put(struct control_frames *f, struct view bytes);
/* The next complete message, without its NUL; borrowed until the next put. */
enum control_frame control_frames_next(struct control_frames *f, struct view *message);

/* ---- messages: no NUL in any of these ---- */

struct control_request {
	struct json_t *root;		/* owned; control_request_fini() */
	const char *method;		/* "org.cygnet.pluto.Up" */
	struct json_t *parameters;	/* an object, maybe empty */
	bool more, oneway;
};

struct control_reply {
	struct json_t *root;		/* owned; control_reply_fini() */
	const char *error;		/* NULL: no error */
	struct json_t *parameters;	/* an object, maybe empty */
	bool continues;
};

/* The diag says what is wrong with the text; *OUT is then empty. */
MUST_CHECK struct diag *control_request_parse(struct view message, struct control_request *out);
void control_request_fini(struct control_request *r);
MUST_CHECK struct diag *control_reply_parse(struct view message, struct control_reply *out);
void control_reply_fini(struct control_reply *r);

/* Into empty OUT; false: out of memory. PARAMS is taken in every case and may be NULL (none). */
bool control_request_build(const char *method, struct json_t *params, bool more, struct bytes *out);
bool control_reply_build(struct json_t *params, bool continues, struct bytes *out);
/* NAME: "Failed" is in CONTROL_INTERFACE; one with a dot is used as it is. */
bool control_error_build(const char *name, struct json_t *params, struct bytes *out);

/* A JSON string of any bytes: what is not UTF-8 becomes '?'.  NULL: out of memory. */
struct json_t *control_string(const char *s);
/* Members of an object by type: FALLBACK when missing or of another type. */
const char *control_get_string(const struct json_t *object, const char *name, const char *fallback);
int64_t control_get_int(const struct json_t *object, const char *name, int64_t fallback);
bool control_get_bool(const struct json_t *object, const char *name, bool fallback);
/* NULL when missing or of another type. */
struct json_t *control_get_array(const struct json_t *object, const char *name);
struct json_t *control_get_object(const struct json_t *object, const char *name);

/* ---- the blocking client of the command line tools ---- */

struct control_client;

/* Fills OUT for PATH; a path that is too long for a sockaddr goes by its directory's descriptor:
 * *DIRFD is then open until the bind or connect is done (else -1). */
MUST_CHECK struct diag *control_sockaddr(const char *path, struct sockaddr_un *out, int *dirfd);
/* The diag tells apart "not running" and what else went wrong. */
MUST_CHECK struct diag *control_client_open(const char *path, struct control_client **out);
void control_client_close(struct control_client *c);
/* No reply for so long: the call fails. Zero (the default): waits for ever. */
void control_client_timeout(struct control_client *c, struct duration d);
/* Calls METHOD (short names are in CONTROL_INTERFACE), takes PARAMS, gives every reply, the last
 * one (continues false) included, to ON_REPLY. The diag is about the transport only. */
MUST_CHECK struct diag *control_call(struct control_client *c, const char *method,
				     struct json_t *params,
				     void (*on_reply)(void *ctx, const struct control_reply *r),
				     void *ctx);

#endif
