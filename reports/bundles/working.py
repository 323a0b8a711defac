"""What makes a bundle is told of: where to write, how to say how far it is, what came out."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings

CHUNK = 1 << 20
# The first day that a ZIP can tell: the same files make the same bytes whenever they are gathered.
UNDATED = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16

WORK = "exports-en-cours"

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """What came out: the file, how it is called, the reports it holds something of, what it holds in words,
    and each thing that is missing with why.

    `told` and `missing` are French.
    """

    path: Path
    name: str
    held: list[int]
    told: str
    missing: list[str] = field(default_factory=list)


def work_root() -> Path:
    """Where the worker writes before a file is kept: one folder for each attempt, « <export>-<essai> »."""
    root: Path = settings.DATA_DIR / WORK
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The file from its beginning, a mebibyte at a time."""
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def digest_of(file: IO[bytes]) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits, read a mebibyte at a time."""
    found = hashlib.sha256()
    for chunk in chunks(file):
        found.update(chunk)
    return found.hexdigest()


@contextmanager
def opened_zip(path: Path) -> Iterator[ZipFile]:
    """A ZIP whose members are stored as they are: PDFs are compressed already."""
    with ZipFile(path, "w", ZIP_STORED, strict_timestamps=True) as archive:
        yield archive


def add_file(archive: ZipFile, name: str, file: IO[bytes]) -> None:
    """Add a file without holding it in memory."""
    with archive.open(_info(name), "w", force_zip64=True) as member:
        for chunk in chunks(file):
            member.write(chunk)


def add_bytes(archive: ZipFile, name: str, content: bytes) -> None:
    """Add what is short."""
    archive.writestr(_info(name), content)


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, UNDATED)
    info.external_attr = READABLE
    info.create_system = 3  # otherwise it tells the machine it was made on
    return info


def intact(stored: Any, sha256: str) -> str:
    """Why a stored file cannot be taken out, in French; nothing when its bytes are those that were kept."""
    if not stored:
        return "le fichier n’a pas été fait"
    try:
        with stored.open("rb") as file:
            return "" if digest_of(file) == sha256 else "le fichier n’a plus l’empreinte qui est enregistrée"
    except OSError:
        return "le fichier est introuvable ou illisible sur le disque"
