/* SPDX-License-Identifier: ISC
 *
 * fuzz_entry_inside.c - libFuzzer's way into fuzz_inside().
 */
#include "pluto_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_inside(data, size);
}
