"""What differs between two texts, word by word."""

import re
from dataclasses import dataclass

from diff_match_patch import diff_match_patch

WORD = re.compile(r"\w+|\s+|[^\w\s]")
# Beyond, the rest is told as replaced: a reader waits for the page.
LONGEST = 0.4
# A plane where no character is a half of another.
FIRST_CODE = 0x10000
KINDS = {-1: "removed", 0: "same", 1: "added"}


@dataclass(frozen=True)
class Piece:
    """Some words: « same », « added » or « removed »."""

    kind: str
    text: str


def compared(before: str, after: str) -> list[Piece]:
    """The words of both texts in order. The library compares characters: each word stands as one."""
    known: dict[str, int] = {}
    sides = ["".join(_standing(known, word) for word in WORD.findall(text)) for text in (before, after)]
    words = {chr(FIRST_CODE + rank): word for word, rank in known.items()}
    engine = diff_match_patch()
    engine.Diff_Timeout = LONGEST
    found = engine.diff_main(*sides, False)
    engine.diff_cleanupSemantic(found)
    return [Piece(KINDS[kind], "".join(words[one] for one in run)) for kind, run in found]


def _standing(known: dict[str, int], word: str) -> str:
    return chr(FIRST_CODE + known.setdefault(word, len(known)))
