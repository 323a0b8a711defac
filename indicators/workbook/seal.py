"""What a workbook carries out of sight, signed: whose it is, and the state of each cell when it was made.

The signature tells that the file comes from this site and that nobody changed what it says of itself. It
rests in a hidden sheet, cut into lines that any spreadsheet keeps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core import signing

from indicators.workbook.digests import Digests

SALT = "indicators.workbook"
PREFIX = "snppe:"
CHUNK = 240
FORM = 1


class UnknownSeal(ValueError):
    """No seal, or one that is not ours. The French message says what to do."""


MISSING = (
    "Ce fichier n’est pas un classeur téléchargé ici, ou la feuille cachée qui permet de le reconnaître a "
    "été "
    "retirée. Téléchargez un nouveau classeur et recopiez-y les valeurs, ou apportez ce fichier comme "
    "tableau de "
    "valeurs."
)
ALTERED = (
    "Le sceau de ce classeur n’est pas reconnu\u00a0: il a été modifié, ou le classeur vient d’un autre "
    "site. "
    "Téléchargez un nouveau classeur ici et recopiez-y les valeurs."
)
TWO_SEALS = "Ce fichier réunit plusieurs classeurs\u00a0: rapportez chacun séparément."


@dataclass(frozen=True)
class Seal:
    """`cells` gives, by the code written in the sheet, the indicator's key and the mark of its result when
    the workbook was made (« key:version », empty for nothing); `aims` by code, the marks of its targets by
    year; `locked` by sheet, what its locked cells held. `kit` is the token of a contributor's
    workbook, which is taken back until `expires_on` included."""

    contract: str
    year: int
    made_at: datetime
    made_by: str
    cells: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    kit: str = ""
    expires_on: date | None = None
    aims: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    locked: Mapping[str, Digests] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The signed text, cut into numbered lines: « snppe:3:… »."""
        content = {
            "form": FORM,
            "contract": self.contract,
            "year": self.year,
            "at": self.made_at.isoformat(),
            "by": self.made_by,
            "cells": [[code, key, mark] for code, (key, mark) in self.cells.items()],
            "kit": self.kit,
            "expires": self.expires_on.isoformat() if self.expires_on else "",
            "aims": [[code, list(marks.items())] for code, marks in self.aims.items()],
            "locked": {name: [list(one.keys), dict(one.lines)] for name, one in self.locked.items()},
        }
        text = signing.dumps(content, salt=SALT, compress=True)
        pieces = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
        return [f"{PREFIX}{place}:{piece}" for place, piece in enumerate(pieces)]


def read_seal(texts: Iterable[str]) -> Seal:
    """The seal among all the texts of a file, wherever they are, in whatever order. Raises UnknownSeal."""
    pieces: dict[int, str] = {}
    for text in texts:
        place, _, piece = text.strip().removeprefix(PREFIX).partition(":")
        if not text.strip().startswith(PREFIX) or not place.isdecimal():
            continue
        if pieces.setdefault(int(place[:6]), piece) != piece:
            raise UnknownSeal(TWO_SEALS)
    if not pieces:
        raise UnknownSeal(MISSING)
    try:
        return _seal(signing.loads("".join(pieces[place] for place in sorted(pieces)), salt=SALT))
    except (signing.BadSignature, ValueError, KeyError, TypeError) as error:
        raise UnknownSeal(ALTERED) from error


def _seal(content: dict[str, Any]) -> Seal:
    # Workbooks that are out since before « Cibles » and the locks were sealed still come back.
    return Seal(
        contract=content["contract"],
        year=content["year"],
        made_at=datetime.fromisoformat(content["at"]),
        made_by=content["by"],
        cells={code: (key, mark) for code, key, mark in content["cells"]},
        kit=content["kit"],
        expires_on=date.fromisoformat(content["expires"]) if content["expires"] else None,
        aims={code: dict(marks) for code, marks in content.get("aims", [])},
        locked={name: Digests(keys, lines) for name, (keys, lines) in content.get("locked", {}).items()},
    )
