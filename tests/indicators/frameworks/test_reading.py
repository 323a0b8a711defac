"""The file of a framework: what is read, and all that is wrong in it at once."""

import pytest

from core.tabular import export
from indicators.frameworks.reading import read_framework
from indicators.frameworks.table import framework_table
from tests.factories import EngagementFactory, FrameworkFactory, IndicatorFactory, ObjectiveFactory

GOOD = """Engagement;Intitulé de l’engagement;Numéro;Objectif;Nature;Indicateur;Libellé de l’indicateur;Unité
E1;Prévenir;1;Premier libellé;Obligatoire;1.1;Part de A;%
;;1;;;1.2;Nombre de B;places
E2;Protéger;2;;;;;
"""
BAD = """Engagement;Intitulé de l’engagement;Numéro;Objectif;Nature;Source;Indicateur;\
Libellé de l’indicateur;Unité;Décimales;Couleur
E1;Prévenir;un;Premier;;;;;;;
E1;Autre nom;2;Deuxième;Parfois;pas une adresse;;;;;bleu
;;2;Encore deux;;;;;;;
E3;;3;Troisième;;;3.1;;%;12;
;;;Sans numéro;;;;;;;
"""


def test_a_file_is_read_to_a_draft():
    draft, faults = read_framework(GOOD.encode(), "cadre.csv")

    assert faults == []
    assert draft.engagements == {"E1": "Prévenir", "E2": "Protéger"}
    assert [(one.number, one.engagement, one.label, one.kind) for one in draft.objectives] == [
        (1, "E1", "Premier libellé", "fundamental"),
        (2, "E2", "", "unknown"),
    ]
    assert [(one.code, one.unit) for one in draft.objectives[0].indicators] == [
        ("1.1", "%"),
        ("1.2", "places"),
    ]
    assert (draft.to_complete, draft.indicator_count) == (1, 2)


def test_all_the_faults_of_a_file_are_told_at_once():
    _, faults = read_framework(BAD.encode(), "cadre.csv")

    told = [(str(one.origin or ""), one.message) for one in faults]
    assert [(place, message.split("\u00a0")[0].split(",")[0]) for place, message in told] == [
        ("ligne 1, colonne K (Couleur)", "Ce titre n’est pas connu"),
        ("ligne 2, colonne C (N° objectif)", "Écrivez le numéro de l’objectif"),
        ("ligne 3, colonne E (Nature)", "Choisissez l’un de ceux-ci"),
        ("ligne 3, colonne F (Source)", "Écrivez une adresse complète"),
        ("ligne 4, colonne C (N° objectif)", "L’objectif 2 est déjà décrit plus haut"),
        ("ligne 5, colonne G (Indicateur)", "Il manque à cet indicateur"),
        ("ligne 6", "Écrivez le numéro de l’objectif"),
        ("", "Donnez l’intitulé de l’engagement E3."),
    ]


@pytest.mark.parametrize(
    ("content", "name"), [(b"", "a.csv"), (b"A;B\r\n1;2\r\n", "a.csv"), (b"PK", "a.xlsx")]
)
def test_what_is_no_framework_says_what_to_do(content, name):
    draft, faults = read_framework(content, name)

    assert (draft.objectives, len(faults)) == ([], 1)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_a_framework_taken_out_is_read_back_the_same(db, file_format):
    framework = FrameworkFactory()
    engagement = EngagementFactory(framework=framework)
    for number in range(1, 27):
        ObjectiveFactory(
            framework=framework, engagement=engagement, number=number, label=f"Objectif n° {number}"
        )
    IndicatorFactory(objective=framework.objectives.get(number=3), code="3.10", counted=True)

    draft, faults = read_framework(export(framework_table(framework), file_format), f"cadre.{file_format}")

    assert faults == []
    assert [one.label for one in draft.objectives] == [f"Objectif n° {number}" for number in range(1, 27)]
    assert [one.code for one in draft.objectives[2].indicators] == ["3.10"]
    assert draft.engagements == {engagement.code: engagement.label}
