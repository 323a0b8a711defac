"""What a signature keeps to be checked later: the hour attested by a third party, and the state of each
certificate that day."""

from datetime import UTC, datetime
from functools import partial

import pytest

from core.models import JournalEntry
from reports.models import SignedCopy
from reports.signing.certificates import SealingRefused
from reports.signing.changes import forbidden_change
from reports.signing.verdict import examine
from snppe.demo.authority import Authority
from tests.reports.signing.conftest import DAY, content_of, sign_by
from tests.reports.signing.services import clock_of, network, refused


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
