"""A report as a sequence of parts, each printed by its own template, so that a fault names its part."""

from dataclasses import dataclass, field, replace
from typing import Any

from core.formats import NBSP
from reports.content import ReportContent
from reports.rendering.acronyms import acronyms_in
from reports.rendering.actions import action_part
from reports.rendering.codes import verification_code
from reports.rendering.figures import Figures
from reports.rendering.frame import Frame
from reports.rendering.graphics import money_chart
from reports.rendering.lettering import UNDRAWN
from reports.rendering.line_origins import line_calls, line_notes
from reports.rendering.method import absences, origins, statuses
from reports.rendering.money import money
from reports.rendering.origins import Calls, annex, calls_of
from reports.rendering.results import EngagementPart, counts, engagement_part, headline, tally_sentence
from reports.rendering.signatures import agreement, signature_blocks

LONGEST_ENTRY = 96
FOLDER = "reports/pdf/parts"


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Part:
    """A piece of the document: its French name, its template and what the template prints."""

    name: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


class Numbering:
    """Numbers the parts of one report, and makes their anchors, unique in the document by their prefix."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.rank = 0

    def part(self, name: str, template: str, **context: Any) -> Part:
        """A numbered part, with its entry in the table of contents."""
        self.rank += 1
        anchor = f"{self.prefix}-{template}"
        heading = {"rank": f"{self.rank}.", "title": name, "anchor": anchor}
        entry = Entry(1, f"{self.rank}. {name}", anchor)
        return Part(name, f"{FOLDER}/{template}.html", {"heading": heading, **context}, [entry])


def report_parts(content: ReportContent, frame: Frame, annex: int = 0) -> list[Part]:
    """The parts of an execution report; `annex` is its number in a larger paper, or 0."""
    prefix = f"r{content.contract.reference}"
    base = {"content": content, "contract": content.contract, "frame": frame}
    base |= {"prefix": prefix, "annex": annex, "figures": Figures(content)}
    body = _body(content, frame, Numbering(prefix))
    entries = [entry for part in body for entry in part.entries]
    cover = Part("Page de garde", f"{FOLDER}/cover.html", {"qr": verification_code(frame)})
    contents = Part("Sommaire", f"{FOLDER}/contents.html", {"entries": entries})
    return [replace(part, context=base | part.context) for part in (cover, contents, *body)]


def _body(content: ReportContent, frame: Frame, numbering: Numbering) -> list[Part]:
    year, tally, calls = content.fiscal_year, content.tally, calls_of(content)
    figures = money(content, line_calls(content, calls))
    summary: dict[str, Any] = {"counts": counts(tally), "tally": tally_sentence(tally)}
    summary |= {"headline": headline(tally), "money": figures}
    actions = [action_part(action, year) for action in content.actions]
    told = [engagement_part(part, year, calls) for part in content.engagements]
    has_charts = any(part.curves for part in told)
    return [
        numbering.part("L’essentiel", "summary", **summary),
        numbering.part("Le contrat et son cadre", "context"),
        *_dashboard(told, numbering),
        numbering.part("Les financements", "money", money=figures, chart=money_chart(content)),
        numbering.part("Les résultats", "results", has_charts=has_charts),
        *(_engagement(part, numbering.prefix) for part in told),
        numbering.part("Les actions", "actions", actions=actions),
        *([numbering.part("Les suites des comités", "decisions")] if content.decisions else []),
        numbering.part("Les perspectives", "outlook"),
        *_closing(content, frame, numbering),
        *_origins(content, calls, numbering),
    ]


def _closing(content: ReportContent, frame: Frame, numbering: Numbering) -> list[Part]:
    blocks = signature_blocks(content.parties, frame)
    return [
        numbering.part(
            "L’arrêté conjoint", "signatures",
            blocks=blocks, is_decided=any(one.decision for one in blocks), agreement=agreement(frame),
        ),
        numbering.part(
            "Comment lire ce rapport", "method",
            statuses=statuses(), absences=absences(), acronyms=acronyms_in(content),
            data_name=data_name(content, frame), has_undrawn=UNDRAWN in repr(content),
        ),
    ]  # fmt: skip


def _origins(content: ReportContent, calls: Calls, numbering: Numbering) -> list[Part]:
    others = origins(content)
    notes = {"annex": annex(content, calls), "lines": line_notes(content, line_calls(content, calls))}
    if not calls and not notes["lines"] and not others:
        return []
    return [numbering.part("L’origine des données", "origins", origins=others, **notes)]


def _dashboard(told: list[EngagementPart], numbering: Numbering) -> list[Part]:
    """Every indicator on one sheet, unless there is none."""
    shown = [part for part in told if part.has_rows]
    return [numbering.part("Le tableau de bord", "dashboard", parts=shown)] if shown else []


def _engagement(told: EngagementPart, prefix: str) -> Part:
    content = told.content
    anchor = f"{prefix}-engagement-{content.code}"
    entries = [Entry(2, f"{content.code}. {content.label}", anchor)] + [
        Entry(3, shortened(f"Objectif{NBSP}{one.number}. {one.label}"), f"{prefix}-o{one.number}")
        for one in content.objectives
    ]
    context = {"part": told, "anchor": anchor}
    return Part(f"Engagement {content.code}", f"{FOLDER}/engagement.html", context, entries)


def data_name(content: ReportContent, frame: Frame) -> str:
    """The name of the attached data, without extension: one that no system minds."""
    kind = "projet" if frame.is_draft else "rapport"
    return f"{kind}-{content.contract.reference.lower()}-{content.fiscal_year}"


def shortened(text: str) -> str:
    """A label on one line of the contents, or two of a table; the whole of it stands in the report."""
    if len(text) <= LONGEST_ENTRY:
        return text
    return f"{text[:LONGEST_ENTRY].rsplit(' ', 1)[0].rstrip(' ,;:')}…"
