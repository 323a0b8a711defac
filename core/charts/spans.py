"""Stretches of time on one calendar: what lasts from a day to another, with what is due on the way."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.charts.canvas import Canvas
from core.charts.chart import Chart, ChartTable
from core.charts.lettering import width_of, wrapped
from core.charts.palette import textured, tone
from core.charts.sentences import listed
from core.charts.svg import LABEL_SIZE, SMALL_SIZE, element, line, rectangle, text
from core.formats import MONTHS, date_short

MARGIN = 8
TOP = 24
ROW = 48
BAR = 14
REACH = 6.5
ONE_DAY = timedelta(days=1)
# Under so many days, months are marked.
SHORT = 400
WIDE = Canvas(width=720)
UNKNOWN = "calendrier à compléter"
OPEN = "non fixé"


@dataclass(frozen=True)
class Flag:
    """Something due on a day, done or not."""

    label: str
    on: date
    is_done: bool = False


@dataclass(frozen=True)
class Span:
    """A row: what lasts, from when, until when (None for a bound that is not known), its state in words and
    the rank of its tone, and its flags."""

    label: str
    start: date | None
    end: date | None
    state: str = ""
    rank: int = 0
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class _Calendar:
    first: date
    last: date
    width: int

    def __call__(self, day: date) -> float:
        """The place of a day, kept within the drawing."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return MARGIN + min(max(share, 0), 1) * (self.width - 2 * MARGIN)


def spans(
    rows: Sequence[Span],
    *,
    title: str,
    first: date,
    last: date,
    today: date | None = None,
    heading: str = "Action",
    flagged: str = "Livrables",
    canvas: Canvas = WIDE,
) -> Chart:
    """A bar for each row between `first` and `last`, years or months marked, flags as diamonds (full: done).

    A bound that is not known is drawn up to the edge, with an open end. The table has the days in words.
    """
    told = tuple(_told(row) for row in rows)
    sentence = listed(title, [cells[:4] for cells in told])
    table = ChartTable(title, (heading, "État", "Début", "Fin", flagged), told)
    if not rows:
        parts, height = canvas.empty("Rien à montrer")
        return Chart(canvas.drawn(height, sentence, parts), sentence, table)
    calendar, height = _Calendar(first, last, canvas.width), TOP + ROW * len(rows) + 6
    drawn = [*_years(calendar, len(rows))]
    if today is not None and first <= today <= last:
        drawn += _today(calendar, today, len(rows))
    for place, row in enumerate(rows):
        drawn += _row(row, calendar, TOP + ROW * place)
    return Chart(canvas.drawn(height, sentence, drawn), sentence, table)


def _told(row: Span) -> tuple[str, str, str, str, str]:
    flags = ", ".join(
        f"{flag.label} ({'remis le' if flag.is_done else 'attendu le'} {date_short(flag.on)})"
        for flag in row.flags
    )
    start, end = (date_short(day) if day else OPEN for day in (row.start, row.end))
    return row.label, row.state, start, end, flags or "–"


def _years(calendar: _Calendar, count: int) -> Iterator[str]:
    """The bounds of the years, or of the months of a short calendar, behind the bars alone: no line goes
    through a name."""
    for opens, closes, label in _periods(calendar):
        x, right = calendar(opens), calendar(closes)
        yield from _bounds(x, count, stroke_opacity=0.35)
        if right - x >= width_of(label, SMALL_SIZE):
            yield text(x + 4, 15, label, size=SMALL_SIZE, muted=True)
    yield from _bounds(calendar(calendar.last), count, stroke_opacity=0.35)


def _periods(calendar: _Calendar) -> Iterator[tuple[date, date, str]]:
    """The first and the last day of each period of the calendar, kept within it, and its name."""
    opens = calendar.first
    is_short = (calendar.last - calendar.first).days < SHORT
    while opens <= calendar.last:
        month = opens.month if is_short else 12
        closes = date(opens.year, month, monthrange(opens.year, month)[1])
        label = MONTHS[month - 1] if is_short else str(opens.year)
        yield opens, min(closes, calendar.last), label
        opens = closes + ONE_DAY


def _bounds(x: float, count: int, **attributes: str | float | None) -> Iterator[str]:
    yield line(x, 4, x, 18, **attributes)
    for place in range(count):
        top = TOP + ROW * place
        yield line(x, top + 20, x, top + 40, **attributes)


def _today(calendar: _Calendar, today: date, count: int) -> Iterator[str]:
    yield from _bounds(calendar(today), count, stroke_width=2, stroke_dasharray="4 3")


def _row(row: Span, calendar: _Calendar, top: float) -> Iterator[str]:
    state = f" · {row.state}" if row.state else ""
    room = calendar.width - 2 * MARGIN - width_of(state, SMALL_SIZE) - 6
    label = wrapped(row.label, room, LABEL_SIZE, most=1)[0]
    if row.start is None and row.end is None:
        yield _lettered(label, f"{state} · {UNKNOWN}", top)
        yield line(MARGIN, top + 30, calendar.width - MARGIN, top + 30, stroke_dasharray="2 5")
    else:
        yield _lettered(label, state, top)
        left, right = calendar(row.start or calendar.first), calendar(row.end or calendar.last)
        yield from textured(left, top + 23, max(right - left, 4), BAR, tone(row.rank))
        yield from _open_ends(row, left, right, top + 23)
    for flag in row.flags:
        yield _diamond(calendar(flag.on), top + 30, is_done=flag.is_done)


def _lettered(label: str, state: str, top: float) -> str:
    told = element("tspan", state, font_size=SMALL_SIZE, fill_opacity=0.8) if state else ""
    written = text(MARGIN, top + 16, label)
    return written.replace("</text>", f"{told}</text>")


def _open_ends(row: Span, left: float, right: float, top: float) -> Iterator[str]:
    """Steps of white at the end whose day is not known."""
    for is_open, x in ((row.start is None, left + 2), (row.end is None, right - 11)):
        if is_open:
            for step in (0, 4, 8):
                yield rectangle(x + step, top, 2, BAR, fill="#ffffff")


def _diamond(x: float, y: float, *, is_done: bool) -> str:
    outline = f"M{x:.2f} {y - REACH:.2f}l{REACH} {REACH}l-{REACH} {REACH}l-{REACH} -{REACH}z"
    ink = "#161616"
    return element("path", d=outline, fill=ink if is_done else "#ffffff", stroke=ink, stroke_width=1.5)
