"""From what people typed, plain text, to paragraphs and lists. Nothing in it is ever read as markup."""

import re
from dataclasses import dataclass

from reports.rendering.lettering import spaced

MOST_CHARACTERS = 30_000
BULLET = re.compile(r"^\s*[-–—•*·]\s+(?P<text>.+)$")
NUMBERED = re.compile(r"^\s*(?P<rank>\d{1,2})[.)]\s+(?P<text>.+)$")


class TextTooLong(ValueError):
    """A narrative beyond what a page can bear; the form that took it should have refused it."""


@dataclass(frozen=True)
class Block:
    """A paragraph (`kind` "p", its lines) or a list ("ul" or "ol", its items from `start`), in plain text."""

    kind: str
    lines: list[str]
    start: int = 1


def refuse_too_long(text: str) -> None:
    """Raise `TextTooLong` for what must not be read."""
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong(f"un texte de {len(text)} caractères dépasse la limite de {MOST_CHARACTERS}")


def blocks(text: str) -> list[Block]:
    """The paragraphs and lists of a narrative. A blank line parts two paragraphs, a line break is kept.

    Lines that begin with a dash, a bullet or a number make a list. Raises `TextTooLong`.
    """
    refuse_too_long(text)
    made: list[Block] = []
    is_open = False
    for line in spaced(text).split("\n"):
        if line.strip():
            block = _read(line)
            # A blank line between two items of a list does not make two lists.
            if made and made[-1].kind == block.kind and (is_open or block.kind != "p"):
                made[-1].lines.extend(block.lines)
            else:
                made.append(block)
        is_open = bool(line.strip())
    return made


def _read(line: str) -> Block:
    if found := BULLET.match(line):
        return Block("ul", [found["text"].strip()])
    if found := NUMBERED.match(line):
        return Block("ol", [found["text"].strip()], int(found["rank"]))
    return Block("p", [line.strip()])
