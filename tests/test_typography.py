"""French as it is printed: no line may begin with a colon, nor a guillemet stand alone at its end."""

import re

import pytest

from tests.source import ROOT

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
LOOSE = re.compile(r"[^\s{(] (?=[:;?!»](?:[\s<.,)\"]|$))|« (?=\S)|\d (?=[%€](?!\}))")
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_keeps_its_punctuation_with_its_word(path) -> None:
    text = COMMENT.sub("", path.read_text())

    assert [text[max(0, found.start() - 20) : found.end() + 5] for found in LOOSE.finditer(text)] == []
