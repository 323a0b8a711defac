"""What happened to each invented report: written, then left, shared, returned, agreed or deliberated."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from contracts.models import Contract
from indicators.models import Indicator
from reports.actions import open_report, write_section
from reports.models import Report, Section
from reports.remarks import answer_remark, make_remark, pursue_remark
from reports.workflow import deliberate, send_back
from snppe.demo.cast import seat_of
from snppe.demo.opening import line_of, title_of
from snppe.demo.walk import report_of, seal_report, share_report, sign_in_turn

# What a remark says beside its place: the figure or the passage that it bears on, whence the value that it
# proposes comes.
TOLD = ("cell", "quote", "proposed_source")
Story = Callable[["_Telling"], None]


def tell(
    contract: Contract, report: Mapping[str, Any], *, described: Mapping[str, Any], file: Mapping[str, Any]
) -> None:
    """Open the report of a year, write it, and lead it to the state its file names."""
    STORIES[report["state"]](_Telling(contract, report, described, file))


class _Telling:
    """A report on its way, with the seats that lead it there."""

    def __init__(
        self,
        contract: Contract,
        story: Mapping[str, Any],
        described: Mapping[str, Any],
        file: Mapping[str, Any],
    ) -> None:
        slug = described["slug"]
        self.contract, self.story, self.file = contract, story, file
        self.editor = seat_of(f"saisie.{slug}", "editor")
        self.signatory = seat_of(f"signature.{slug}", "signatory")
        self.signatories = [
            seat_of(f"signature.prefecture-{slug}", "signatory"),
            seat_of(f"signature.ars-{described['ars_account'].removeprefix('ars.')}", "signatory"),
            self.signatory,
        ]
        self.reviewers = {
            "prefecture": seat_of(f"prefecture.{slug}", "reviewer"),
            "ars": seat_of(described["ars_account"], "reviewer"),
        }
        self.report = open_report(contract=contract, fiscal_year=story["year"], by=self.editor)

    def write(self) -> None:
        for section in self.report.sections.select_related("engagement"):
            text = self.file["sections"].get(_place_of(section), "")
            if text:
                body = text.format(year=self.story["year"], of=self.contract.territory.name_of)
                write_section(section, body=body, by=self.editor)

    def share(self) -> None:
        self.write()
        share_report(self.report, by=self.editor)

    def agree(self) -> None:
        self.share()
        reserve = self.story.get("reserve", "")
        seals = [(self.reviewers["prefecture"], ""), (self.reviewers["ars"], reserve), (self.signatory, "")]
        seal_report(self.report, seals=seals)
        if self.story.get("signed"):
            sign_in_turn(self.report, signatories=self.signatories)

    def deliberate(self) -> None:
        self.agree()
        report = report_of(self.contract, self.story["year"])
        reference = self.file["deliberation_reference"]
        deliberate(report, by=self.signatory, deliberated_on=timezone.localdate(), reference=reference)

    def send_back(self) -> None:
        self.share()
        report = report_of(self.contract, self.story["year"])
        for remark in self.file["remarks"]:
            details = self._place(report, remark) | {"kind": remark["kind"]}
            details |= {name: remark[name] for name in TOLD if name in remark}
            if "proposed_value" in remark:
                details["proposed_value"] = Decimal(remark["proposed_value"])
            made = make_remark(report, by=self.reviewers[remark["by"]], body=remark["body"], **details)
            if "answer" in remark:
                answer_remark(made, by=self.editor, answer=remark["answer"])
                pursue_remark(made, by=self.reviewers[remark["by"]], body=remark["pursued"])
        send_back(report, by=self.reviewers["prefecture"], reason=self.file["return_reason"])

    def _place(self, report: Report, remark: Mapping[str, Any]) -> dict[str, Any]:
        if "line" in remark:
            line = line_of(self.contract, report.fiscal_year, remark["line"], self.file["actions"])
            return {"funding_line": line}
        if "action" in remark:
            title = title_of(remark["action"], self.file["actions"])
            return {"action": self.contract.actions.get(title=title)}
        if "section" in remark:
            return {"section": report.sections.get(kind=remark["section"])}
        followed = Indicator.objects.followed_by(self.contract)
        return {"indicator": followed.get(code=remark["indicator"])}


def _place_of(section: Section) -> str:
    return section.engagement.code if section.engagement else section.kind


STORIES: Mapping[str, Story] = {
    "draft": _Telling.write,
    "shared": _Telling.share,
    "returned": _Telling.send_back,
    "agreed": _Telling.agree,
    "deliberated": _Telling.deliberate,
}
