"""Why a workbook is refused."""

BROKEN = (
    "Ce classeur est abîmé ou incomplet\u00a0: ouvrez-le dans votre tableur, enregistrez-le de nouveau et"
    " envoyez-le."
)


class Refused(ValueError):
    """The French message says what is wrong and how to mend it."""
