"""What a remark bears on within a row: one of its figures, a passage of its text, the year of an action."""

import html
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from contracts import years
from contracts.actions import review_action, save_action
from contracts.plan.acts import plan_year
from contracts.years import YearLocked
from core.models import JournalEntry
from core.workflow import TransitionRefused
from funding.actions import LineEdit, save_lines
from indicators.models import Indicator
from overview.tasks import tasks_for
from reports import workflow
from reports.actions import write_section
from reports.changes import changes_between
from reports.checks import review_of
from reports.models import Remark
from reports.models.remark import LONGEST_QUOTE
from reports.narrative import lay_sections
from reports.queries import changes_of
from reports.remarks import answer_remark, make_remark, pursue_remark
from reports.subjects import Subjects, quoted
from tests.factories import ActionFactory, FundingLineFactory, ReportFactory
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
    FundingLineFactory(contract=draft.contract, fiscal_year=2024)
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

    kept = quote.replace(" %", "\u00a0%")
    assert all(f"Passage visé, édition n°\u00a01\u00a0: «\u00a0{kept}\u00a0»" in page for page in pages)
    assert JournalEntry.objects.filter(act="Faire une remarque").get().after["quote"] == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("le premier en mars ;", "le premier en mars\u00a0;"),
        ("pourvus. le premier", "pourvus. le premier"),
        ("à 24,2\u00a0%", "à 24,2\u00a0%"),
        ("« DEUX POSTES »", "Deux postes"),
        ("Trois postes", None),
        ("4,2 %", "24,2\u00a0%"),
        ("eux post", "Deux postes"),
        ("\u0301", None),
        ("« »", None),
    ],
)
def test_a_quotation_is_kept_as_the_text_writes_it(told, summary, typed, kept):
    assert quoted(typed, Subjects(told).passages(f"section-{summary.pk}")) == kept


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
    # Made before the year was shared, which the database would refuse now.
    line = told.contract.funding_lines.get()
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

    assert f"place=indicator-{rate.pk}&amp;cell=baseline" in page
    assert f"place=section-{summary.pk}&amp;passage=2" in page
    assert asked.context["form"]["quote"].value() == "le second en juin, à 24,2\u00a0%."
    assert beyond.context["form"]["quote"].value() == ""
    assert chosen.context["form"]["cell"].value() == "result"


def test_a_remark_on_an_action_re_opens_its_year_and_no_other(told, action, ars_grand_est, editor_67):
    other = ActionFactory(contract=told.contract, number=4)
    make_remark(told, by=ars_grand_est, body="Combien d’agents ?", action=action)
    workflow.send_back(told, by=ars_grand_est, reason="Action 3")

    review_action(action, fiscal_year=2024, values={"done": "Deux agents."}, by=editor_67)
    plan_year(action, fiscal_year=2024, values={"expected": "Trois agents."}, by=editor_67)

    opened, closed = years.refusals(told.contract, 2024, [action, other])
    assert (opened, bool(closed)) == ("", True)
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
    assert "Action n°\u00a03 – Renfort de la CRIP" in detail
    plan = reverse("contracts:action_year", args=["67-2020", action.number, 2024])
    for page in (review, plan):
        told_there = client.get(page).text
        assert "À quelle date ?" in told_there
        assert f"Passage visé, édition n°\u00a01\u00a0: «\u00a0{quote}" in told_there
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
    assert passage.texts[-1] == ("Réalisé en 2024", "<p>Le poste est pourvu.<br>Deux agents sont formés.</p>")
    assert "<p>Le poste est pourvu.<br>" in sign_in(prefecture_67).get(address("review")).text


def test_each_figure_of_the_reading_is_one_that_the_form_knows(
    sign_in, draft, editor_67, prefecture_67, action
):
    line = FundingLineFactory(contract=draft.contract, fiscal_year=2024, action=action)
    workflow.share(draft, by=editor_67)
    client = sign_in(prefecture_67)

    page = client.get(address("review")).text
    links = re.findall(rf'href="([^"]*place=funding_line-{line.pk}&amp;cell=[^"]*)"', page)
    forms = [client.get(html.unescape(link)).context["form"] for link in links]

    assert links
    for form in forms:
        known = [name for _, group in form.fields["cell"].choices[1:] for name, _ in group]
        assert form["cell"].value() in known


def test_a_remark_begun_in_the_reading_leads_back_to_its_point(sign_in, told, action, prefecture_67):
    asked = f"{address('remark')}?lecture&place=action-{action.pk}"
    client = sign_in(prefecture_67)

    page = client.get(asked)
    answer = client.post(asked, said(f"action-{action.pk}"))

    assert page.context["back_url"] == f"{address('review')}#a-3"
    assert answer.url == f"{address('review')}#a-3"


def test_what_was_asked_again_is_read_where_it_is_mended(sign_in, told, summary, ars_grand_est, editor_67):
    remark = make_remark(told, by=ars_grand_est, body="Combien ?", section=summary)
    remark = answer_remark(remark, by=editor_67, answer="Deux.")
    pursue_remark(remark, by=ars_grand_est, body="Sur quelle action ?")
    workflow.send_back(told, by=ars_grand_est, reason="Résumé")

    page = sign_in(editor_67).get(address("section", summary.pk)).text

    assert page.index("Combien ?") < page.index("Deux.") < page.index("Sur quelle action ?")


def test_the_remarks_on_an_action_are_read_on_its_pages(sign_in, told, action, ars_grand_est, editor_67):
    make_remark(told, by=ars_grand_est, body="L’objet est à préciser.", action=action)
    client, where = sign_in(editor_67), ["67-2020", action.number]

    for name in ("contracts:action", "contracts:action_edit"):
        assert "L’objet est à préciser." in client.get(reverse(name, args=where)).text


def test_a_changed_fiche_is_told_word_by_word_and_keeps_its_money(draft, action, editor_67, ars_grand_est):
    line = FundingLineFactory(contract=draft.contract, fiscal_year=2024, action=action)
    line.notified_amount = 100
    line.save()
    workflow.share(draft, by=editor_67)
    remark = make_remark(draft, by=ars_grand_est, body="Tout est à revoir.")
    workflow.send_back(draft, by=ars_grand_est, reason="Tout")
    answer_remark(remark, by=editor_67, answer="Revu.")
    values = {"title": "Renfort et écoute", "purpose": "Écouter.", "staff_fte": Decimal(3)}
    save_action(draft.contract, values=values, by=editor_67, action=action)
    edits = [LineEdit(line.pk, line.version, {"spent_amount": Decimal(90)})]
    save_lines(draft.contract, year=2024, edits=edits, by=editor_67)
    workflow.share(draft, by=editor_67)
    draft.refresh_from_db()

    changes = changes_of(draft.current_edition)
    told = [change.what.replace("\u00a0", " ") for change in changes]

    assert "intitulé : Renfort de la CRIP → Renfort et écoute" in told
    assert any(one.startswith("moyens : ") and one.endswith("→ 3 ETP") for one in told)
    assert [change.texts.come for change in changes if change.what.startswith("objet")] == [("Écouter.",)]
    assert any(one.startswith("dépensé : ") and one.endswith("→ 90 €") for one in told)
    assert not any("retirée" in one or "ajoutée" in one for one in told)


def test_a_change_is_told_as_it_is_printed_without_the_signs(draft, told, summary, ars_grand_est, editor_67):
    remark = make_remark(told, by=ars_grand_est, body="À revoir.", section=summary)
    workflow.send_back(told, by=ars_grand_est, reason="Résumé")
    answer_remark(remark, by=editor_67, answer="Revu.")
    body = "## Postes\n\n**Trois** postes.\n\n| Poste | Nombre |\n|---|---|\n| Puéricultrice | 2 |"
    write_section(summary, body=body, by=editor_67)
    workflow.share(told, by=editor_67)
    told.refresh_from_db()

    [change] = changes_of(told.current_edition)

    assert change.texts.come == ("Postes", "Trois postes.", "Poste Nombre", "Puéricultrice 2")


def test_the_frame_is_read_and_its_changes_told(sign_in, told, prefecture_67):
    reading = sign_in(prefecture_67).get(address("review")).context["reading"]
    [frame] = [one for one in reading.passages if one.point.key.startswith("f-")]
    changed = replace(reading.content.contract, signed_on=date(2021, 3, 4))
    after = replace(reading.content, contract=changed)

    facts = {fact.term: fact.value for fact in frame.facts}

    assert facts["Contrat"] == "67-2020, Bas-Rhin"
    [change] = changes_between(reading.content, after)
    assert change.what.endswith("→ 4 mars 2021")


def test_a_remark_on_what_the_edition_does_not_hold_is_still_read(
    sign_in, told, editor_67, prefecture_67, ars_grand_est
):
    values = {"title": "Ajoutée depuis"}
    added = save_action(told.contract, values=values, by=editor_67)
    make_remark(told, by=ars_grand_est, body="Depuis quand ?", action=added)

    reading = sign_in(prefecture_67).get(address("review"))

    assert "Depuis quand ?" in reading.text
    assert [one.action for one in reading.context["reading"].on_the_whole] == [added]


def test_another_contract_s_rows_are_refused_by_the_act_too(told, ars_grand_est, contract_68):
    action = ActionFactory(contract=contract_68)

    with pytest.raises(TransitionRefused, match="n’est pas de ce rapport"):
        make_remark(told, by=ars_grand_est, body="?", action=action)


def test_what_was_remarked_of_an_action_is_told_again_of_its_objectives(told, action, ars_grand_est):
    objective = told.contract.framework.objectives.get(number=1)
    action.objectives.add(objective)
    make_remark(told, by=ars_grand_est, body="Combien d’agents ?", action=action)
    following = ReportFactory(contract=told.contract, fiscal_year=2025)
    lay_sections(following)

    [point] = review_of(following).remarked

    assert "Objectif 1\u00a0: 1\u00a0remarque en 2024" in point.text


def test_the_timeline_tells_the_passage_and_of_a_figure_no_action(
    sign_in, told, action, rate, ars_grand_est, prefecture_67
):
    quote = "Deux agents sont formés."
    make_remark(told, by=ars_grand_est, body="À quelle date ?", action=action, quote=quote)
    page = reverse("overview:dispute", args=WHERE)
    client = sign_in(prefecture_67)

    whole, figure = (client.get(page, asked).text for asked in ({}, {"indicateur": rate.code}))

    assert f"Passage visé\u00a0: «\u00a0{quote}\u00a0»" in whole
    assert "À quelle date ?" not in figure


def test_a_remark_on_an_amount_that_proposes_none_asks_nothing_of_its_payer(
    told, ars_grand_est, prefecture_editor_67
):
    line = told.contract.funding_lines.get()
    make_remark(told, by=ars_grand_est, body="Et ensuite ?", funding_line=line, cell="notified_amount")
    workflow.send_back(told, by=ars_grand_est, reason="Montant")

    tasks = tasks_for(prefecture_editor_67, timezone.now())

    assert [task.standing for task in tasks if task.act == "Répondre"] == []


def test_the_page_quotes_as_much_as_the_form_takes():
    script = Path(finders.find("snppe/review.js")).read_text()

    assert f"const LONGEST = {LONGEST_QUOTE};" in script


@pytest.mark.parametrize(
    ("more", "constraint"),
    [({"cell": "target"}, "remark_cell_is_of_its_row"), ({"quote": "Deux"}, "remark_quote_is_of_a_text")],
)
def test_the_database_keeps_a_figure_to_its_row_and_a_passage_to_its_text(
    told, ars_grand_est, more, constraint
):
    by = {"organisation": ars_grand_est.organisation, "author": ars_grand_est.user}
    refused(Remark(report=told, body="?", **by, **more), constraint)
