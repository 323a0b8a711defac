"""What an edition changes, told to those who read it again."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_type_hints

from reports.changes import Change, changes_between
from reports.content import ActionContent, ExplanationContent, ReportContent
from reports.sentences import Rewriting
from tests.reports.sample import bas_rhin


def with_first_indicator(content: ReportContent, **changed) -> ReportContent:
    engagement, *engagements = content.engagements
    objective, *objectives = engagement.objectives
    indicator, *indicators = objective.indicators
    indicator = replace(indicator, **changed)
    objective = replace(objective, indicators=[indicator, *indicators])
    return replace(
        content, engagements=[replace(engagement, objectives=[objective, *objectives]), *engagements]
    )


def first_indicator(content: ReportContent):
    return content.engagements[0].objectives[0].indicators[0]


def test_two_equal_contents_have_nothing_to_tell() -> None:
    assert changes_between(bas_rhin(), bas_rhin()) == []


def test_a_result_that_moved_is_told_with_both_values() -> None:
    before = bas_rhin()
    indicator = first_indicator(before)
    after = with_first_indicator(before, result=replace(indicator.result, value=Decimal("13.0")))

    assert changes_between(before, after) == [
        Change(f"{indicator.code} {indicator.label}", "résultat\u00a0: 12,5\u00a0% → 13,0\u00a0%")
    ]


def test_a_result_entered_or_explained_since_is_told() -> None:
    before = bas_rhin()
    result = first_indicator(before).result
    entered = changes_between(with_first_indicator(before, result=None), before)
    explained = changes_between(
        with_first_indicator(before, result=replace(result, comment="", gap_cause="")),
        with_first_indicator(
            before, result=replace(result, comment="Deux départs.", gap_cause="Vacance de poste")
        ),
    )

    assert [change.what for change in entered] == ["résultat\u00a0: à compléter → 12,5\u00a0%"]
    assert [change.what for change in explained] == [
        "cause de l’écart (résultat)\u00a0: aucune → Vacance de poste",
        "commentaire (résultat) ajouté",
    ]


def test_an_explanation_written_since_is_told() -> None:
    before = bas_rhin()
    given = ExplanationContent("P5", "Résultat loin de la cible", "Poste vacant", "Deux.", 2024, 2024)
    after = with_first_indicator(before, explanations=[given])

    assert [one.what for one in changes_between(before, after)] == [
        "texte de l’explication (règle P5) ajouté"
    ]


def test_an_amount_and_a_line_are_told_by_their_name() -> None:
    before = bas_rhin()
    first, second, *others = before.funding.lines
    before = replace(
        before, funding=replace(before.funding, lines=[replace(first, spent=None), second, *others])
    )
    lines = [replace(first, spent=Decimal(1000)), *others]
    after = replace(before, funding=replace(before.funding, lines=lines))

    told = changes_between(before, after)

    assert [change.what for change in told] == [
        "dépensé\u00a0: à compléter → 1\u00a0000\u00a0€",
        "ligne retirée",
    ]
    assert told[0].place.startswith(first.source_label)


def test_a_text_is_told_by_its_heading_with_the_sentences_gone_and_come() -> None:
    before = bas_rhin()
    after = replace(before, summary="Un autre résumé.", outlook="")

    assert changes_between(replace(before, summary="", outlook="Ensuite."), after) == [
        Change("Résumé", "texte ajouté", Rewriting(come=("Un autre résumé.",))),
        Change("Perspectives", "texte retiré", Rewriting(gone=("Ensuite.",))),
    ]


def test_an_action_added_gone_or_reviewed_is_told() -> None:
    before = bas_rhin()
    action, *others = before.actions
    new = replace(action, number=99, title="Nouvelle action")
    after = replace(before, actions=[replace(action, done="Fait, et plus."), *others[1:], new])

    told = [change.what for change in changes_between(before, after)]

    assert sorted(told) == sorted(
        ["bilan modifié", "action ajoutée", *(["action retirée"] if others else [])]
    )


def test_what_stands_around_the_figures_is_told_too() -> None:
    before = bas_rhin()
    after = replace(before, parties=before.parties[1:])

    [change] = changes_between(before, after)
    assert change.what.startswith("préfecture\u00a0: Préfecture du Bas-Rhin")
    assert change.what.endswith("→ néant")


def test_a_frame_that_moves_where_no_row_tells_is_named_at_least() -> None:
    before = bas_rhin()
    after = replace(before, contract=replace(before.contract, territory_of="d’ailleurs"))

    assert [change.what for change in changes_between(before, after)] == ["contrat\u00a0: modifié"]


def test_no_field_of_an_action_moves_unsaid() -> None:
    other = {str: "autre", date | None: date(2031, 5, 6), Decimal | None: Decimal(99)}
    other |= {list[int]: [77], list[str]: ["Z.9"]}
    before = bas_rhin()
    first, *others = before.actions
    first = replace(first, outcome_count=Decimal(5))
    before = replace(before, actions=[first, *others])

    for name, kind in get_type_hints(ActionContent).items():
        after = replace(before, actions=[replace(first, **{name: other.get(kind, 77)}), *others])
        assert changes_between(before, after), name


def test_a_text_that_cites_a_figure_moves_with_it() -> None:
    before = replace(bas_rhin(), summary="Le taux est de [[résultat 1.1]]. Rien d’autre.")
    indicator = first_indicator(before)
    after = with_first_indicator(before, result=replace(indicator.result, value=Decimal("13.0")))

    [told] = [change for change in changes_between(before, after) if change.place == "Résumé"]

    assert told.texts == Rewriting(
        gone=("Le taux est de 12,5\u00a0%.",), come=("Le taux est de 13,0\u00a0%.",)
    )
