"""The money of the year as the report tells it: a sentence, a summary, two tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from core.formats import NBSP, UNKNOWN_LABEL, euros, euros_alike
from reports.content import FundingContent, FundingLineContent, ReportContent
from reports.exports import AMOUNTS

NO_AMOUNT = "–"


@dataclass(frozen=True)
class Row:
    """A line of a table: its header, its cells, and a note set under the header."""

    label: str
    cells: list[str]
    note: str = ""
    is_strong: bool = False
    is_indented: bool = False
    call: int = 0


@dataclass(frozen=True)
class Money:
    """Everything the part on money prints."""

    sentence: str
    summary: list[Row]
    source_columns: list[str]
    sources: list[Row]
    total: Row
    line_columns: list[str]
    lines: list[Row]
    comments: list[tuple[str, str]]
    narrative: str


def money(content: ReportContent, calls: Mapping[int, int] = MappingProxyType({})) -> Money:
    """The part on money, every figure in words or in French figures; `calls` are the notes of the lines, by
    rank."""
    funding = content.funding
    columns = [name for name in AMOUNTS if any(getattr(line, name) is not None for line in funding.lines)]
    tracked = [
        name for name in ("paid", "spent") if any(getattr(s, name) is not None for s in funding.by_source)
    ]
    sources = _sources(funding, tracked)
    return Money(
        sentence=sentence(content),
        summary=summary(funding),
        source_columns=["Versé au département", "Versé aux établissements", "Total notifié"]
        + [AMOUNTS[name] for name in tracked],
        sources=sources[:-1],
        total=sources[-1],
        line_columns=[AMOUNTS[name] for name in columns],
        lines=_lines(funding.lines, columns, calls),
        comments=[(line_label(line), line.comment) for line in funding.lines if line.comment],
        narrative=funding.narrative,
    )  # fmt: skip


def sentence(content: ReportContent) -> str:
    """« En 2024, l’État soutient le contrat du Bas-Rhin à hauteur de 3 031 261 €, dont 742 500 €… »"""
    funding, of = content.funding, content.contract.territory_of
    if not funding.lines:
        return f"Aucune ligne de financement n’est renseignée pour {content.fiscal_year}."
    said = (
        f"En {content.fiscal_year}, l’État soutient le contrat {of} à hauteur de "
        f"{euros(funding.state_support)}{fir_share(funding)}"
    )
    if funding.establishments:
        said += (
            f"{NBSP}; s’y ajoutent {euros(funding.establishments)} de crédits de l’ONDAM médico-social, "
            "versés directement aux établissements et services sociaux et médico-sociaux"
        )
    return f"{said}."


def fir_share(funding: FundingContent) -> str:
    """« , dont 742 500 € issus du fonds d’intervention régional (FIR) », or nothing."""
    if not funding.fir_share:
        return ""
    return f", dont {euros(funding.fir_share)} issus du fonds d’intervention régional (FIR)"


def summary(funding: FundingContent) -> list[Row]:
    """What goes to the département, what goes to establishments, and the whole, which are three things."""
    amounts = euros_alike(
        [
            funding.state_support,
            funding.fir_share,
            funding.establishments,
            funding.departement_share,
            funding.grand_total,
        ]
    )
    support, fir, establishments, share, total = ([amount] for amount in amounts)
    return [
        Row("Soutien de l’État versé au département", support, is_strong=True),
        Row("dont fonds d’intervention régional (FIR)", fir, is_indented=True),
        Row("Crédits versés directement aux établissements", establishments, is_strong=True),
        Row("Part du département", share),
        Row("Total du contrat, toutes sources", total, is_strong=True),
    ]


def line_label(line: FundingLineContent) -> str:
    """« Programme 304 – Renforcer les équipes de PMI »; the source alone for the whole contract."""
    return f"{line.source_label} – {line.action}" if line.action else line.source_label


def line_parties(line: FundingLineContent) -> str:
    """« Préfecture du Bas-Rhin → Département »."""
    return f"{line.payer} → {line.payee_label or UNKNOWN_LABEL}"


def _lines(lines: list[FundingLineContent], columns: list[str], calls: Mapping[int, int]) -> list[Row]:
    cells = _table([[getattr(line, name) for name in columns] for line in lines], NO_AMOUNT)
    return [
        Row(line_label(line), cells[rank], line_parties(line), call=calls.get(rank, 0))
        for rank, line in enumerate(lines)
    ]


def _sources(funding: FundingContent, tracked: list[str]) -> list[Row]:
    """A row for each source, then their sum."""
    names = ["to_departement", "to_establishments", "total"]
    split = [[getattr(one, name) or None for name in names] for one in funding.by_source]
    followed = [[getattr(one, name) for name in tracked] for one in funding.by_source]
    sums = [_sum([getattr(one, name) for one in funding.by_source]) for name in [*names, *tracked]]
    first = _table([*split, sums[:3]], NO_AMOUNT)
    then = _table([*followed, sums[3:]], UNKNOWN_LABEL)
    rows = [Row(one.source_label, first[rank] + then[rank]) for rank, one in enumerate(funding.by_source)]
    return [*rows, Row("Ensemble", first[-1] + then[-1], is_strong=True)]


def _table(rows: list[list[Decimal | None]], blank: str) -> list[list[str]]:
    """The cells, those of a column with as many decimals; `blank` where there is no amount."""
    columns = [euros_alike(column) for column in zip(*rows, strict=True)]
    written = list(zip(*columns, strict=True)) or [()] * len(rows)
    return [
        [blank if amount is None else cell for amount, cell in zip(row, cells, strict=True)]
        for row, cells in zip(rows, written, strict=True)
    ]


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
