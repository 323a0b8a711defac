"""What is hidden in a file of actions, of contracts or of money is asked about, as in a file of values."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl.utils import get_column_letter

from contracts.models import Action
from core.imports.plan import Standing
from funding.models import FundingLine
from indicators.imports.actions import ImportRefused, apply_batch, bring, plan_of
from indicators.models import ImportBatch
from tests.factories import ActionFactory, FundingLineFactory

FRAMEWORK = "le code du cadre"
# The titles and a row of each kind, the last column being that which is hidden; who brings it.
FILES = {
    "actions": ("editor_67", ["Contrat", "N°", "Intitulé", "Pilote"], ["67-2020", 1, "Visites", "PMI"]),
    "funding": ("ars_editor", ["Contrat", "Exercice", "Source", "Payé"], ["67-2020", 2024, "FIR", 700]),
    "contract": (
        "dgcs",
        ["Cadre", "Territoire", "Du", "Au", "Origine des données"],
        [FRAMEWORK, "67", "01/01/2020", "31/12/2024", "Lu au recueil."],
    ),
}


@pytest.fixture(autouse=True)
def standing(contract_67):
    ActionFactory(contract=contract_67, number=1, title="Visites", lead="")
    FundingLineFactory(contract=contract_67, source="fir", notified_amount=Decimal(500))


def book_of(kind, contract, change):
    book, (_, titles, row) = openpyxl.Workbook(), FILES[kind]
    book.active.append(titles)
    book.active.append([contract.framework.code if one == FRAMEWORK else one for one in row])
    change(book.active)
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def hide_last_column(sheet):
    letter = get_column_letter(sheet.max_column)
    sheet.column_dimensions[letter].hidden = True


def hide_row(sheet):
    sheet.row_dimensions[2].hidden = True


@pytest.mark.parametrize("kind", FILES)
def test_a_hidden_column_is_taken_or_left_as_people_say(request, contract_67, kind):
    seat = request.getfixturevalue(FILES[kind][0])
    batch = bring(kind, None, None, "f.xlsx", book_of(kind, contract_67, hide_last_column), seat)

    plan = plan_of(batch)
    [question] = plan.questions
    taken, left = (plan_of(batch, {"file": f"{question.about}={given}"}) for given in ("take", "leave"))

    assert (plan.proposals, plan.waits, plan.is_whole) == ((), True, False)
    assert "est masquée" in question.text
    assert len(taken.entries) == 1
    assert [one.standing for one in left.proposals] == [Standing.UNCHANGED]
    assert FILES[kind][1][-1] in left.notices[-1]


@pytest.mark.parametrize("kind", FILES)
def test_a_hidden_row_waits_for_an_answer(request, contract_67, kind):
    seat = request.getfixturevalue(FILES[kind][0])
    batch = bring(kind, None, None, "f.xlsx", book_of(kind, contract_67, hide_row), seat)

    plan, taken, left = (plan_of(batch, {"file": given}) for given in ("", "rows=take", "rows=leave"))

    assert [(one.standing, one.entry) for one in plan.proposals] == [(Standing.ASKED, None)]
    assert "dites plus haut" in plan.proposals[0].message
    assert len(taken.entries) == 1
    assert (left.is_readable, left.proposals) == (False, ())


@pytest.mark.parametrize("kind", ["actions", "funding"])
def test_the_question_is_on_the_page_and_its_answer_is_written(request, contract_67, sign_in, kind):
    client = sign_in(request.getfixturevalue(FILES[kind][0]))
    file = SimpleUploadedFile("f.xlsx", book_of(kind, contract_67, hide_last_column))

    shown = client.post(reverse("indicators:bring_kind", args=[kind]), {"file": file}, follow=True)
    batch = ImportBatch.objects.get()
    about = plan_of(batch).questions[0].about
    said = {f"answer-file|{about}": "take"}
    looked = client.post(reverse("indicators:import", args=[batch.pk]), said).context["preview"]
    sent = {"mark": looked.mark, "version": batch.version, "accept": "all", **said}
    client.post(reverse("indicators:import_apply", args=[batch.pk]), sent)

    assert f'name="answer-file|{about}" value="take"' in shown.text
    written = {"actions": Action.objects.get().lead, "funding": FundingLine.objects.get().paid_amount}
    assert written[kind] == {"actions": "PMI", "funding": Decimal(700)}[kind]


def test_what_was_confirmed_without_a_hidden_column_is_not_written_with_it(contract_67, ars_editor):
    FundingLine.objects.all().delete()
    book, output = openpyxl.Workbook(), BytesIO()
    book.active.append(["Contrat", "Exercice", "Source", "Payé", "Bénéficiaire en clair"])
    book.active.append(["67-2020", 2024, "FIR", 700, "Une autre association"])
    hide_last_column(book.active)
    book.save(output)
    batch = bring("funding", None, None, "f.xlsx", output.getvalue(), ars_editor)
    about = plan_of(batch).questions[0].about
    left, taken = ({"file": f"{about}={given}"} for given in ("leave", "take"))
    seen = plan_of(batch, left).mark

    with pytest.raises(ImportRefused, match="vos choix sur le fichier, ont changé"):
        apply_batch(batch, taken, False, ars_editor, confirmed=seen)

    assert not FundingLine.objects.exists()
    apply_batch(batch, left, False, ars_editor, confirmed=seen)
    assert FundingLine.objects.get().payee_label == ""
