"""French as it is printed: no line may begin with a colon, nor a guillemet stand alone at its end."""

import re

from tests.source import ROOT

COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
LOOSE = re.compile(r"[^\s{(] (?=[:;?!»](?:[\s<.,)\"]|$))|« (?=\S)|\d (?=[%€](?!\}))")


def test_a_template_keeps_its_punctuation_with_its_word() -> None:
    loose = {}
    for path in (ROOT / "templates").rglob("*"):
        if path.suffix in {".html", ".txt"}:
            text = COMMENT.sub("", path.read_text())
            found = [text[max(0, one.start() - 20) : one.end() + 5] for one in LOOSE.finditer(text)]
            loose |= {str(path.relative_to(ROOT)): found} if found else {}

    assert loose == {}
