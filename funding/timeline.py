"""What the money adds to the history of a contract: read by its three parties, whoever pays."""

from contracts.history import Followed, follow
from funding.models import CarryOver, FundingLine


def _name(row: FundingLine) -> str:
    share = f", {row.payee_label}" if row.payee_label else ""
    return f"{row.get_source_display()} {row.fiscal_year} – {row.payer}{share}"


def _carried(row: CarryOver) -> str:
    return f"Report de crédits, {row.line.get_source_display()} {row.line.fiscal_year}"


follow(Followed(FundingLine, "contract", name=_name, left_out=("contract", "position")))
follow(Followed(CarryOver, "line__contract", name=_carried, left_out=()))
