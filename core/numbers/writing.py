"""A number written so that it is read back as it is."""

from decimal import Decimal


def unambiguous(number: Decimal) -> str:
    """A number as text that nobody can take for another: three decimals get a fourth, so that 1,234 is not
    read as 1234."""
    text = f"{number:f}".replace(".", ",")
    return f"{text}0" if len(text.partition(",")[2]) == 3 else text
