"""What people type is inert wherever it comes out: pages, files, printed reports, letters, lines of log."""

import csv
import io
import logging
import time
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from pypdf import PdfReader

from accounts.mail import send_seat_notice
from accounts.models import Seat, User
from contracts.models import ActionReview, Contract, Deadline, ExtensionRequest
from core.tabular.texts import opens_a_formula
from indicators.enums import ImportKind
from indicators.imports.actions import bring
from indicators.models import ImportBatch, Indicator
from reports import workflow
from reports.actions import open_report, write_section
from reports.assembly import open_assembly_report, write_assembly_section
from reports.bundles.asking import ask_signed
from reports.models import AssemblySection, Committee, Decision, Report
from reports.papers import render_paper
from reports.remarks import answer_remark, make_remark
from reports.rendering.lettering import drawable
from reports.rendering.narrative import blocks
from reports.selection import ReportFilter
from tests.access import AGREED_YEAR, DRAFT_YEAR, PAGES, REPORT, SHARED_YEAR
from tests.factories import (
    ActionFactory,
    AmendmentFactory,
    DeadlineFactory,
    ExtensionRequestFactory,
    FundingLineFactory,
    GapCauseFactory,
    MeasurementFactory,
    OrganisationFactory,
    RegionFactory,
    SeatFactory,
    UserFactory,
)
from tests.replayed import replayed
from tests.reports.conftest import finish_papers
from tests.test_access import body_of

MARKUP = "\"'><img src=x onerror=alert(1)><script>alert(1)</script><!--"
TEMPLATE = "{{ 1330|add:7 }}{% now 'Y' %}{{ settings.SECRET_KEY }}${{1330+7}}#{1330+7}"
FORMULA = '=HYPERLINK("http://127.0.0.1:9/";"ici")'
HOSTILE = f"{FORMULA}{MARKUP}{TEMPLATE}\u202e\u0301"
YEAR = 2024
YEARS = {AGREED_YEAR, DRAFT_YEAR, SHARED_YEAR}


@pytest.fixture
@replayed
def infested(contract_67: Contract, editor_67: Seat, prefecture_67: Seat, signatory_67: Seat) -> Report:
    """A report of which every text is hostile, as far as it may be shared and remarked."""
    _infest_names(contract_67)
    action = ActionFactory(
        contract=contract_67, number=1, title=HOSTILE[:200], purpose=HOSTILE, audience=HOSTILE,
        actors=HOSTILE, lead=HOSTILE[:160], provenance=HOSTILE,
    )  # fmt: skip
    ActionReview.objects.create(
        action=action, fiscal_year=YEAR, done=HOSTILE, difficulties=HOSTILE, next_steps=HOSTILE,
        outcome_count=3, outcome_unit=HOSTILE[:60],
    )  # fmt: skip
    AmendmentFactory(contract=contract_67, number=1, title=HOSTILE[:200], provenance=HOSTILE)
    FundingLineFactory(
        contract=contract_67, fiscal_year=YEAR, payee_label=HOSTILE[:160], comment=HOSTILE, provenance=HOSTILE
    )
    for indicator in Indicator.objects.all():
        MeasurementFactory(
            contract=contract_67, indicator=indicator, value=5, comment=HOSTILE, provenance=HOSTILE,
            gap_cause=GapCauseFactory(label=HOSTILE[:120]),
        )  # fmt: skip
    table = f'contrat;indicateur;année;valeur;commentaire\r\n"{HOSTILE}";1.1;{YEAR};5;"{HOSTILE}"\r\n'
    bring(ImportKind.TABLE, None, None, f"{HOSTILE[:80]}.csv", table.replace('""', "'").encode(), editor_67)
    report = open_report(contract=contract_67, fiscal_year=YEAR, by=editor_67)
    for section in report.sections.all():
        write_section(section, body=HOSTILE, by=editor_67)
    workflow.share(report, by=editor_67)
    finish_papers()
    remark = make_remark(report, by=prefecture_67, body=HOSTILE)
    answer_remark(remark, by=editor_67, answer=HOSTILE)
    sha256 = report.current_edition.sha256
    for seat, decision in ((prefecture_67, "reserved"), (signatory_67, "refused")):
        workflow.seal(report, by=seat, decision=decision, sha256=sha256, statement=HOSTILE)
    committee = Committee.objects.create(
        contract=contract_67, fiscal_year=YEAR, held_on=date(YEAR + 1, 5, 6), attendees=HOSTILE
    )
    Decision.objects.create(
        committee=committee, text=HOSTILE, owner=HOSTILE[:160], outcome=HOSTILE, state="done"
    )
    _infest_calendar(contract_67)
    paper = open_assembly_report(authority=signatory_67.organisation, fiscal_year=YEAR, by=signatory_67)
    for section in paper.sections.all():
        write_assembly_section(section, body=HOSTILE, by=signatory_67)
    return report


def _infest_calendar(contract: Contract) -> None:
    deadline = DeadlineFactory(
        campaign__framework=contract.framework, campaign__notes=HOSTILE, label=HOSTILE[:200],
        legal_text=HOSTILE[:250],
    )  # fmt: skip
    ExtensionRequestFactory(
        contract=contract, deadline=deadline, state="refused", reason=HOSTILE, answer=HOSTILE
    )


def _infest_names(contract: Contract) -> None:
    contract.provenance = HOSTILE
    contract.save()
    for row, field, length in [
        *((one.organisation, "short_name", 60) for one in contract.parties.select_related("organisation")),
        *((user, "name", 120) for user in User.objects.all()),
        *((seat, "title", 120) for seat in Seat.objects.all()),
        *((indicator, "label", 200) for indicator in Indicator.objects.all()),
        *((objective, "label", 500) for objective in contract.framework.objectives.all()),
        (contract.territory, "name", 80),
        (RegionFactory(), "name", 80),
    ]:  # fmt: skip
        setattr(row, field, HOSTILE[:length])
        row.save()


def faults_in(page: str) -> list[str]:
    """What of the hostile text came alive in a page."""
    return [one for one in ("<img src=x", "<script>alert", "1337", "only-for-tests") if one in page]


FILES = {
    "reports:draft_pdf", "reports:submitted_pdf", "reports:agreed_pdf", "reports:assembly_pdf",
    "reports:edition_json", "reports:edition_table", "reports:edition_document", "indicators:import_file",
}  # fmt: skip


def addresses(report: Report) -> list[str]:
    """Every page of the site, about this report where it is about one."""
    keys = {
        "authority": report.contract.parties.get(kind="departement").organisation.slug,
        "section": report.sections.first().pk,
        "remark": report.remarks.first().pk,
        "assembly_section": AssemblySection.objects.first().pk,
        "batch": ImportBatch.objects.get().pk,
        "bundle": ask_signed(chosen=ReportFilter(), by=Seat.objects.order_by("pk")[0]).pk,
        "committee": Committee.objects.get().pk,
        "decision": Decision.objects.get().pk,
        "code": report.current_edition.short_hash,
        "deadline": Deadline.objects.get().pk,
        "extension": ExtensionRequest.objects.get().pk,
    }
    found = []
    for page in PAGES:
        arguments = [YEAR if one in YEARS else str(one).format(**keys) for one in page.arguments]
        if page.name == "indicators:bring_table" or not page.name.endswith(
            ("_pdf", "_table", "_json", "_file")
        ):
            found.append(reverse(page.name, args=arguments))
    return [
        *dict.fromkeys(found),
        f"/contrats/{REPORT}/historique/?vue=actes",
        "/contrats/?text=%3Cimg+src%3Dx",
    ]


def test_no_page_lets_a_text_become_markup_or_template(
    infested: Report, request: pytest.FixtureRequest, sign_in: Any
) -> None:
    faults, seen = {}, 0
    # One seat of each kind: the pages of an organisation differ by what may be done, not by what is read.
    for role in ("editor_67", "signatory_67", "prefecture_67", "dgcs"):
        client = sign_in(request.getfixturevalue(role))
        for url in addresses(infested):
            text = body_of(client.get(url))
            seen += "onerror" in text
            if found := faults_in(text):
                faults[f"{role} {url}"] = found

    assert faults == {}
    assert seen > 60


def test_the_administration_and_its_history_keep_texts_inert(
    infested: Report, dgcs: Seat, sign_in: Any
) -> None:
    client, faults, seen = sign_in(dgcs), {}, 0
    objective = infested.contract.framework.objectives.first()
    pages = [
        *(f"/admin/accounts/{name}/" for name in ("user", "seat", "organisation", "territory", "region")),
        *(f"/admin/contracts/{name}/" for name in ("objective", "contract", "amendment")),
        *(f"/admin/contracts/objective/{objective.pk}/{page}/" for page in ("change", "history", "delete")),
        f"/admin/accounts/user/{dgcs.user_id}/change/", "/admin/core/journalentry/", "/admin/reports/report/",
        "/admin/indicators/indicator/", "/admin/indicators/gapcause/",
    ]  # fmt: skip

    for url in pages:
        text = client.get(url, follow=True).content.decode()
        seen += "onerror" in text
        if found := faults_in(text):
            faults[url] = found

    assert faults == {}
    assert seen > 8


def cells_of(content: bytes) -> list[str]:
    """The cells of a CSV."""
    return [
        cell for line in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in line
    ]


def is_number(cell: str) -> bool:
    return cell.lstrip("-").replace(",", "").isdigit()


def test_no_cell_of_any_file_is_a_formula(infested: Report, editor_67: Seat, sign_in: Any) -> None:
    client = sign_in(editor_67)
    edition = f"/contrats/{REPORT}/rapports/{YEAR}/editions/1/donnees."
    sheets = [
        "/contrats/?format=", "/rapports/?format=", f"/contrats/{REPORT}/indicateurs/{YEAR}/?format=",
        f"/contrats/{REPORT}/financements/{YEAR}/?format=", edition,
    ]  # fmt: skip

    for sheet in sheets:
        cells = cells_of(client.get(f"{sheet}csv").content)
        assert [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell and not is_number(cell)] == []
        workbook = zipfile.ZipFile(io.BytesIO(client.get(f"{sheet}xlsx").content))
        assert not any(b"<f>" in workbook.read(name) for name in workbook.namelist())
        document = zipfile.ZipFile(io.BytesIO(client.get(f"{sheet}ods").content))
        assert b"formula" not in document.read("content.xml")
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_the_printed_report_says_the_hostile_text_as_it_is(infested: Report) -> None:
    pdf = render_paper(infested.current_edition.submitted)

    reader = PdfReader(io.BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "onerror" in text
    assert "1337" not in text
    assert sorted(reader.attachments) == [f"rapport-67-2020-2024.{kind}" for kind in ("csv", "json", "ods")]
    links = [
        str(note.get_object().get("/A", {}).get("/URI", ""))
        for page in reader.pages
        for note in page.get("/Annots", [])
    ]
    # The address of the formula; that of the verification is ours.
    assert not any(link.startswith(("javascript", "file", "http://127.0.0.1:9")) for link in links)


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_a_name_adds_no_header_to_a_letter(db: None, line_end: str) -> None:
    organisation = OrganisationFactory(name="Ville", short_name=f"Ville{line_end}Bcc: victime@exemple.test")
    user = UserFactory(email="invitee@exemple.test", name=f"A{line_end}Bcc: victime@exemple.test")
    seat = SeatFactory(user=user, organisation=organisation, title=f"T{line_end}X-Forged: 1")

    send_seat_notice.call(seat.pk)

    letter = mail.outbox[0].message()
    assert letter["Bcc"] is None
    assert letter["X-Forged"] is None
    assert mail.outbox[0].recipients() == ["invitee@exemple.test"]


@pytest.mark.parametrize("asked", ["/nulle%0Apart", "/nulle%0D%0A2026-01-01 ERROR forged", "/%1B[2Jnulle"])
def test_an_address_adds_no_line_to_the_log(
    db: None, client: Any, caplog: pytest.LogCaptureFixture, asked: str
) -> None:
    with caplog.at_level(logging.INFO):
        client.get(asked)

    written = [record.getMessage() for record in caplog.records]
    assert written
    assert not any(mark in line for line in written for mark in "\n\r\x1b")


@pytest.mark.parametrize(
    "filling", [" ", "\u00a0 ", "a ;", "- a\n", "\n", "« ", "9 ", "'", "\u0301", "\u200b"]
)
def test_no_text_within_its_bounds_takes_seconds_to_typeset(filling: str) -> None:
    text = "a" + (filling * 20_000)[:19_998] + "b"
    started = time.perf_counter()

    blocks(text)
    drawable(text)
    opens_a_formula(text)

    assert time.perf_counter() - started < 1
