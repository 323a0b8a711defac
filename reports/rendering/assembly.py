"""The report to the assembly: a letter in parts, then the reports it asks to approve, as annexes."""

from dataclasses import dataclass

from core.formats import euros, joined
from reports.content import AssemblyContent, ReportContent
from reports.rendering.compared import compared
from reports.rendering.figures import SeveralFigures
from reports.rendering.frame import Frame
from reports.rendering.money import fir_share
from reports.rendering.parts import Part

FOLDER = "reports/pdf/assembly"
# What is put to the vote is kept on one page with the list of the annexes, unless it is longer.
LONGEST_KEPT = 900


@dataclass(frozen=True)
class Annex:
    """An annexed report, as the list at the end of the letter names it."""

    number: int
    title: str
    anchor: str


def assembly_parts(content: AssemblyContent, frame: Frame) -> list[Part]:
    """The parts of the letter, in the order of the vote."""
    base = {"content": content, "frame": frame, "figures": SeveralFigures(content.annexes)}
    return [
        Part("En-tête et résumé", f"{FOLDER}/heading.html", base),
        Part("Contexte et axes", f"{FOLDER}/context.html", base | {"axes": axes(content.annexes)}),
        Part("Les financements de l’État", f"{FOLDER}/money.html", base | {
            "amounts": [support(annex) for annex in content.annexes],
            "establishments": establishments(content.annexes),
        }),
        Part("Présentation des bilans", f"{FOLDER}/results.html", base | {
            "results": compared(content.annexes),
        }),
        Part("Proposition", f"{FOLDER}/proposal.html", base | {
            "annexes": annexes(content), "is_short": len(content.proposal) <= LONGEST_KEPT,
        }),
    ]  # fmt: skip


def axes(contents: list[ReportContent]) -> list[str]:
    """The engagements of the contracts presented, each once, in the order of the framework."""
    return list(dict.fromkeys(part.label for content in contents for part in content.engagements))


def support(content: ReportContent) -> str:
    """« pour le territoire du Bas-Rhin, 3 031 261 €, dont 742 500 € issus du fonds… (FIR) »."""
    amount = euros(content.funding.state_support)
    return f"pour le territoire {content.contract.territory_of}, {amount}{fir_share(content.funding)}"


def establishments(contents: list[ReportContent]) -> str:
    """« 713 524 € pour le territoire du Bas-Rhin et 464 300 € pour… », or nothing."""
    return joined(
        f"{euros(content.funding.establishments)} pour le territoire {content.contract.territory_of}"
        for content in contents
        if content.funding.establishments
    )


def annexes(content: AssemblyContent) -> list[Annex]:
    """What the letter joins."""
    return [
        Annex(
            number,
            f"Rapport d’exécution {report.fiscal_year} {report.contract.territory_of}"
            f" ({report.contract.reference})",
            f"r{report.contract.reference}-cover",
        )
        for number, report in enumerate(content.annexes, start=1)
    ]
