"""The fiches action as data to print: what the page of an action says to a seat, in plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Seat
from contracts import years
from contracts.models import Action, Contract
from contracts.plan.deliverables import told
from contracts.plan.followed import followed_by
from contracts.plan.reading import calendar_of
from contracts.queries import YearlyReview, yearly_reviews
from core.charts import Canvas
from core.formats import NBSP, date_long, euros, number
from funding.action_parts import money_of
from funding.balance import Total
from indicators.action_parts import ServedRow, served_among
from indicators.readings import IndicatorYear, year_table
from reports.rendering.frame import UNDATED

FONT = "Source Sans 3"
CANVAS = Canvas(720, FONT)
NOT_TOLD = "à compléter"


@dataclass(frozen=True)
class FicheTable:
    """A table of texts: its caption, its headers, its rows; the figures stand after the first `labels`."""

    caption: str
    headers: list[str]
    rows: list[list[str]]
    labels: int = 1


@dataclass(frozen=True)
class FicheYear:
    """A year told in words: its texts as (heading, text)."""

    year: int
    texts: list[tuple[str, str]]


@dataclass(frozen=True)
class Fiche:
    """One fiche action: its facts as (term, value), its calendar, its tables, its years."""

    number: int
    title: str
    state: str
    facts: list[tuple[str, str]]
    calendar: str
    deliverables: list[str]
    tables: list[FicheTable]
    years: list[FicheYear]
    provenance: str


@dataclass(frozen=True)
class Fiches:
    """The fiches of a contract, as they are printed for a seat; `changed_at` is when one last changed."""

    reference: str
    territory: str
    territory_of: str
    authority: str
    is_fictitious: bool
    year: int
    changed_at: datetime
    fiches: list[Fiche]


def fiches_of(
    contract: Contract, *, year: int, today: date, seat: Seat | None, number: int | None = None
) -> Fiches:
    """All the fiches of the contract, or the one of this number; none when it does not exist."""
    found = contract.actions.select_related("carrier", "delegate", "amendment").order_by("number")
    found = found.prefetch_related("objectives", "deliverables", "reviews", "years", followed_by().prefetch)
    actions = list(found if number is None else found.filter(number=number))
    hidden = years.hidden_years(contract, seat)
    rows = year_table(contract, year, hidden_years=hidden)
    dated = Action.history.filter(contract=contract).order_by("-history_date").first()
    return Fiches(
        reference=contract.reference,
        territory=contract.territory.name,
        territory_of=contract.territory.name_of,
        authority=contract.closing_parties[-1].organisation.name,
        is_fictitious=contract.is_fictitious,
        year=year,
        changed_at=dated.history_date if dated else UNDATED,
        fiches=[_fiche(contract, one, year, today, seat, rows, is_hidden=year in hidden) for one in actions],
    )


def _fiche(
    contract: Contract,
    action: Action,
    year: int,
    today: date,
    seat: Seat | None,
    rows: list[IndicatorYear],
    *,
    is_hidden: bool,
) -> Fiche:
    told_years = yearly_reviews(action, contract, seat)
    dated = action.starts_on or action.ends_on or action.deliverables.all()
    title = f"Calendrier de l’action n°{NBSP}{action.number}"
    chart = calendar_of(contract, [action], today, title, canvas=CANVAS) if dated else None
    tables = [_yearly(action, told_years), *_served(rows, action, year, is_hidden=is_hidden)]
    return Fiche(
        number=action.number,
        title=action.title,
        state=str(action.get_state_display()),
        facts=_facts(action),
        calendar=chart.svg if chart else "",
        deliverables=told(action.deliverables.all()),
        tables=[table for table in [*tables, _money(contract, action, year, seat)] if table.rows],
        years=[one for one in map(_told, told_years) if one.texts],
        provenance=action.provenance,
    )


def _facts(action: Action) -> list[tuple[str, str]]:
    staff = "" if action.staff_fte is None else f"{number(action.staff_fte)}{NBSP}ETP"
    facts = [
        ("Objectifs", "\n".join(str(one) for one in action.objectives.all())),
        ("Objet", action.purpose),
        ("Public cible", action.audience),
        ("Acteurs concernés", action.actors),
        ("Pilote", action.lead),
        ("Porteur", action.carrier.name if action.carrier else "Département"),
        ("Délégataire", f"{action.delegate.name}, par délégation du département" if action.delegate else "-"),
        ("Calendrier", period_of(action)),
        ("Postes financés", staff),
        ("Apportée par", str(action.amendment) if action.amendment else "-"),
    ]
    return [(term, value or NOT_TOLD) for term, value in facts if value != "-"]


def period_of(action: Action) -> str:
    """« du 1er mars 2021 au 31 décembre 2023 », or what is known of it."""
    start, end = action.starts_on, action.ends_on
    if start and end:
        return f"du {date_long(start)} au {date_long(end)}"
    return f"depuis le {date_long(start)}" if start else f"jusqu’au {date_long(end)}" if end else ""


def _yearly(action: Action, rows: list[YearlyReview]) -> FicheTable:
    headers = ["Exercice", "Prévu", "Réalisé", "ETP prévus", "ETP pourvus"]
    cells = [
        [
            str(row.year),
            _figure(row.planned.expected_count if row.planned else None, row.unit),
            _figure(row.review.outcome_count if row.review else None, row.unit),
            _figure(row.planned.staff_fte if row.planned else None),
            _figure(row.review.filled_fte if row.review else None),
        ]
        for row in rows
        if row.planned or row.review
    ]
    told_rows = [row for row in cells if any(cell != "–" for cell in row[1:])]
    return FicheTable("Prévu et réalisé", headers, told_rows)


def _figure(value: Decimal | None, unit: str = "") -> str:
    return "–" if value is None else f"{number(value)} {unit}".strip()


def _served(rows: list[IndicatorYear], action: Action, year: int, *, is_hidden: bool) -> list[FicheTable]:
    headers = ["Indicateur", "Référence", "Cible", f"Résultat {year}", "Par rapport à la cible"]
    served = served_among(rows, action, is_hidden=is_hidden)
    return [FicheTable(title, headers, [_cells(row) for row in own]) for _, title, own in served.tables]


def _cells(row: ServedRow) -> list[str]:
    status = str(row.status.label) if row.status else "–"
    since = f" ({row.baseline_year})" if row.baseline and row.baseline_year else ""
    return [str(row.indicator), f"{row.baseline or '–'}{since}", row.target, row.result or "–", status]


def _money(contract: Contract, action: Action, year: int, seat: Seat | None) -> FicheTable:
    found = money_of(contract, action, year, seat)
    headers = ["Financements par source", *([label for label, _ in found[0].rows[0].cells] if found else [])]
    cells = [
        [
            f"{one.year}, {row.label}",
            *(_amount(total) for _, total in row.cells),
        ]
        for one in found
        for row in one.rows
    ]
    return FicheTable("Financements de l’action", headers, cells)


def _amount(total: Total) -> str:
    return "–" if total.amount is None else euros(total.amount)


def _told(row: YearlyReview) -> FicheYear:
    planned, review = row.planned, row.review
    carried = f" (reconduit de {planned.carried_from})" if planned and planned.carried_from else ""
    texts = [
        (f"Ce qui est prévu{carried}", planned.expected if planned else ""),
        ("Ce qui a été fait", review.done if review else ""),
        ("Difficultés", review.difficulties if review else ""),
        ("Cause de l’écart", review.gap_cause if review else ""),
        ("Suite prévue", review.next_steps if review else ""),
    ]
    return FicheYear(row.year, [(heading, text) for heading, text in texts if text])
