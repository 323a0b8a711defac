"""The points of a report: what a reader passes one by one, under a key that is the same in every edition.

Plain content: no database here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import chain, count
from typing import Any

from core.canonical import canonical_bytes, sha256_hex
from core.formats import NBSP
from reports.content import FundingLineContent, ReportContent
from reports.rendering.figures import Figures

# What tells whence a figure comes, and asks for no new reading.
UNREAD = ("origin", "series_sources")
PLAIN = re.compile(r"[A-Za-z0-9.-]{1,40}")


class PointKind(StrEnum):
    """What a point is, by the letter its key begins with."""

    MONEY = "m"
    RESULT = "r"
    TEXT = "t"
    ACTION = "a"
    FRAME = "f"


@dataclass(frozen=True)
class Point:
    """A figure, a text, a funding line, an action, or the frame of the contract: its key, its title, what the
    report holds of it, and its anchor in the whole report."""

    key: str
    kind: PointKind
    title: str
    held: Any
    anchor: str

    @property
    def digest(self) -> str:
        """The hash of what it holds: equal as long as nothing moved there."""
        return digest_of(self.held)


def digest_of(held: Any) -> str:
    """The hash of a content, or of a part of one; of the origin of a figure, the files alone count: who wrote
    it and when asks for no new reading."""
    return sha256_hex(canonical_bytes(held if isinstance(held, str | dict) else _read(asdict(held))))


def _read(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    proofs = (plain.get("origin") or {}).get("proofs")
    kept = {name: _read(one) for name, one in plain.items() if name not in UNREAD}
    return kept | ({"proofs": proofs} if proofs else {})


def points_in(content: ReportContent) -> list[Point]:
    """All the points, in the order of a reading: money, results, texts, actions, then the frame."""
    return [*_money(content), *_results(content), *_texts(content), *_actions(content), _frame(content)]


def line_keys(lines: list[FundingLineContent], numbers: Mapping[str, int]) -> list[str]:
    """A key for each line, none twice: nothing forbids two of one source, one payee and one action. An action
    is told by its number, which `numbers` gives for what a line calls it: renamed, it keeps its lines."""
    return [key_of(PointKind.MONEY, name) for name in _told_apart(lines, numbers)]


def _told_apart(lines: list[FundingLineContent], numbers: Mapping[str, int] | None = None) -> list[str]:
    names: list[str] = []
    for line in lines:
        action = str((numbers or {}).get(line.action, line.action))
        name = " – ".join(filter(None, [line.source_label, line.payee_label or line.payee, action]))
        ranked = chain([name], (f"{name} ({rank})" for rank in count(2)))
        names.append(next(one for one in ranked if one not in names))
    return names


def key_of(kind: PointKind, name: object) -> str:
    """The key of what bears this name, fit for an address and for the mark of a place."""
    text = str(name)
    return f"{kind}-{text if PLAIN.fullmatch(text) else sha256_hex(text.encode())[:16]}"


def _money(content: ReportContent) -> Iterator[Point]:
    lines = content.funding.lines
    keys = line_keys(lines, {f"{one.number}. {one.title}": one.number for one in content.actions})
    for key, name, line in zip(keys, _told_apart(lines), lines, strict=True):
        yield Point(key, PointKind.MONEY, name, line, "money")


def _results(content: ReportContent) -> Iterator[Point]:
    for engagement in content.engagements:
        for objective in engagement.objectives:
            for one in objective.indicators:
                key, title = key_of(PointKind.RESULT, one.code), f"{one.code} {one.label}"
                yield Point(key, PointKind.RESULT, title, one, f"o{objective.number}")


def _texts(content: ReportContent) -> Iterator[Point]:
    """The texts as they are read, their live figures told: a figure that moves is a sentence that moves."""
    figures = Figures(content)
    for name, title, body, anchor in _bodies(content):
        yield Point(key_of(PointKind.TEXT, name), PointKind.TEXT, title, figures.told_in(body), anchor)


def _bodies(content: ReportContent) -> Iterator[tuple[str, str, str, str]]:
    """Each text: its name, its title, its words, its anchor."""
    yield "summary", "Résumé", content.summary, "summary"
    yield "context", "Contexte et axes", content.context, "context"
    yield "funding", "Bilan financier", content.funding.narrative, "money"
    for engagement in content.engagements:
        title, anchor = f"{engagement.code} – {engagement.label}", f"engagement-{engagement.code}"
        yield f"engagement.{engagement.code}", title, engagement.narrative, anchor
        for part in engagement.objectives:
            name, title = f"objective.{part.number}", f"{part.number}. {part.label}"
            yield name, title, part.narrative, f"o{part.number}"
    yield "outlook", "Perspectives", content.outlook, "outlook"


def _actions(content: ReportContent) -> Iterator[Point]:
    for action in content.actions:
        title = f"Action n°{NBSP}{action.number} – {action.title}"
        yield Point(key_of(PointKind.ACTION, action.number), PointKind.ACTION, title, action, "actions")


def _frame(content: ReportContent) -> Point:
    """What stands around the figures: the contract, its parties, the deadline, what committees decided."""
    held = {
        "contrat": asdict(content.contract),
        "parties": [asdict(party) for party in content.parties],
        "échéance": asdict(content.deadline) if content.deadline else {},
        "suites des comités": [asdict(decision) for decision in content.decisions],
    }
    title = "Le contrat et son cadre"
    return Point(key_of(PointKind.FRAME, "contract"), PointKind.FRAME, title, held, "context")
