"""How complete each territory's year is, and whether its report was agreed in time; no figure is read.

For the national level, which knows the completeness of a year before it is shared (design, § 4).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from accounts.models import Seat
from core.formats import NBSP, counted, number, percent
from core.tabular import Column, ColumnKind, Table
from indicators.enums import ValueKind
from overview.board import STATES
from overview.completeness import Following, completeness_of
from overview.situations import Situation, situations_for

VERY_LATE_DAYS = 30
LABELS = {state: str(label) for state, label in STATES}
IN_TIME, LATE, VERY_LATE, COMING, UNDATED = "in_time", "late", "very_late", "coming", "undated"


@dataclass(frozen=True)
class Timeliness:
    """Whether the report was agreed by its date: `standing` is a stored word, `wording` its French."""

    standing: str
    wording: str

    @property
    def is_late(self) -> bool:
        """Whether the date was missed."""
        return self.standing in {LATE, VERY_LATE}


@dataclass(frozen=True)
class TerritoryQuality:
    """A contract's year: of the `expected` indicators, how many have a value (`provisional` among them), an
    absence with its reason, or nothing."""

    situation: Situation
    expected: int
    valued: int
    provisional: int
    reasoned: int
    timeliness: Timeliness

    @property
    def missing(self) -> int:
        """Neither a value nor a reason."""
        return self.expected - self.valued - self.reasoned

    @property
    def filled(self) -> int:
        """A value or a reason."""
        return self.valued + self.reasoned

    @property
    def state_label(self) -> str:
        """Where the report stands."""
        return LABELS[self.situation.state]


class Quality:
    """The year of every contract that the national level follows, in constant queries."""

    def __init__(self, seat: Seat, at: datetime, year: int | None = None) -> None:
        known = situations_for(seat, at)
        self.years = sorted({situation.year for situation in known})
        self.year = year if year in self.years else self.years[-1] if self.years else None
        self._situations = [situation for situation in known if situation.year == self.year]
        contracts = [situation.contract for situation in self._situations]
        self._following = completeness_of(contracts, self.year)

    @cached_property
    def rows(self) -> list[TerritoryQuality]:
        """The territories, those that lack most first."""
        rows = [_row(one, self._following[one.contract.pk]) for one in self._situations]
        return sorted(rows, key=lambda row: (-row.missing, row.situation.contract.territory.code))

    @property
    def figures(self) -> list[tuple[str, str, str]]:
        """(label, value, detail) of the whole."""
        expected = self._total(lambda row: row.expected)
        filled = self._total(lambda row: row.filled)
        valued, reasoned = self._total(lambda row: row.valued), self._total(lambda row: row.reasoned)
        late = sum(row.timeliness.is_late for row in self.rows)
        share = percent(round(filled * 100 / expected)) if expected else ""
        return [
            ("Renseignés", share, f"{number(filled)} sur {number(expected)} attendus"),
            ("Avec une valeur", number(valued), f"dont {self._provisional}"),
            ("Absents, avec leur motif", number(reasoned), ""),
            ("Sans valeur ni motif", number(expected - filled), ""),
            ("Rapports en retard", number(late), f"sur {counted(len(self.rows), 'contrat')}"),
        ]

    @property
    def _provisional(self) -> str:
        return counted(self._total(lambda row: row.provisional), "provisoire")

    def _total(self, of: Callable[[TerritoryQuality], int]) -> int:
        return sum(of(row) for row in self.rows)


def _row(situation: Situation, following: Following) -> TerritoryQuality:
    kinds = following.kinds_in(situation.year)
    valued = [kind for kind in kinds if kind in ValueKind.present()]
    return TerritoryQuality(
        situation=situation,
        expected=len(following.followed),
        valued=len(valued),
        provisional=valued.count(ValueKind.PROVISIONAL),
        reasoned=len(kinds) - len(valued),
        timeliness=timeliness(situation),
    )


def timeliness(situation: Situation) -> Timeliness:
    """In time or late, on the day of the territory; very late beyond thirty days."""
    due, report = situation.due, situation.report
    if due is None:
        return Timeliness(UNDATED, "sans échéance")
    if situation.is_closed and report is not None and report.agreed_at is not None:
        zone = ZoneInfo(situation.contract.territory.time_zone)
        late = (report.agreed_at.astimezone(zone).date() - due.due_on).days
        if late <= 0:
            return Timeliness(IN_TIME, "arrêté à temps")
        return Timeliness(_lateness(late), f"arrêté avec {counted(late, 'jour')} de retard")
    if due.is_late:
        words = "très en retard" if -due.days_left > VERY_LATE_DAYS else "en retard"
        return Timeliness(_lateness(-due.days_left), f"{words}{NBSP}: {counted(-due.days_left, 'jour')}")
    return Timeliness(COMING, f"attendu {due.wording}")


def _lateness(days: int) -> str:
    return VERY_LATE if days > VERY_LATE_DAYS else LATE


COLUMNS = [
    Column("territory_code", "Code du territoire"),
    Column("territory", "Territoire"),
    Column("region", "Région"),
    Column("contract", "Contrat"),
    Column("year", "Exercice"),
    Column("expected", "Indicateurs attendus", ColumnKind.INTEGER),
    Column("valued", "Avec une valeur", ColumnKind.INTEGER),
    Column("provisional", "Dont provisoires", ColumnKind.INTEGER),
    Column("reasoned", "Absents avec motif", ColumnKind.INTEGER),
    Column("missing", "Sans valeur ni motif", ColumnKind.INTEGER),
    Column("state", "Rapport"),
    Column("due", "Échéance", ColumnKind.DATE),
    Column("timeliness", "Ponctualité"),
    Column("fictitious", "Données fictives"),
]


def quality_table(quality: Quality) -> Table:
    """One row a contract."""
    rows = (
        {
            "territory_code": row.situation.contract.territory.code,
            "territory": row.situation.contract.territory.name,
            "region": row.situation.contract.territory.region.name,
            "contract": row.situation.contract.reference,
            "year": str(quality.year),
            "expected": row.expected,
            "valued": row.valued,
            "provisional": row.provisional,
            "reasoned": row.reasoned,
            "missing": row.missing,
            "state": row.state_label,
            "due": row.situation.due.due_on if row.situation.due else None,
            "timeliness": row.timeliness.wording,
            "fictitious": "oui" if row.situation.contract.is_fictitious else "non",
        }
        for row in quality.rows
    )
    return Table(f"Complétude {quality.year}", COLUMNS, rows, f"Exercice {quality.year}.")
