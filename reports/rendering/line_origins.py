"""The notes of the funding lines: one a line for all its amounts, in the annex of the figures."""

from dataclasses import dataclass
from itertools import count

from core.formats import NBSP, date_short
from reports.content import EntryContent, FundingLineContent, ReportContent
from reports.rendering.money import line_label, line_parties
from reports.rendering.origins import LOADED, Calls


@dataclass(frozen=True)
class Entered:
    """When a side of a line was last entered, and in which seat; « – » when it holds no amount."""

    on: str = "–"
    seat: str = ""


@dataclass(frozen=True)
class LineNote:
    """The note of a line: its number, its name, from whom to whom; who entered each side; its carry-over."""

    call: int
    label: str
    parties: str
    payer: Entered
    departement: Entered
    carry_over: str


def line_calls(content: ReportContent, calls: Calls) -> dict[int, int]:
    """By rank of line, a number after those of the figures; what was frozen without origins has none."""
    numbers = count(len(calls) + 1)
    return {rank: next(numbers) for rank, line in enumerate(content.funding.lines) if line.origin}


def line_notes(content: ReportContent, calls: dict[int, int]) -> list[LineNote]:
    """The notes, in the order of the table of the lines."""
    return [_note(content.funding.lines[rank], call) for rank, call in calls.items()]


def _note(line: FundingLineContent, call: int) -> LineNote:
    origin = line.origin
    return LineNote(
        call=call,
        label=line_label(line),
        parties=line_parties(line),
        payer=_entered(origin.payer if origin else None),
        departement=_entered(origin.departement if origin else None),
        carry_over=f"Report {origin.carry_over_state.lower()}{NBSP}: {origin.carry_over_reason}"
        if origin and origin.carry_over_state
        else "",
    )


def _entered(entry: EntryContent | None) -> Entered:
    return Entered(date_short(entry.entered_on), entry.seat or LOADED) if entry else Entered()
