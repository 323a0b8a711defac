"""The columns of « Résultats » and « Cibles », the same for who writes the workbook and who reads it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indicators.cells import FIELDS, RESULT

RESULTS, TARGETS, GUIDE, LISTS, SEAL = "Résultats", "Cibles", "À lire", "Listes", "Sceau"
# What the keys of the columns of targets begin with: « aim-2024 ».
AIM = "aim-"


@dataclass(frozen=True)
class Column:
    """`title` may hold {year} and {previous}; `choices` names the list of an input that has one."""

    key: str
    title: str
    width: float
    choices: str = ""
    is_number: bool = False

    @property
    def is_input(self) -> bool:
        """Whether it is there to be filled."""
        return self.key in FIELDS[RESULT] or self.key.startswith(AIM)

    def title_of(self, year: int) -> str:
        """« Résultat 2024 »."""
        return self.title.format(year=year, previous=year - 1)


COLUMNS = (
    Column("code", "Code", 7),
    Column("label", "Indicateur", 34),
    Column("unit", "Unité", 11),
    Column("baseline", "Référence", 13),
    Column("target", "Cible", 12),
    Column("previous", "Résultat {previous}", 10),
    Column("value", "Résultat {year}", 11, is_number=True),
    Column("kind", "Nature", 13, choices="natures"),
    Column("numerator", "Numérateur", 12, is_number=True),
    Column("denominator", "Dénominateur", 15, is_number=True),
    Column("source", "Source", 12, choices="sources"),
    Column("perimeter", "Périmètre", 14, choices="perimetres"),
    Column("cause", "Cause d’écart", 14, choices="causes"),
    Column("comment", "Commentaire", 28),
)
# Asked where an agreed edition holds the figures of the year.
REASON = Column("reason", "Motif de la révision", 20)
INPUTS = tuple(column for column in (*COLUMNS, REASON) if column.is_input)
# How many columns stay in sight when one goes to the right: code and label.
FROZEN_COLUMNS = 2


def aim_columns(years: Sequence[int]) -> tuple[Column, ...]:
    """Those of « Cibles »: the nation's target beside the contract's, year by year."""
    code, label, unit, baseline = COLUMNS[:4]
    # As wide as the longest objective, whose title runs over the cells of its band.
    facts = (code, replace(label, width=46), unit, baseline, Column("national", "Cible nationale", 22))
    return (*facts, *(Column(f"{AIM}{year}", f"Cible {year}", 15) for year in years))
