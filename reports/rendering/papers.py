"""The two papers: the execution report of one contract, and the report to the assembly."""

from dataclasses import replace
from itertools import chain

from core.formats import NBSP, joined
from reports.canonical import write_report
from reports.content import AssemblyContent, ReportContent
from reports.exports import report_csv, report_ods
from reports.rendering.assembly import assembly_parts
from reports.rendering.document import FICTITIOUS, Document, Piece
from reports.rendering.engine import Attached
from reports.rendering.frame import Frame
from reports.rendering.lettering import printable
from reports.rendering.parts import data_name, report_parts

KIND = "Contrat départemental de prévention et de protection de l’enfance"


def report_document(content: ReportContent, frame: Frame) -> Document:
    """The execution report of one contract and one year, with its data attached."""
    typeset, frame = printable(content), replace(frame, seals=printable(frame.seals))
    contract = typeset.contract
    title = f"Rapport d’exécution {content.fiscal_year} – {contract.territory_name} ({contract.reference})"
    return Document(
        title=f"PROJET – {title}" if frame.is_draft else title,
        author=joined(party.organisation for party in typeset.parties),
        subject=f"{KIND} {contract.territory_of}, exercice {content.fiscal_year}. {frame.state}.",
        dated=frame.dated,
        pieces=[_report_piece(typeset, frame)],
        attached=_data(content, frame),
        is_signable=frame.is_signable,
    )


def assembly_document(content: AssemblyContent, frame: Frame) -> Document:
    """The report to the assembly, then each contract's whole report as an annex, with all their data."""
    frame.check()
    frames = annex_frames(content, frame)
    typeset = printable(content)
    title = f"Rapport à l’assemblée – Rapports d’exécution {content.fiscal_year}"
    running = f"{typeset.authority} · {title}"
    annexes = zip(typeset.annexes, frames, strict=True)
    data = [_data(annex, of_annex) for annex, of_annex in zip(content.annexes, frames, strict=True)]
    own = Attached(f"assemblee-{content.fiscal_year}.json", frame.canonical, "Contenu du rapport, JSON")
    return Document(
        title=f"PROJET – {title}" if frame.is_draft else title,
        author=typeset.authority,
        subject=f"{frame.state}, exercice {content.fiscal_year}.",
        dated=frame.dated,
        pieces=[
            Piece(assembly_parts(typeset, frame), frame, running, _mark(typeset.annexes)),
            *(_report_piece(*annex, number) for number, annex in enumerate(annexes, start=1)),
        ],
        attached=[own, *chain.from_iterable(data)],
    )


def annex_frames(content: AssemblyContent, frame: Frame) -> list[Frame]:
    """What surrounds each annexed report: its edition and its hash, with its own data to attach."""
    return [_annex_frame(annex, frame, rank) for rank, annex in enumerate(content.annexes)]


def _annex_frame(content: ReportContent, frame: Frame, rank: int) -> Frame:
    found = frame.of_annex(rank, write_report(content).encode(), report_csv(content))
    return replace(found, seals=printable(found.seals))


def _report_piece(content: ReportContent, frame: Frame, annex: int = 0) -> Piece:
    contract = content.contract
    title = f"Rapport d’exécution {content.fiscal_year} · {contract.territory_name}"
    running = f"{title} · contrat {contract.reference}"
    return Piece(
        parts=report_parts(content, frame, annex),
        frame=frame,
        running=f"Annexe{NBSP}{annex} · {running}" if annex else running,
        mark=_mark([content]),
    )


def _mark(contents: list[ReportContent]) -> str:
    return FICTITIOUS if any(content.contract.is_fictitious for content in contents) else ""


def _data(content: ReportContent, frame: Frame) -> list[Attached]:
    """The frozen JSON and the table of figures, as text and for a spreadsheet."""
    frame.check()
    name = data_name(content, frame)
    files = [
        Attached(f"{name}.json", frame.canonical, f"Contenu du rapport, JSON, SHA-256 {frame.sha256}"),
        Attached(f"{name}.csv", frame.csv, "Indicateurs et financements du rapport, CSV"),
        Attached(f"{name}.ods", report_ods(content), "Indicateurs et financements du rapport, tableur ODS"),
    ]
    return [file for file in files if file.content]
