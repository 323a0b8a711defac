"""What a file of the administration asks before it is written: numbers that have two meanings."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from import_export.forms import ConfirmImportForm

from accounts.exchange.rehearsed import RehearsedFile
from core.formats import NBSP
from core.imports.questions import Doubt, Question, parts_of, unanswered, written
from core.numbers import unambiguous

ANSWER = "answer-"


class AnsweredImportForm(ConfirmImportForm):
    """What is confirmed: the file, as it was read with these answers."""

    answers = forms.CharField(widget=forms.HiddenInput, required=False)


def answers_from(data: Mapping[str, str]) -> dict[str, str]:
    """The answers that a page sends back: those of its inputs, and those that it keeps."""
    kept = parts_of(data.get("answers", ""))
    shown = {name.removeprefix(ANSWER): value for name, value in data.items() if name.startswith(ANSWER)}
    return parts_of(written(kept | shown))


def file_read_again(request: HttpRequest) -> SimpleUploadedFile | None:
    """The file that was rehearsed, when it comes back with answers; Http404 when it is no longer there."""
    name = request.POST.get("import_file_name", "")
    if not name:
        return None
    kept = RehearsedFile(name=name)
    content = kept.read()
    kept.remove()
    return SimpleUploadedFile(request.POST.get("original_file_name", "") or "donnees", content)


def settled(row: Any, number: int, columns: Mapping[str, Any], answers: Mapping[str, str]) -> list[Question]:
    """The questions of a row, each with its answer, which is written in its cell; `columns` are the widgets
    that read its numbers."""
    found = []
    for place, (title, widget) in enumerate(columns.items()):
        try:
            widget.clean(row.get(title))
        except Doubt as doubt:
            text = f"Ligne {number} sous les titres, {title}{NBSP}: {doubt}"
            question = Question(f"{number}-{place}", text, doubt.meanings).given(answers)
            found.append(question)
            if question.chosen:
                row[title] = unambiguous(Decimal(question.chosen))
        except ValueError:
            continue  # told with the other errors of the row
    return found


def waits_for_answers_alone(result: Any) -> bool:
    """Whether nothing but the questions keeps a rehearsed file from being confirmed."""
    errors = sum(row.error_count for row in result.invalid_rows)
    return not result.has_errors() and errors == len(unanswered(result.questions))
