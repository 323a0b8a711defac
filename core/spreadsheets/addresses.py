"""Addresses as the files write them."""

import re

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def place_of(address: str) -> tuple[int, int] | None:
    """(row from 1, column from 0) of « F12 »; None for what is no address."""
    found = ADDRESS.fullmatch(address)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1


def bounds_of(area: str) -> tuple[int, int, int, int] | None:
    """(first row, first column, last row, last column) of « B2:C3 » or « B2 »; None for what is neither."""
    first, _, last = area.partition(":")
    start, end = place_of(first), place_of(last or first)
    return (*start, *end) if start and end else None


def letters_of(column: int) -> str:
    """« F » for 5."""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return letters
