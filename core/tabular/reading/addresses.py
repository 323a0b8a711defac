"""Where a cell is, as spreadsheets say it: « F12 »."""

from string import ascii_uppercase


def column_letters(column: int) -> str:
    """« A » for 0, « Z » for 25, « AA » for 26."""
    letters = ""
    rest = column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = ascii_uppercase[place] + letters
    return letters


def address(row: int, column: int) -> str:
    """« F12 » for the row of number 12 (from 1) and the column of index 5 (from 0)."""
    return f"{column_letters(column)}{row}"
