"""How much room a text takes, without the font: estimated on the wide side, so that nothing overlaps."""

from core.charts.svg import LABEL_SIZE

NARROW = set("ijlftrI.,:;'’|!()[]-– \u00a0")
WIDE = set("mwMW@%œæŒÆ—…€")
BOLD = 1.1


def width_of(content: str, size: int = LABEL_SIZE, *, bold: bool = False) -> float:
    """The estimated width of one line of text."""
    units = sum(_units(letter) for letter in content)
    return units * size * (BOLD if bold else 1)


def wrapped(content: str, room: float, size: int = LABEL_SIZE, most: int = 3) -> list[str]:
    """The text in lines no wider than `room`; an ellipsis cuts it after `most` lines or in a long word."""
    lines: list[str] = []
    rest = content.split()
    while rest and len(lines) < most:
        taken = len(rest)
        while taken > 1 and width_of(" ".join(rest[:taken]), size) > room:
            taken -= 1
        lines.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    if rest:
        lines[-1] += "…"
    return [_cut(line, room, size) for line in lines] or [""]


def _cut(content: str, room: float, size: int) -> str:
    if width_of(content, size) <= room:
        return content
    kept = content.rstrip("…")
    while len(kept) > 1 and width_of(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _units(letter: str) -> float:
    if letter in NARROW:
        return 0.36
    if letter in WIDE:
        return 0.92
    return 0.7 if letter.isupper() else 0.64
