# SPDX-License-Identifier: ISC
"""The lab: hosts as namespaces, a router that misbehaves on request, and the daemons under test."""
