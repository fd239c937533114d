# SPDX-License-Identifier: ISC
# The macros that module.mk files use.
#
#   $(call module,DIR[,PKGS])              every DIR/*.c -> archive $(O)/DIR.a
#   $(call program,NAME,MAIN.c,DIRS,PKGS)  $(O)/bin/NAME from MAIN.c and the archives of DIRS
#   $(call unit_test,NAME,FILE.c,DIRS,PKGS)  cmocka program $(O)/test/NAME, run by check-unit
# DIRS are linked as one group, so their order does not matter; only referenced objects are pulled.
PROGRAMS :=
UNIT_TESTS :=
DEPFILES :=
MODULES :=

# V=1 shows the commands.
Q := $(if $(V),,@)

$(O)/%.o: %.c
	@mkdir -p $(@D)
	@$(if $(V),:,echo '  CC   $<')
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(CFLAGS_$(patsubst %/,%,$(dir $<))) $(MCFLAGS) -MMD -MP -c -o $@ $<

define module_
MODULES += $(1)
OBJS_$(1) := $$(patsubst %.c,$$(O)/%.o,$$(filter-out $(3),$$(wildcard $(1)/*.c)))
DEPFILES += $$(OBJS_$(1):.o=.d)
$$(OBJS_$(1)): MCFLAGS += $$(call PKG_CFLAGS,$(if $(2),$(2),nspr))
$$(O)/$(1).a: $$(OBJS_$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(Q)$$(AR) rcs $$@ $$^
endef
module = $(eval $(call module_,$(1),$(2),$(3)))

define link_
$(1): $$(O)/$(2:.c=.o) $$(patsubst %,$$(O)/%.a,$(3))
	@mkdir -p $$(@D)
	@$(if $(V),:,echo '  LINK $(1)')
	$(Q)$$(CC) $$(PROFILE_LDFLAGS) $$(LDFLAGS) -o $$@ $$(O)/$(2:.c=.o) -Wl,--start-group $$(patsubst %,$$(O)/%.a,$(3)) -Wl,--end-group $$(if $(strip $(4)),$$(call PKG_LIBS,$(4))) $(5) -lpthread
$$(O)/$(2:.c=.o): MCFLAGS += $$(if $(strip $(4)),$$(call PKG_CFLAGS,$(4)))
DEPFILES += $$(O)/$(2:.c=.d)
endef
define program_
PROGRAMS += $$(O)/bin/$(1)
$$(eval $$(call link_,$$(O)/bin/$(1),$(2),$(3),$(4)))
endef
program = $(eval $(call program_,$(1),$(2),$(3),$(4)))
define unit_test_
UNIT_TESTS += $$(O)/test/$(1)
$$(eval $$(call link_,$$(O)/test/$(1),$(2),$(3),cmocka $(4)))
endef
unit_test = $(eval $(call unit_test_,$(1),$(2),$(3),$(4)))
