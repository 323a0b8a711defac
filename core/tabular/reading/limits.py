"""How much of a file is read: beyond, it is refused rather than let to hold the server."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a file may hold. Rows (beside that of the titles) and columns are counted where there is a value,
    `cells` from the first value of a sheet to its last, blank ones among them.

    `file_bytes` as sent, `entries`, `unpacked_bytes` and `ratio` of the archive that a workbook is; `text`
    characters in a cell; `seconds` of the processor, twice as many of the clock, and `memory_bytes` for the
    process that reads.
    """

    file_bytes: int = 20_000_000
    entries: int = 200
    unpacked_bytes: int = 100_000_000
    ratio: int = 100
    sheets: int = 50
    rows: int = 100_000
    columns: int = 200
    cells: int = 5_000_000
    text: int = 32_767
    seconds: int = 10
    memory_bytes: int = 512 * MEBIBYTE


DEFAULT = Limits()
