"""The file of a framework (XLSX, ODS, CSV), read to a draft, with all that is wrong in it at once."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from contracts.enums import ObjectiveKind
from core.formats import NBSP, joined
from core.imports.plan import Fault, Origin
from core.tabular import NOTE_SHEET
from core.tabular.reading import (
    Cell,
    Limits,
    Row,
    Sheet,
    UnreadableFile,
    column_letters,
    find_header,
    plain_title,
    read_book,
)
from indicators.enums import Direction, RollUp
from indicators.frameworks.draft import Draft, DraftIndicator, DraftObjective

LIMITS = Limits(file_bytes=2_000_000, sheets=10, rows=2_000, columns=50)
MAX_NUMBER, MAX_DECIMALS = 999, 4
TITLES: dict[str, tuple[str, ...]] = {
    "engagement": ("Engagement", "Code de l’engagement"),
    "engagement_label": ("Intitulé de l’engagement",),
    "number": ("N° objectif", "Numéro de l’objectif", "N°", "Numéro"),
    "label": ("Objectif", "Libellé de l’objectif", "Libellé"),
    "kind": ("Nature", "Caractère"),
    "source_url": ("Source", "Source du libellé"),
    "code": ("Indicateur", "Code de l’indicateur"),
    "indicator_label": ("Libellé de l’indicateur",),
    "unit": ("Unité",),
    "decimals": ("Décimales",),
    "direction": ("Sens attendu", "Sens"),
    "roll_up": ("Consolidation",),
    "numerator_label": ("Numérateur",),
    "denominator_label": ("Dénominateur",),
}
LENGTHS = {
    "engagement": 4, "engagement_label": 250, "label": 2_000, "source_url": 400, "code": 20,
    "indicator_label": 300, "unit": 40, "numerator_label": 250, "denominator_label": 250,
}  # fmt: skip
DESCRIBED = ("engagement", "label", "kind", "source_url")
OF_INDICATORS = tuple(TITLES)[6:]
# « Obligatoire » is the word of 2025-2027.
KINDS = {str(one.label): one.value for one in ObjectiveKind} | {
    "Obligatoire": ObjectiveKind.FUNDAMENTAL.value
}
DIRECTIONS = {str(one.label): one.value for one in Direction}
ROLL_UPS = {str(one.label): one.value for one in RollUp}


def read_framework(content: bytes, name: str) -> tuple[Draft, list[Fault]]:
    """What the file describes, and what must be mended in it before it makes a framework."""
    try:
        book = read_book(content, name, LIMITS)
        sheets = [sheet for sheet in book.visible_sheets if sheet.name != NOTE_SHEET]
        if not sheets:
            raise UnreadableFile(f"Ce fichier ne contient aucune valeur{NBSP}: vérifiez que c’est le bon.")
        return _Reader(sheets[0], book.told(sheets[0])).read()
    except UnreadableFile as refusal:
        return Draft(), [Fault(str(refusal))]


class _Reader:
    """Goes down the rows of a sheet: one an objective, or one an indicator with its objective repeated."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self.header = find_header(sheet, TITLES, ["number", "label"])
        self.sheet, self.name = sheet, name
        self.titles = {place: TITLES[key][0] for key, place in self.header.places.items()}
        self.faults: list[Fault] = []
        self.engagements: dict[str, str] = {}
        self.objectives: dict[int, DraftObjective] = {}

    def read(self) -> tuple[Draft, list[Fault]]:
        """The draft and the faults, in the order of the rows."""
        for letters, title in self.header.unexpected:
            told = f"Ce titre n’est pas connu{NBSP}: corrigez-le, ou ôtez la colonne."
            self.faults.append(Fault(told, Origin(self.header.row, title, self.name, letters), title))
        for row in self.sheet.rows:
            if row.number > self.header.row:
                self._read(row)
        if not self.objectives and not self.faults:
            self.faults.append(Fault(f"Aucun objectif sous la ligne des titres{NBSP}: un par ligne."))
        self._check_unlabelled()
        objectives = sorted(self.objectives.values(), key=lambda one: one.number)
        return Draft(engagements=self.engagements, objectives=objectives), self.faults

    def _read(self, row: Row) -> None:
        cells = {key: self._cell(row, place) for key, place in self.header.places.items()}
        texts = {key: self._text(cells, key) for key in LENGTHS}
        told = f"Écrivez le numéro de l’objectif, de 1 à {MAX_NUMBER}."
        number = self._whole(cells["number"], MAX_NUMBER, told, row=row)
        if number is None:
            return
        objective = self._objective(number, texts, cells)
        if any(cells[key] is not None for key in OF_INDICATORS if key in cells):
            objective.indicators += self._indicator(objective, texts, cells)

    def _objective(self, number: int, texts: Mapping[str, str], cells: Mapping[str, Any]) -> DraftObjective:
        engagement = texts["engagement"]
        if engagement:
            self._same(self.engagements, engagement, texts["engagement_label"], cells["engagement"])
        elif texts["engagement_label"]:
            self._fault(cells["engagement_label"], f"Donnez aussi le code de cet engagement (E1{NBSP}…).")
        read = DraftObjective(
            number=number,
            engagement=engagement,
            label=texts["label"],
            kind=self._choice(cells, "kind", KINDS, ObjectiveKind.UNKNOWN.value),
            source_url=self._url(cells, texts),
        )
        known = self.objectives.setdefault(number, read)
        repeated = [name for name in DESCRIBED if self._differs(known, read, name)]
        is_twin = known is not read and cells.get("code") is None
        if repeated or is_twin:
            self._fault(cells["number"], f"L’objectif {number} est déjà décrit plus haut, autrement.")
        return known

    def _differs(self, known: DraftObjective, read: DraftObjective, name: str) -> bool:
        blank = ObjectiveKind.UNKNOWN.value if name == "kind" else ""
        return getattr(read, name) not in (blank, getattr(known, name))

    def _indicator(
        self, objective: DraftObjective, texts: Mapping[str, str], cells: Mapping[str, Any]
    ) -> list[DraftIndicator]:
        lacking = [
            f"«{NBSP}{TITLES[key][0]}{NBSP}»" for key in ("code", "indicator_label", "unit") if not texts[key]
        ]
        if lacking:
            place = next(cells[key] for key in OF_INDICATORS if cells.get(key) is not None)
            self._fault(place, f"Il manque à cet indicateur{NBSP}: {joined(lacking)}.")
            return []
        if any(one.code == texts["code"] for one in objective.indicators):
            self._fault(cells["code"], f"L’objectif {objective.number} a déjà un indicateur {texts['code']}.")
            return []
        return [self._read_indicator(texts, cells)]

    def _read_indicator(self, texts: Mapping[str, str], cells: Mapping[str, Any]) -> DraftIndicator:
        told = f"Écrivez un nombre de décimales, de 0 à {MAX_DECIMALS}."
        decimals = self._whole(cells.get("decimals"), MAX_DECIMALS, told, least=0)
        return DraftIndicator(
            label=texts["indicator_label"],
            decimals=decimals or 0,
            direction=self._choice(cells, "direction", DIRECTIONS, Direction.NONE.value),
            roll_up=self._choice(cells, "roll_up", ROLL_UPS, RollUp.NONE.value),
            **{key: texts[key] for key in ("code", "unit", "numerator_label", "denominator_label")},
        )

    def _same(self, known: dict[str, str], code: str, label: str, cell: Cell) -> None:
        """One label for each code; a code repeated without its label keeps the first."""
        if label and known.get(code) not in (None, "", label):
            self._fault(cell, f"L’engagement {code} a deux intitulés{NBSP}: gardez le bon.")
        known[code] = known.get(code) or label

    def _check_unlabelled(self) -> None:
        bare = [code for code, label in self.engagements.items() if not label]
        if bare:
            self.faults.append(Fault(f"Donnez l’intitulé de l’engagement {joined(bare)}."))

    def _cell(self, row: Row, place: int) -> Cell | None:
        found = next((cell for cell in row.cells if cell.column == place), None)
        return None if found is None or found.is_blank else found

    def _text(self, cells: Mapping[str, Cell | None], key: str) -> str:
        cell = cells.get(key)
        text = " ".join(cell.text.split()) if cell else ""
        if cell and len(text) > LENGTHS[key]:
            self._fault(cell, f"Raccourcissez ce texte{NBSP}: {LENGTHS[key]} caractères au plus.")
        return text

    def _whole(
        self, cell: Cell | None, most: int, told: str, *, row: Row | None = None, least: int = 1
    ) -> int | None:
        """A whole number within its bounds; without a cell, a fault of the `row` if it must have one."""
        if cell is None:
            if row is not None:
                self.faults.append(Fault(told, Origin(row.number, sheet=self.name)))
            return None
        text = cell.text.strip()
        if text.isascii() and text.isdecimal() and len(text) < 5 and least <= int(text) <= most:
            return int(text)
        self._fault(cell, told)
        return None

    def _choice(self, cells: Mapping[str, Any], key: str, known: Mapping[str, str], otherwise: str) -> str:
        cell = cells.get(key)
        if cell is None:
            return otherwise
        by_title = {plain_title(label): value for label, value in known.items()}
        if (found := by_title.get(plain_title(cell.text))) is None:
            self._fault(cell, f"Choisissez l’un de ceux-ci{NBSP}: {', '.join(known)}.")
        return found or otherwise

    def _url(self, cells: Mapping[str, Any], texts: Mapping[str, str]) -> str:
        text = texts["source_url"]
        try:
            URLValidator(schemes=["http", "https"])(text) if text else None
        except ValidationError:
            self._fault(cells["source_url"], "Écrivez une adresse complète, commençant par https://.")
            return ""
        return text

    def _fault(self, cell: Cell, message: str) -> None:
        title, letter = self.titles[cell.column], column_letters(cell.column)
        self.faults.append(Fault(message, Origin(cell.row, title, self.name, letter), cell.quoted))
