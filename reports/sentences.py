"""What a text says anew, sentence by sentence, so that nobody reads again what has not moved."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A sentence ends at its mark, then a space; a line is one too, as in a list.
ENDS = re.compile(r"(?<=[.!?…])\s+(?=[«A-ZÀ-ÖØ-Ý0-9])|\n+")
MOST = 4_000


@dataclass(frozen=True)
class Rewriting:
    """The sentences that are gone and those that came, in the order of the text."""

    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


def sentences(text: str) -> list[str]:
    """The sentences of a text, without the space around them."""
    return [found.strip() for found in ENDS.split(text) if found.strip()]


def rewriting(before: str, after: str) -> Rewriting:
    """What must be read of the second text by whoever has read the first."""
    old, new = sentences(before)[:MOST], sentences(after)[:MOST]
    gone: list[str] = []
    come: list[str] = []
    for move, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if move != "equal":
            gone += old[start:end]
            come += new[new_start:new_end]
    return Rewriting(tuple(gone), tuple(come))
