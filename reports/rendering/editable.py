"""What a département amends before its assembly: the note and the draft deliberation, of one edition.

The words are in the templates; the figures and the hash are those of the frozen content.
"""

from typing import Any

from django.template.loader import render_to_string

from accounts.enums import OrganisationKind
from core.formats import joined
from core.tabular.texts import clean
from core.wordprocessing import WRITERS, Paper, blocks_of
from reports.content import ReportContent
from reports.rendering.assets import asset
from reports.rendering.document import FICTITIOUS
from reports.rendering.frame import Frame
from reports.rendering.lettering import each_text
from reports.rendering.money import money
from reports.rendering.results import engagement_part, headline_sentence, tally_sentence

TITLES = {"note": "Note de présentation", "deliberation": "Projet de délibération"}


def editable_file(content: ReportContent, frame: Frame, name: str, extension: str) -> bytes:
    """The bytes of one of TITLES, in one of `core.wordprocessing.WRITERS`."""
    return WRITERS[extension](editable_paper(content, frame, name))


def editable_paper(content: ReportContent, frame: Frame, name: str) -> Paper:
    """The text, before it is written in a format. Raises `WrongHash`."""
    frame.check()
    said = each_text(content, clean)
    authority = joined(
        party.organisation for party in said.parties if party.kind == OrganisationKind.DEPARTEMENT
    )
    context = _context(said, frame) | {"title": TITLES[name], "authority": authority}
    html = render_to_string(f"reports/editable/{name}.html", context)
    return Paper(
        title=f"{TITLES[name]} – rapport d’exécution {said.fiscal_year} – {said.contract.territory_name}",
        author=authority,
        dated=frame.dated,
        blocks=blocks_of(html, images_of(frame)),
    )


def _context(said: ReportContent, frame: Frame) -> dict[str, Any]:
    return {
        "content": said,
        "contract": said.contract,
        "frame": frame,
        "engagements": [engagement_part(engagement, said.fiscal_year) for engagement in said.engagements],
        "money": money(said),
        "tally": tally_sentence(said.tally),
        "headline": headline_sentence(said.tally),
        "mark": FICTITIOUS if said.contract.is_fictitious else "",
        "letterhead": frame.letterhead_of(OrganisationKind.DEPARTEMENT),
    }


def images_of(frame: Frame) -> dict[str, bytes]:
    """The logos frozen with the content, by their private addresses."""
    return {one.address: asset(one.address) for one in frame.letterheads if one.logo}
