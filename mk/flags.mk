# SPDX-License-Identifier: ISC
# Compiler flags by profile.
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wcast-align \
	-Wwrite-strings -Wpointer-arith -Wundef -Wswitch-enum -Wformat=2 -Wimplicit-fallthrough \
	-Wnull-dereference -Wno-missing-field-initializers
ifneq ($(CI)$(WERROR),)
WARN += -Werror
endif
CPPFLAGS += -D_GNU_SOURCE -DCYGNET_VERSION='"$(VERSION)"' -Iinclude -Iprograms/pluto -I.
PKG_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(1) | sed 's/-I\([^ ]*\)/-isystem \1/g')
PKG_LIBS   = $(shell $(PKG_CONFIG) --libs $(1))
BASE_CFLAGS := -std=gnu17 -g $(WARN) -fno-strict-aliasing -fno-common

ifeq ($(PROFILE),release)
PROFILE_CFLAGS := -O2 -fstack-protector-strong -D_FORTIFY_SOURCE=3 -fPIE
PROFILE_LDFLAGS := -pie -Wl,-z,relro,-z,now
else ifeq ($(PROFILE),asan)
PROFILE_CFLAGS := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -DCYGNET_DEBUG
PROFILE_LDFLAGS := -fsanitize=address,undefined
else ifeq ($(PROFILE),tsan)
PROFILE_CFLAGS := -O1 -fsanitize=thread -DCYGNET_DEBUG
PROFILE_LDFLAGS := -fsanitize=thread
else ifeq ($(PROFILE),fuzz)
CC := clang
PROFILE_CFLAGS := -O1 -fsanitize=address,undefined,fuzzer-no-link -DCYGNET_DEBUG
PROFILE_LDFLAGS := -fsanitize=address,undefined
else
$(error PROFILE is release, asan, tsan or fuzz, not "$(PROFILE)")
endif
ALL_CFLAGS = $(BASE_CFLAGS) $(PROFILE_CFLAGS) $(CFLAGS)
CFLAGS_lib/base := -Wconversion
CFLAGS_lib/wire := -Wconversion
CFLAGS_lib/net  := -Wconversion
