# SPDX-License-Identifier: ISC
# make install [DESTDIR=...] [PREFIX=/usr] - programs, manual pages, unit file, examples.
# Configuration that is already there stays as it is.

SYSCONFDIR ?= /etc
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/cygnet
UNITDIR ?= $(PREFIX)/lib/systemd/system
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
INSTALL ?= install

SBIN_PROGRAMS := ipsec
LIBEXEC_PROGRAMS := pluto whack addconn _updown readwriteconf algparse
INSTALLED := $(addprefix $(O)/bin/,$(SBIN_PROGRAMS) $(LIBEXEC_PROGRAMS))
INTO := $(DESTDIR)

$(O)/ipsec.service: programs/pluto/ipsec.service.in
	@mkdir -p $(@D)
	sed -e 's|@SBINDIR@|$(SBINDIR)|' -e 's|@LIBEXECDIR@|$(LIBEXECDIR)|' -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|' $< > $@

.PHONY: install uninstall check-install
install: $(INSTALLED) $(O)/ipsec.service	## install below $(DESTDIR)$(PREFIX)
	$(INSTALL) -d '$(INTO)$(SBINDIR)' '$(INTO)$(LIBEXECDIR)' '$(INTO)$(UNITDIR)' '$(INTO)$(TMPFILESDIR)' \
		'$(INTO)$(MANDIR)/man5' '$(INTO)$(MANDIR)/man8' '$(INTO)$(DOCDIR)' '$(INTO)$(SYSCONFDIR)/ipsec.d/policies'
	$(INSTALL) -d -m 0700 '$(INTO)/var/lib/ipsec' '$(INTO)/var/lib/ipsec/nss'
	$(INSTALL) -m 0755 $(addprefix $(O)/bin/,$(SBIN_PROGRAMS)) '$(INTO)$(SBINDIR)'
	$(INSTALL) -m 0755 $(addprefix $(O)/bin/,$(LIBEXEC_PROGRAMS)) '$(INTO)$(LIBEXECDIR)'
	$(INSTALL) -m 0644 $(O)/ipsec.service '$(INTO)$(UNITDIR)/ipsec.service'
	$(INSTALL) -m 0644 programs/pluto/ipsec.tmpfiles '$(INTO)$(TMPFILESDIR)/ipsec.conf'
	$(INSTALL) -m 0644 docs/man/*.5 '$(INTO)$(MANDIR)/man5'
	$(INSTALL) -m 0644 docs/man/*.8 '$(INTO)$(MANDIR)/man8'
	$(INSTALL) -m 0644 README.md LICENSE docs/examples/ipsec.conf docs/examples/ipsec.secrets '$(INTO)$(DOCDIR)'
	[ -e '$(INTO)$(SYSCONFDIR)/ipsec.conf' ] || \
		$(INSTALL) -m 0644 docs/examples/ipsec.conf '$(INTO)$(SYSCONFDIR)/ipsec.conf'
	[ -e '$(INTO)$(SYSCONFDIR)/ipsec.secrets' ] || \
		$(INSTALL) -m 0600 docs/examples/ipsec.secrets '$(INTO)$(SYSCONFDIR)/ipsec.secrets'

uninstall:		## remove what install put there, but no configuration
	rm -f $(addprefix '$(INTO)$(SBINDIR)'/,$(SBIN_PROGRAMS)) $(addprefix '$(INTO)$(LIBEXECDIR)'/,$(LIBEXEC_PROGRAMS)) \
		'$(INTO)$(UNITDIR)/ipsec.service' '$(INTO)$(TMPFILESDIR)/ipsec.conf' \
		$(foreach page,$(notdir $(wildcard docs/man/*.[58])),'$(INTO)$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(page)')
	rm -rf '$(INTO)$(DOCDIR)'

check-install:		## an installation into an empty folder is complete, works, and leaves configuration alone
	@$(MAKE) --no-print-directory -s -j2 $(INSTALLED)
	@testing/unit/gates/test_install.sh $(O) $(MAKE) --no-print-directory -s

# Manual pages that tables are turned into.  They are kept in the tree; check-man says when one is old.
MADE_PAGES := ipsec.conf.5 ipsec.8
PAGES_BY := $(O)/bin/confdoc $(O)/bin/ipsec
define make_pages
$(O)/bin/confdoc < docs/man/ipsec.conf.5.in > $(1)/ipsec.conf.5
$(O)/bin/ipsec help man > $(1)/ipsec.8
endef
.PHONY: man check-man
man: $(PAGES_BY)	## make the manual pages from the tables
	$(call make_pages,docs/man)
check-man:		## the manual pages say what the tables say
	@$(MAKE) --no-print-directory -s -j2 $(PAGES_BY)
	@mkdir -p $(O)/man
	@$(call make_pages,$(O)/man)
	@for page in $(MADE_PAGES); do cmp docs/man/$$page $(O)/man/$$page || { echo "run: make man"; exit 1; }; done

# The state tables as the daemon prints them.
FSM_TABLES := routing v2
.PHONY: docs
docs: man $(O)/bin/pluto	## make everything in docs that comes from tables: man, docs/fsm
	@mkdir -p docs/fsm
	@for t in $(FSM_TABLES); do for f in md dot; do \
		$(O)/bin/pluto --print-fsm $$t --fsm-format $$f > $(O)/fsm.new 2> /dev/null && \
		mv $(O)/fsm.new docs/fsm/$$t.$$f || echo "docs: pluto does not print $$t as $$f"; done; done
