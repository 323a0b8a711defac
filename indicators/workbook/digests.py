"""What the cells of a sheet held when a workbook was made, in few letters each, to be sealed with it."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from core.tabular.texts import clean
from indicators.workbook import styles
from indicators.workbook.layout import Leaf

LETTERS = 4
OPEN = "-" * LETTERS


@dataclass(frozen=True)
class Digests:
    """Of a sheet: the keys of its columns and, by code, the digests of its cells in their order, OPEN for one
    to fill."""

    keys: Sequence[str] = ()
    lines: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str) -> dict[str, str]:
        """Those of a line, by the key of their column; none for a line that was not there."""
        held = self.lines.get(code, "")
        pieces = (held[start : start + LETTERS] for start in range(0, len(held), LETTERS))
        return dict(zip(self.keys, pieces, strict=False))


def digests_of(leaf: Leaf) -> Digests:
    """Of the lines of a sheet that name an indicator."""
    lines = {
        str(line.items[0].value): "".join(
            OPEN if item.style.is_input else digest(written(item.value)) for item in line.items
        )
        for line in leaf.lines
        if line.items[0].style == styles.CODE
    }
    return Digests(leaf.keys, lines)


def written(value: str | Decimal | None) -> str:
    """A value as any spreadsheet gives it back: a text but for its spaces, a number as it holds it."""
    return repr(float(value)) if isinstance(value, Decimal) else " ".join(clean(value or "").split())


def digest(text: str) -> str:
    """Four letters that another text hardly shares."""
    return b64encode(sha256(text.encode()).digest()).decode()[:LETTERS] if text else "=" * LETTERS
