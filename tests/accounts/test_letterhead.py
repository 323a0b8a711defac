"""The papers of an organisation: its logo drawn again, its mentions, and what an edition keeps of them."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from accounts.enums import Role
from accounts.letterhead import Chosen, letterhead_of, write_letterhead
from accounts.models import Letterhead, LogoImage
from core.logos import KEPT, drawn_again
from core.models import JournalEntry
from reports import workflow
from reports.actions import open_report
from reports.canonical import read_report
from reports.papers import latest_frame, render_paper
from reports.rendering import Frame, render_report_html
from reports.rendering.editable import editable_file
from tests.conftest import _seat
from tests.pdf_checks import faults, text_of
from tests.refusals import refused

PAGE, LOGO = reverse("accounts:letterhead"), reverse("accounts:logo")
MENTIONS = "1 place du Quartier Blanc\r\nSIREN 200 094 332"


def image(kind="PNG", size=(1200, 400), colour=(0, 80, 160, 128)):
    output = io.BytesIO()
    drawn = Image.new("RGBA", size, colour)
    hidden = PngInfo()
    hidden.add_text("note", "<script>")
    (drawn if kind == "PNG" else drawn.convert("RGB")).save(output, kind, pnginfo=hidden)
    return output.getvalue()


def sent(content, name="logo.png"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def manager(cea):
    return _seat("manager_cea", cea, Role.MANAGER)


def test_an_image_is_drawn_again_and_anything_else_is_refused():
    logo = drawn_again(sent(image()))

    assert (logo.width, logo.height) <= KEPT
    assert logo.content.startswith(b"\x89PNG")
    with Image.open(io.BytesIO(logo.content)) as kept:
        assert (kept.mode, kept.info) == ("RGB", {})
    assert drawn_again(sent(image("JPEG"), "logo.jpg")).content.startswith(b"\x89PNG")
    for content, why in [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG n’est pas admis"),
        (b"%PDF-1.7", "ni un PNG ni un JPEG"),
        (b"", "vide"),
        (image()[:-20], "refusée"),
        (image() + b"<script>", "refusée"),
        (image(size=(8000, 60)), "3000 points de côté"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1_000_000), "dépasse"),
    ]:
        with pytest.raises(ValidationError, match=why):
            drawn_again(sent(content))


def test_a_manager_sets_them_and_each_version_is_kept(manager, editor_67, sign_in):
    client = sign_in(manager)
    words = {"logo_alt": "Collectivité européenne d’Alsace", "legal_mentions": MENTIONS}
    mute = client.post(PAGE, {"version": 0, "logo": sent(image()), "legal_mentions": MENTIONS})
    assert "pour qui ne le voit pas" in mute.text
    assert "Quartier Blanc" in mute.text
    assert not Letterhead.objects.exists()

    assert client.post(PAGE, {"version": 0, "logo": sent(image()), **words}).status_code == 302
    stale = client.post(PAGE, {"version": 0, **words, "legal_mentions": "Autre."})
    shown = client.get(PAGE).text

    assert stale.status_code == 409
    assert client.get(LOGO).content == bytes(LogoImage.objects.get().content)
    assert "Historique" in shown
    assert 'alt="Collectivité européenne d’Alsace"' in shown
    assert "Quartier Blanc" in sign_in(editor_67).get(PAGE).text
    assert sign_in(editor_67).post(PAGE, {"version": 1, **words}).status_code == 403
    narrowed = _seat("manager_67", manager.organisation, Role.MANAGER, territory=editor_67.territory)
    assert sign_in(narrowed).post(PAGE, {"version": 1, **words}).status_code == 403
    client.post(PAGE, {"version": 1, "without_logo": "on", **words})
    row = Letterhead.objects.get()
    assert (row.logo, row.logo_alt, row.version) == (None, "", 2)
    acts = JournalEntry.objects.filter(act="Modifier le papier à en-tête").order_by("number")
    assert [bool(act.after["logo"]) for act in acts] == [True, False]
    refused(
        Letterhead(organisation=editor_67.organisation, logo=LogoImage.objects.get()),
        "letterhead_logo_says_what_it_is",
    )


def test_an_edition_keeps_those_of_its_day_and_its_bytes_do_not_change(manager, editor_67, tmp_path):
    cea = manager.organisation
    chosen = Chosen(drawn_again(sent(image())), "Logo de l’Alsace", MENTIONS)
    write_letterhead(cea, chosen, by=manager, shown=0)
    contract = editor_67.organisation.party_to.get(contract__territory__code="67").contract
    report = open_report(contract=contract, fiscal_year=2024, by=editor_67)
    workflow.share(report, by=editor_67)
    edition, path = report.current_edition, tmp_path / "report.pdf"
    first = render_paper(edition.submitted)
    later = Chosen(drawn_again(sent(image(colour=(200, 0, 0, 255)))), "Autre logo", "Autres mentions.")
    write_letterhead(cea, later, by=manager, shown=letterhead_of(cea).version)
    edition.refresh_from_db()

    path.write_bytes(first)
    content = read_report(edition.canonical)
    frame = Frame.read(kind="submitted", canonical=edition.canonical, data=latest_frame(edition))
    page = render_report_html(content, frame=frame)
    note = zipfile.ZipFile(io.BytesIO(editable_file(content, frame, "note", "docx")))
    text = zipfile.ZipFile(io.BytesIO(editable_file(content, frame, "deliberation", "odt")))

    assert render_paper(edition.submitted) == first
    assert faults(path) == []
    assert "Quartier Blanc" in text_of(path)
    assert "Autres mentions" not in page
    assert 'src="data:image/png;base64,' in page
    assert 'descr="Logo de l’Alsace"' in note.read("word/document.xml").decode()
    assert "Quartier Blanc" in note.read("word/document.xml").decode()
    [stored] = [name for name in text.namelist() if name.startswith("Pictures/")]
    assert text.read(stored) == bytes(LogoImage.objects.get(sha256=frame.letterheads[0].logo).content)


def test_a_drawing_in_thousands_of_passes_is_refused_before_it_is_drawn():
    drawn = io.BytesIO()
    Image.new("RGB", (3000, 3000), "white").save(drawn, "JPEG", progressive=True)
    content = drawn.getvalue()
    last = content[content.rindex(b"\xff\xda") : -2]

    assert drawn_again(SimpleUploadedFile("logo.jpg", content)).width == KEPT[1]
    # Half a minute of work, in a hundred kilobytes.
    with pytest.raises(ValidationError, match="trop de passes"):
        drawn_again(SimpleUploadedFile("logo.jpg", content[:-2] + last * 2000 + content[-2:]))
