/* SPDX-License-Identifier: ISC
 *
 * wire_seeds.h - small well-formed IKEv2 messages, made with our own encoder: the seed corpus of
 * the fuzzer and the raw material of storms in the unit tests.
 */
#ifndef FUZZ_WIRE_SEEDS_H
#define FUZZ_WIRE_SEEDS_H

#include "base/view.h"

#define WIRE_SEED_MAX 4096

/* Seed number I into BUF (WIRE_SEED_MAX octets); its length, or 0 when there is no such seed.
 * *NAME is a good file name. */
size_t wire_seed(size_t i, uint8_t *buf, const char **name);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
