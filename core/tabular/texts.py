"""Texts harmless in a spreadsheet: no forbidden character, nothing taken for a formula."""

import re

# What XML 1.0 forbids, what it discourages (C1 controls, the two last code points of each plane, which are no
# characters), and lone surrogates, which no encoding can write.
NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{NO_CHARACTERS}]")
INVISIBLE = "\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
OPENS_A_FORMULA = re.compile(f"[\t\r\n]|[{INVISIBLE}]*[=+\\-@＝＋－＠]")


def clean(text: str) -> str:
    """The text without forbidden characters, its line ends made of line feeds alone."""
    # Most texts are one line of ordinary characters.
    if text.isprintable():
        return text
    # A word processor breaks a line within its paragraph by a vertical tab, and copies it so.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    return FORBIDDEN.sub("", lines)


def on_one_line(text: str) -> str:
    """The clean text without any of the marks that some reader takes for the end of a line."""
    return " ".join(clean(text).splitlines())


def opens_a_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text, were it read without its type, as from CSV."""
    return OPENS_A_FORMULA.match(text) is not None
