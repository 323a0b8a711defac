"""A signature given here: by whom, on what, and why it is refused."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.throttle import is_within
from core.models import JournalEntry
from core.workflow import TransitionRefused
from reports.models import Edition, SignedCopy
from reports.signing import acts
from reports.signing.acts import last_paper
from reports.signing.certificates import SealingRefused
from reports.signing.verdict import examine
from reports.views.signing import TRIES
from tests.factories import PASSWORD
from tests.pdf_checks import text_of
from tests.refusals import refused
from tests.reports.signing.conftest import DAY, KEY_WORD, content_of, sign_by

SIGN = reverse("reports:sign", args=["67-2020", 2024])


def test_each_party_signs_after_the_others_without_touching_what_they_signed(
    printed, machine, signatories, frozen
):
    files = [frozen]
    for seat in signatories:
        machine.install(seat.organisation)
        files.append(content_of(sign_by(printed, seat)))

    assert all(after.startswith(before) for before, after in pairwise(files))
    told = SignedCopy.objects.values_list("rank", "organisation__name", "level", "is_demonstration")
    assert list(told) == [
        (1, "Préfecture du Bas-Rhin", "B-B", True),
        (2, "ARS Grand Est", "B-B", True),
        (3, "Collectivité européenne d’Alsace", "B-B", True),
    ]
    assert JournalEntry.objects.filter(act="Signer le rapport").count() == 3


def test_the_signed_copy_is_the_first_document_of_a_signed_report(sign_in, signed, signatory_67):
    signed(1)

    page = sign_in(signatory_67).get(reverse("reports:detail", args=["67-2020", 2024])).text

    buttons = re.findall(r'<a class="fr-btn" href="[^"]*/editions/1/([a-z]+)\.pdf"', page)
    assert buttons == ["signe"]
    assert "Sans horodatage" in page


def test_the_seal_is_drawn_in_its_place_and_says_that_it_is_worth_nothing(signed, tmp_path):
    written = tmp_path / "signed.pdf"
    written.write_bytes(signed(1))

    assert "Signé électroniquement par Cachet – Préfecture du Bas-Rhin" in text_of(written)
    assert "DÉMONSTRATION – SANS VALEUR LÉGALE" in text_of(written)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"until": datetime.now(UTC) - 0.5 * DAY}, "a expiré le"),
        ({"since": datetime.now(UTC) + DAY}, "n’est valable qu’à partir du"),
        ({"named": "Préfecture du Haut-Rhin"}, "est celui de «\u00a0Préfecture du Haut-Rhin\u00a0»"),
    ],
)
def test_a_certificate_not_for_today_or_for_another_is_refused(
    printed, machine, prefecture_signatory, told, reason
):
    machine.install(prefecture_signatory.organisation, **told)

    with pytest.raises(SealingRefused, match=reason):
        sign_by(printed, prefecture_signatory)
    assert not SignedCopy.objects.exists()


def test_a_revoked_certificate_is_refused(printed, machine, prefecture_signatory):
    path = machine.install(prefecture_signatory.organisation)
    serial = machine.serial_of(path)
    (machine.trust / "root.crl").write_bytes(
        machine.authority.revocations(serial, on=datetime.now(UTC) - DAY / 2)
    )

    with pytest.raises(SealingRefused, match="est révoqué"):
        sign_by(printed, prefecture_signatory)


def test_what_was_signed_before_its_certificate_ended_still_stands(signed, machine):
    pdf = signed(1)

    with time_machine.travel(datetime.now(UTC) + 600 * DAY):
        assert examine(pdf).is_genuine


def test_a_certificate_of_an_authority_that_is_not_trusted_is_refused(printed, machine, prefecture_signatory):
    machine.install(prefecture_signatory.organisation)
    (machine.trust / "root.pem").unlink()

    with pytest.raises(SealingRefused, match="vient d’une autorité qui n’est pas reconnue"):
        sign_by(printed, prefecture_signatory)


def test_a_wrong_password_of_the_certificate_is_told(printed, machine, prefecture_signatory):
    machine.install(prefecture_signatory.organisation)

    with pytest.raises(SealingRefused, match="n’ouvre pas le certificat"):
        sign_by(printed, prefecture_signatory, password="autre")


def test_a_file_that_is_no_certificate_is_told(printed, machine, prefecture_signatory):
    machine.install(prefecture_signatory.organisation).write_bytes(b"bonjour")

    with pytest.raises(SealingRefused, match="n’ouvre pas le certificat"):
        sign_by(printed, prefecture_signatory)


def test_an_organisation_without_certificate_is_told_what_to_do(printed, machine, prefecture_signatory):
    with pytest.raises(SealingRefused, match="signez dans votre parapheur"):
        sign_by(printed, prefecture_signatory)


def test_the_password_of_the_certificate_may_come_from_the_machine(
    printed, machine, prefecture_signatory, settings
):
    machine.install(prefecture_signatory.organisation)
    settings.SIGNATURE_PASSWORDS = {prefecture_signatory.organisation.slug: KEY_WORD}

    assert sign_by(printed, prefecture_signatory, password="").rank == 1


def test_a_time_stamping_service_that_does_not_answer_leaves_nothing_signed(
    printed, machine, prefecture_signatory, settings
):
    machine.install(prefecture_signatory.organisation)
    settings.TSA_URL = "http://127.0.0.1:9/tsa"

    with pytest.raises(SealingRefused, match="horodatage ne répond pas"):
        sign_by(printed, prefecture_signatory)
    assert not SignedCopy.objects.exists()


def test_no_secret_of_a_signature_is_told_nor_logged(
    printed, machine, prefecture_signatory, settings, caplog
):
    machine.install(prefecture_signatory.organisation)
    settings.TSA_URL = "http://compte:secret-horodatage@127.0.0.1:1/"

    with pytest.raises(SealingRefused) as silent:
        sign_by(printed, prefecture_signatory)
    with pytest.raises(SealingRefused) as wrong:
        sign_by(printed, prefecture_signatory, password="secret-certificat")

    told = f"{silent.value}{wrong.value}{caplog.text}{[*JournalEntry.objects.values()]}"
    assert "secret" not in told
    assert KEY_WORD not in told


def test_an_organisation_signs_once_and_another_report_of_its_own_not_at_all(
    printed, machine, prefecture_signatory
):
    machine.install(prefecture_signatory.organisation)
    sign_by(printed, prefecture_signatory)

    with pytest.raises(TransitionRefused, match="a déjà signé"):
        sign_by(printed, prefecture_signatory)


def test_a_copy_signed_by_another_meanwhile_is_not_the_one_that_was_shown(printed, machine, signatories):
    first, second, _ = signatories
    machine.install(first.organisation)
    machine.install(second.organisation)
    shown = last_paper(Edition.objects.get(pk=printed.current_edition_id)).sha256
    sign_by(printed, first)

    with pytest.raises(TransitionRefused, match="Une autre partie vient de signer"):
        sign_by(printed, second, shown_sha256=shown)


def test_two_parties_that_sign_at_the_same_instant_do_not_both_sign_the_same_copy(
    printed, machine, signatories, monkeypatch
):
    first, second, _ = signatories
    machine.install(first.organisation)
    machine.install(second.organisation)
    real = acts.sign

    def sign_then_be_overtaken(*told, **more):
        monkeypatch.setattr(acts, "sign", real)
        made = real(*told, **more)
        sign_by(printed, second)
        return made

    monkeypatch.setattr(acts, "sign", sign_then_be_overtaken)

    with pytest.raises(TransitionRefused, match="Une autre partie vient de signer"):
        sign_by(printed, first)
    assert [copy.organisation for copy in SignedCopy.objects.all()] == [second.organisation]


def test_a_report_that_is_not_agreed_is_not_signed(shared, machine, prefecture_signatory):
    with pytest.raises(TransitionRefused, match="une fois arrêté"):
        sign_by_sha(shared, prefecture_signatory)


def sign_by_sha(report, seat):
    return acts.sign_report(report, by=seat, password=KEY_WORD, shown_sha256="0" * 64)


def test_only_a_signatory_of_a_party_signs(printed, machine, prefecture_67, editor_17, dgcs):
    for seat in (prefecture_67, editor_17, dgcs):
        with pytest.raises(PermissionDenied):
            sign_by_sha(printed, seat)


def test_the_page_signs_once_both_passwords_are_right(printed, machine, signatory_67, sign_in):
    machine.install(signatory_67.organisation)
    client = sign_in(signatory_67)
    shown = client.get(SIGN).context["form"].initial["sha256"]
    sent = {"sha256": shown, "seat": signatory_67.pk, "certificate_password": KEY_WORD}

    wrong = client.post(SIGN, sent | {"password": "autre"})
    locked = client.post(SIGN, sent | {"password": PASSWORD, "certificate_password": "autre"})
    done = client.post(SIGN, sent | {"password": PASSWORD}, follow=True)

    assert "Ce mot de passe n’est pas le vôtre." in wrong.text
    assert "Ce mot de passe n’ouvre pas le certificat de cachet." in locked.text
    assert "Le rapport est signé." in done.text
    assert "1\u00a0signature" in done.text
    assert "Sans valeur légale" in done.text
    assert client.get(reverse("reports:signed_pdf", args=["67-2020", 2024, 1])).status_code == 200


def test_the_password_of_a_certificate_is_not_guessed_by_trying(printed, machine, signatory_67, sign_in):
    machine.install(signatory_67.organisation)
    client = sign_in(signatory_67)
    shown = client.get(SIGN).context["form"].initial["sha256"]
    sent = {"sha256": shown, "seat": signatory_67.pk, "password": PASSWORD}
    for _ in range(TRIES):
        is_within(TRIES, seconds=3600, act="sign", subject=str(signatory_67.user_id))

    refused = client.post(SIGN, sent | {"certificate_password": KEY_WORD})

    cache.clear()
    assert "Trop de signatures demandées depuis ce compte." in refused.text
    assert not SignedCopy.objects.exists()


def test_the_page_is_for_the_seat_that_opened_it(printed, machine, signatory_67, sign_in):
    machine.install(signatory_67.organisation)
    client = sign_in(signatory_67)
    shown = client.get(SIGN).context["form"].initial["sha256"]

    answer = client.post(
        SIGN, {"sha256": shown, "seat": 999, "password": PASSWORD, "certificate_password": KEY_WORD}
    )

    assert "Vous avez changé de siège" in answer.text
    assert not SignedCopy.objects.exists()


def test_who_has_no_certificate_is_led_to_its_own_tool(printed, machine, signatory_67, sign_in):
    answer = sign_in(signatory_67).get(SIGN)

    assert "Aucun certificat de cachet n’est installé" in answer.text
    assert "Signer dans votre parapheur" in answer.text


def test_a_signed_copy_is_neither_changed_nor_erased(printed, machine, prefecture_signatory):
    machine.install(prefecture_signatory.organisation)
    copy = sign_by(printed, prefecture_signatory)
    copy.signer = "Un autre"

    for act in (copy.save, copy.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_rows_of_signatures_are_bound(printed, machine, prefecture_signatory, ars_signatory):
    machine.install(prefecture_signatory.organisation)
    copy = sign_by(printed, prefecture_signatory)

    copy.pk, copy.organisation, copy.pdf_sha256 = None, ars_signatory.organisation, "1" * 64
    refused(copy, "signed_copy_one_per_rank")
    copy.organisation, copy.rank = prefecture_signatory.organisation, 2
    refused(copy, "signed_copy_one_per_organisation")
    copy.organisation, copy.pdf_sha256 = ars_signatory.organisation, "abc"
    refused(copy, "signed_copy_hash_is_sha256")
