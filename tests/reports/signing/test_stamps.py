"""The stamp that a tool draws with its signature: taken in the place of its organisation, refused elsewhere
with what to ask of the tool."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec

from core.workflow import TransitionRefused
from reports.models import SignedCopy
from reports.signing.analysis import fault_of
from reports.signing.bringing import take_back
from reports.signing.verdict import Outcome, examine
from tests.reports.signing.conftest import DAY, KEY_WORD, content_of, sign_by
from tests.reports.signing.forging import added, filled_by, signed_with, stamped_with
from tests.reports.signing.services import clock_of

OWN, TOOLS = "signature_prefecture", "Signature1"
TO_ASK_FOR = (
    r"Demandez à votre parapheur une signature PAdES seule, .*\u00a0: "
    r"dans le champ «\u00a0signature_prefecture\u00a0», préparé pour votre organisation, ou invisible\."
)


@pytest.fixture
def p12(machine):
    """The préfecture's certificate, in the hands of its own tool."""
    now = datetime.now(UTC)
    return machine.authority.seal("Préfecture du Bas-Rhin", KEY_WORD, since=now - DAY, until=now + DAY)


@pytest.fixture
def certified(printed, machine, ars_signatory):
    """The copy that another party has signed here, which certifies the document."""
    machine.install(ars_signatory.organisation)
    return content_of(sign_by(printed, ars_signatory))


def place_made(pdf, box=None):
    """A field of the tool's making on the page of the signatures: over the organisation's own unless told."""
    root = PdfFileReader(BytesIO(pdf)).root
    held = [one.get_object() for one in root["/AcroForm"]["/Fields"]]
    own = next(field for field in held if field["/T"] == OWN)
    kids = root["/Pages"]["/Kids"]
    page = [kids.raw_get(rank) for rank in range(len(kids))].index(own.raw_get("/P"))
    return SigFieldSpec(TOOLS, on_page=page, box=box or tuple(float(one) for one in own["/Rect"]))


def test_the_stamp_of_another_tool_is_taken_in_the_place_of_its_organisation(
    printed, certified, p12, prefecture_67
):
    pdf = stamped_with(certified, OWN, p12)

    copy = take_back(printed, by=prefecture_67, pdf=pdf)

    assert (copy.rank, copy.origin) == (2, "outside")
    assert b"Signe par" in pdf[len(certified) :]
    assert (fault_of(pdf), examine(pdf).is_genuine) == ("", True)


@pytest.mark.parametrize("box", [None, (60, 60, 260, 130)])
def test_a_stamp_in_a_place_of_the_tools_making_is_refused_with_what_to_ask_of_it(
    printed, frozen, p12, prefecture_67, box
):
    pdf = stamped_with(frozen, TOOLS, p12, place_made(frozen, box))

    with pytest.raises(TransitionRefused, match=f"hors des emplacements prévus .* {TO_ASK_FOR}"):
        take_back(printed, by=prefecture_67, pdf=pdf)

    assert not SignedCopy.objects.exists()
    assert examine(pdf).outcome == Outcome.ALTERED


def test_a_visible_field_of_the_tools_making_would_break_the_signature_that_certifies(certified, p12):
    """Why it is refused even in a blank: what follows an invisible one is sound, what follows this is not."""
    invisible = stamped_with(certified, TOOLS, p12, place_made(certified, (0, 0, 0, 0)))
    visible = stamped_with(certified, TOOLS, p12, place_made(certified))

    assert (fault_of(invisible), fault_of(visible)) == ("", "champs en cause\u00a0: signature_ars")


def test_nobody_signs_in_the_place_of_another_who_could_not_sign_there_any_more(
    printed, frozen, machine, p12, prefecture_67, ars_signatory
):
    pdf = signed_with(frozen, "signature_ars", p12)

    with pytest.raises(TransitionRefused, match=f"dans l’emplacement d’une autre partie. {TO_ASK_FOR}"):
        take_back(printed, by=prefecture_67, pdf=pdf)

    told = "«\u00a0Cachet – Préfecture du Bas-Rhin\u00a0» y a signé à la place d’une autre partie"
    assert (examine(pdf).outcome, examine(pdf).reason) == (Outcome.ALTERED, told)
    machine.install(ars_signatory.organisation)
    assert sign_by(printed, ars_signatory).rank == 1


@pytest.mark.parametrize(
    ("kind", "subfilter"),
    [
        ("/DocTimeStamp", "/ETSI.RFC3161"),
        ("/Anything", "/ETSI.CAdES.detached"),
        ("/Sig", "/adbe.x509.rsa_sha1"),
    ],
)
def test_the_place_of_another_filled_by_what_is_not_read_as_a_signature_is_seen(
    printed, frozen, p12, prefecture_67, kind, subfilter
):
    pdf = added(signed_with(frozen, OWN, p12), filled_by(kind, subfilter))

    with pytest.raises(TransitionRefused, match="rempli par autre chose"):
        take_back(printed, by=prefecture_67, pdf=pdf)

    assert not SignedCopy.objects.exists()
    assert examine(pdf).outcome == Outcome.ALTERED


@pytest.mark.parametrize(("field", "is_taken"), [("Archivage", True), ("signature_ars", False)])
def test_the_hour_of_the_whole_file_has_no_place_among_those_of_the_parties(
    printed, frozen, machine, p12, prefecture_67, field, is_taken
):
    signed, author = signed_with(frozen, OWN, p12), signers.PdfTimeStamper(clock_of(machine.authority), field)
    pdf = author.timestamp_pdf(IncrementalPdfFileWriter(BytesIO(signed)), "sha256").getvalue()

    assert examine(pdf).is_genuine is is_taken
    if is_taken:
        assert take_back(printed, by=prefecture_67, pdf=pdf).rank == 1
    else:
        with pytest.raises(TransitionRefused, match="rempli par autre chose"):
            take_back(printed, by=prefecture_67, pdf=pdf)


def test_the_page_names_the_field_and_says_what_to_ask_before_and_after(
    printed, frozen, p12, prefecture_67, sign_in
):
    client, page = sign_in(prefecture_67), reverse("reports:bring_back", args=["67-2020", 2024])
    pdf = stamped_with(frozen, TOOLS, p12, place_made(frozen))

    before = client.get(page).text
    after = client.post(page, {"file": SimpleUploadedFile("a.pdf", pdf)}).text

    assert "dans le champ préparé pour votre organisation, «\u00a0signature_prefecture\u00a0»" in before
    assert "une signature invisible" in before
    assert "Demandez à votre parapheur une signature PAdES seule" in after
