"""What a document refuses, and how it says what is wrong."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.utils.safestring import mark_safe
from pypdf import PdfReader

from reports.rendering import EngineMissing, SectionFault, engine, render_report_html, render_report_pdf
from reports.rendering.assets import RefusedAddress, address, asset
from reports.rendering.document import Document, as_pdf
from reports.rendering.narrative import MOST_CHARACTERS
from reports.rendering.papers import report_document
from tests.reports import sample
from tests.reports.strained import hostile

DATED = datetime(2025, 6, 12, tzinfo=UTC)
VECTORS = [
    '<img src="http://127.0.0.1:9/x.png" alt="x">',
    '<img src="file:///etc/passwd" alt="x">',
    '<img src="data:image/png;base64,iVBORw0KGgo=" alt="x">',
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    '<style>@import url("http://127.0.0.1:9/x.css");</style>',
    '<style>@font-face { font-family: x; src: url("file:///etc/passwd"); }</style>',
    '<p style="background: url(http://127.0.0.1:9/x.png)">x</p>',
    '<ul style="list-style-image: url(file:///etc/passwd)"><li>x</li></ul>',
    '<style>p::before { content: url("ftp://127.0.0.1:9/x") }</style><p>x</p>',
    '<object data="http://127.0.0.1:9/x.svg" type="image/svg+xml"></object>',
    '<embed src="file:///etc/passwd" type="image/svg+xml">',
    '<link rel="attachment" href="file:///etc/hostname">',
    '<a rel="attachment" href="file:///etc/hostname">x</a>',
]
# The engine drops these by itself, before or after our refusal, and goes on.
DROPPED = [
    '<img src="//127.0.0.1:9/x.png" alt="x">',
    '<svg><title>x</title><image href="file:///usr/share/x.png" width="9" height="9"/></svg>',
    '<svg><title>x</title><use href="http://127.0.0.1:9/x.svg#a"/></svg>',
]


@pytest.mark.parametrize("vector", VECTORS)
def test_an_address_that_is_not_ours_stops_the_document(vector: str) -> None:
    with pytest.raises(RefusedAddress):
        engine.write_pdf(_page(vector), dated=DATED, attached=[])


@pytest.mark.parametrize("vector", DROPPED)
def test_an_address_lost_in_a_drawing_brings_nothing(vector: str) -> None:
    pdf = engine.write_pdf(_page(vector), dated=DATED, attached=[])

    assert list(PdfReader(BytesIO(pdf)).pages[0].images) == []


@pytest.mark.parametrize(
    "url",
    [
        "snppe:/pdf/../../snppe/settings.py",
        "snppe:/pdf/%2e%2e/x.css",
        "snppe:/fonts/nowhere.ttf",
        "snppe:/fonts/OFL-SourceSans3.txt",
        "snppe:/neutre/site.css",
        "snppe://pdf/text.css",
        "file:///etc/passwd",
        "http://localhost/static/pdf/text.css",
        "data:text/css,p{}",
        "",
    ],
)
def test_only_our_own_style_sheets_and_fonts_have_an_address(url: str) -> None:
    with pytest.raises(RefusedAddress):
        asset(url)


def test_our_style_sheets_and_fonts_are_served() -> None:
    assert b"@page" in asset(address("pdf", "page.css"))
    assert asset(address("fonts", "SourceSans3-Regular.ttf"))[:4] == b"\x00\x01\x00\x00"


def test_typed_text_never_becomes_markup() -> None:
    html = render_report_html(hostile(), frame=sample.draft(hostile()))

    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;fetch(" in html


def test_a_narrative_too_long_names_its_section() -> None:
    base = sample.bas_rhin()
    content = replace(base, outlook="mot " * MOST_CHARACTERS)

    with pytest.raises(SectionFault, match="ne peut pas être mise en page") as caught:
        render_report_pdf(content, frame=sample.draft(content))

    assert caught.value.section == "Les perspectives"


def test_a_part_that_the_engine_cannot_print_is_named() -> None:
    document = _with_a_stranger_in("Les financements")

    with pytest.raises(SectionFault) as caught:
        as_pdf(document)

    assert caught.value.section == "Les financements"


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which WeasyPrint does not load."""
    engine.load.cache_clear()
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setitem(sys.modules, "weasyprint.urls", None)
    yield
    engine.load.cache_clear()


@pytest.mark.usefixtures("without_engine")
def test_a_machine_without_the_engine_is_told_what_to_install() -> None:
    content = sample.bas_rhin()

    with pytest.raises(EngineMissing, match=r"apt-get install .*libpango-1\.0-0"):
        render_report_pdf(content, frame=sample.draft(content))


@pytest.mark.usefixtures("without_engine")
def test_the_preview_needs_no_engine() -> None:
    content = sample.bas_rhin()

    html = render_report_html(content, frame=sample.draft(content))

    assert "PROJET de rapport d’exécution" in html


def test_the_preview_has_no_inline_code_and_no_undefined_variable() -> None:
    content = sample.bas_rhin()

    html = render_report_html(content, frame=sample.agreed(content), is_linked=True)

    assert 'href="/static/pdf/text.css"' in html
    assert " style=" not in html
    assert "<style" not in html
    assert "<script" not in html
    assert "⚠" not in html


def _page(body: str) -> str:
    return f'<!doctype html><html lang="fr"><head><title>x</title></head><body>{body}</body></html>'


def _with_a_stranger_in(name: str) -> Document:
    """A report whose part of this name asks for something outside our assets."""
    content = sample.bas_rhin()
    document = report_document(content, sample.draft(content))
    stranger = mark_safe('<img src="http://127.0.0.1:9/x.png" alt="x">')
    piece = document.pieces[0]
    parts = [
        replace(part, context=part.context | {"chart": {"svg": stranger}}) if part.name == name else part
        for part in piece.parts
    ]
    return replace(document, pieces=[replace(piece, parts=parts)])
