"""The committee: held by the parties, its decisions written live, told in minutes, back the next year."""

import io
from datetime import date

import docx
import pypdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import JournalEntry
from core.versions import StaleVersion
from reports.builder import build_report
from reports.canonical import read_report, write_report
from reports.committee import save_committee, save_decision
from reports.committee_page import Projection
from reports.minutes import minutes_of
from reports.models import Committee, Decision
from reports.rendering import Frame, render_report_html
from reports.rendering.document import as_html, as_pdf
from reports.rendering.minutes import minutes_document, minutes_text
from tests.factories import MeasurementFactory, ReportFactory
from tests.refusals import refused

MET = date(2024, 5, 14)


@pytest.fixture
def committee(contract_67, prefecture_67):
    """The meeting of May 2024 over 2023."""
    values = {"fiscal_year": 2023, "held_on": MET, "attendees": "Préfecture, DDETS\nARS, délégation"}
    return save_committee(Committee(contract=contract_67), values=values, by=prefecture_67)


def decided(committee, by, number=1, **values):
    objective = committee.contract.framework.objectives.filter(number=number).first()
    told = {"text": "Recruter deux sages-femmes.", "owner": "Service de PMI", "due_on": date(2024, 12, 31)}
    decision = Decision(committee=committee, objective=objective)
    return save_decision(decision, values=told | values, by=by)


def at(name, committee, *more):
    return reverse(f"reports:{name}", args=[committee.contract.reference, committee.pk, *more])


def test_the_parties_hold_it_and_nobody_else(committee, editor_67, reader_67, editor_17, dgcs, ars_grand_est):
    for seat in (reader_67, editor_17, dgcs):
        with pytest.raises(PermissionDenied):
            decided(committee, seat)
    decided(committee, ars_grand_est)
    with pytest.raises(ValidationError, match="ne couvre pas"):
        save_committee(
            Committee(contract=committee.contract), values={"fiscal_year": 2031, "held_on": MET}, by=editor_67
        )

    acts = JournalEntry.objects.filter(chain="67-2020").values_list("act", flat=True)
    assert {"Réunir le comité", "Décider en comité"} <= set(acts)
    twin = Committee(contract=committee.contract, fiscal_year=2022, held_on=MET)
    refused(twin, "committee_once_a_day")
    decision = Decision.objects.get()
    decision.state = "done"
    refused(decision, "decision_closed_says_how")


def test_a_decision_is_typed_on_the_wall_and_a_late_page_is_refused(committee, editor_67, sign_in):
    client, url = sign_in(editor_67), at("projection", committee, 1)
    typed = {"text": "Recruter", "owner": "PMI", "due_on": "2024-12-31"}

    bare = client.post(url, typed | {"text": "", "due_on": "2024-05-01"}).content.decode()
    early = client.post(url, typed | {"due_on": "2024-05-01"}).content.decode()
    saved = client.post(url, typed)
    decision = Decision.objects.get()
    edit = at("decision", committee, decision.pk)
    client.post(edit, typed | {"text": "Recruter deux", "state": "open", "version": decision.version})
    late = client.post(edit, typed | {"text": "Autre", "state": "open", "version": decision.version})

    assert "Renseignez «\u00a0Décision\u00a0»." in bare
    assert 'value="PMI"' in bare
    assert "ne peut précéder le comité" in early
    assert saved.url == url
    assert late.status_code == 409
    page = client.get(url).content.decode()
    assert "Recruter deux" in page
    assert "pour le 31 décembre 2024" in page.replace("\u00a0", " ")
    with pytest.raises(StaleVersion):
        save_decision(decision, values={"owner": "Autre"}, by=editor_67, shown_version=1)


def test_the_wall_goes_through_the_objectives_and_hides_what_is_not_shared(
    committee, editor_67, prefecture_67, sign_in
):
    indicator = committee.contract.framework.objectives.get(number=1).indicators.get()
    MeasurementFactory(contract=committee.contract, indicator=indicator, year=2023, value=12)

    first, last = Projection(committee, editor_67, 1), Projection(committee, editor_67, 0)

    assert (first.numbers, first.place, first.before, first.after) == ([1, 3, 0], "1 sur 3", None, 3)
    assert (last.objective, last.before, last.after) == (None, 3, None)
    assert first.figures[0].result == "12\u00a0%"
    assert Projection(committee, prefecture_67, 1).figures[0].result == "pas encore partagée"
    client = sign_in(editor_67)
    assert client.get(at("projection", committee, 2)).status_code == 404
    url = at("projection", committee, 1)
    decided(committee, editor_67)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for text in ("Deux", "Trois"):
        decided(committee, editor_67, text=text)
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)


def test_the_minutes_say_the_same_on_paper_and_as_a_text(committee, editor_67, sign_in):
    decided(committee, editor_67)
    decided(committee, editor_67, number=99, text="=Se revoir <b>en juin</b>.\vPuis\x01 en mai.", due_on=None)

    content = minutes_of(committee)
    document = minutes_document(content)
    text = docx.Document(io.BytesIO(minutes_text(content, "docx")))

    assert [one.title.split(". ")[0] for one in content.decided] == ["Objectif\u00a01", "Ensemble du contrat"]
    shown = as_html(document)
    assert "Recruter deux sages-femmes." in shown
    assert "&lt;b&gt;en juin&lt;/b&gt;" in shown
    cells = [cell.text for table in text.tables for row in table.rows for cell in row.cells]
    assert {"Recruter deux sages-femmes.", "Service de PMI", "31/12/2024", "En cours"} <= set(cells)
    # A line broken in a word processor comes as a vertical tab, which no XML holds.
    assert "=Se revoir <b>en juin</b>.\nPuis en mai." in cells
    assert [one.text for one in text.paragraphs if one.style.name == "List Bullet"] == content.attendees
    printed = as_pdf(document)
    assert printed == as_pdf(minutes_document(minutes_of(committee)))
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    words = " ".join(pages[0].extract_text().replace("\u00a0", " ").split())
    assert "Comité de suivi du 14 mai 2024" in words
    answer = sign_in(editor_67).get(at("minutes", committee, "docx"))
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert sign_in(editor_67).get(at("minutes", committee, "exe")).status_code == 404


def test_decisions_come_back_in_the_report_of_the_next_year(committee, contract_67, editor_67, sign_in):
    report = ReportFactory(contract=contract_67, fiscal_year=2024)
    before = write_report(build_report(report))
    decision = decided(committee, editor_67)
    done = {"state": "done", "outcome": "Deux recrutements en octobre."}
    save_decision(decision, values=done, by=editor_67)

    content = build_report(report)

    assert "decisions" not in before
    assert [(one.objective, one.state_label, one.outcome) for one in content.decisions] == [
        (1, "Réalisée", "Deux recrutements en octobre.")
    ]
    kept = write_report(content)
    assert read_report(kept) == content
    shown = render_report_html(content, frame=Frame.read(kind="draft", canonical=kept, data={}))
    assert "Les suites des comités" in shown
    page = sign_in(editor_67).get(f"/contrats/67-2020/rapports/{report.fiscal_year}/").content.decode()
    assert "Décidé en comité" in page
    assert "Deux recrutements en octobre." in page
    assert build_report(ReportFactory(contract=contract_67, fiscal_year=2023)).decisions == []
    next_one = {"fiscal_year": 2024, "held_on": date(2025, 5, 6)}
    later = save_committee(Committee(contract=contract_67), values=next_one, by=editor_67)
    assert [one.pk for one in Projection(later, editor_67, 1).to_follow] == [decision.pk]
    assert minutes_of(later).followed[0].decisions[0].state == "Réalisée"
