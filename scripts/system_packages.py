"""Brings the system packages that are missing when that is allowed, else names the command that does."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable

from scripts.console import as_typed, step, warn
from snppe.doctor.needs import Need, install_command, missing, packages_of


def may_install() -> bool:
    """Whether packages can be installed unasked: apt-get is there, with root or a sudo without password.

    `NO_SYSTEM_INSTALL=1` in the environment forbids it.
    """
    if os.environ.get("NO_SYSTEM_INSTALL") or not shutil.which("apt-get"):
        return False
    if os.geteuid() == 0:
        return True
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0


def install(needs: Iterable[Need]) -> None:
    """Install the packages of these needs. What apt-get answers is shown only when it fails."""
    command = install_command(needs)
    step(f"Paquets du système : {as_typed(command)}")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    refresh = [*command[: command.index("apt-get")], "apt-get", "update", "-q"]
    for attempt in (refresh, command):
        done = subprocess.run(attempt, env=environ, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout[-2000:], done.stderr[-2000:], sep="\n")


def ensure(needs: Iterable[Need]) -> list[Need]:
    """Bring what is missing when allowed; return, and name with its command, what is still missing."""
    absent = missing(needs)
    if absent and may_install():
        install(absent)
        absent = missing(absent)
    if absent:
        for need in absent:
            warn(f"Il manque « {need.package} », pour {need.purpose}.")
        warn(f"Pour l’installer : {as_typed(install_command(absent))}")
        if not shutil.which("apt-get"):
            warn(f"Hors Debian, installez l’équivalent de : {', '.join(packages_of(absent))}")
    return absent
