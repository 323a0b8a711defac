"""Reports to print in the tests: the two Alsatian contracts of 2024, and the paper to their assembly."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from core.canonical import sha256_hex
from reports.canonical import write_assembly, write_report
from reports.content import (
    ActionContent,
    AssemblyContent,
    ContractContent,
    DeadlineContent,
    EngagementContent,
    FundingContent,
    FundingLineContent,
    IndicatorContent,
    ObjectiveContent,
    OriginContent,
    PartyContent,
    ProofContent,
    ReadingContent,
    ReportContent,
    SealContent,
    SeriesPoint,
    SourceTotal,
    Tally,
    TargetContent,
)
from reports.exports import report_csv
from reports.rendering import Frame, FrameKind

FROZEN_AT = datetime(2025, 6, 12, 8, 30, tzinfo=UTC)
PROOF = ProofContent("Relevé de la PMI", "releve-pmi.pdf", "ab" * 32)
SEALED_AT = "2025-06-20T15:40:00+00:00"
CEA = "Collectivité européenne d’Alsace"
SOURCE = "Collectivité européenne d’Alsace, rapport à l’assemblée « SNPPE – Rapport d’exécution 2024 »"
STRATEGY = "Stratégie nationale de prévention et de protection de l’enfance"
ENGAGEMENTS = {
    "E1": "Agir le plus précocement possible pour répondre aux besoins des enfants et de leurs familles",
    "E2": "Sécuriser les parcours des enfants protégés et prévenir les ruptures",
    "E3": "Donner aux enfants les moyens d’agir et garantir leurs droits",
    "E4": "Préparer leur avenir et sécuriser leur vie d’adulte",
    "ET": "Renforcer la gouvernance et la formation",
}
PMI = """La contractualisation finance 35 postes sur l'ensemble du territoire alsacien : 27 à la \
Collectivité européenne d'Alsace et 8 à la Ville de Strasbourg, qui agit en délégation.

Ces postes renforcent :
- les entretiens prénataux précoces ;
- les bilans de santé en école maternelle ;
- les visites à domicile.

La vacance de postes et la mobilisation des professionnels sur l'évaluation du danger ont pu entraîner, \
par endroits, une baisse temporaire."""


def party(kind: str, organisation: str, title: str, service: str = "") -> PartyContent:
    labels = {"prefecture": "Préfecture", "ars": "Agence régionale de santé", "departement": "Département"}
    return PartyContent(kind, labels.get(kind, "Cosignataire"), organisation, title, service)


def parties(of: str) -> list[PartyContent]:
    return [
        party("prefecture", f"Préfecture {of}", f"Le préfet {of}", f"DDETS {of}"),
        party("ars", "ARS Grand Est", "La directrice générale de l’ARS", f"Délégation territoriale {of}"),
        party("departement", CEA, "Le président de la Collectivité européenne d’Alsace"),
    ]


def contract(code: str = "67", name: str = "Bas-Rhin", of: str = "du Bas-Rhin") -> ContractContent:
    return ContractContent(
        reference=f"{code}-2020",
        territory_code=code,
        territory_name=name,
        territory_of=of,
        framework_title=STRATEGY,
        framework_years="2020-2022, prolongée en 2023 et 2024",
        starts_on=date(2021, 1, 1),
        ends_on=date(2024, 12, 31),
        signed_on=None,
        texts=[
            "Circulaire n° DGCS/SD2B/DGS/SP1/2020/34 du 20 février 2020",
            "Instruction n° DGS/SP1/DGCS/SD2B/2023/36 du 25 avril 2023",
        ],
        amendments=["Avenant n° 4, crédits de l’exercice 2024"],
        is_fictitious=False,
        provenance=SOURCE,
    )


def reading(
    year: int, value: str | None, perimeter: str = "Alsace (67 et 68)", **said: object
) -> ReadingContent:
    made = ReadingContent(
        year=year,
        kind="known",
        kind_label="Définitive",
        value=None if value is None else Decimal(value),
        numerator=None,
        denominator=None,
        source_label="Suivi interne",
        perimeter=perimeter,
        is_shared="et" in perimeter,
        comment="",
        gap_cause="",
        provenance=SOURCE,
    )
    return replace(made, **said)


def indicator(code: str, label: str, unit: str = "%", **said: object) -> IndicatorContent:
    made = IndicatorContent(
        code=code,
        label=label,
        unit=unit,
        decimals=1 if unit == "%" else 0,
        direction="rise",
        label_status="quoted",
        is_local=False,
        baseline=None,
        target=None,
        national_target=None,
        result=None,
        gap=None,
        change=None,
        change_kind="points" if unit == "%" else "percent",
        change_note="",
        status="no_value",
        status_label="Sans valeur",
        trend="unknown",
        trend_label="Évolution inconnue",
        series=[],
    )
    return replace(made, **said)


def early_interviews() -> IndicatorContent:
    return indicator(
        "1.1",
        "Taux de couverture des entretiens prénataux précoces (EPP) par la PMI",
        baseline=reading(2019, "1.3", "Bas-Rhin (67)"),
        national_target=TargetContent(2022, "at_least", "Au moins", Decimal(20), None),
        result=reading(
            2024,
            "12.5",
            comment="Valeur unique pour l'Alsace entière.",
            numerator=Decimal(1000),
            denominator=Decimal(8000),
            origin=OriginContent(date(2025, 6, 12), "Saisie (CeA)", "Définitive", "", "", [PROOF]),
        ),
        change_note="Évolution non calculée : référence et résultat ne couvrent pas le même périmètre "
        "(« Bas-Rhin (67) », « Alsace (67 et 68) »).",
        status="no_target",
        status_label="Sans cible",
    )


def home_visits() -> IndicatorContent:
    return indicator(
        "3.1",
        "Nombre de visites à domicile pré et postnatales réalisées par des sages-femmes de PMI",
        "visites",
        baseline=reading(2019, "3244"),
        target=TargetContent(2024, "times_baseline", "Multiplier la référence par", Decimal(2), None),
        result=reading(2024, "5078", gap_cause="Postes vacants"),
        gap=Decimal(-1410),
        change=Decimal("56.5"),
        status="behind",
        status_label="En retard",
        trend="rise",
        trend_label="En hausse depuis 2019, favorable",
    )


def disabled_children() -> IndicatorContent:
    return indicator(
        "9.L1",
        "Enfants confiés en situation de handicap accueillis en unité de vie d’institut médico-éducatif",
        "enfants",
        is_local=True,
        label_status="local",
        target=TargetContent(2024, "quantity", "Quantité à atteindre", Decimal(30), None),
        result=reading(2024, "35"),
        gap=Decimal(5),
        change_note="Évolution non calculée : la référence n’est pas connue.",
        status="reached",
        status_label="Cible atteinte",
        trend="rise",
        trend_label="En hausse depuis 2023, favorable",
        series=[
            SeriesPoint(2022, Decimal(12)),
            SeriesPoint(2023, Decimal(24)),
            SeriesPoint(2024, Decimal(35)),
        ],
    )


def objective(number: int, label: str, *indicators: IndicatorContent, **said: object) -> ObjectiveContent:
    made = ObjectiveContent(number, label, "fundamental", "Fondamental", "", list(indicators), [])
    return replace(made, **said)


def action(number: int, title: str, **said: object) -> ActionContent:
    made = ActionContent(
        number=number,
        title=title,
        purpose="",
        audience="",
        actors="",
        lead="",
        carrier="",
        delegate="",
        starts_on=None,
        ends_on=None,
        staff_fte=None,
        state_label="En cours",
        objectives=[],
        done="",
        difficulties="",
        next_steps="",
        outcome_count=None,
        outcome_unit="",
        provenance=SOURCE,
    )
    return replace(made, **said)


def line(
    source: str, label: str, notified: str, payee: str = "departement", **said: object
) -> FundingLineContent:
    made = FundingLineContent(
        source=source,
        source_label=label,
        payer="Préfecture" if source == "p304" else "ARS Grand Est",
        payee=payee,
        payee_label="Département" if payee == "departement" else "Établissements et services médico-sociaux",
        action="",
        requested=None,
        notified=Decimal(notified),
        committed=None,
        paid=None,
        spent=None,
        carried_over=None,
        comment="",
        provenance=SOURCE,
    )
    return replace(made, **said)


def funding(support: str = "3031261", fir: str = "742500", ondam: str = "713524") -> FundingContent:
    state, health, care = Decimal(support), Decimal(fir), Decimal(ondam)
    zero = Decimal(0)
    return FundingContent(
        lines=[
            line("p304", "Programme 304", str(state - health)),
            line("fir", "FIR", fir),
            line("ondam", "ONDAM médico-social", ondam, "establishments"),
        ],
        by_source=[
            SourceTotal("p304", "Programme 304", state - health, zero, state - health, None, None),
            SourceTotal("fir", "FIR", health, zero, health, None, None),
            SourceTotal("ondam", "ONDAM médico-social", zero, care, care, None, None),
        ],
        state_support=state,
        fir_share=health,
        establishments=care,
        departement_share=None,
        grand_total=state + care,
        narrative="",
    )


def bas_rhin() -> ReportContent:
    """The real figures of the Bas-Rhin's contract; what the source does not give is not filled."""
    return ReportContent(
        contract=contract(),
        fiscal_year=2024,
        parties=parties("du Bas-Rhin"),
        deadline=DeadlineContent(date(2025, 6, 30), "Circulaire du 20 février 2020"),
        summary="La démarche s'est poursuivie en 2024 sous la forme d'un exercice de transition.",
        context="La stratégie part du constat que les inégalités sociales et de santé perdurent.",
        outlook="De nouvelles modalités s'appliquent à compter de 2025.",
        tally=Tally(3, 3, 0, 2, 3, 3, 1, 0, 1, 1, 0),
        funding=funding(),
        engagements=[
            EngagementContent("E1", ENGAGEMENTS["E1"], PMI, prevention()),
            EngagementContent("E2", ENGAGEMENTS["E2"], "", protection()),
        ],
        actions=actions(),
    )


def prevention() -> list[ObjectiveContent]:
    first = (
        "Atteindre à horizon 2022 un taux de couverture par la PMI d’au moins 20 % des entretiens prénataux "
        "précoces au niveau national"
    )
    third = (
        "Doubler au niveau national le nombre de visites à domicile pré et postnatales réalisées par des "
        "sages-femmes de PMI en faveur des familles vulnérables"
    )
    return [
        objective(1, first, early_interviews(), actions=[1]),
        objective(3, third, home_visits(), actions=[1]),
    ]


def protection() -> list[ObjectiveContent]:
    ninth = "Garantir l’accompagnement de tous les enfants protégés en situation de handicap"
    return [objective(9, ninth, disabled_children(), actions=[2])]


def actions() -> list[ActionContent]:
    posts = action(
        1, "Renforcer les équipes de PMI", lead="Direction de la PMI", delegate="Ville de Strasbourg",
        staff_fte=Decimal(35), objectives=[1, 3], outcome_count=Decimal(35), outcome_unit="postes",
        done="Les 35 postes sont ouverts.", difficulties="La vacance reste forte.",
        audience="Futures mères et enfants de moins de 6 ans", starts_on=date(2021, 1, 1),
    )  # fmt: skip
    places = action(
        2, "Ouvrir des unités de vie en institut médico-éducatif", carrier="Associations gestionnaires",
        objectives=[9], outcome_count=Decimal(35), outcome_unit="enfants", next_steps="Consolider.",
    )  # fmt: skip
    return [posts, places]


def haut_rhin() -> ReportContent:
    return replace(
        bas_rhin(),
        contract=contract("68", "Haut-Rhin", "du Haut-Rhin"),
        parties=parties("du Haut-Rhin"),
        funding=funding("1991891", "550360", "464300"),
    )


def alsace() -> AssemblyContent:
    return AssemblyContent(
        authority=CEA,
        fiscal_year=2024,
        meets_on=date(2025, 10, 20),
        summary="La mise en œuvre de la stratégie a permis de développer des actions concrètes.",
        context="Elle part du constat que les inégalités sociales et de santé perdurent.",
        funding_narrative="",
        prevention=PMI,
        protection="Le centre parental expérimental a accompagné 16 familles en 2024.",
        proposal="- D'approuver les rapports d'exécution du Bas-Rhin et du Haut-Rhin pour l'année 2024.",
        annexes=[bas_rhin(), haut_rhin()],
    )


def draft(content: ReportContent) -> Frame:
    """A working paper: no edition, no date."""
    return _frame(content, FrameKind.DRAFT)


def submitted(content: ReportContent) -> Frame:
    """What the parties read before they decide."""
    frame = _frame(content, FrameKind.SUBMITTED)
    address = f"https://snppe.exemple.fr/verifier/{frame.sha256[:12]}/"
    return replace(frame, edition_number=2, frozen_at=FROZEN_AT, verification=address)


def agreed(content: ReportContent) -> Frame:
    """The same edition, with the three decisions on it, one of them with reservations."""
    decisions = [
        ("prefecture", "given", "Visa donné", ""),
        ("ars", "reserved", "Visa donné avec réserves", "L'indicateur 1.1 est à confirmer par le SNDS."),
        ("departement", "given", "Visa donné", ""),
    ]
    names = {party.kind: party.organisation for party in content.parties}
    seals = [
        SealContent(kind, names[kind], decision, label, statement, f"Signataire, {names[kind]}", SEALED_AT)
        for kind, decision, label, statement in decisions
    ]
    return replace(submitted(content), kind=FrameKind.AGREED, seals=seals)


def before_assembly(content: AssemblyContent) -> Frame:
    """The paper to the assembly, its annexes agreed."""
    canonical = write_assembly(content).encode()
    annexes = [agreed(annex) for annex in content.annexes]
    return Frame(FrameKind.ASSEMBLY, sha256_hex(canonical), canonical, frozen_at=FROZEN_AT, annexes=annexes)


def _frame(content: ReportContent, kind: FrameKind) -> Frame:
    canonical = write_report(content).encode()
    return Frame(kind, sha256_hex(canonical), canonical, csv=report_csv(content))
