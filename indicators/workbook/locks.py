"""The edits of locked cells in a workbook that comes back: ignored, and told."""

from collections.abc import Iterator

from core.formats import NBSP, counted
from core.tabular.reading import Cell, CellKind
from indicators.workbook.digests import OPEN, Digests, digest, written
from indicators.workbook.returned import Returned

SHOWN = 10


def _is_kept(cell: Cell, held: str) -> bool:
    text = written(cell.number) if cell.kind == CellKind.NUMBER else written(cell.text)
    return held == OPEN or digest(text) == held


class Locks:
    """The locked cells of a sheet, to which the lines that come back are held."""

    NOTHING = Digests()

    def __init__(self, digests: Digests) -> None:
        self.digests = digests
        self.edits: list[str] = []

    def is_closed(self, line: Returned) -> bool:
        """Whether nothing was to be filled on the line, and nothing was."""
        held = self.digests.of(line.code)
        return bool(held) and all(
            held.get(key) not in {None, OPEN} and _is_kept(cell, held[key])
            for key, cell in line.cells.items()
        )

    def check(self, line: Returned) -> None:
        """Note the edits of the cells of a line that are only there to be read."""
        held = self.digests.of(line.code)
        for key, cell in line.facts.items():
            if key not in held or key == "code" or _is_kept(cell, held[key]):
                continue
            typed = "case vidée" if cell.is_blank else f"«{NBSP}{cell.quoted}{NBSP}»"
            self.edits.append(
                f"La cellule {cell.address} de la feuille «{NBSP}{line.sheet}{NBSP}» était verrouillée"
                f"{NBSP}: sa modification ({typed}) est ignorée."
            )

    def notices(self) -> Iterator[str]:
        """The edits, the first ones in full."""
        yield from self.edits[:SHOWN]
        more = len(self.edits) - SHOWN
        if more > 0:
            told = counted(more, "autre cellule verrouillée", "autres cellules verrouillées")
            yield f"De même pour {told}{NBSP}: ce qui y a été écrit est ignoré."
