"""The timeline of a report and of a figure: what each party could read at each moment, and for whose eyes."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.formats import NBSP, date_long, moment
from indicators.actions import record_measurement
from indicators.models import Indicator
from overview.dispute.editions import MOST_CHANGES, MOST_SENTENCES
from overview.dispute.moments import DONE
from overview.dispute.page import NOTHING, UNSHARED, Timeline
from overview.notices.sending import send_notices
from reports import workflow
from reports.actions import open_report, write_section
from reports.models import Report, SignedCopy
from reports.remarks import answer_remark, make_remark
from reports.review.marking import READ_ALL
from tests.reports.conftest import finish_papers

PAGE = reverse("overview:dispute", args=["67-2020", 2024])


@pytest.fixture
def rate(contract_67):
    return Indicator.objects.followed_by(contract_67).order_by("code").first()


@pytest.fixture
def lived(contract_67, rate, editor_67, prefecture_67, ars_grand_est):
    """Entered at 8, shared, sealed by the préfecture, returned by the ARS, corrected to 9, shared again."""
    report = open_report(contract=contract_67, fiscal_year=2024, by=editor_67)

    def enter(value):
        record_measurement(
            contract=contract_67, indicator=rate, year=2024, by=editor_67, value=Decimal(value)
        )

    enter(8)
    workflow.share(report, by=editor_67)
    finish_papers()
    send_notices()
    workflow.seal(report, by=prefecture_67, decision="given", sha256=report.current_edition.sha256)
    remark = make_remark(report, by=ars_grand_est, body="Neuf selon nous.", indicator=rate)
    make_remark(report, by=ars_grand_est, body="ENTRE-NOUS", indicator=rate, is_internal=True)
    workflow.send_back(report, by=ars_grand_est, reason="Chiffre à revoir")
    enter(9)
    answer_remark(remark, by=editor_67, answer="En effet.")
    workflow.share(report, by=editor_67)
    return Report.objects.get()


def told(report, seat, rate=None):
    return [(line.moment.what, line.seen) for line in Timeline(report, seat, rate).lines]


def test_a_figure_is_told_with_what_each_party_could_read_then(lived, rate, editor_67):
    first, second = "8,0\u00a0% (Édition\u00a0n°\u00a01)", "9,0\u00a0% (Édition\u00a0n°\u00a02)"

    lines = told(lived, editor_67, rate)

    # In the order of the parties: préfecture, ARS, département.
    seen = dict(lines)
    assert seen["Valeur écrite (définitive, Suivi interne)"] == [NOTHING, NOTHING, "8,0\u00a0%"]
    assert seen["Édition n° 1 partagée"] == [first] * 3
    assert seen["Rapport renvoyé au département"] == [first, first, "8,0\u00a0%"]
    assert seen["Valeur écrite (révisée, Suivi interne)"] == [first, first, "9,0\u00a0%"]
    assert seen["Édition n° 2 partagée"] == [second] * 3
    for what in ("Courriel envoyé", "Visa donné sur l’édition n° 1", "Visa tombé\u00a0: Édition n° 1"):
        assert what in seen


def test_a_source_that_is_not_retained_is_told_and_read_by_nobody(contract_67, rate, editor_67, lived):
    figures = {"indicator": rate, "year": 2024, "value": Decimal(3), "source": "snds"}
    make_remark(lived, by=lived.seals.get().seat, body="Et le SNDS ?", indicator=rate)
    workflow.send_back(lived, by=lived.seals.get().seat, reason="Source")
    record_measurement(contract=contract_67, by=editor_67, **figures)

    last = Timeline(lived, editor_67, rate).lines[-1]

    assert last.moment.what == "Valeur écrite (définitive, SNDS (actes télétransmis), non retenue)"
    assert last.seen[2] == "9,0\u00a0%"


def test_another_party_reads_neither_what_was_not_shared_nor_the_notes_of_others(
    sign_in, lived, rate, prefecture_67, ars_grand_est, editor_67
):
    page = sign_in(prefecture_67).get(PAGE, {"indicateur": rate.code}).text
    own = sign_in(ars_grand_est).get(PAGE, {"indicateur": rate.code}).text

    assert "Neuf selon nous." in page
    assert "ENTRE-NOUS" not in page
    assert "ENTRE-NOUS" in own


def test_work_in_progress_stays_the_departements_own_while_a_report_is_returned(
    lived, rate, prefecture_67, ars_grand_est, editor_67
):
    make_remark(lived, by=ars_grand_est, body="Encore.", indicator=rate)
    workflow.send_back(lived, by=ars_grand_est, reason="Encore")
    record_measurement(contract=lived.contract, indicator=rate, year=2024, by=editor_67, value=Decimal(7))

    theirs = Timeline(lived, prefecture_67, rate).lines
    own = Timeline(lived, editor_67, rate).lines

    assert not [line for line in theirs if line.moment.what.startswith("Valeur")]
    assert theirs[-1].seen[2] == UNSHARED
    assert own[-1].seen[2] == "7,0\u00a0%"


def test_the_page_costs_the_same_whatever_happened(
    sign_in, lived, rate, editor_67, ars_grand_est, django_assert_max_num_queries
):
    for rank in range(20):
        make_remark(lived, by=ars_grand_est, body=f"Remarque {rank}.", indicator=rate)
    client = sign_in(editor_67)

    with django_assert_max_num_queries(28):
        client.get(PAGE, {"indicateur": rate.code})


def test_the_vote_of_the_assembly_is_told_with_its_day_and_its_reference(
    lived, editor_67, prefecture_67, ars_grand_est, signatory_67
):
    finish_papers()
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        workflow.seal(lived, by=seat, decision="given", sha256=lived.current_edition.sha256)
    today = timezone.localdate()

    workflow.deliberate(lived, by=signatory_67, deliberated_on=today, reference="CD-2025-3-1")

    last = Timeline(lived, editor_67).lines[-1].moment
    assert (last.what, last.words) == (
        "Délibération enregistrée",
        f"séance du {date_long(today)}, CD-2025-3-1",
    )


def test_a_correction_that_is_dropped_leaves_the_agreed_figure_before_everybody(
    lived, rate, editor_67, prefecture_67, ars_grand_est, signatory_67
):
    finish_papers()
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        workflow.seal(lived, by=seat, decision="given", sha256=lived.current_edition.sha256)
    workflow.open_correction(lived, by=signatory_67, reason="Erreur de saisie")

    workflow.drop_correction(lived, by=signatory_67, reason="Le chiffre était juste.")

    seen = dict(told(lived, editor_67, rate))
    frozen = "9,0\u00a0% (Édition\u00a0n°\u00a02)"
    assert seen["Correction ouverte"] == [frozen, frozen, "9,0\u00a0%"]
    assert seen["Correction abandonnée"] == [frozen] * 3


def test_a_new_edition_tells_what_it_changes_of_the_report_and_of_a_figure(lived, rate, editor_67):
    moved = next(line.moved for line in Timeline(lived, editor_67).lines if line.moment.edition)
    whole, figure = (
        [line.moved for line in Timeline(lived, editor_67, asked).lines if line.moved]
        for asked in (None, rate)
    )

    assert moved is None
    assert [str(one.before) for one in (*whole, *figure)] == ["Édition n° 1"] * 2
    said = [(change.place, change.what) for change in figure[0].changes]
    assert said == [(f"{rate.code} {rate.label}", f"résultat{NBSP}: 8,0{NBSP}% → 9,0{NBSP}%")]
    assert set(said) <= {(change.place, change.what) for change in whole[0].changes}


def test_a_figure_is_told_edition_by_edition_with_what_moved(lived, rate, editor_67):
    figures = Timeline(lived, editor_67, rate).figures

    told = [
        [(cell.told, cell.has_moved) for cell in cells if cell.aspect == "Résultat"] for _, cells in figures
    ]
    assert told == [[(f"8,0{NBSP}%", False)], [(f"9,0{NBSP}%", True)]]
    assert Timeline(lived, editor_67).figures == []


def test_a_timeline_tells_the_first_changes_and_the_page_of_an_edition_all_of_them(
    sign_in, lived, editor_67, ars_grand_est
):
    sentences = [f"Phrase ajoutée n° {rank} en entier." for rank in range(MOST_SENTENCES + 2)]
    make_remark(lived, by=ars_grand_est, body="Et les textes ?")
    workflow.send_back(lived, by=ars_grand_est, reason="Les textes")
    answer_remark(lived.remarks.latest("pk"), by=editor_67, answer="Réécrits.")
    for section in lived.sections.all():
        write_section(section, body=" ".join(sentences), by=editor_67)
    workflow.share(Report.objects.get(), by=editor_67)
    third = reverse("overview:edition_changes", args=["67-2020", 2024, 3])
    client = sign_in(ars_grand_est)

    timeline, page = client.get(PAGE).text, client.get(third).text

    count = lived.sections.count()
    assert count > MOST_CHANGES
    assert f'href="{third}"' in timeline
    assert timeline.count("texte ajouté") == MOST_CHANGES
    assert sentences[MOST_SENTENCES - 1] in timeline
    assert sentences[MOST_SENTENCES] not in timeline
    assert (page.count("texte ajouté"), page.count(sentences[-1])) == (count, count)


def test_two_editions_are_compared_at_will_and_no_others(sign_in, lived, prefecture_67):
    first, second, third = (
        reverse("overview:edition_changes", args=["67-2020", 2024, number]) for number in (1, 2, 3)
    )
    client = sign_in(prefecture_67)

    assert "première édition" in client.get(first).text
    assert f"résultat{NBSP}: 8,0{NBSP}% → 9,0{NBSP}%" in client.get(second, {"depuis": "1"}).text
    for url, since in ((second, "2"), (second, "7"), (first, "1"), (third, "")):
        assert client.get(url, {"depuis": since}).status_code == 404


def test_a_signature_given_here_is_told_from_a_copy_signed_elsewhere(
    lived, prefecture_67, ars_grand_est, editor_67
):
    edition = lived.current_edition
    for rank, (seat, origin) in enumerate([(prefecture_67, "inside"), (ars_grand_est, "outside")], 1):
        SignedCopy.objects.create(
            edition=edition,
            rank=rank,
            organisation=seat.organisation,
            seat=seat,
            seat_label=f"Siège {rank}",
            origin=origin,
            pdf_sha256=str(rank) * 64,
            signer=f"Cachet {rank}",
            is_demonstration=rank == 1,
            signed_at=datetime(2025, 6, 20, 8, tzinfo=UTC),
        )

    *_, here, elsewhere = (line.moment for line in Timeline(lived, editor_67).lines)

    assert (here.what, here.who) == ("Signature donnée ici sur l’édition n° 2", "Siège 1")
    assert "Sans valeur légale" in here.words
    assert elsewhere.what == f"Copie signée ailleurs, déposée ici{NBSP}: édition n° 2"
    assert elsewhere.who == "Déposée par Siège 2"
    assert elsewhere.words == (
        f"Signée {moment(datetime(2025, 6, 20, 8, tzinfo=UTC))}, d’après le fichier. "
        f"Certificat{NBSP}: Cachet 2. Empreinte du PDF 222222222222"
    )


def test_another_edition_asks_no_more_queries(
    sign_in, lived, editor_67, ars_grand_est, django_assert_num_queries
):
    client = sign_in(editor_67)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as before:
        client.get(PAGE)
    make_remark(lived, by=ars_grand_est, body="Encore.")
    workflow.send_back(lived, by=ars_grand_est, reason="Encore")
    answer_remark(lived.remarks.latest("pk"), by=editor_67, answer="Fait.")
    workflow.share(Report.objects.get(), by=editor_67)

    with django_assert_num_queries(len(before)):
        page = client.get(PAGE).text

    assert "Édition n° 3 partagée" in page


def test_an_unknown_figure_is_not_found(sign_in, lived, editor_67):
    assert sign_in(editor_67).get(PAGE, {"indicateur": "99.9"}).status_code == 404


def test_each_act_that_the_timeline_tells_is_past():
    declared = (workflow.send_back, workflow.open_correction, workflow.drop_correction, workflow.deliberate)

    assert {act.declared.label for act in declared} <= DONE.keys()
    assert READ_ALL in DONE
