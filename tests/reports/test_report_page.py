"""The report's own page: what it says and offers to each, in each state."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Seat
from contracts.models import Contract
from funding.models import FundingLine
from reports import workflow
from reports.actions import write_section
from reports.canonical import read_report
from reports.enums import SectionKind
from reports.models import Remark, Report
from reports.points import points_in
from reports.remarks import answer_remark, close_remark, make_remark
from reports.review.marking import mark_read
from tests.factories import ActionFactory, FundingLineFactory
from tests.reports.conftest import finish_papers

URL = "/contrats/67-2020/rapports/2024/"


def page_of(client: Any, url: str = URL) -> str:
    return client.get(url).content.decode().replace("\u00a0", " ")


def returned(report: Report, by: Seat, **place: Any) -> Remark:
    remark = make_remark(report, by=by, body="Pourquoi cet écart ?", **place)
    workflow.send_back(report, by=by, reason="Merci de préciser.")
    report.refresh_from_db()
    return remark


def test_the_editor_is_led_step_by_step_with_what_each_lacks(draft: Report, editor_67: Seat, sign_in) -> None:
    page = page_of(sign_in(editor_67))

    steps = [
        "Saisir les résultats",
        "Compléter les financements",
        "Faire le bilan des actions",
        "Rédiger les textes",
    ]
    places = [page.index(step) for step in [*steps, "Partager le rapport"]]
    assert places == sorted(places)
    assert "2 résultats à saisir : 1.1, 3.1." in page
    assert "7 textes à rédiger : résumé, " in page


def test_sharing_is_confirmed_on_a_page_that_says_what_is_missing(
    draft: Report, editor_67: Seat, sign_in
) -> None:
    client = sign_in(editor_67)

    page = page_of(client, f"{URL}partager/")
    draft.refresh_from_db()
    unchanged = draft.state
    client.post(f"{URL}partager/", {"version": draft.version})
    draft.refresh_from_db()

    assert '>2 résultats à saisir</a> : <a href="/contrats/67-2020/indicateurs/2024/#i-1.1">1.1</a>' in page
    assert "seul un renvoi" in page
    assert (unchanged, draft.state) == ("draft", "shared")
    assert sign_in(editor_67).get(f"{URL}partager/").status_code == 302


def test_a_reviewer_is_told_to_read_then_to_seal_or_return(
    shared: Report, prefecture_67: Seat, sign_in
) -> None:
    page = page_of(sign_in(prefecture_67))

    assert "S’il convient, visez-le" in page
    assert "Viser le rapport" in page


def buttons_of(page: str) -> dict[str, str]:
    """The look of each button of « À faire », by its words."""
    return {
        words: look for look, words in re.findall(r'class="fr-btn([^"]*)" href="[^"]+">([^<]+)</a>', page)
    }


def test_reading_comes_before_sealing_until_the_organisation_has_read_something_of_the_edition(
    shared: Report, prefecture_67: Seat, ars_grand_est: Seat, sign_in
) -> None:
    client, secondary = sign_in(prefecture_67), " fr-btn--secondary"
    before = buttons_of(page_of(client))
    first_point = points_in(read_report(shared.current_edition.canonical))[0].key
    mark_read(shared, by=prefecture_67, shown_sha256=shared.current_edition.sha256, places=[first_point])
    after, others = buttons_of(page_of(client)), buttons_of(page_of(sign_in(ars_grand_est)))

    assert (before["Lire point par point"], before["Viser le rapport"]) == ("", secondary)
    assert (after["Lire point par point"], after["Viser le rapport"]) == (secondary, "")
    assert others == before


def test_who_has_remarked_the_edition_has_read_it_and_reads_the_next_one_first(
    shared: Report, prefecture_67: Seat, editor_67: Seat, sign_in
) -> None:
    made = returned(shared, prefecture_67, section=shared.sections.get(kind=SectionKind.CONTEXT))
    answer_remark(made, by=editor_67, answer="Voilà.")
    write_section(made.section, body="Repris.", by=editor_67)
    workflow.share(shared, by=editor_67)
    finish_papers()
    client = sign_in(prefecture_67)
    anew = buttons_of(page_of(client))
    make_remark(shared, by=prefecture_67, body="Et ceci ?")

    assert anew["Lire point par point"] == ""
    assert buttons_of(page_of(client))["Lire point par point"] == " fr-btn--secondary"


def test_remarks_may_be_answered_before_any_return_and_the_editor_is_told_so(
    shared: Report, prefecture_67: Seat, editor_67: Seat, sign_in
) -> None:
    for body in ("Pourquoi ?", "Et là ?"):
        make_remark(shared, by=prefecture_67, body=body)
    make_remark(shared, by=prefecture_67, body="Entre nous.", is_internal=True)
    told = "2 remarques à préparer : vous pouvez y répondre dès maintenant, avant tout renvoi."

    to_write, to_review = page_of(sign_in(editor_67)), page_of(sign_in(prefecture_67))

    assert f'<a href="#remarks">{told}</a>' in to_write
    assert "à préparer" not in to_review


@pytest.fixture
def line(contract_67: Contract) -> FundingLine:
    """A line of the year, which nobody adds once its report is shared."""
    held: FundingLine = FundingLineFactory(contract=contract_67)
    return held


def test_a_return_lists_what_it_reopens_before_its_reason(
    line: FundingLine, shared: Report, prefecture_67: Seat, ars_grand_est: Seat, sign_in
) -> None:
    indicator = shared.contract.framework.objectives.get(number=1).indicators.get()
    action = ActionFactory(contract=shared.contract)
    make_remark(shared, by=ars_grand_est, body="Le montant ?", funding_line=line)
    make_remark(shared, by=ars_grand_est, body="Tout est à revoir.")
    for place in ({"indicator": indicator}, {"section": shared.sections.first()}, {"action": action}):
        made = make_remark(shared, by=prefecture_67, body=f"Un mot, {'puis un autre, ' * 20}fin.", **place)
    close_remark(make_remark(shared, by=prefecture_67, body="Déjà close."), by=prefecture_67)
    make_remark(shared, by=prefecture_67, body="Entre nous.", is_internal=True)

    page = page_of(sign_in(prefecture_67), f"{URL}renvoyer/")

    titles = re.findall(r'<h3 class="fr-h6">([^<]+)</h3>', page)
    assert titles == ["Votre organisation : 3 remarques non closes", "ARS Grand Est : 2 remarques non closes"]
    assert re.findall(r"Rouvre ([^<]+)\.<", page) == [
        "la ligne de l’indicateur : référence, cible et résultat",
        "ce texte, en entier",
        "l’année de l’action : ce qui était prévu, et son bilan",
        "cette ligne de financement, en entier",
        "tout l’exercice : résultats, financements, actions et textes",
    ]
    assert made.place.replace("\u00a0", " ") in page
    assert "puis un autre, fin." not in page
    assert "Déjà close." not in page
    assert "Entre nous." not in page
    assert "tout l’exercice redevient modifiable" in page
    assert page.index("Rouvre tout l’exercice") < page.index('name="reason"')


def test_three_remarks_cost_the_page_of_the_return_what_one_costs(
    shared: Report, prefecture_67: Seat, sign_in, django_assert_num_queries
) -> None:
    client = sign_in(prefecture_67)
    first, *others = shared.sections.all()[:3]
    make_remark(shared, by=prefecture_67, body="Pourquoi ?", section=first)
    with CaptureQueriesContext(connection) as before:
        client.get(f"{URL}renvoyer/")
    for section in others:
        make_remark(shared, by=prefecture_67, body="Et ici ?", section=section)

    with django_assert_num_queries(len(before)):
        client.get(f"{URL}renvoyer/")


def test_a_party_that_sealed_is_told_who_is_awaited_and_seals_no_more(
    shared: Report, prefecture_67: Seat, seal_by, sign_in
) -> None:
    seal_by(prefecture_67)
    client = sign_in(prefecture_67)

    page = page_of(client)
    again = client.get(f"{URL}viser/")

    assert "Votre organisation s’est prononcée. 2 visas attendus" in page
    assert "Viser le rapport" not in page
    assert (again.status_code, again.url) == (302, URL)


def test_a_return_asks_for_a_remark_before_its_form_is_filled(
    shared: Report, prefecture_67: Seat, sign_in
) -> None:
    client = sign_in(prefecture_67)

    before = page_of(client, f"{URL}renvoyer/")
    make_remark(shared, by=prefecture_67, body="Pourquoi ?")
    after = page_of(client, f"{URL}renvoyer/")

    assert "faites d’abord au moins une remarque" in before
    assert 'name="reason"' not in before
    assert 'name="reason"' in after


def test_the_reason_of_a_return_and_the_place_of_a_remark_reach_the_editor(
    shared: Report, editor_67: Seat, prefecture_67: Seat, sign_in
) -> None:
    indicator = shared.contract.framework.objectives.get(number=1).indicators.get()
    returned(shared, prefecture_67, indicator=indicator)

    page = page_of(sign_in(editor_67))

    assert "Motif du renvoi" in page
    assert "Merci de préciser." in page
    assert "1 remarque sans réponse." in page
    assert f'href="/contrats/67-2020/indicateurs/2024/#i-{indicator.code}"' in page
    assert "résultats à saisir" not in page


def test_each_remark_leads_to_what_it_bears_on(
    shared: Report, editor_67: Seat, prefecture_67: Seat, ars_grand_est: Seat, sign_in
) -> None:
    section = shared.sections.get(kind=SectionKind.CONTEXT)
    returned(shared, prefecture_67, section=section)

    to_mend, to_read = page_of(sign_in(editor_67)), page_of(sign_in(ars_grand_est))

    assert f'href="{URL}sections/{section.pk}/"' in to_mend
    assert f'href="{URL}lecture/#r67-2020-context"' in to_read
    assert 'id="r67-2020-context"' in page_of(sign_in(ars_grand_est), f"{URL}lecture/")


def test_a_text_that_is_closed_is_read_with_the_reason_and_nothing_typed_is_lost(
    shared: Report, editor_67: Seat, prefecture_67: Seat, sign_in
) -> None:
    open_one = shared.sections.get(kind=SectionKind.SUMMARY)
    closed = shared.sections.get(kind=SectionKind.CONTEXT)
    returned(shared, prefecture_67, section=open_one)
    client = sign_in(editor_67)

    shown = page_of(client, f"{URL}sections/{closed.pk}/")
    refused = client.post(
        f"{URL}sections/{closed.pk}/", {"body": "Un long texte.", "version": closed.version}
    )

    assert "aucune remarque ne porte sur cet élément" in shown
    assert "<textarea" not in shown
    assert "Un long texte." in refused.content.decode()
    assert "aucune remarque" in refused.content.decode()


def test_one_text_leads_to_the_next(draft: Report, editor_67: Seat, sign_in) -> None:
    summary = draft.sections.get(kind=SectionKind.SUMMARY)
    context = draft.sections.get(kind=SectionKind.CONTEXT)
    typed = {"body": "Une année.", "version": summary.version, "next": "1"}

    answer = sign_in(editor_67).post(f"{URL}sections/{summary.pk}/", typed)

    assert answer.url == f"{URL}sections/{context.pk}/"


@pytest.mark.parametrize(("number", "code"), [(1, "1.1"), (3, "3.1")])
def test_a_text_is_written_beside_its_figures(
    number: int, code: str, draft: Report, editor_67: Seat, sign_in
) -> None:
    section = draft.sections.get(objective__number=number)

    page = page_of(sign_in(editor_67), f"{URL}sections/{section.pk}/")

    assert "Les chiffres, déjà dans le rapport" in page
    assert f">{code} " in page


def test_a_second_edition_says_what_it_changes(
    shared: Report, editor_67: Seat, prefecture_67: Seat, sign_in
) -> None:
    section = shared.sections.get(kind=SectionKind.SUMMARY)
    remark = returned(shared, prefecture_67, section=section)
    write_section(section, body="Une année.", by=editor_67)
    answer_remark(remark, by=editor_67, answer="Fait.")
    workflow.share(shared, by=editor_67)
    finish_papers()

    page = page_of(sign_in(prefecture_67))

    assert "Ce que change l’édition n° 2" in page
    assert "Résumé – <strong>texte ajouté</strong>" in page


def test_an_agreed_report_offers_its_pdf_and_the_next_act(
    agreed: Report, signatory_67: Seat, sign_in
) -> None:
    finish_papers()

    page = page_of(sign_in(signatory_67))

    assert "Il reste à enregistrer la délibération" in page
    assert "Rapport arrêté (PDF)" in page


def test_the_reading_leads_back_to_the_report(shared: Report, prefecture_67: Seat, sign_in) -> None:
    page = page_of(sign_in(prefecture_67), f"{URL}lecture/")

    assert f'<a href="{URL}">Retour au rapport</a>' in page


def test_a_paper_in_the_making_is_marked_for_the_page_to_look_again(
    draft: Report, editor_67: Seat, sign_in
) -> None:
    workflow.share(draft, by=editor_67)
    client = sign_in(editor_67)

    before = page_of(client)
    finish_papers()

    assert "data-pending" in before
    assert "data-pending" not in page_of(client)
