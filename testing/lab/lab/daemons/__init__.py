# SPDX-License-Identifier: ISC
"""One driver per IKE daemon, all with the interface of base.Daemon."""

from .base import Daemon, End, TunnelConfig, Unavailable
from .cygnet import Cygnet
from .libreswan import Libreswan
from .openiked import OpenIKED
from .strongswan import StrongSwan

__all__ = ["Cygnet", "Daemon", "End", "Libreswan", "OpenIKED", "StrongSwan", "TunnelConfig", "Unavailable"]
