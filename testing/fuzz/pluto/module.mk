# SPDX-License-Identifier: ISC
# Two fuzz targets over a whole daemon.  `make PROFILE=fuzz fuzz-pluto` runs both with libFuzzer; the replay of their
# corpora is an ordinary test of every profile.  `make fuzz-pluto-corpus` writes the seeds anew.
FUZZ_PLUTO_DIRS := testing/fuzz/pluto testing/bad programs/pluto programs/pluto/core programs/pluto/conn \
	programs/pluto/ike programs/pluto/child programs/pluto/auth programs/pluto/ikev2 programs/pluto/service \
	kernel kernel/sim lib/control lib/conf lib/pki lib/proposal lib/crypt lib/wire lib/net lib/base
FUZZ_PLUTO_ENTRIES := testing/fuzz/pluto/fuzz_entry_datagrams.c testing/fuzz/pluto/fuzz_entry_inside.c
$(call module,testing/fuzz/pluto,nss cmocka,testing/fuzz/pluto/pluto_replay.c testing/fuzz/pluto/pluto_corpus.c $(FUZZ_PLUTO_ENTRIES))
$(call unit_test,fuzz_pluto_replay,testing/fuzz/pluto/pluto_replay.c,$(FUZZ_PLUTO_DIRS),nss jansson)
$(eval $(call link_,$$(O)/fuzz/pluto_corpus,testing/fuzz/pluto/pluto_corpus.c,$(FUZZ_PLUTO_DIRS),cmocka nss jansson))

$(O)/fuzz/pluto_%: $(O)/testing/fuzz/pluto/fuzz_entry_%.o $(patsubst %,$(O)/%.a,$(FUZZ_PLUTO_DIRS))
	@mkdir -p $(@D)
	$(CC) $(PROFILE_LDFLAGS) -fsanitize=fuzzer -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		$(call PKG_LIBS,cmocka nss jansson) -lpthread

.SECONDARY: $(FUZZ_PLUTO_ENTRIES:%.c=$(O)/%.o)
.PHONY: fuzz-pluto-corpus fuzz-pluto
fuzz-pluto-corpus: $(O)/fuzz/pluto_corpus
	@mkdir -p testing/fuzz/pluto/datagrams testing/fuzz/pluto/inside
	$< testing/fuzz/pluto
FUZZ_SECONDS ?= 60
fuzz-pluto: $(O)/fuzz/pluto_datagrams $(O)/fuzz/pluto_inside ## fuzz a whole daemon (PROFILE=fuzz)
	@mkdir -p $(O)/fuzz/datagrams.new $(O)/fuzz/inside.new
	$(O)/fuzz/pluto_datagrams -max_len=8192 -max_total_time=$(FUZZ_SECONDS) $(O)/fuzz/datagrams.new testing/fuzz/pluto/datagrams
	$(O)/fuzz/pluto_inside -max_len=8192 -max_total_time=$(FUZZ_SECONDS) $(O)/fuzz/inside.new testing/fuzz/pluto/inside
