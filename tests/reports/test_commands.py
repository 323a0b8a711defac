"""The commands for administrators and scripts: what they write, what they print, how they fail."""

import json

import pytest
from django.core.management import CommandError, call_command

from core.canonical import sha256_hex
from tests.pdf_checks import text_of


def test_an_unshared_report_is_written_as_a_draft(draft, tmp_path):
    written = tmp_path / "67.pdf"

    call_command("build_report", "67-2020", "2024", output=written)

    assert "PROJET" in text_of(written)


def test_a_shared_report_is_written_as_its_frozen_content(shared, tmp_path):
    written = tmp_path / "67.json"

    call_command("build_report", "67-2020", "2024", output=written, format="json")

    assert sha256_hex(written.read_bytes()) == shared.current_edition.sha256


def test_an_agreed_report_is_written_as_a_page(agreed, tmp_path):
    written = tmp_path / "67.html"

    call_command("build_report", "67-2020", "2024", output=written, format="html")

    assert "arrêté conjointement" in written.read_text()


@pytest.mark.parametrize(("contract", "year"), [("99-2020", "2024"), ("67-2020", "1999")])
def test_an_unknown_report_is_refused_and_the_known_years_are_told(draft, tmp_path, contract, year):
    known = "2024" if contract == "67-2020" else "aucun"

    with pytest.raises(CommandError, match=f"exercices connus\u00a0: {known}"):
        call_command("build_report", contract, year, output=tmp_path / "x.pdf")


def test_a_file_that_cannot_be_written_is_told(draft, tmp_path):
    with pytest.raises(CommandError, match="n’a pas été écrit"):
        call_command(
            "build_report", "67-2020", "2024", output=tmp_path / "nulle" / "part.html", format="html"
        )


def test_the_list_tells_where_each_report_stands(shared, capsys):
    call_command("list_reports", year=2024)

    assert "67-2020" in (line := capsys.readouterr().out)
    assert "Partagé" in line


def test_the_list_is_readable_by_a_script(agreed, capsys):
    call_command("list_reports", json=True)

    rows = json.loads(capsys.readouterr().out)
    assert [(row["contract"], row["year"], row["sha256"]) for row in rows] == [
        ("67-2020", 2024, agreed.current_edition.sha256)
    ]


def test_an_empty_list_is_an_error(draft):
    with pytest.raises(CommandError, match="Aucun rapport"):
        call_command("list_reports", year=1999)
