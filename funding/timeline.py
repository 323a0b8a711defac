"""What the money adds to the history of a contract: read by its three parties, whoever pays."""

from contracts.history import Followed, follow
from funding.models import FundingLine


def _name(row: FundingLine) -> str:
    share = f", {row.payee_label}" if row.payee_label else ""
    return f"{row.get_source_display()} {row.fiscal_year} – {row.payer}{share}"


follow(Followed(FundingLine, "contract", name=_name, left_out=("contract", "position")))
