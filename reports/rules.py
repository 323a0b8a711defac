"""Who may do what on a report (design § 4). Predicates take (seat, report)."""

import rules

from accounts.enums import OrganisationKind, Role
from accounts.models import Seat
from accounts.rules import has_role
from contracts.rules import is_ars_of, is_departement_of, is_prefecture_of
from funding.rules import editable_fields
from reports.models import AssemblyReport, Remark, Report


def on_contract(predicate: rules.Predicate) -> rules.Predicate:
    """The same question, asked of a report's contract."""

    @rules.predicate(f"on_contract:{predicate.name}")
    def check(seat: Seat | None, report: Report | None) -> bool:
        return report is not None and predicate.test(seat, report.contract)

    return check


@rules.predicate
def writes_for_authority(seat: Seat | None, paper: AssemblyReport | None) -> bool:
    """An editor of the authority whose assembly the paper is for, with all its territories in scope."""
    if seat is None or paper is None:
        return False
    is_own = seat.organisation_id == paper.authority_id and seat.covers_organisation
    return is_own and seat.role in (Role.EDITOR, Role.SIGNATORY)


@rules.predicate
def sits_in_a_departement(seat: Seat | None) -> bool:
    """A seat in an authority that has an assembly, with all its territories in scope."""
    return seat is not None and seat.kind == OrganisationKind.DEPARTEMENT and seat.covers_organisation


@rules.predicate
def takes_out(seat: Seat | None) -> bool:
    """A seat of a party or of the national level: each takes out the reports of its own contracts."""
    return seat is not None and seat.kind in (*OrganisationKind.parties(), OrganisationKind.NATIONAL)


writes = on_contract(is_departement_of) & has_role(Role.EDITOR)


@rules.predicate
def adopts(seat: Seat | None, remark: Remark | None) -> bool:
    """Whoever may write what the remark proposes: the département a figure, an amount its payer."""
    if remark is None or not remark.proposal:
        return False
    if remark.funding_line is None:
        return bool(writes.test(seat, remark.report))
    return remark.cell in editable_fields(seat, remark.funding_line)


@rules.predicate
def answers(seat: Seat | None, remark: Remark | None) -> bool:
    """The département answers what is said of its report; the payer what is proposed of its amount."""
    return remark is not None and bool(writes.test(seat, remark.report) or adopts.test(seat, remark))


signs_for_departement = on_contract(is_departement_of) & has_role(Role.SIGNATORY)
reviews = on_contract(is_prefecture_of | is_ars_of) & has_role(Role.REVIEWER, Role.SIGNATORY)

sits_for_a_party = is_departement_of | is_prefecture_of | is_ars_of

rules.add_perm(
    "reports.hold_committee", sits_for_a_party & has_role(Role.EDITOR, Role.REVIEWER, Role.SIGNATORY)
)
rules.add_perm("reports.open_report", is_departement_of & has_role(Role.EDITOR))
rules.add_perm("reports.write_report", writes)
rules.add_perm("reports.share_report", writes)
rules.add_perm("reports.answer_remark", answers)
rules.add_perm("reports.adopt_proposal", adopts)
rules.add_perm("reports.remark_report", reviews)
rules.add_perm("reports.return_report", reviews)
rules.add_perm(
    "reports.remind_party",
    on_contract(sits_for_a_party) & has_role(Role.EDITOR, Role.REVIEWER, Role.SIGNATORY),
)
rules.add_perm("reports.mark_reading", on_contract(sits_for_a_party))
rules.add_perm("reports.seal_report", reviews | signs_for_departement)
rules.add_perm("reports.deliberate_report", writes | signs_for_departement)
rules.add_perm("reports.correct_report", signs_for_departement)
rules.add_perm("reports.sign_report", on_contract(sits_for_a_party) & has_role(Role.SIGNATORY))
rules.add_perm(
    "reports.return_signed_report",
    on_contract(sits_for_a_party) & has_role(Role.EDITOR, Role.REVIEWER, Role.SIGNATORY),
)
rules.add_perm("reports.open_assembly_report", sits_in_a_departement & has_role(Role.EDITOR, Role.SIGNATORY))
rules.add_perm("reports.write_assembly_report", writes_for_authority)

rules.add_perm("reports.export_reports", takes_out)


def reads_live(seat: Seat | None, report: Report) -> bool:
    """Whether the seat reads the work in progress, not only what was frozen: its own département does."""
    return (
        seat is not None
        and seat.kind == OrganisationKind.DEPARTEMENT
        and is_departement_of(seat, report.contract)
    )
