/* SPDX-License-Identifier: ISC
 *
 * scripted_peer.h - the other end of the wire: an IKEv2 peer with a shared key that does exactly what a test
 * says, right or wrong.
 *
 * May use:   base, net, wire, crypt.
 * Must not:  use the daemon: it is the second implementation.  Wrong messages are the point, so nothing here
 *            checks what it is told to send.
 */
#ifndef BAD_SCRIPTED_PEER_H
#define BAD_SCRIPTED_PEER_H

#include "base/arena.h"
#include "base/bytes.h"
#include "crypt/keymat.h"
#include "net/endpoint.h"
#include "wire/chain.h"

/* ---- one message ---- */

#define AS_IT_SHOULD (-1)

struct script_item {
	uint8_t type;
	uint8_t flags;			/* critical bit 0x80, reserved bits */
	int next;			/* next-payload octet, or AS_IT_SHOULD */
	int len;			/* length field, or AS_IT_SHOULD */
	struct view body;		/* in the script's arena */
};

struct script {
	struct ike_header header;	/* length is computed, see below */
	struct script_item *items;
	size_t nr, cap;
	struct view tail;		/* bytes after the last payload (inside SK when sealed) */
	int64_t header_len;		/* length field of the header, or AS_IT_SHOULD */
	/* sealed only */
	int pad_octet;			/* what the pad length octet says, or AS_IT_SHOULD */
	bool no_padding;		/* no padding and no pad length octet at all */
	size_t cut;			/* octets of ciphertext dropped before the MAC (not AEAD) */
	const struct script *before;	/* its items go in clear before SK */
	struct view after;		/* bytes after SK, outside of it */
	struct arena arena;
};

struct peer;
void script_init(struct script *s, uint8_t exchange, uint8_t flags, uint32_t id);
void script_fini(struct script *s);
/* At index AT (others move up); BODY is copied. */
struct script_item *script_insert(struct script *s, size_t at, uint8_t type, struct view body);
struct script_item *script_add(struct script *s, uint8_t type, struct view body);
/* BODY is the struct of TYPE, well formed. */
struct script_item *script_put(struct script *s, uint8_t type, const union v2_body *body);
struct script_item *script_notify(struct script *s, uint16_t type, struct view data);
/* NULL: none. */
struct script_item *script_find(struct script *s, uint8_t type);
void script_remove(struct script *s, struct script_item *item);
void script_set_body(struct script *s, struct script_item *item, struct view body);
/* Random order; *SEED moves on. */
void script_shuffle(struct script *s, uint64_t *seed);
uint64_t script_random(uint64_t *seed);
/* Items and tail.  *FIRST: type of the first payload. */
void script_chain(const struct script *s, struct writer *w, uint8_t *first);

/* ---- the peer ---- */

struct peer_profile {
	uint16_t encr, key_bits, prf, integ, ke;	/* integ 0 with AEAD */
	uint16_t esp_encr, esp_bits, esp_integ;
	const char *id, *daemon_id;			/* FQDN */
	const char *psk;
	const char *local_net, *remote_net;		/* "10.1.0.0/16": the peer's side, the daemon's side */
};

struct peer {
	struct peer_profile profile;
	struct crypto *crypto;
	struct endpoint at, daemon;
	bool initiator;			/* of the IKE SA */
	struct ike_spi spi_i, spi_r;
	struct ike_suite suite;
	struct ike_keys keys;
	struct ke_key *key;
	struct bytes ke_public, ni, nr, first_i, first_r;
	struct secret shared;
	uint64_t iv;
	uint32_t send_id;		/* of the next request */
	uint32_t spi_in, spi_out;	/* of the first child, host order: ours, the daemon's */
	bool up;			/* IKE_AUTH was answered well */
	struct bytes last_sent;		/* as it went over the wire, without marker */
};

void peer_init(struct peer *p, struct crypto *c, struct endpoint at, struct endpoint daemon,
	       const struct peer_profile *profile);
void peer_fini(struct peer *p);
/* A new IKE SA of which the peer is the initiator: fresh SPI, nonce and key pair. False: NSS failed. */
bool peer_start(struct peer *p);

/* Well-formed messages, to be spoilt. */
void peer_sa_init(struct peer *p, struct script *s);
void peer_auth(struct peer *p, struct script *s);
void peer_child(struct peer *p, struct script *s);	/* CREATE_CHILD_SA with KE; spi_in + 1000 */
void peer_informational(struct peer *p, struct script *s);
/* CREATE_CHILD_SA for a new IKE SA, which is to be NEXT (initialised here, peer_fini() as any). */
void peer_rekey(struct peer *p, struct peer *next, struct script *s);
/* The daemon's answer to it: NEXT is up. */
bool peer_take_rekey(struct peer *p, struct peer *next, struct view message);
/* The daemon's request for it is REQUEST: the answer, after which NEXT is up. */
bool peer_answer_rekey(struct peer *p, struct peer *next, struct script *s, uint32_t id, const struct chain *request);
/* The pieces. */
void peer_put_ike_sa(struct peer *p, struct script *s, struct view spi);
void peer_put_child_sa(struct peer *p, struct script *s, uint32_t spi, uint16_t ke);
void peer_put_ts(struct script *s, uint8_t type, const char *net);
void peer_put_ts_item(struct script *s, uint8_t type, const struct v2_ts_item *item);
void peer_put_id(struct script *s, uint8_t type, const char *fqdn);
void peer_put_auth(struct peer *p, struct script *s, struct view id_body);

/* The finished message into empty OUT; a first message in clear is remembered for AUTH. */
bool peer_clear(struct peer *p, const struct script *s, struct bytes *out);
bool peer_seal(struct peer *p, const struct script *s, struct bytes *out);
/* INNER is what is encrypted, as it is; FIRST its first type. */
bool peer_seal_raw(struct peer *p, const struct script *s, uint8_t first, struct view inner, struct bytes *out);

/* Reading the daemon's answers; views borrow MESSAGE or live in A. */
bool peer_take_sa_init(struct peer *p, struct view message);	/* as initiator: response; derives */
bool peer_take_auth(struct peer *p, struct view message);	/* as initiator */
bool peer_read(const struct peer *p, struct view message, struct arena *a, struct ike_header *h, struct chain *c);

/* As responder. */
bool peer_take_request(struct peer *p, struct view message);	/* IKE_SA_INIT: becomes the SA's responder */
void peer_answer_sa_init(struct peer *p, struct script *s);
bool peer_derive(struct peer *p);				/* after the answer's nonce and key are made */
/* REQUEST is the daemon's decrypted IKE_AUTH or CREATE_CHILD_SA. */
void peer_answer_auth(struct peer *p, struct script *s, uint32_t id, const struct chain *request);
void peer_answer_child(struct peer *p, struct script *s, uint32_t id, const struct chain *request);

#endif
