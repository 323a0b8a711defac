"""Why a workbook is refused."""


class Refused(ValueError):
    """The French message says what is wrong and how to mend it."""
