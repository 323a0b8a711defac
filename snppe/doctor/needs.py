"""What the operating system must bring, found without importing anything that depends on it.

Standard library only: `make setup` reads this module before the environment exists.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial


def loads(*names: str) -> bool:
    """Whether the system's loader finds a shared library under one of these names."""
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def runs(program: str) -> bool:
    """Whether this program is on the PATH."""
    return shutil.which(program) is not None


# The spreadsheet and the word processor of LibreOffice do without each other, and neither has a program of
# its own in Debian's packages without a screen.
LIBREOFFICE = (
    "/usr/lib/libreoffice/program/{}.so",
    "/Applications/LibreOffice.app/Contents/Frameworks/{}.dylib",
)


def opens_with(part: str) -> bool:
    """Whether LibreOffice is there with this part of it."""
    return runs("soffice") and any(os.path.exists(place.format(part)) for place in LIBREOFFICE)


def imports(module: str) -> bool:
    """Whether this Python has the module."""
    return importlib.util.find_spec(module) is not None


@dataclass(frozen=True)
class Need:
    """One thing a Debian package brings: its name, the package, its purpose, how to see that it is there."""

    name: str
    package: str
    purpose: str
    is_present: Callable[[], bool]


PYTHON_NEEDS = (Need("venv", "python3-venv", "l’environnement Python", partial(imports, "ensurepip")),)

PDF_NEEDS = (
    Need(
        "pango",
        "libpango-1.0-0",
        "la mise en page des PDF",
        partial(loads, "libpango-1.0.so.0", "libpango-1.0.dylib"),
    ),
    Need(
        "pangoft2",
        "libpangoft2-1.0-0",
        "les polices des PDF",
        partial(loads, "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ),
    Need(
        "harfbuzz-subset",
        "libharfbuzz-subset0",
        "l’allègement des polices des PDF",
        partial(loads, "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    ),
    Need(
        "fontconfig",
        "libfontconfig1",
        "la recherche des polices",
        partial(loads, "libfontconfig.so.1", "libfontconfig.1.dylib"),
    ),
)

TEST_NEEDS = (
    # Chromium without its windows: the same engine, a third less work for each page.
    Need(
        "chromium",
        "chromium-headless-shell",
        "les tests dans un navigateur",
        partial(runs, "chromium-headless-shell"),
    ),
    Need("qpdf", "qpdf", "le contrôle de la structure des PDF", partial(runs, "qpdf")),
    Need("libreoffice", "libreoffice-calc", "la relecture des classeurs", partial(opens_with, "libsclo")),
    Need(
        "libreoffice-writer",
        "libreoffice-writer",
        "la relecture des textes à modifier",
        partial(opens_with, "libswlo"),
    ),
    Need(
        "softhsm2", "softhsm2", "les signatures par un module cryptographique", partial(runs, "softhsm2-util")
    ),
    Need("pdftotext", "poppler-utils", "la relecture du texte des PDF", partial(runs, "pdftotext")),
)


def missing(needs: Iterable[Need]) -> list[Need]:
    """Those of the needs that this machine does not meet, in their order."""
    return [need for need in needs if not need.is_present()]


def packages_of(needs: Iterable[Need]) -> list[str]:
    """The Debian packages that bring them, each once, in order."""
    return list(dict.fromkeys(need.package for need in needs))


def install_command(needs: Iterable[Need]) -> list[str]:
    """The Debian command that brings them, with `sudo` for whoever is not root."""
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    return [*sudo, "apt-get", "install", "--no-install-recommends", "-y", *packages_of(needs)]
