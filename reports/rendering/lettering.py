"""Text that can be set in our fonts: what a narrative may hold that no printed page can."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from fontTools.ttLib import TTFont

BODY_FONTS = ("SourceSans3-Regular.ttf", "SourceSans3-It.ttf", "SourceSans3-Semibold.ttf")
# Shown for a character our fonts cannot draw: a font of the machine must never come in to help, and a page
# without a glyph is not PDF/A. The attached data keep the character.
UNDRAWN = "□"
NO_BREAK_SPACE = "\u00a0"
THIN_SPACES = str.maketrans(dict.fromkeys("\u202f\u2009\u2007", NO_BREAK_SPACE))
MOST_MARKS = 2


def printable(content: Any) -> Any:
    """A copy of the content (dataclass, list or text) whose every text can be set in our fonts."""
    return each_text(content, drawable)


def each_text(content: Any, change: Callable[[str], str]) -> Any:
    """A copy of the content (dataclass, list or text) with `change` made to each of its texts."""
    if isinstance(content, str):
        return change(content)
    if isinstance(content, list):
        return [each_text(item, change) for item in content]
    if is_dataclass(content) and not isinstance(content, type):
        parts = {one.name: each_text(getattr(content, one.name), change) for one in fields(content)}
        return replace(content, **parts)
    return content


def drawable(text: str) -> str:
    """The text composed (NFC), without control, invisible or direction characters, nor piled-up accents."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept, marks = [], 0
    for character in composed.translate(THIN_SPACES):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(_drawn(character))
    return "".join(kept)


def spaced(text: str) -> str:
    """The text with the no-break spaces and the apostrophes that French typography wants."""
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    # From the first space of a run alone: from each of them, twenty thousand spaces would take seconds.
    text = re.sub(r"(?<![ \u00a0])[ \u00a0]+(?=[:;?!»%€])", NO_BREAK_SPACE, text)
    text = re.sub(r"(?<=«)[ \u00a0]+", NO_BREAK_SPACE, text)
    return re.sub(r"(?<=\d) (?=\d{3}\b)", NO_BREAK_SPACE, text)


def _drawn(character: str) -> str:
    # A word processor breaks a line within its paragraph by a vertical tab, and copies it so.
    if character in "\n\v\u2028\u2029":
        return "\n"
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"}:
        return ""
    return character if ord(character) in coverage() else UNDRAWN


@cache
def coverage() -> frozenset[int]:
    """The code points that all the fonts of the text can draw."""
    folder = settings.BASE_DIR / "static" / "fonts"
    maps = [set(TTFont(folder / name, lazy=True).getBestCmap()) for name in BODY_FONTS]
    return frozenset(set.intersection(*maps))
