"""The archive that a workbook is, looked over before anything in it is read."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from core.spreadsheets.refusal import BROKEN, Refused

NBSP = "\u00a0"
SMALL = 1_000_000
PROLOG = 65_536
ESCAPES = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\\|\x00")
MACROS = re.compile(
    r"vbaProject|(^|/)macrosheets/|^Scripts/.+[^/]$|^Basic/.+/(?!script-l[bc]\.xml$)[^/]+$", re.I
)
LINKED = re.compile(r"^xl/(externalLinks/|connections\.xml$|queryTables/)", re.IGNORECASE)
MANIFEST = "META-INF/manifest.xml"
SHEETS_OF_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
OF_ANOTHER_KIND = (
    f"Le contenu de ce fichier n’est pas celui d’un classeur .{{}}, malgré son nom{NBSP}: ouvrez-le dans"
    " votre tableur et enregistrez-le en .xlsx ou .ods."
)
PROTECTED = (
    f"Ce classeur est protégé par un mot de passe{NBSP}: ôtez la protection, puis envoyez-le de nouveau."
)
WITH_MACROS = (
    f"Ce classeur contient des macros, qui ne sont pas admises{NBSP}: enregistrez-le en «{NBSP}Classeur Excel"
    f" (.xlsx){NBSP}» ou en .ods sans macro."
)
WITH_LINKS = (
    f"Ce classeur va chercher des valeurs dans d’autres fichiers{NBSP}: rompez ces liens (menu Données ou"
    f" Édition, «{NBSP}Liens{NBSP}»), puis envoyez-le de nouveau."
)
DANGEROUS = (
    f"La structure de ce classeur est dangereuse{NBSP}: enregistrez-le de nouveau depuis votre tableur."
)


@dataclass(frozen=True)
class Archive:
    """A workbook's archive that passed the checks."""

    content: bytes
    entries: zipfile.ZipFile

    @property
    def names(self) -> list[str]:
        """Of its entries."""
        return self.entries.namelist()

    def read(self, name: str) -> bytes:
        """An entry. Refused when it is missing or damaged."""
        with self.opened(name) as entry:
            return entry.read()

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """An entry, to be read piece by piece. Refused when it is missing or damaged."""
        try:
            with self.entries.open(name) as entry:
                yield entry
        except (
            KeyError,
            OSError,
            EOFError,
            NotImplementedError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise Refused(BROKEN) from error


def opened(content: bytes, file_format: str, limits: dict[str, Any]) -> Archive:
    """The archive. Refused when it is damaged, locked, too large once unpacked, or could do harm."""
    try:
        archive = Archive(content, zipfile.ZipFile(io.BytesIO(content)))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(BROKEN) from error
    entries = archive.entries.infolist()
    _check_entries(entries)
    _check_size(entries, limits)
    _check_kind(archive, file_format)
    if any(MACROS.search(name) for name in archive.names):
        raise Refused(WITH_MACROS)
    if any(LINKED.search(name) for name in archive.names):
        raise Refused(WITH_LINKS)
    _check_prologs(archive)
    return archive


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(PROTECTED)
    names = [entry.filename.lower() for entry in entries]
    # Two entries of one name: one reader takes the first, another the last.
    if len(set(names)) != len(names) or any(ESCAPES.search(entry.orig_filename) for entry in entries):
        raise Refused(DANGEROUS)


def _check_size(entries: list[zipfile.ZipInfo], limits: dict[str, Any]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > SMALL and entry.file_size > limits["ratio"] * max(entry.compress_size, 1)
        for entry in entries
    )
    if len(entries) > limits["entries"]:
        raise Refused(
            f"Ce classeur est fait de {len(entries)} parties, plus que les {limits['entries']} admises{NBSP}:"
            " ôtez-en les images et les graphiques, ou copiez les seules cases utiles dans un classeur neuf."
        )
    if unpacked > limits["unpacked_bytes"] or swollen:
        raise Refused(
            f"Ce classeur demande {unpacked // 1_000_000}{NBSP}Mo une fois ouvert, bien plus que sa taille ne"
            f" le laisse attendre{NBSP}: copiez les seules cases utiles dans un classeur neuf."
        )


def _check_kind(archive: Archive, file_format: str) -> None:
    if file_format == "xlsx" and "xl/workbook.xml" not in archive.names:
        raise Refused(OF_ANOTHER_KIND.format(file_format))
    if file_format == "ods":
        if "mimetype" not in archive.names or not archive.read("mimetype").startswith(SHEETS_OF_ODS):
            raise Refused(OF_ANOTHER_KIND.format(file_format))
        manifest = archive.read(MANIFEST) if MANIFEST in archive.names else b""
        if b"encryption-data" in manifest:
            raise Refused(PROTECTED)


def _check_prologs(archive: Archive) -> None:
    """No document type, hence no entity to expand or to fetch, and one encoding that every reader reads."""
    for name in archive.names:
        if name.lower().endswith((".xml", ".rels")):
            with archive.entries.open(name) as entry:
                start = entry.read(PROLOG)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start or b"\x00" in start:
                raise Refused(DANGEROUS)
