# SPDX-License-Identifier: ISC
# fuzz_conf: the fuzz target of everything people write.  `make PROFILE=fuzz fuzz-conf` runs it; the replay of its
# corpus is an ordinary test of every profile.
FUZZ_CONF_DIRS := testing/fuzz/conf lib/conf lib/proposal lib/pki lib/crypt lib/wire lib/net lib/base
$(call module,testing/fuzz/conf,nss)
$(call unit_test,fuzz_conf_replay,testing/fuzz/replay.c,$(FUZZ_CONF_DIRS),nss)

$(O)/fuzz/conf: $(patsubst %,$(O)/%.a,$(FUZZ_CONF_DIRS))
	@mkdir -p $(@D)
	$(CC) $(PROFILE_LDFLAGS) -fsanitize=fuzzer -o $@ -Wl,--start-group $^ -Wl,--end-group $(call PKG_LIBS,nss)

.PHONY: fuzz-conf
FUZZ_SECONDS ?= 60
fuzz-conf: $(O)/fuzz/conf ## fuzz ipsec.conf, secrets, proposals, identities (PROFILE=fuzz)
	@mkdir -p $(O)/fuzz/conf.new
	$< -dict=testing/fuzz/conf/conf.dict -max_len=4096 -max_total_time=$(FUZZ_SECONDS) \
		$(O)/fuzz/conf.new testing/fuzz/conf/corpus
