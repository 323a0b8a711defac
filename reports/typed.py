"""What is wrong with a text that was typed or pasted, said at once and in French, before it is kept."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms

from core.formats import NBSP, counted
from reports.rendering.rich import SCHEMES, tokens_of

MOST_COLUMNS, MOST_ROWS = 8, 40
MARKUP = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
IMAGE = re.compile(r"!\[[^\]]*\]\([^)\s]*[^)]*\)|<img\b", re.IGNORECASE)
LINK = re.compile(r"(?<!!)\[[^\[\]]*\]\(\s*(?P<address>[^)\s]+)[^)]*\)")
KEPT_CONTROLS = "\n\t"


def settled(text: str) -> tuple[str, int]:
    """The text without the characters that nobody sees (marks of direction, controls), and how many it
    held: they come with what is pasted, and can make a text read otherwise than it is."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = [one for one in plain if one in KEPT_CONTROLS or unicodedata.category(one) not in {"Cc", "Cf"}]
    return "".join(kept), len(plain) - len(kept)


class SettledField(forms.CharField):
    """What a party says of the report, as it will be read: without the characters that nobody sees."""

    def to_python(self, value: Any) -> str:
        """The text, cleaned before it is judged: made of such characters alone, it is empty."""
        return settled(super().to_python(value) or "")[0].strip()


def faults_of(text: str) -> list[str]:
    """Every reason not to keep the text as it is, each with what to do."""
    return [*_markup(text), *_images(text), *_links(text), *_tables(text)]


def _markup(text: str) -> Iterator[str]:
    found = list(dict.fromkeys(one[0] for one in MARKUP.finditer(text) if not IMAGE.match(one[0])))
    if found:
        shown = ", ".join(found[:3])
        yield (
            f"Retirez le code HTML{NBSP}: il serait imprimé tel quel ({shown[:80]}). "
            "Le texte se met en forme avec les boutons ou les signes de l’aide."
        )


def _images(text: str) -> Iterator[str]:
    if IMAGE.search(text):
        yield (
            "Retirez les images du texte. Une image ou un document se joint comme preuve, "
            "dans le panneau d’un indicateur ou d’une action."
        )


def _links(text: str) -> Iterator[str]:
    wrong = [one["address"] for one in LINK.finditer(text) if not one["address"].lower().startswith(SCHEMES)]
    if wrong:
        yield (
            f"Un lien commence par «{NBSP}https://{NBSP}» ou «{NBSP}mailto:{NBSP}»{NBSP}: "
            f"corrigez {', '.join(wrong[:3])[:120]}."
        )


def _tables(text: str) -> Iterator[str]:
    columns, rows = _widest(text)
    if columns > MOST_COLUMNS or rows > MOST_ROWS:
        yield (
            f"Réduisez le tableau{NBSP}: {counted(columns, 'colonne')} et {counted(rows, 'ligne')}, "
            f"pour {MOST_COLUMNS} et {MOST_ROWS} au plus. Un grand tableau se joint en annexe."
        )


def _widest(text: str) -> tuple[int, int]:
    """The columns and rows of the largest table."""
    columns = rows = widest = longest = 0
    for token in tokens_of(text):
        if token.type == "table_open":
            rows = 0
        elif token.type == "tr_open":
            columns, rows = 0, rows + 1
        elif token.type in {"th_open", "td_open"}:
            columns += 1
        widest, longest = max(widest, columns), max(longest, rows)
    return widest, longest
