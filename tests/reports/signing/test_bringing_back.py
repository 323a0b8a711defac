"""A copy signed elsewhere and brought back: taken when it is the same, refused with the reason when not."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.canonical import sha256_hex
from core.workflow import TransitionRefused
from reports.actions import open_report
from reports.models import SignedCopy
from reports.signing.bringing import take_back
from reports.signing.verdict import MAX_BYTES, examine
from reports.workflow import share
from snppe.demo.authority import Authority
from tests.reports.signing.conftest import DAY, KEY_WORD, content_of, sign_by
from tests.reports.signing.forging import (
    added,
    digit_changed,
    encrypted,
    page_added,
    signature_removed,
    signed_with,
    written_anew,
)

BRING = reverse("reports:bring_back", args=["67-2020", 2024])
PREFECTURE, FIELD = "Préfecture du Bas-Rhin", "signature_prefecture"


@pytest.fixture
def elsewhere(machine):
    """`elsewhere(pdf)` is the file as the préfecture's own tool gives it back."""

    def _sign(pdf, field=FIELD, **told):
        now = datetime.now(UTC)
        authority = told.pop("authority", machine.authority)
        told = {"organisation": PREFECTURE, "since": now - DAY, "until": now + DAY} | told
        return signed_with(pdf, field, authority.seal(password=KEY_WORD, **told))

    return _sign


def test_a_copy_signed_elsewhere_is_taken(printed, frozen, elsewhere, prefecture_67):
    copy = take_back(printed, by=prefecture_67, pdf=elsewhere(frozen))

    assert (copy.rank, copy.origin, copy.signer) == (1, "outside", f"Cachet – {PREFECTURE}")
    assert examine(content_of(copy)).is_genuine


def test_a_place_that_the_tool_makes_itself_is_taken_too(printed, frozen, elsewhere, prefecture_67):
    assert take_back(printed, by=prefecture_67, pdf=elsewhere(frozen, field="Signature1")).rank == 1


def test_what_is_signed_elsewhere_comes_after_what_was_signed_here(
    printed, frozen, machine, elsewhere, ars_signatory, prefecture_67
):
    machine.install(ars_signatory.organisation)
    last = content_of(sign_by(printed, ars_signatory))

    with pytest.raises(TransitionRefused, match="n’a pas la signature de ARS Grand Est, donnée entre-temps"):
        take_back(printed, by=prefecture_67, pdf=elsewhere(frozen))
    assert take_back(printed, by=prefecture_67, pdf=elsewhere(last)).rank == 2


def faults(frozen, elsewhere):
    """What a tool or a hand may do to the file, and the words of its refusal."""
    now = datetime.now(UTC)
    signed, other = elsewhere(frozen), Authority.create(since=now - DAY, name="Autorité inconnue")
    return {
        "page ajoutée": (added(signed, page_added), "une page y est ajoutée"),
        "page ajoutée puis signée": (elsewhere(added(frozen, page_added)), "une page y est ajoutée"),
        "signature retirée": (added(signed, signature_removed), "un champ y est modifié"),
        "champ changé": (digit_changed(signed), "ne commence pas par le rapport arrêté"),
        "réenregistré": (written_anew(signed), "ne commence pas par le rapport arrêté"),
        "chiffré": (written_anew(signed, "secret"), "est chiffré"),
        "chiffré à la suite": (encrypted(signed), "est chiffré"),
        "non signé": (frozen, "n’est pas signé"),
        "pas un PDF": (b"bonjour", "n’est pas un PDF"),
        "expiré": (elsewhere(frozen, since=now - 3 * DAY, until=now - DAY), "a expiré le"),
        "autre organisation": (elsewhere(frozen, organisation="ARS Grand Est"), "non par"),
        "autorité inconnue": (elsewhere(frozen, authority=other), "autorité qui n’est pas reconnue"),
        "suite ajoutée": (signed + b"\nsuite", "sa structure est illisible"),
    }


def test_a_file_that_differs_is_refused_with_the_reason(printed, frozen, elsewhere, prefecture_67):
    for name, (pdf, reason) in faults(frozen, elsewhere).items():
        with pytest.raises(TransitionRefused, match=reason):
            take_back(printed, by=prefecture_67, pdf=pdf)
        assert not SignedCopy.objects.exists(), name


def test_a_revoked_certificate_is_refused(printed, frozen, elsewhere, machine, prefecture_67):
    pdf = elsewhere(frozen)
    serial = examine(pdf).signatures[0].holder.serial
    (machine.trust / "root.crl").write_bytes(
        machine.authority.revocations(int(serial, 16), on=datetime.now(UTC) - DAY / 2)
    )

    with pytest.raises(TransitionRefused, match="est révoqué"):
        take_back(printed, by=prefecture_67, pdf=pdf)


def test_another_report_signed_is_refused(printed, frozen, elsewhere, prefecture_67):
    other = frozen.replace(b"%%EOF", b"%%E0F", 1) + b"%%EOF\n"

    with pytest.raises(TransitionRefused, match="c’est un autre rapport"):
        take_back(printed, by=prefecture_67, pdf=other)


def test_which_of_our_files_was_taken_for_the_agreed_one_is_told(printed, machine, prefecture_67, editor_67):
    first = printed.current_edition
    other = share(open_report(contract=printed.contract, fiscal_year=2023, by=editor_67), by=editor_67)
    for edition, content in ((first, b"%PDF-1.7\n1\n%%EOF\n"), (other, b"%PDF-1.7\n2\n%%EOF\n")):
        edition.submitted.pdf_sha256 = sha256_hex(content)
        edition.submitted.save()

    for content, told in ((b"1", "le PDF soumis aux visas"), (b"2", "un autre rapport .Exécution 2023 du")):
        with pytest.raises(TransitionRefused, match=told):
            take_back(printed, by=prefecture_67, pdf=b"%PDF-1.7\n" + content + b"\n%%EOF\n% signed")


def test_a_reader_and_a_stranger_bring_nothing_back(printed, machine, reader_67, editor_17):
    for seat in (reader_67, editor_17):
        with pytest.raises(PermissionDenied):
            take_back(printed, by=seat, pdf=b"")


def test_the_page_takes_the_file_and_tells_a_refusal_above_the_form(
    printed, frozen, elsewhere, prefecture_67, sign_in
):
    client = sign_in(prefecture_67)

    refused = client.post(BRING, {"file": SimpleUploadedFile("a.pdf", frozen)})
    heavy = client.post(BRING, {"file": SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * MAX_BYTES)})
    taken = client.post(BRING, {"file": SimpleUploadedFile("a.pdf", elsewhere(frozen))}, follow=True)

    assert "Ce fichier n’est pas signé" in refused.text
    assert "20\u00a0Mo au plus" in heavy.text
    assert "La signature est vérifiée et enregistrée." in taken.text
    assert "Déposer la copie signée" not in taken.text
