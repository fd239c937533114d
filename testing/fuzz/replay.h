/* SPDX-License-Identifier: ISC
 *
 * replay.h - what replay.c needs of a fuzz target, so that its corpus is a test under any compiler.
 */
#ifndef FUZZ_REPLAY_H
#define FUZZ_REPLAY_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Directory that is replayed when no argument says otherwise; from the root of the tree. */
extern const char *const fuzz_corpus;

#endif
