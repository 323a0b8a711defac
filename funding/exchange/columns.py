"""The columns of a table of funding lines, exported and read alike."""

from core.imports.titled import Columns
from funding.columns import CARRIED_IN, PAYMENT_CREDITS
from funding.columns import COLUMNS as SHOWN
from funding.enums import AMOUNT_FIELDS
from funding.exports import EXPORT_COLUMNS

ALSO = {
    "contract": ("Référence du contrat",),
    "year": ("Année",),
    "payee_label": ("Bénéficiaire en clair",),
    PAYMENT_CREDITS: ("CP", "CP notifiés"),
    "notified_amount": ("AE", "AE notifiées"),
    **{name: () for name in AMOUNT_FIELDS if name not in {PAYMENT_CREDITS, "notified_amount"}},
}
# A block pasted in the grid says its lines by their keys; no file of ours bears this title.
LINE = "line"
TITLES = {
    **{one.key: (one.label, *ALSO.get(one.key, ())) for one in EXPORT_COLUMNS},
    **{name: (f"{label} (€)", label, *ALSO[name]) for name, label in SHOWN},
    LINE: ("Ligne de la page",),
}
REQUIRED = ("contract", "year")
IGNORED = ("provenance",)
# What is read of a line beside what names it; what was carried in is only compared.
VALUES = (*AMOUNT_FIELDS, "comment")
READ_ONLY = (CARRIED_IN,)
COLUMNS = Columns(TITLES, REQUIRED, tuple(key for key in TITLES if key not in IGNORED))


def title_of(key: str) -> str:
    """The header of a column, without its unit."""
    return TITLES[key][1] if key in AMOUNT_FIELDS else TITLES[key][0]
