"""Plain HTML read as blocks: titles, paragraphs, lists and tables, with words in bold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from html.parser import HTMLParser

from core.tabular.texts import clean


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    IMAGE = "image"


@dataclass(frozen=True)
class Run:
    """Words set alike."""

    text: str
    is_bold: bool = False


@dataclass(frozen=True)
class Block:
    """A block: its `runs`, or the `rows` of a table, the first of them its headers. `level` from 1.

    An image is the bytes of a PNG, and its `alt`.
    """

    kind: BlockKind
    runs: list[Run] = field(default_factory=list)
    level: int = 0
    rows: list[list[str]] = field(default_factory=list)
    image: bytes = b""
    alt: str = ""


@dataclass(frozen=True)
class Paper:
    """A text to be edited: what it says of itself, and its blocks."""

    title: str
    author: str
    dated: datetime
    blocks: list[Block]


# How high an image stands, in centimetres.
IMAGE_HEIGHT = 1.6
# A page of A4, in centimetres: its margins, and what is left between them.
MARGIN = 2.0
PAGE = (21.0, 29.7)
PAGE_WIDTH = PAGE[0] - 2 * MARGIN
MANY_COLUMNS = 6
HEADINGS = {"h1": 1, "h2": 2, "h3": 3}
KINDS = {"p": BlockKind.PARAGRAPH, "li": BlockKind.ITEM} | dict.fromkeys(HEADINGS, BlockKind.HEADING)
CELLS, BOLD = {"th", "td"}, {"strong", "b"}
# Around others, they say nothing by themselves.
GROUPS = {"ul", "thead", "tbody"}


def widths_of(rows: list[list[str]]) -> list[float]:
    """The widths of the columns, in centimetres: the first, which names the row, is twice as wide, or less
    where there are so many that the words of their headers would break."""
    count = max(map(len, rows))
    first = 2.0 if count < MANY_COLUMNS else 1.5
    unit = PAGE_WIDTH / (count - 1 + first)
    return [first * unit, *[unit] * (count - 1)]


def png_size(image: bytes) -> tuple[int, int]:
    """The width and the height of a PNG, in pixels, as its header says."""
    return int.from_bytes(image[16:20]), int.from_bytes(image[20:24])


def blocks_of(html: str, images: Mapping[str, bytes] | None = None) -> list[Block]:
    """The blocks of a page that our templates compose; `images` gives the PNG of each `src`.

    Raises ValueError for an element it does not know, or an image that is not given.
    """
    reader = _Reader(images or {})
    reader.feed(html)
    reader.close()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self, images: Mapping[str, bytes]) -> None:
        super().__init__()
        self.images = images
        self.blocks: list[Block] = []
        self.rows: list[list[str]] = []
        self.runs: list[Run] = []
        self.is_bold = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in KINDS or tag in CELLS:
            self.runs = []
        elif tag in BOLD:
            self.is_bold = True
        elif tag == "br":
            self.runs.append(Run("\n", self.is_bold))
        elif tag == "table":
            self.rows = []
        elif tag == "tr":
            self.rows.append([])
        elif tag == "img" and (said := dict(attrs)).get("src") in self.images:
            image, alt = self.images[said["src"] or ""], clean(said.get("alt") or "")
            self.blocks.append(Block(BlockKind.IMAGE, image=image, alt=alt))
        elif tag not in GROUPS:
            raise ValueError(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in KINDS:
            self._end(Block(KINDS[tag], _trimmed(self.runs), HEADINGS.get(tag, 0)))
        elif tag in CELLS:
            self.rows[-1].append("".join(run.text for run in _trimmed(self.runs)))
        elif tag in BOLD:
            self.is_bold = False
        elif tag == "table":
            self._end(Block(BlockKind.TABLE, rows=self.rows))

    def handle_data(self, data: str) -> None:
        self.runs.append(Run(_on_one_line(clean(data)), self.is_bold))

    def _end(self, block: Block) -> None:
        if block.runs or block.rows:
            self.blocks.append(block)
        self.runs = []


def _on_one_line(text: str) -> str:
    """Line ends and indents made one space; no-break spaces stay."""
    words = " ".join(text.replace("\n", " ").replace("\t", " ").split(" "))
    while "  " in words:
        words = words.replace("  ", " ")
    return words


def _trimmed(runs: list[Run]) -> list[Run]:
    kept = [run for run in runs if run.text]
    if kept:
        kept[0] = Run(kept[0].text.lstrip(" "), kept[0].is_bold)
        kept[-1] = Run(kept[-1].text.rstrip(" "), kept[-1].is_bold)
    return [run for run in kept if run.text]
