"""Makes `.venv` and puts in it what a lock file names: `python3 -m scripts.environment base|dev`.

Runs on the system's own Python with nothing installed: standard library only.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from scripts import PYTHON, ROOT, VENV
from scripts.console import as_typed, step, stop
from scripts.dotenv import ensure_dotenv
from scripts.system_packages import ensure
from snppe.doctor.needs import PDF_NEEDS, PYTHON_NEEDS, install_command

OLDEST_PYTHON = (3, 11)
# `dev` holds all of `base`, at the same versions: installing it installs both.
LOCKS = {"base": ("base",), "dev": ("dev", "base")}
QUIET_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
QUIET_UV = ("-m", "uv", "pip", "install", "--quiet", "--require-hashes")


def is_usable(python: Path) -> bool:
    """Whether an environment is there and still starts: its interpreter may have been upgraded or removed."""
    if not python.exists():
        return False
    return subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0


def make_venv() -> None:
    """Make `.venv` unless a working one is there."""
    if is_usable(PYTHON):
        return
    if ensure(PYTHON_NEEDS):
        stop("L’environnement Python ne peut pas être créé : installez d’abord le paquet ci-dessus.")
    step("Environnement Python dans .venv")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
        stop(f"python3 -m venv a échoué. Sur Debian : {as_typed(install_command(PYTHON_NEEDS))}")


def lock_of(name: str) -> Path:
    """The lock file of this name."""
    return ROOT / "requirements" / f"{name}.txt"


def stamp_of(name: str) -> Path:
    """Where the environment remembers which content of this lock file it holds."""
    return VENV / f"installed-{name}.sha256"


def is_current(stamp: Path, lock: Path) -> bool:
    """Whether what the stamp remembers is the lock file as it is now."""
    return stamp.is_file() and stamp.read_text() == fingerprint(lock)


def fingerprint(lock: Path) -> str:
    """The SHA-256 of a lock file: what its stamp holds once it is installed."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def with_uv(lock: Path) -> bool:
    """Try the fast installer, itself pinned by hash; it must use this interpreter and never fetch another."""
    if subprocess.run([PYTHON, *QUIET_PIP, "-r", lock_of("installer")], capture_output=True).returncode:
        return False
    environ = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    return subprocess.run([PYTHON, *QUIET_UV, "--python", PYTHON, "-r", lock], env=environ).returncode == 0


def with_pip(lock: Path) -> bool:
    """The slower installer, which every environment has."""
    return subprocess.run([PYTHON, *QUIET_PIP, "-r", lock]).returncode == 0


def install(name: str) -> None:
    """Install a lock file, unless it is already in; every file is checked against its hash."""
    lock = lock_of(name)
    if is_current(stamp_of(name), lock):
        return
    step(f"Paquets Python de {lock.relative_to(ROOT)}")
    if not (with_uv(lock) or with_pip(lock)):
        stop("L’installation des paquets Python a échoué ; relancez quand le réseau répond.")
    for held in LOCKS[name]:
        stamp_of(held).write_text(fingerprint(lock_of(held)))


def main(name: str) -> None:
    """Make the environment that `name` (base or dev) asks for. A second call takes less than a second."""
    if sys.version_info < OLDEST_PYTHON:
        stop("Il faut Python 3.11 ou plus récent : make PYTHON=/chemin/vers/python3.11 …")
    make_venv()
    install(name)
    ensure(PDF_NEEDS)
    if name == "base" and ensure_dotenv(ROOT / ".env"):
        step("Secret de cette machine écrit dans .env")


if __name__ == "__main__":
    main(sys.argv[1])
