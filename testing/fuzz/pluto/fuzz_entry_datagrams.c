/* SPDX-License-Identifier: ISC
 *
 * fuzz_entry_datagrams.c - libFuzzer's way into fuzz_datagrams().
 */
#include "pluto_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_datagrams(data, size);
}
