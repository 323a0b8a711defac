"""Reports at the limit of what a page bears: every objective, long texts, absences, hostile narrative."""

from dataclasses import replace
from decimal import Decimal

from reports.content import (
    ActionContent,
    EngagementContent,
    FundingContent,
    FundingLineContent,
    IndicatorContent,
    ObjectiveContent,
    ReportContent,
    SeriesPoint,
    SourceTotal,
    Tally,
    TargetContent,
)
from tests.reports import sample

SHARE = {"E1": [1, 2, 3, 4, 5, 12, 13, 14, 15, 16], "E2": [6, 7, 8, 9, 17, 18, 19, 20, 21, 22, 23]} | {
    "E3": [10],
    "E4": [24, 25],
    "ET": [11, 26],
}
LONG = (
    "Permettre qu’à l’horizon du contrat une part croissante des enfants et de leurs familles bénéficie d’un "
    "accompagnement à domicile, notamment dans les familles vulnérables, et que cette part soit connue"
)
PARAGRAPH = (
    "L’activité a connu une hausse et tend vers les objectifs fixés, même si, ponctuellement et à l’échelle "
    "infra-départementale, la vacance sur les postes et la mobilisation des professionnels sur les missions "
    "d’évaluation ont pu entraîner une baisse temporaire. "
)
HOSTILE = (
    """<script>fetch("https://exemple.invalid/vol")</script>
<img src="file:///etc/passwd"> <link rel="attachment" href="file:///etc/hostname">
{{ frame }} {% include "x" %}
=HYPERLINK("http://exemple.invalid") \u202eenversé\u202c \x00nul \ufeff\u200bvide 漢字 😀
e\u0301\u0302\u0303\u0304\u0305\u0306
- <b>gras</b> &amp; « citation » """
    + "motsansfin" * 60
)
STATUSES = [
    ("reached", "Cible atteinte"),
    ("on_track", "En bonne voie"),
    ("behind", "En retard"),
    ("no_target", "Sans cible"),
    ("no_value", "Sans valeur"),
]


def strained(labels: dict[int, str] | None = None) -> ReportContent:
    """All 26 objectives, 39 indicators in every status, 16 actions, 12 funding lines, four parties."""
    base = sample.bas_rhin()
    engagements = [
        EngagementContent(code, sample.ENGAGEMENTS[code], PARAGRAPH * 3, [
            _objective(number, (labels or {}).get(number, LONG)) for number in numbers
        ])
        for code, numbers in SHARE.items()
    ]  # fmt: skip
    statuses = [item.status for part in engagements for one in part.objectives for item in one.indicators]
    return replace(
        base,
        parties=[*base.parties, sample.party("cosignatory", "Parquet de Strasbourg", "La procureure")],
        summary=(PARAGRAPH * 3 + "\n\n") * 2,
        context=(PARAGRAPH * 3 + "\n\n") * 3,
        outlook=PARAGRAPH * 4,
        tally=Tally(26, 11, 15, 16, len(statuses), len(statuses) - statuses.count("no_value"),
                    *(statuses.count(status) for status, _ in STATUSES)),
        funding=_funding(),
        engagements=engagements,
        actions=[_action(number) for number in range(1, 17)],
    )  # fmt: skip


def hostile() -> ReportContent:
    """The same text in every place where people type, made to break out of it."""
    base = sample.bas_rhin()
    contract = replace(base.contract, territory_name="Bas-<i>Rhin</i>", amendments=[HOSTILE[:200]])
    engagement = replace(base.engagements[0], narrative=HOSTILE, label=HOSTILE[:180])
    actions = [replace(base.actions[0], title=HOSTILE[:120], done=HOSTILE, lead=HOSTILE[:80])]
    return replace(
        base, contract=contract, summary=HOSTILE, context=HOSTILE, outlook=HOSTILE, engagements=[engagement],
        actions=actions, funding=replace(base.funding, narrative=HOSTILE),
    )  # fmt: skip


def _objective(number: int, label: str) -> ObjectiveContent:
    made = [_indicator(f"{number}.1", number)] + (
        [_indicator(f"{number}.2", number + 3)] if number % 2 else []
    )
    kind = ("fundamental", "Fondamental") if number <= 11 else ("optional", "Facultatif")
    narrative = PARAGRAPH * 2 if number % 3 == 0 else ""
    return ObjectiveContent(number, label, *kind, narrative, made, [number % 16 + 1])


def _indicator(code: str, rank: int) -> IndicatorContent:
    status, status_label = STATUSES[rank % 5]
    is_share = rank % 2 == 0
    made = sample.indicator(
        code, LONG[:120] if rank % 4 else "Part des enfants de 3-4 ans ayant bénéficié d’un bilan",
        "%" if is_share else "enfants de moins de 3 ans accompagnés",
        baseline=sample.reading(2019, "10.5" if is_share else "1250", "Bas-Rhin (67)"),
        target=TargetContent(2024, "at_least", "Au moins", Decimal(20 if is_share else 2000), None),
        national_target=TargetContent(2022, "range", "Entre", Decimal(80), Decimal(90)),
        result=sample.reading(
            2024, "18.25" if is_share else "12345678", "Bas-Rhin (67)", kind="provisional"
        ),
        gap=Decimal("-1.75" if is_share else "12343678"),
        change=Decimal("7.75" if is_share else "987554.2"),
        status=status, status_label=status_label, trend="rise",
        trend_label="En hausse depuis 2023, favorable",
        decimals=2 if is_share else 0,
    )  # fmt: skip
    return _varied(made, rank, status)


def _varied(made: IndicatorContent, rank: int, status: str) -> IndicatorContent:
    if status == "no_value":
        absent = sample.reading(2024, None, kind="protected", kind_label="Couverte par le secret statistique")
        return replace(made, result=absent, gap=None, change=None, trend="unknown", national_target=None)
    if status == "no_target":
        return replace(made, target=None, gap=None, result=replace(made.result, comment=PARAGRAPH))
    if rank % 7 == 0:
        points = [
            SeriesPoint(year, Decimal(10 * (year - 2017) + rank)) for year in (2019, 2021, 2022, 2023, 2024)
        ]
        return replace(made, series=points, unit="%", national_target=None)
    return made if rank % 3 else replace(made, result=replace(made.result, gap_cause="Postes vacants"))


def _action(number: int) -> ActionContent:
    return sample.action(
        number, f"Action de renfort n° {number} : {LONG[:90].lower()}", audience="Familles vulnérables",
        lead="Direction de la protection maternelle et infantile", carrier="Association gestionnaire",
        objectives=[number, number + 3], staff_fte=Decimal("3.5"), outcome_count=Decimal(number),
        outcome_unit="familles accompagnées", purpose=PARAGRAPH, done=PARAGRAPH * (number % 3),
        difficulties=PARAGRAPH * (number % 2), next_steps="Poursuivre." if number % 4 else "",
    )  # fmt: skip


def _funding() -> FundingContent:
    amount = Decimal("252605.08")
    half, own, none = amount * 6, Decimal(1_500_000), Decimal(0)
    return replace(
        sample.funding(),
        lines=[_line(rank, amount) for rank in range(1, 13)],
        by_source=[
            SourceTotal("p304", "Programme 304", half, none, half, half / 2, half / 4),
            SourceTotal("fir", "FIR", half, none, half, half / 2, half / 4),
            SourceTotal("ondam", "ONDAM médico-social", none, own, own, None, None),
            SourceTotal("departement", "Budget du département", own, none, own, None, own),
        ],
        state_support=half * 2,
        fir_share=half,
        establishments=own,
        departement_share=own,
        grand_total=half * 2 + own * 2,
        narrative=PARAGRAPH * 2,
    )


def _line(rank: int, amount: Decimal) -> FundingLineContent:
    return sample.line(
        *(("p304", "Programme 304") if rank % 2 else ("fir", "FIR")), str(amount),
        action=f"{rank}. {LONG[:60]}", comment=PARAGRAPH if rank == 3 else "",
        requested=amount * 2, committed=amount, paid=amount / 2, spent=amount / 4, carried_over=amount / 4,
    )  # fmt: skip
