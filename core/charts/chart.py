"""What drawing a chart gives."""

from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class ChartTable:
    """The figures of a chart, in French, for the table beside it. The first cell of a row heads it."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A picture ready for a page, the sentence that reads it (its title), and its figures as a table."""

    svg: SafeString
    sentence: str
    table: ChartTable
