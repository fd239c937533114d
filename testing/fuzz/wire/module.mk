# SPDX-License-Identifier: ISC
# fuzz_wire: the fuzz target.  `make PROFILE=fuzz build/fuzz/fuzz/wire` links it with libFuzzer; the
# replay of its corpus is an ordinary test of every profile.  `make fuzz-wire-corpus` writes the
# seeds and the dictionary anew from the encoder and the payload tables.
FUZZ_WIRE_DIRS := testing/fuzz/wire lib/wire lib/net lib/base
$(call module,testing/fuzz/wire,,testing/fuzz/wire/wire_replay.c testing/fuzz/wire/wire_corpus.c)
$(call unit_test,fuzz_wire_replay,testing/fuzz/wire/wire_replay.c,$(FUZZ_WIRE_DIRS),)
$(eval $(call link_,$$(O)/fuzz/wire_corpus,testing/fuzz/wire/wire_corpus.c,$(FUZZ_WIRE_DIRS),))

$(O)/fuzz/wire: $(patsubst %,$(O)/%.a,$(FUZZ_WIRE_DIRS))
	@mkdir -p $(@D)
	$(CC) $(PROFILE_LDFLAGS) -fsanitize=fuzzer -o $@ -Wl,--start-group $^ -Wl,--end-group

.PHONY: fuzz-wire-corpus fuzz-wire
fuzz-wire-corpus: $(O)/fuzz/wire_corpus
	$< testing/fuzz/wire
FUZZ_SECONDS ?= 60
fuzz-wire: $(O)/fuzz/wire ## fuzz the IKE codec (PROFILE=fuzz)
	@mkdir -p $(O)/fuzz/wire.new
	$< -dict=testing/fuzz/wire/wire.dict -max_len=4096 -max_total_time=$(FUZZ_SECONDS) \
		$(O)/fuzz/wire.new testing/fuzz/wire/corpus
