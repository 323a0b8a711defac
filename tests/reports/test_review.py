"""The reading of a report point by point: what is folded, in which order, and what is left."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from core.models import JournalEntry
from core.workflow import TransitionRefused
from indicators.actions import record_measurement
from indicators.models import Indicator
from reports import workflow
from reports.models import ReadingMark
from reports.points import points_in
from reports.remarks import answer_remark, make_remark
from reports.review.marking import READ_ALL, mark_read
from reports.review.page import Reading
from reports.review.risk import risk_of
from reports.review.since import known_edition
from tests.reports.conftest import finish_papers
from tests.reports.sample import bas_rhin

WHERE = ["67-2020", 2024]
PAGE = reverse("reports:review", args=WHERE)


@pytest.fixture
def rate(contract_67):
    return Indicator.objects.followed_by(contract_67).order_by("code").first()


def reading(report, seat):
    return Reading(report, report.current_edition, seat)


def titles(passages):
    return [passage.point.title for passage in passages]


def share_again(report, *, remarked, editor, reviewer):
    """A return on an indicator, another value there, and a second edition."""
    remark = make_remark(report, by=reviewer, body="À revoir.", indicator=remarked)
    workflow.send_back(report, by=reviewer, reason="À revoir")
    record_measurement(
        contract=report.contract, indicator=remarked, year=2024, by=editor, value=Decimal(9), reason="Erreur"
    )
    answer_remark(remark, by=editor, answer="Corrigé.")
    workflow.share(report, by=editor)
    finish_papers()
    report.refresh_from_db()


def test_opening_the_page_marks_nothing_and_a_marked_point_is_folded(sign_in, shared, prefecture_67):
    client = sign_in(prefecture_67)
    before = client.get(PAGE).context["reading"]
    first = before.to_read[0].point.key
    sent = {"sha256": shared.current_edition.sha256, "place": first}

    answer = client.post(PAGE, sent)

    after = client.get(PAGE).context["reading"]
    assert answer.url == f"{PAGE}#{after.to_read[0].point.key}"
    assert [passage.point.key for passage in after.read] == [first]
    assert len(after.to_read) == len(before.passages) - 1
    assert ReadingMark.objects.get().seat == prefecture_67


def test_what_moved_since_my_own_reading_is_told_and_the_rest_is_folded(
    shared, rate, prefecture_67, ars_grand_est, editor_67
):
    mark_read(shared, by=prefecture_67, shown_sha256=shared.current_edition.sha256)
    share_again(shared, remarked=rate, editor=editor_67, reviewer=ars_grand_est)

    mine, theirs = reading(shared, prefecture_67), reading(shared, ars_grand_est)

    for read in (mine, theirs):
        [moved] = read.to_read
        assert moved.point.title == f"{rate.code} {rate.label}"
        assert moved.compared == "édition n° 1"
        assert [change.what for change in moved.changes] == ["résultat\u00a0: à compléter → 9,0\u00a0%"]
    assert (mine.known, mine.last_read_at is None) == (None, False)
    assert (theirs.known.how, theirs.last_read_at) == ("returned", None)


def test_an_edition_that_my_organisation_sent_back_counts_as_read_and_the_page_says_so(
    sign_in, shared, rate, prefecture_67, ars_grand_est, editor_67
):
    before = sign_in(prefecture_67).get(PAGE).text
    share_again(shared, remarked=rate, editor=editor_67, reviewer=prefecture_67)

    page = sign_in(prefecture_67).get(PAGE).text
    elsewhere = sign_in(ars_grand_est).get(PAGE).text

    assert "C’est votre première lecture" in before
    assert "C’est votre première lecture" not in page
    assert "L’édition n° 1, que votre organisation a renvoyée le" in page
    assert "1\u00a0point à lire sur" in page
    assert "Ce qui a changé depuis l’édition n° 1" in page
    assert "C’est votre première lecture" in elsewhere


def test_a_remark_on_the_edition_in_force_leaves_the_rest_of_it_to_be_read(shared, rate, prefecture_67):
    make_remark(shared, by=prefecture_67, body="Une première.", indicator=rate)

    assert reading(shared, prefecture_67).read == []


def test_the_last_edition_acted_on_is_the_one_compared_and_the_strongest_act_is_told(
    shared, rate, seal_by, prefecture_67, ars_grand_est, editor_67
):
    seal_by(prefecture_67)
    make_remark(shared, by=prefecture_67, body="Une note.", is_internal=True)
    share_again(shared, remarked=rate, editor=editor_67, reviewer=ars_grand_est)
    second = shared.current_edition
    make_remark(shared, by=prefecture_67, body="Une autre note.", is_internal=True)
    share_again(shared, remarked=rate, editor=editor_67, reviewer=ars_grand_est)

    def known(edition, seat):
        found = known_edition(shared, edition, seat.organisation)
        return found and (found.edition.number, found.how)

    assert known(second, prefecture_67) == (1, "sealed")
    assert known(shared.current_edition, prefecture_67) == (2, "remarked")
    assert known(shared.current_edition, ars_grand_est) == (2, "returned")
    assert known(shared.current_edition, editor_67) is None


def test_what_i_read_since_my_organisation_acted_stays_read(shared, rate, prefecture_67, editor_67):
    share_again(shared, remarked=rate, editor=editor_67, reviewer=prefecture_67)

    mark_read(shared, by=prefecture_67, shown_sha256=shared.current_edition.sha256)

    assert reading(shared, prefecture_67).to_read == []


def test_a_remark_or_an_answer_of_another_opens_a_point_again_and_ones_own_does_not(
    shared, rate, prefecture_67, ars_grand_est
):
    for seat in (prefecture_67, ars_grand_est):
        mark_read(shared, by=seat, shown_sha256=shared.current_edition.sha256)
    make_remark(shared, by=ars_grand_est, body="Précisez.", indicator=rate)
    make_remark(shared, by=ars_grand_est, body="Entre nous.", is_internal=True)

    opened = reading(shared, prefecture_67).to_read

    assert [(one.point.title, one.news) for one in opened] == [
        (f"{rate.code} {rate.label}", "remarque nouvelle")
    ]
    assert [remark.body for remark in opened[0].remarks] == ["Précisez."]
    assert reading(shared, ars_grand_est).to_read == []


def test_reading_the_whole_of_an_edition_is_journalled_once(shared, prefecture_67):
    sha256 = shared.current_edition.sha256

    mark_read(shared, by=prefecture_67, shown_sha256=sha256)
    mark_read(shared, by=prefecture_67, shown_sha256=sha256)

    entry = JournalEntry.objects.get(act=READ_ALL)
    assert (entry.seat_label, entry.after["edition"]) == (str(prefecture_67), 1)


def test_an_edition_replaced_meanwhile_is_not_marked(shared, prefecture_67):
    with pytest.raises(TransitionRefused, match="autre édition"):
        mark_read(shared, by=prefecture_67, shown_sha256="f" * 64)

    assert not ReadingMark.objects.exists()


def test_what_misses_its_target_weighs_more_and_says_why():
    content = bas_rhin()
    point = next(one for one in points_in(content) if one.key.startswith("r-"))
    calm = replace(point, held=replace(point.held, status="reached", change=None, explanations=[]))
    late = replace(point, held=replace(point.held, status="behind", status_label="En retard"))
    empty = replace(point, held=replace(point.held, result=None))

    def weigh(one, **said):
        return risk_of(one, content, **({"open_remarks": 0, "surprises": []} | said))

    assert weigh(calm).reasons == ()
    assert "En retard" in weigh(late).reasons
    assert "Résultat à compléter" in weigh(empty).reasons
    assert weigh(calm, open_remarks=1).weight > weigh(late).weight > weigh(calm).weight
    assert weigh(calm, surprises=["Chute"]).reasons == ("Chute, sans explication",)


def test_the_page_costs_the_same_whatever_is_remarked_and_read(
    sign_in, shared, rate, prefecture_67, ars_grand_est, editor_67, django_assert_max_num_queries
):
    client = sign_in(prefecture_67)
    mark_read(shared, by=prefecture_67, shown_sha256=shared.current_edition.sha256)
    make_remark(shared, by=prefecture_67, body="Une note.", is_internal=True)
    share_again(shared, remarked=rate, editor=editor_67, reviewer=ars_grand_est)
    for rank in range(40):
        make_remark(shared, by=ars_grand_est, body=f"Remarque {rank}.", indicator=rate)

    with django_assert_max_num_queries(24):
        client.get(PAGE)


def test_before_any_edition_the_page_says_when_it_will_begin(sign_in, draft, editor_67):
    answer = sign_in(editor_67).get(PAGE, follow=True)

    assert "commence au partage" in answer.text
