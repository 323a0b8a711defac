"""How people write the code of an indicator, whether it comes in a table, a workbook or a paste. Pure.

« l1 », « L 1 » and « Indicateur L1 » name L1, « 2,1 » names 2.1; a spreadsheet keeps 1.10 as the number 1.1.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

WORD = "indicateur"
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def folded_code(text: str) -> str:
    """What all the writings of a code have in common: they differ by their case, their spaces, their comma,
    or the word before them."""
    return "".join(text.split()).casefold().removeprefix(WORD).replace(",", ".")


class Codes:
    """The codes that may be named."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = set(codes)

    def named(self, text: str) -> Sequence[str]:
        """Those that a text may name: the one written so, else all those of which it is another writing."""
        plain = " ".join(text.split())
        return [plain] if plain in self.codes else self._by_folded.get(folded_code(text), ())

    def numbered(self, number: Decimal) -> Sequence[str]:
        """Those that a cell of numbers may name."""
        return self._by_number.get(number, ())

    @cached_property
    def _by_folded(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for code in sorted(self.codes):
            found[folded_code(code)].append(code)
        return found

    @cached_property
    def _by_number(self) -> dict[Decimal, list[str]]:
        found: dict[Decimal, list[str]] = defaultdict(list)
        for code in sorted(self.codes):
            if NUMBER.fullmatch(code):
                found[Decimal(code)].append(code)
        return found
