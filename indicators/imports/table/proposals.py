"""From a row that was read to what the preview shows of it; and the rows that name the same place."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from core.formats import NBSP, counted, joined
from core.imports.plan import Proposal, Standing
from core.imports.titled import HIDDEN_ROW
from core.tabular.reading import CellKind
from indicators.enums import Source
from indicators.imports.table.columns import TITLES, TableSheet
from indicators.imports.table.keys import key_text, quoted
from indicators.imports.table.rows import ReadRow
from indicators.imports.table.stored import Place
from indicators.wordings import value_told
from indicators.writes import MeasurementEntry

SOURCES = dict(Source.choices)
NAMES = ("contract", "indicator", "year")
SHOWN_TWINS = 5


def proposal_of(read: ReadRow, sheet: TableSheet) -> Proposal:
    """What the row would do, or why it is held."""
    fault = read.faults[0][0] if read.faults else ""
    standing = Standing.REFUSED if fault else Standing.ASKED if read.is_asked else _standing(read)
    contract, indicator, stored, figure = read.contract, read.indicator, read.stored, read.figure
    return Proposal(
        key=str(read.number),
        origin=sheet.origin(read.number, fault or "value"),
        standing=standing,
        subject=_subject(read),
        typed=read.cells["value"].quoted,
        reading=_reading(read),
        before=value_told(indicator, stored.kind, stored.value) if stored and indicator else "",
        after=value_told(indicator, figure.kind, figure.value) if figure and indicator else "",
        message=_message(read),
        questions=tuple(read.questions),
        contract_id=contract.pk if contract else None,
        entry=_entry(read) if standing in {Standing.NEW, Standing.CHANGED} else None,
    )


def _message(read: ReadRow) -> str:
    said = [
        message if key == "value" else f"{TITLES[key][0]}{NBSP}: {message}" for key, message in read.faults
    ]
    return " ".join([*said, *([HIDDEN_ROW] if read.is_waiting else [])])


def _subject(read: ReadRow) -> str:
    """« 67-2020, 1.1, 2024 », with what is not ordinary; what was typed where it is not understood."""
    known: dict[str, Any] = {
        "contract": read.contract and read.contract.reference,
        "year": read.year and str(read.year),
    }
    known["indicator"] = read.indicator and read.indicator.code
    named = [known[key] or key_text(read.cells[key])[:40] for key in NAMES]
    if read.read.get("source"):
        named.append(SOURCES[read.source])
    if read.perimeter is not None and read.perimeter.own_contract_id is None:
        named.append(read.perimeter.label)
    return ", ".join(filter(None, named))


def _reading(read: ReadRow) -> str:
    """How odd writings were read; nothing when all is plain."""
    numbers = [read.read.get(key) for key in ("value", "numerator", "denominator")]
    said = [*_names_read(read), *(one.reading for one in numbers if one and one.reading)]
    return f"{'. '.join(said)}." if said else ""


def _names_read(read: ReadRow) -> Iterator[str]:
    """What is named otherwise than it is written here."""
    contract, indicator = read.contract, read.indicator
    if contract and (typed := key_text(read.cells["contract"])) != contract.reference:
        yield f"{quoted(typed)} lu comme le contrat {contract.reference}"
    cell = read.cells["indicator"]
    if indicator and cell.kind == CellKind.TEXT and (typed := key_text(cell)) != indicator.code:
        yield f"{quoted(typed)} lu comme l’indicateur {indicator.code}"


def _standing(read: ReadRow) -> Standing:
    stored, figure = read.stored, read.figure
    if stored is None:
        return Standing.NEW
    same = figure is not None and (stored.kind, stored.value, stored.numerator, stored.denominator) == (
        figure.kind,
        figure.value,
        figure.numerator,
        figure.denominator,
    )
    cause = read.cause.pk if read.cause else stored.gap_cause_id
    same = (
        same and cause == stored.gap_cause_id and (read.read["comment"] or stored.comment) == stored.comment
    )
    return Standing.UNCHANGED if same else Standing.CHANGED


def _entry(read: ReadRow) -> MeasurementEntry | None:
    if read.figure is None or read.indicator is None or read.perimeter is None or read.year is None:
        return None
    stored = read.stored
    return MeasurementEntry(
        indicator=read.indicator,
        year=read.year,
        perimeter=read.perimeter,
        figure=read.figure,
        source=read.source,
        comment=read.read["comment"] or (stored.comment if stored else ""),
        gap_cause=read.cause or read.kept_cause,
        shown_version=stored.version if stored else 0,
    )


def without_twins(rows: Sequence[tuple[Place | None, Proposal]]) -> list[Proposal]:
    """The proposals, those that name the same place refused together, each naming the other rows."""
    named: Counter[Place | None] = Counter(place for place, _ in rows if place is not None)
    if max(named.values(), default=0) < 2:
        return [proposal for _, proposal in rows]
    # The first ones alone are told: a file may give one value as many times as it has rows.
    firsts: dict[Place | None, list[Proposal]] = defaultdict(list)
    for place, proposal in rows:
        if named[place] > 1 and len(firsts[place]) <= SHOWN_TWINS:
            firsts[place].append(proposal)
    return [
        proposal if named[place] < 2 else _twin(proposal, firsts[place], named[place])
        for place, proposal in rows
    ]


def _twin(proposal: Proposal, firsts: Sequence[Proposal], count: int) -> Proposal:
    """A proposal whose place `count` rows name, of which `firsts` are one more than are told."""
    others = [one for one in firsts if one is not proposal][:SHOWN_TWINS]
    named = [f"ligne {one.origin.row} («{NBSP}{one.typed}{NBSP}»)" for one in others]
    more = count - 1 - len(others)
    told_ = joined([*named, *([counted(more, "autre")] if more > 0 else [])])
    message = f"La même valeur est donnée plusieurs fois{NBSP}: voyez aussi {told_}. Gardez-en une."
    return proposal._replace(
        standing=Standing.REFUSED,
        message=" ".join(filter(None, [message, proposal.message])),
        questions=(),
        entry=None,
    )
