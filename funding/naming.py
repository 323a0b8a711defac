"""What a funding line is called, in a page, a message, a file."""

from funding.models import FundingLine

WHOLE_CONTRACT = "Ensemble du contrat"


def prefix_of(line: FundingLine) -> str:
    """The identifier of a line in the page."""
    return f"line-{line.pk}"


def payee_of(line: FundingLine) -> str:
    """Who receives it, in clear when it is said."""
    return line.payee_label or str(line.get_payee_display())


def action_of(line: FundingLine) -> str:
    """What it pays: an action, or the whole contract."""
    return str(line.action) if line.action else WHOLE_CONTRACT


def name_of(line: FundingLine) -> str:
    """What tells a line from the others of the year: its source, who receives it, its action."""
    named = f"{line.get_source_display()}, {payee_of(line)}"
    return f"{named}, action {line.action.number}" if line.action else named
