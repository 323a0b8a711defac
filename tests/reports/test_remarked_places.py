"""What a remark bears on within a row: one of its figures, a passage of its text, the year of an action."""

import pytest
from django.urls import reverse

from contracts import years
from contracts.actions import review_action
from contracts.plan.acts import plan_year
from contracts.years import YearLocked
from core.models import JournalEntry
from indicators.models import Indicator
from reports import workflow
from reports.actions import write_section
from reports.models import Remark
from reports.remarks import make_remark
from reports.subjects import Subjects, fault_of_quote
from tests.factories import ActionFactory, FundingLineFactory
from tests.refusals import refused

WHERE = ["67-2020", 2024]
BODY = "Deux postes sont pourvus.\n\n- le premier en **mars** ;\n- le second en juin, à 24,2\u00a0%."


@pytest.fixture
def action(draft):
    return ActionFactory(contract=draft.contract, number=3, title="Renfort de la CRIP")


@pytest.fixture
def told(draft, action, editor_67):
    """The report shared with a text and an action whose year is told."""
    write_section(draft.sections.get(kind="summary"), body=BODY, by=editor_67)
    values = {"done": "Le poste est pourvu.\nDeux agents sont formés."}
    review_action(action, fiscal_year=2024, values=values, by=editor_67)
    workflow.share(draft, by=editor_67)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def summary(told):
    return told.sections.get(kind="summary")


@pytest.fixture
def rate(contract_67):
    return Indicator.objects.followed_by(contract_67).order_by("code").first()


def address(name, *more):
    return reverse(f"reports:{name}", args=[*WHERE, *more])


def said(place, **more):
    return {"place": place, "kind": "explain", "body": "Précisez."} | more


def test_a_remark_on_one_figure_says_which_wherever_it_is_read(sign_in, told, prefecture_67, editor_67, rate):
    client = sign_in(prefecture_67)

    client.post(address("remark"), said(f"indicator-{rate.pk}", cell="target"))

    assert Remark.objects.get().place == f"{rate} – cible"
    assert f"{rate} – cible" in client.get(address("detail")).text
    assert "<strong>À expliquer</strong>, cible" in client.get(address("review")).text
    panel = sign_in(editor_67).get(reverse("indicators:panel", args=[*WHERE, rate.code])).text
    assert "<strong>À expliquer</strong>, cible" in panel


def test_a_passage_is_quoted_as_it_was_read_and_kept_when_the_text_changes(
    sign_in, told, summary, prefecture_67, ars_grand_est, editor_67
):
    quote = "le second en juin, à 24,2 %."
    sign_in(prefecture_67).post(address("remark"), said(f"section-{summary.pk}", quote=quote))
    workflow.send_back(told, by=ars_grand_est, reason="Résumé")
    write_section(summary, body="Réécrit.", by=editor_67)

    pages = [sign_in(editor_67).get(address(*where)).text for where in (("detail",), ("section", summary.pk))]

    assert all(f"Passage visé\u00a0: «\u00a0{quote}\u00a0»" in page for page in pages)
    assert JournalEntry.objects.filter(act="Faire une remarque").get().after["quote"] == quote


@pytest.mark.parametrize(
    "quote",
    ["le premier en mars ;", "pourvus. le premier en mars", "à 24,2\u00a0%", "DEUX POSTES", ""],
)
def test_spaces_signs_and_capitals_do_not_hinder_a_quotation(told, summary, quote):
    assert fault_of_quote(quote, Subjects(told).passages(f"section-{summary.pk}")) == ""


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"quote": "Trois postes"}, "quote"),
        ({"quote": "pourvus", "place": "whole"}, "quote"),
        ({"quote": "x" * 501}, "quote"),
        ({"cell": "target"}, "cell"),
        ({"cell": "notified_amount", "place": "indicator"}, "cell"),
        ({"cell": "target", "place": "funding_line"}, "cell"),
        ({"cell": "elsewhere", "place": "indicator"}, "cell"),
    ],
)
def test_what_is_not_there_is_refused_at_its_place_and_nothing_typed_is_lost(
    sign_in, told, summary, prefecture_67, rate, changed, field
):
    line = FundingLineFactory.build(pk=1, contract=told.contract)
    places = {"indicator": f"indicator-{rate.pk}", "funding_line": f"funding_line-{line.pk}"}
    typed = said(f"section-{summary.pk}") | changed
    typed["place"] = places.get(typed["place"], typed["place"])

    answer = sign_in(prefecture_67).post(address("remark"), typed)

    form = answer.context["form"]
    assert field in form.errors
    assert {name: form[name].value() for name in typed} == typed
    assert not Remark.objects.exists()


def test_the_reading_offers_each_figure_and_each_passage(sign_in, told, summary, prefecture_67, rate):
    client = sign_in(prefecture_67)

    page = client.get(address("review")).text
    asked = client.get(address("remark"), {"place": f"section-{summary.pk}", "passage": "2"})
    beyond = client.get(address("remark"), {"place": f"section-{summary.pk}", "passage": "99"})
    chosen = client.get(address("remark"), {"place": f"indicator-{rate.pk}", "cell": "result"})

    assert f"?place=indicator-{rate.pk}&amp;cell=baseline" in page
    assert f"?place=section-{summary.pk}&amp;passage=2" in page
    assert asked.context["form"]["quote"].value() == "le second en juin, à 24,2\u00a0%."
    assert beyond.context["form"]["quote"].value() == ""
    assert chosen.context["form"]["cell"].value() == "result"


def test_a_remark_on_an_action_re_opens_its_year_and_no_other(told, action, ars_grand_est, editor_67):
    other = ActionFactory(contract=told.contract, number=4)
    make_remark(told, by=ars_grand_est, body="Combien d’agents ?", action=action)
    workflow.send_back(told, by=ars_grand_est, reason="Action 3")

    review_action(action, fiscal_year=2024, values={"done": "Deux agents."}, by=editor_67)
    plan_year(action, fiscal_year=2024, values={"expected": "Trois agents."}, by=editor_67)

    assert years.refusals(told.contract, 2024, [action, other])[0] == ""
    with pytest.raises(YearLocked):
        review_action(other, fiscal_year=2024, values={"done": "Fait."}, by=editor_67)


def test_the_remark_is_read_where_the_year_of_the_action_is_told(
    sign_in, told, action, ars_grand_est, editor_67
):
    quote = "Deux agents sont formés."
    make_remark(told, by=ars_grand_est, body="À quelle date ?", action=action, quote=quote)
    make_remark(told, by=ars_grand_est, body="ENTRE-NOUS", action=action, is_internal=True)
    workflow.send_back(told, by=ars_grand_est, reason="Action 3")
    client = sign_in(editor_67)

    detail = client.get(address("detail")).text
    review = reverse("contracts:action_review", args=["67-2020", action.number, 2024])

    assert f'href="{review}"' in detail
    assert "Action n°\u00a03. Renfort de la CRIP" in detail
    told_there = client.get(review).text
    assert "À quelle date ?" in told_there
    assert quote in told_there
    assert "ENTRE-NOUS" not in told_there
    assert review in client.get(reverse("contracts:actions", args=["67-2020"])).text


def test_the_action_is_a_point_of_the_reading_with_what_was_said_of_it(
    sign_in, told, action, ars_grand_est, prefecture_67
):
    make_remark(told, by=ars_grand_est, body="À quelle date ?", action=action)

    [passage] = [
        one for one in sign_in(prefecture_67).get(address("review")).context["reading"].passages
        if one.point.key == "a-3"
    ]  # fmt: skip

    assert [one.body for one in passage.remarks] == ["À quelle date ?"]
    assert passage.place == f"action-{action.pk}"


@pytest.mark.parametrize(
    ("more", "constraint"),
    [({"cell": "target"}, "remark_cell_is_of_its_row"), ({"quote": "Deux"}, "remark_quote_is_of_a_text")],
)
def test_the_database_keeps_a_figure_to_its_row_and_a_passage_to_its_text(
    told, ars_grand_est, more, constraint
):
    by = {"organisation": ars_grand_est.organisation, "author": ars_grand_est.user}
    refused(Remark(report=told, body="?", **by, **more), constraint)
