"""How the cells of our tables are read: the widgets of their resources."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from import_export.widgets import Widget

from accounts.exchange.widgets import DayWidget
from accounts.models import Organisation
from contracts.models import Objective
from contracts.plan.deliverables import DeliverableEntry
from core.formats import NBSP

MOST_TEXT = 8_000
MOST_LABEL = 200
PARTED = re.compile(r"[;\n]")
# Of « Guide (attendu le 30/06/2024) » the days, and of « Guide (PDF) » nothing but a name.
DAY = re.compile(r"(attendu|remis)\s+le\s+([^\s,)]+)", re.IGNORECASE)
DAYS = re.compile(r"\(\s*(?:attendu|remis)\s+le\s", re.IGNORECASE)
SEVERAL = re.compile(r"\s*[,;/\n]\s*|\s+et\s+|\s+")


class TextWidget(Widget):
    """A text, no longer than its field."""

    def __init__(self, most: int = MOST_TEXT, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def clean(self, value: Any, row: Any = None, **_: Any) -> str:
        """The text, or ValueError when it is too long."""
        text = str(value)
        if len(text) > self.most:
            raise ValueError(
                f"Raccourcissez le texte{NBSP}: {self.most} caractères au plus, il y en a {len(text)}."
            )
        return text


class OrganisationWidget(Widget):
    """An organisation by its name, its short name or its code; `among(row)` gives those that may be named."""

    def __init__(self, among: Callable[[Any], Sequence[Organisation]], **options: Any) -> None:
        super().__init__(**options)
        self.among = among

    def clean(self, value: Any, row: Any = None, **_: Any) -> Organisation:
        """The organisation, or ValueError."""
        word = str(value).strip().casefold()
        found = [
            one
            for one in self.among(row)
            if word in {one.name.casefold(), one.short_name.casefold(), one.slug.casefold()}
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(f"«{NBSP}{value}{NBSP}» désigne plusieurs organisations{NBSP}: écrivez le code.")
        raise ValueError(f"«{NBSP}{value}{NBSP}» n’est pas une organisation connue ici.")


class IndicatorsWidget(Widget):
    """Indicators by their codes: « 1.1, 2.1 »; `among(row)` gives those that may be named."""

    def __init__(self, among: Callable[[Any], Sequence[Any]], **options: Any) -> None:
        super().__init__(**options)
        self.among = among

    def clean(self, value: Any, row: Any = None, **_: Any) -> list[Any]:
        """The indicators in their own order, or ValueError that names the one at fault."""
        words = [word for word in SEVERAL.split(str(value).strip()) if word]
        known = {word: [one for one in self.among(row) if one.code == word] for word in words}
        for word, found in known.items():
            if not found:
                raise ValueError(f"«{NBSP}{word}{NBSP}» n’est pas un indicateur suivi par ce contrat.")
            if len(found) > 1:
                raise ValueError(
                    f"«{NBSP}{word}{NBSP}» désigne plusieurs indicateurs{NBSP}: choisissez à l’écran."
                )
        wanted = {found[0].pk for found in known.values()}
        return [one for one in self.among(row) if one.pk in wanted]


class DeliverablesWidget(Widget):
    """Deliverables parted by semicolons, as « Guide (attendu le 30/06/2024, remis le 02/07/2024) »."""

    def clean(self, value: Any, row: Any = None, **_: Any) -> list[DeliverableEntry]:
        """Those of the cell in their order, or ValueError that names the one at fault."""
        pieces = [piece.strip() for piece in PARTED.split(TextWidget().clean(value)) if piece.strip()]
        entries = [_deliverable(piece) for piece in pieces]
        labels = Counter(entry.label.casefold() for entry in entries)
        if twice := [entry.label for entry in entries if labels[entry.label.casefold()] > 1]:
            raise ValueError(f"«{NBSP}{twice[0]}{NBSP}» est dit deux fois.")
        return entries


def _deliverable(piece: str) -> DeliverableEntry:
    # From its second character on: there is a name before the days. Each character is met once: a cell may
    # be made to be read again from each of its spaces.
    found = DAYS.search(piece, 1) if piece.endswith(")") else None
    label, said = (piece[: found.start()].rstrip(), piece[found.start() + 1 : -1]) if found else (piece, "")
    if len(label) > MOST_LABEL:
        raise ValueError(f"Raccourcissez «{NBSP}{label[:40]}…{NBSP}»{NBSP}: {MOST_LABEL} caractères au plus.")
    days = {word.casefold(): DayWidget().clean(day) for word, day in DAY.findall(said)}
    return DeliverableEntry(label, days.get("attendu"), days.get("remis"))


class ObjectivesWidget(Widget):
    """Objectives by their numbers: « 1, 3 et 12 »; `among(row)` gives those that may be named."""

    def __init__(self, among: Callable[[Any], Sequence[Objective]], **options: Any) -> None:
        super().__init__(**options)
        self.among = among

    def clean(self, value: Any, row: Any = None, **_: Any) -> list[Objective]:
        """The objectives in the order of their numbers, or ValueError that names the one at fault."""
        by_number = {str(one.number): one for one in self.among(row)}
        words = [word for word in SEVERAL.split(str(value).strip()) if word]
        unknown = [word for word in words if word not in by_number]
        if unknown:
            raise ValueError(f"«{NBSP}{unknown[0]}{NBSP}» n’est pas un objectif retenu par ce contrat.")
        return sorted({by_number[word] for word in words}, key=lambda one: one.number)
