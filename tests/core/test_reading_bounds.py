"""Files made to exhaust the server: each is refused in time and within memory, and the next one is read."""

import contextlib
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable

import pytest

from core.tabular.reading import Limits, UnreadableFile, read_book
from tests.core.workbooks import MAIN, RELATED, archive, ods, text_cell, xlsx, xlsx_entries

SECONDS = 15
MEMORY = 512 * 1024
ONE = '<table:table-cell office:value-type="float" office:value="1"/>'


def far_corner() -> bytes:
    return xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def far_row() -> bytes:
    cells = '<row r="1"><c r="GR1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    return xlsx(cells)


def swollen() -> bytes:
    return archive({**xlsx_entries(""), "xl/worksheets/sheet1.xml": b" " * 43_000_000})


def three_million_cells() -> bytes:
    row = "".join("<c><v>1</v></c>" for _ in range(150))
    return xlsx("".join(f"<row>{row}</row>" for _ in range(20_000)))


def shared_text() -> bytes:
    shared = f'<sst xmlns="{MAIN}"><si><t>{"x" * 32_000}</t></si></sst>'
    row = "<c t='s'><v>0</v></c>" * 100
    rows = f"<row>{row}</row>" * 500
    entries = xlsx_entries(rows)
    entries["xl/_rels/workbook.xml.rels"] = str(entries["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Id="s" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    return archive({**entries, "xl/sharedStrings.xml": shared}, zipfile.ZIP_STORED)


def long_cell() -> bytes:
    return archive(xlsx_entries(f'<row r="1">{text_cell("A1", "é" * 2_500_000)}</row>'), zipfile.ZIP_STORED)


BOMBS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "two cells that span seventeen billion": (far_corner, "xlsx", "temps ou de mémoire"),
    "two cells that span two hundred million": (far_row, "xlsx", "temps ou de mémoire"),
    "43 MB that a few kB unpack to": (swollen, "xlsx", "43\u00a0Mo une fois ouvert"),
    "three million cells": (three_million_cells, "xlsx", "Mo une fois ouvert"),
    "a long text shared by fifty thousand cells": (shared_text, "xlsx", "temps ou de mémoire"),
    "20,000 columns": (
        lambda: xlsx(f"<row>{'<c><v>1</v></c>' * 20_000}</row>"),
        "xlsx", "jusqu’en ACOF1"),
    "a cell of 5 MB": (long_cell, "xlsx", "case A1"),
    "an ODS row repeated a million times": (
        lambda: ods(f'<table:table-row table:number-rows-repeated="1000000">{ONE}</table:table-row>'),
        "ods", "plus de 100"),
    "many ODS rows repeated": (
        lambda: ods(f'<table:table-row table:number-rows-repeated="90000">{ONE}</table:table-row>' * 1000),
        "ods", "plus de 100"),
    "an ODS cell repeated a billion times": (
        lambda: ods(
            '<table:table-row><table:table-cell table:number-columns-repeated="999999999"'
            ' office:value-type="float" office:value="1"/></table:table-row>'
        ),
        "ods", "au-delà des 200"),
    "an ODS space repeated a billion times": (
        lambda: ods(
            '<table:table-row><table:table-cell office:value-type="string"><text:p>'
            '<text:s text:c="999999999"/></text:p></table:table-cell></table:table-row>'
        ),
        "ods", "case A1"),
    "an ODS sheet a hundred million rows high": (
        lambda: ods(
            f"<table:table-row>{ONE}</table:table-row>"
            '<table:table-row table:number-rows-repeated="99999999"/>'
            f"<table:table-row>{ONE}</table:table-row>"
        ),
        "ods", "s’étendent"),
    "200,000 rows of text": (lambda: b"a;b\n" + b"x;y\n" * 200_000, "csv", "a 200\u00a0001 lignes"),
    "20,000 columns of text": (lambda: b";".join([b"x"] * 20_000), "csv", "Ligne 1"),
    "a cell of text of 5 MB": (lambda: b'a;"' + b"x" * 5_000_000 + b'"\n', "csv", "trop longue"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_time(name: str) -> None:
    make, file_format, expected = BOMBS[name]
    content = make()
    started = time.monotonic()

    with pytest.raises(UnreadableFile, match=expected):
        read_book(content, f"bombe.{file_format}")

    assert time.monotonic() - started < SECONDS


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS ne borne pas la mémoire d’un processus")
def test_no_bomb_takes_more_memory_than_a_reading_may() -> None:
    # By a process whose children are these readings alone: what is told of children is the largest ever.
    program = "from tests.core.test_reading_bounds import peak_of_all; print(peak_of_all())"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert 10 * 1024 < int(done.stdout) < MEMORY


def peak_of_all() -> int:
    """Have every bomb read; returns the most memory that a reading took, in KiB."""
    for make, file_format, _ in BOMBS.values():
        with contextlib.suppress(UnreadableFile):
            read_book(make(), f"bombe.{file_format}")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def test_after_a_bomb_the_next_file_is_read() -> None:
    with pytest.raises(UnreadableFile, match="temps ou de mémoire"):
        read_book(far_corner(), "a.xlsx")

    book = read_book(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'), "a.xlsx")

    assert next(book.sheets[0].rows).cells[0].number == 1


def test_a_reading_that_lasts_is_stopped() -> None:
    content = three_million_cells()
    started = time.monotonic()

    with pytest.raises(UnreadableFile, match="temps ou de mémoire"):
        read_book(content, "a.xlsx", Limits(seconds=1, ratio=1000))

    assert time.monotonic() - started < SECONDS


def test_a_reading_that_wants_too_much_memory_is_stopped() -> None:
    with pytest.raises(UnreadableFile, match="temps ou de mémoire"):
        read_book(three_million_cells(), "a.xlsx", Limits(memory_bytes=90 * 1024 * 1024, ratio=1000))


def test_the_process_that_reads_knows_nothing_of_django() -> None:
    program = "import core.spreadsheets.child, sys; print([name for name in sys.modules if 'django' in name])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env={})

    assert done.stdout.strip() == "[]"
