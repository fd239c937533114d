# SPDX-License-Identifier: ISC
# Where things go, and which libraries; every value can be overridden on the command line.
PROFILE ?= release
O       ?= build/$(PROFILE)
ifeq ($(origin CC),default)
CC := gcc
endif
PREFIX  ?= /usr
SBINDIR ?= $(PREFIX)/sbin
LIBEXECDIR ?= $(PREFIX)/libexec/ipsec
VERSION := 5.4.0-cygnet

PKGS := nss nspr libevent libevent_pthreads jansson libmnl libcap-ng libunbound
PKG_CONFIG ?= pkg-config
MODULE_FILES := $(shell find include lib kernel programs testing -name module.mk 2>/dev/null | sort)
