"""What a workbook is made of, as data: sheets, lines, cells, styles, lists. Two writers draw it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from textwrap import wrap

TEXT, GENERAL = "text", "general"
FONT = "Arial"
# Of a line of text: its height for each point of the font, and what the cell adds.
LEADING, PADDING = 1.3, 4
STAND_IN = 0.9
# In points; Excel takes no row higher than 409.5.
LOWEST, HIGHEST = 16, 409


@dataclass(frozen=True)
class Style:
    """How a cell looks. `number` is TEXT (nothing typed becomes a formula), GENERAL, or grouped with that
    many decimals (« 0 » to « 4 »); `is_input` unlocks the cell; colours are « #RRGGBB », empty for none."""

    name: str
    size: int = 10
    is_bold: bool = False
    is_italic: bool = False
    color: str = "#1E1E1E"
    fill: str = ""
    wraps: bool = True
    align: str = "left"
    is_centred: bool = False
    indent: int = 0
    has_border: bool = True
    number: str = TEXT
    is_input: bool = False


@dataclass(frozen=True)
class Item:
    """A cell: a text, a number or nothing; `choices` names the list that it is chosen from, if any."""

    value: str | Decimal | None
    style: Style
    choices: str = ""


@dataclass(frozen=True)
class Line:
    """A row; `height` in points where it cannot be left to the program."""

    items: Sequence[Item]
    height: float | None = None


def height_of(items: Sequence[Item], widths: Sequence[float]) -> float:
    """The height in points that shows these cells whole, as far as a row goes: no program measures them all
    on opening."""
    highest = max(LOWEST, *(_height(item, width) for item, width in zip(items, widths, strict=True)))
    return min(highest, HIGHEST)


def _height(item: Item, width: float) -> float:
    if not isinstance(item.value, str) or not item.style.wraps:
        return LOWEST
    # A column is as wide as that many digits at size 10. Letters are narrower, but for those of the fonts
    # that stand in where ours is not installed.
    fitting = max(1, int(width * STAND_IN * 10 / item.style.size))
    lines = sum(max(1, len(wrap(paragraph, fitting))) for paragraph in item.value.split("\n"))
    return round(lines * item.style.size * LEADING + PADDING)


# In characters, what a page of A4 in landscape holds without printing smaller than eight points.
WIDEST = 150


@dataclass(frozen=True)
class Page:
    """What is printed around a sheet, on A4 (`is_landscape` or not)."""

    header_left: str
    header_right: str
    footer_left: str
    is_landscape: bool = True


@dataclass(frozen=True)
class Leaf:
    """A sheet. `widths` are in characters; `frozen` counts the rows and columns kept in sight; `repeated`
    is the row printed on each page, from 0; `keys` name its columns, where it comes back."""

    name: str
    widths: Sequence[float]
    lines: Sequence[Line]
    page: Page | None = None
    frozen: tuple[int, int] = (0, 0)
    repeated: int | None = None
    is_hidden: bool = False
    is_protected: bool = True
    tab: str = ""
    keys: Sequence[str] = ()

    @property
    def pages_wide(self) -> int:
        """On how many pages side by side it is printed: on one alone, many columns would be too small to
        read. The columns kept in sight are printed on each."""
        return 2 if self.frozen[1] and sum(self.widths) > WIDEST else 1


@dataclass(frozen=True)
class Choices:
    """A list to choose from: where it stands (`column` of the sheet `leaf`, from 0), its values from the
    second row on, and what is said when something else is typed."""

    name: str
    leaf: str
    column: int
    values: Sequence[str]
    refusal: str


@dataclass(frozen=True)
class Workbook:
    """A whole file; it opens on the sheet `opens_on`."""

    title: str
    author: str
    leaves: Sequence[Leaf]
    choices: Sequence[Choices] = ()
    opens_on: str = ""
    lists: dict[str, Choices] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lists", {one.name: one for one in self.choices})

    @property
    def styles(self) -> Iterator[Style]:
        """Every style used, once."""
        seen: dict[str, Style] = {}
        for leaf in self.leaves:
            for line in leaf.lines:
                seen |= {item.style.name: item.style for item in line.items}
        return iter(seen.values())
