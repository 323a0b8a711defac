"""What the papers to an assembly say of each contract they present, beside its report which is annexed."""

from dataclasses import dataclass

from reports.content import AssemblyContent, ContractContent, ReportContent
from reports.rendering.brief import MOST_ROWS, BriefRow, rows_of
from reports.rendering.frame import Frame
from reports.rendering.money import Money, money
from reports.rendering.papers import annex_frames
from reports.rendering.results import Count, counts, headline, headline_sentence, tally_sentence


@dataclass(frozen=True)
class Presented:
    """A contract and its annexed report: its edition and hash, then its figures in words.

    `rows` are the indicators to be read first, `left` how many others the report holds, in words.
    """

    content: ReportContent
    frame: Frame
    money: Money
    tally: str
    headline: dict[str, str]
    headline_sentence: str
    counts: list[Count]
    rows: list[BriefRow]
    left: str

    @property
    def contract(self) -> ContractContent:
        """The contract of the report."""
        return self.content.contract


def presented(content: AssemblyContent, frame: Frame) -> list[Presented]:
    """Each contract, in the order of the annexes. `frame` is that of the paper, with its annexes' own."""
    frames = annex_frames(content, frame)
    most = max(MOST_ROWS // max(len(frames), 1), 1)
    return [_presented(one, of_one, most) for one, of_one in zip(content.annexes, frames, strict=True)]


def _presented(content: ReportContent, frame: Frame, most: int) -> Presented:
    rows, left = rows_of(content, most)
    return Presented(
        content=content,
        frame=frame,
        money=money(content),
        tally=tally_sentence(content.tally),
        headline=headline(content.tally),
        headline_sentence=headline_sentence(content.tally),
        counts=counts(content.tally),
        rows=rows,
        left=left,
    )
