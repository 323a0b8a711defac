"""What a text may hold, how it is printed, and what is refused of it in clear words."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from reports.canonical import write_report
from reports.outsiders import protected
from reports.rendering.figures import Figures, unfound
from reports.rendering.rich import rich
from reports.typed import faults_of, settled
from tests.reports import sample

N = "\u00a0"
FIGURES = Figures(sample.bas_rhin())


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Un.\nDeux.\n\nTrois.", "<p>Un.<br>\nDeux.</p>\n<p>Trois.</p>\n"),
        ("- a\n\n• b\nSuite.", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>Suite.</p>\n"),
        ("Suite.\n3. c\n4) d", '<p>Suite.</p>\n<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>\n'),
        ("# Titre\n**a** et *b*", "<h4>Titre</h4>\n<p><strong>a</strong> et <em>b</em></p>\n"),
        ("[ici](https://ex.fr/a)", '<p><a href="https://ex.fr/a">ici</a></p>\n'),
        (
            "Il est dit\u00a0:\n> Un.\n>\n> *Deux.*\nSuite.",
            "<p>Il est dit\u00a0:</p>\n<blockquote>\n<p>Un.</p>\n<p><em>Deux.</em></p>\n</blockquote>\n"
            "<p>Suite.</p>\n",
        ),
        (">  12 mois", "<blockquote>\n<p>12 mois</p>\n</blockquote>\n"),
        ("> 12 mois\n>= 3\n>5", "<p>&gt; 12 mois<br>\n&gt;= 3<br>\n&gt;5</p>\n"),
        ("5 * 3 * 2 <b> `x` &amp;", "<p>5 * 3 * 2 &lt;b&gt; `x` &amp;amp;</p>\n"),
    ],
)
def test_a_text_is_printed_with_a_few_elements_and_old_ones_as_they_were(typed: str, printed: str) -> None:
    assert rich(typed, FIGURES) == printed


def test_a_table_has_headings_and_no_style() -> None:
    printed = rich("| a | b |\n|:-:|---|\n| 1 | 2 |", FIGURES)

    assert printed.startswith('<table class="typed">')
    assert '<th scope="col">a</th>' in printed
    assert "style" not in printed


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src="https://ailleurs.fr/x.png" onerror="x()">',
        "[x](javascript:alert(1))",
        "[x](data:text/html,<b>)",
        '[x](https://e.fr" onclick="x)',
        '<style>body{display:none}</style><p style="color:red">',
        "[[<script>]] [[résultat <b>]]",
    ],
)
def test_nothing_hostile_becomes_markup(hostile: str) -> None:
    printed = rich(hostile, FIGURES, is_edited=True)

    tags = set(re.findall(r"<(/?[a-z]+(?: [a-z-]+=\"[^\"]*\")*)>", printed))
    assert printed.count("<") == len(re.findall(r"<(?:/?p|/?a|/?span)[ >]", printed)), printed
    assert not any("on" + "click" in tag or "javascript" in tag or "style" in tag for tag in tags)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("résultat 1.1", f"12,5{N}%"),
        ("Reference 1.1", f"1,3{N}%"),
        ("résultat 9.L1 2022", "12"),
        ("cible 9.l1", f"30{N}enfants"),
        ("évolution 3.1", f"+56,5{N}%"),
        ("notifié fir", f"742{N}500{N}€"),
        ("notifié par-ars", f"1{N}456{N}024{N}€"),
        ("dépensé fir", "à compléter"),
    ],
)
def test_a_reference_tells_the_figure_of_the_data(words: str, told: str) -> None:
    assert FIGURES.read(words).text == told
    assert f">{told}</span>" in rich(f"[[{words}]]", FIGURES)


def test_what_is_not_found_is_said_where_it_stands_and_before() -> None:
    text = "[[résultat 99.9]] [[truc 1.1]] [[notifié loto]] [[cible 1.1 2022]] [[résultat 1.1 1999]]"

    told = unfound(text, FIGURES)

    assert [one.split(f"{N}: ")[0] for one in told] == [f"[[{words}" + "]]" for words in (
        "résultat 99.9", "truc 1.1", "notifié loto", "cible 1.1 2022", "résultat 1.1 1999",
    )]  # fmt: skip
    assert rich(text, FIGURES).count("[chiffre introuvable") == 5
    assert FIGURES.read("résultat 99.9").text in rich(text, FIGURES)


def test_a_figure_follows_the_data_and_is_searched_by_its_words() -> None:
    content = sample.bas_rhin()
    engagement = content.engagements[0]
    objective = engagement.objectives[0]
    one = objective.indicators[0]
    moved = replace(one, result=replace(one.result, value=Decimal("14.5")))
    objectives = [replace(objective, indicators=[moved]), *engagement.objectives[1:]]
    engagements = [replace(engagement, objectives=objectives), *content.engagements[1:]]
    after = replace(content, engagements=engagements)

    assert Figures(after).read(f"résultat {one.code}").text == f"14,5{N}%"
    assert FIGURES.matching("prenataux cible")[0].reference == "[[cible 1.1]]"


def test_a_whole_word_is_found_before_the_beginning_of_one_and_a_fragment_last() -> None:
    content = sample.bas_rhin()
    engagement = content.engagements[0]
    objective = engagement.objectives[0]
    one = objective.indicators[0]
    indicators = [
        replace(one, code=code, label=label) for code, label in (("14.1", "Infirmières"), ("4.1", "Firmes"))
    ]
    objectives = [replace(objective, indicators=indicators)]
    figures = Figures(replace(content, engagements=[replace(engagement, objectives=objectives)]))

    found = [one.label for one in figures.matching("fir")]

    ranks = [[word in label for label in found].index(True) for word in ("FIR", "Firmes", "Infirmières")]
    assert ranks == sorted(ranks)
    assert ranks[0] == 0
    assert figures.matching("4.1")[0].reference == "[[référence 4.1]]"


@pytest.mark.parametrize(
    ("words", "references"),
    [
        ("variation 1.1", ["[[évolution 1.1]]"]),
        ("évolution 1.1", ["[[évolution 1.1]]"]),
        ("somme notifié", ["[[notifié total]]"]),
        ("total notifié", ["[[notifié total]]"]),
    ],
)
def test_a_figure_is_found_by_the_words_that_people_use(words: str, references: list[str]) -> None:
    found = [one.reference for one in FIGURES.matching(words)]

    assert found[: len(references)] == references


def test_a_figure_hidden_from_a_reader_is_hidden_in_the_text_too() -> None:
    content = sample.bas_rhin()
    shown = protected(content, threshold=40)

    assert FIGURES.read("résultat 9.L1").text == "35"
    assert Figures(shown).read("résultat 9.L1").text == "petit effectif, réservé aux parties"
    assert not Figures(shown).read("résultat 9.L1 2022").is_found
    assert {one.text for one in Figures(shown).matching("9.L1")}.isdisjoint({"35", "24", "12", "+5"})


def test_the_frozen_content_keeps_the_reference_and_an_old_one_its_text() -> None:
    written = write_report(replace(sample.bas_rhin(), summary="Taux : [[résultat 1.1]]."))

    assert '"summary":"Taux : [[résultat 1.1]]."' in written


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Un <script>alert(1)</script> mot", "code HTML"),
        ('<p style="color:red">rouge</p>', "code HTML"),
        ("![x](https://ailleurs.fr/x.png)", "images"),
        ("[x](http://ex.fr) [y](javascript:x)", "https://"),
        ("|" + " a |" * 60 + "\n|" + "---|" * 60, f"60{N}colonnes"),
        ("| a |\n|---|\n" + "| 1 |\n" * 50, f"51{N}lignes"),
    ],
)
def test_what_cannot_be_printed_is_told_with_what_to_do(typed: str, said: str) -> None:
    faults = faults_of(typed)

    assert len(faults) == 1
    assert said in faults[0]


def test_an_ordinary_text_has_no_fault() -> None:
    assert faults_of("Les enfants de <5 ans > 3 ; [[cible 1.1]], [voir](mailto:a@b.fr).\n- a\n- b") == []


def test_invisible_characters_are_taken_away_and_counted() -> None:
    assert settled("a\u202eb\u200f\r\nc\x07\td") == ("ab\nc\td", 3)


@pytest.mark.parametrize("unit", ["[", "*a ", "[[x", "- a\n", "|a", "[a](", "\\"])
def test_a_long_twisted_text_is_read_in_time(unit: str) -> None:
    rich((unit * 20_000)[:20_000], FIGURES)
