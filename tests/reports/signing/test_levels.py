"""What a signature keeps to be checked later: the hour attested by a third party, and the state of each
certificate that day."""

import gc
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

import pytest
from asn1crypto import ocsp
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from core.models import JournalEntry
from reports.models import SignedCopy
from reports.signing.analysis import fault_of
from reports.signing.certificates import SealingRefused
from reports.signing.changes import forbidden_change
from reports.signing.verdict import examine
from snppe.demo.authority import Authority
from tests.reports.signing.conftest import DAY, content_of, sign_by
from tests.reports.signing.services import Responder, clock_of, network, refused, seal_answered_at


def stamped(clock, request):
    return clock.request_tsa_response(request).dump()


def test_three_signatures_carry_the_hour_then_what_proves_their_certificates(
    printed, frozen, machine, signatories, settings
):
    revoked = machine.authority.revocations(7, on=datetime.now(UTC) - DAY)
    with network(answers := {"/liste.crl": revoked}) as url:
        answers["/"] = partial(stamped, clock_of(machine.authority, f"{url}/liste.crl"))
        settings.TSA_URL = f"{url}/"
        first, second, third = signatories
        machine.install(first.organisation)
        copies = [sign_by(printed, first)]
        # The list is on the network, named by the certificate.
        settings.SIGNATURE_FETCH = True
        machine.install(second.organisation, list_at=f"{url}/liste.crl")
        copies.append(sign_by(printed, second))
        settings.SIGNATURE_FETCH = False
        (machine.trust / "root.crl").write_bytes(revoked)
        machine.install(third.organisation)
        copies.append(sign_by(printed, third))

    pdf = content_of(copies[-1])
    assert [copy.level for copy in copies] == ["B-T", "B-LT", "B-LT"]
    assert forbidden_change(pdf, len(frozen)) == ""
    assert examine(pdf).is_genuine
    assert all(one.is_timed for one in examine(pdf).signatures)


@pytest.fixture
def answered(machine, prefecture_signatory, settings):
    """`answered(responder)` serves an hour and what a responder answers of its certificate and of the seal's,
    which name no list."""

    @contextmanager
    def _answered(responder):
        with network(answers := {"/ocsp": responder}) as url:
            answers["/"] = partial(stamped, clock_of(machine.authority, ocsp_at=f"{url}/ocsp"))
            settings.TSA_URL, settings.SIGNATURE_FETCH = f"{url}/", True
            organisation = prefecture_signatory.organisation
            p12 = seal_answered_at(machine.authority, organisation.name, f"{url}/ocsp")
            (machine.seals / f"{organisation.slug}.p12").write_bytes(p12)
            yield

    return _answered


def proved(pdf, machine, *, by_itself):
    """Whether pyHanko finds the state of each certificate proved, the network out of reach: by what the file
    keeps, or without it."""
    reader = PdfFileReader(BytesIO(pdf))
    root = load_cert_from_pemder(str(machine.trust / "root.pem"))
    told = {"trust_roots": [root], "allow_fetching": False, "revocation_mode": "require"}
    store = DocumentSecurityStore.read_dss(reader)
    context = store.as_validation_context(told) if by_itself else ValidationContext(**told, ocsps=[])
    return validate_pdf_signature(reader.embedded_regular_signatures[0], context, context).bottom_line


def test_what_a_responder_answers_is_kept_in_the_file_and_proves_it_long_after(
    printed, frozen, machine, prefecture_signatory, answered, caplog
):
    responder = Responder(machine.authority)
    with answered(responder):
        copy = sign_by(printed, prefecture_signatory)

    pdf = content_of(copy)
    reader = PdfFileReader(BytesIO(pdf))
    store = DocumentSecurityStore.read_dss(reader)
    kept = [ocsp.OCSPResponse.load(one.get_object().data).response_data for one in store.ocsps]
    of = {int(one["cert_id"]["serial_number"].native) for told in kept for one in told["responses"]}
    own = reader.embedded_regular_signatures[0].signer_cert.serial_number
    assert (copy.level, store.crls) == ("B-LT", [])
    assert own in of
    # The seal's and the authority's of the hour, and no other.
    assert (len(of), of) == (2, set(responder.asked))
    assert (proved(pdf, machine, by_itself=True), proved(pdf, machine, by_itself=False)) == (True, False)
    gc.collect()
    assert "Unclosed" not in caplog.text
    assert (forbidden_change(pdf, len(frozen)), fault_of(pdf), examine(pdf).is_genuine) == ("", "", True)


def test_a_responder_that_says_nothing_leaves_the_hour_alone(
    printed, machine, prefecture_signatory, answered
):
    with answered(lambda _: None):
        copy = sign_by(printed, prefecture_signatory)

    assert copy.level == "B-T"
    assert examine(content_of(copy)).is_genuine


def test_a_certificate_that_its_responder_says_revoked_signs_nothing(
    printed, machine, prefecture_signatory, answered
):
    with (
        answered(Responder(machine.authority, revoked=True)),
        pytest.raises(SealingRefused, match="est révoqué"),
    ):
        sign_by(printed, prefecture_signatory)

    assert not SignedCopy.objects.exists()


@pytest.mark.parametrize("answer", ["mute", "refusal", "anything", "unknown"])
def test_an_hour_that_cannot_be_had_leaves_nothing_signed(
    printed, machine, prefecture_signatory, settings, answer
):
    machine.install(prefecture_signatory.organisation)
    other = Authority.create(since=datetime.now(UTC) - DAY, name="Autre autorité")
    answers = {
        "mute": lambda _: None,
        "refusal": refused,
        "anything": lambda _: b"<html>",
        "unknown": partial(stamped, clock_of(other)),
    }
    with network({"/": answers[answer]}) as url:
        settings.TSA_URL = f"{url}/"
        with pytest.raises(SealingRefused, match="rien n’est signé"):
            sign_by(printed, prefecture_signatory)

    assert not SignedCopy.objects.exists()
    assert not JournalEntry.objects.filter(act="Signer le rapport").exists()
