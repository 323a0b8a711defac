"""The files of the administration: the same table in CSV, XLSX or ODS, and doubts refused."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.exchange.formats import FORMATS, ODS, XLSX, FrenchCSV
from core.tabular.reading import UnreadableFile
from indicators.models import GapCause
from tests.factories import GapCauseFactory

CSV = "Causes d’écart\n\ncode;libellé;rang;proposée\nvacance;Poste vacant;1;oui\n"


def workbook(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, others in sheets.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


TITLES = ["code", "libellé", "rang", "proposée"]


@pytest.mark.parametrize("place", range(3))
def test_what_is_exported_in_each_format_comes_back_unchanged(place: int, dgcs, sign_in) -> None:
    client = sign_in(dgcs)
    GapCauseFactory(code="vacance", label="=1+1", position=3)
    page = "admin:indicators_gapcause_"
    export = client.post(reverse(f"{page}export"), {"format": str(place), "resource": ""})
    upload = SimpleUploadedFile(f"f.{FORMATS[place]().get_extension()}", export.content)

    rehearsal = client.post(
        reverse(f"{page}import"), {"format": str(place), "resource": "", "import_file": upload}
    )
    GapCause.objects.all().delete()
    client.post(reverse(f"{page}process_import"), rehearsal.context["confirm_form"].initial)

    cause = GapCause.objects.get()
    assert (cause.code, cause.label, cause.position) == ("vacance", "=1+1", 3)


def test_a_title_above_the_table_and_blank_lines_are_left_aside() -> None:
    dataset = FrenchCSV().create_dataset(CSV.encode())

    assert dataset.dict == [{"code": "vacance", "libellé": "Poste vacant", "rang": "1", "proposée": "oui"}]


def test_the_cells_of_a_workbook_are_read_by_their_kinds() -> None:
    content = workbook(TITLES, ["01", "Poste", 1.5, True])

    assert XLSX().create_dataset(content).dict == [
        {"code": "01", "libellé": "Poste", "rang": "1,5", "proposée": "VRAI"}
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (workbook(TITLES), "pas de ligne sous ses titres"),
        (workbook(), "est vide"),
        (workbook(TITLES, ["a", "b", 1, "oui"], Autre=[["x", "y"]]), "plusieurs feuilles"),
        (workbook(TITLES, ["a", "=1+1", 1, "oui"]), r"B2 \(une formule sans résultat\)"),
        (b"code;x\n", "n’en est pas un"),
    ],
)
def test_what_would_be_in_doubt_is_refused(content: bytes, expected: str) -> None:
    with pytest.raises(UnreadableFile, match=expected):
        XLSX().create_dataset(content)


def test_hidden_or_merged_data_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(TITLES)
    book.active.append(["a", "b", 1, "oui"])
    hidden, merged = io.BytesIO(), io.BytesIO()
    book.active.merge_cells("A5:B5")
    book.save(merged)
    book.active.unmerge_cells("A5:B5")
    book.active.row_dimensions[2].hidden = True
    book.save(hidden)

    with pytest.raises(UnreadableFile, match="ligne 2"):
        XLSX().create_dataset(hidden.getvalue())
    with pytest.raises(UnreadableFile, match="A5:B5"):
        XLSX().create_dataset(merged.getvalue())


def test_an_ods_under_the_name_of_a_csv_is_explained() -> None:
    content = ODS().export_data(FrenchCSV().create_dataset(CSV.encode()))

    with pytest.raises(UnreadableFile, match="n’est pas un texte"):
        FrenchCSV().create_dataset(content)


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="2\u00a0Mo"):
        FrenchCSV().create_dataset(b"x" * 2_000_001)
