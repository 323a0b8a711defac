"""The form by which an amendment fixes the credits of a year, each payer its own."""

from typing import Any

from django import forms

from contracts.amending.forms import ProposalForm
from contracts.amending.registry import Proposal
from contracts.models import Action
from core.formats import euros
from core.forms import FrenchDecimalField
from core.numbers import whole
from funding.enums import FundingSource
from funding.models import FundingLine
from funding.naming import name_of
from funding.queries import lines_of
from funding.rules import own_sources

NEW = "nouvelle-"
LARGEST = 999_999_999_999


class CreditsForm(ProposalForm):
    """A line of the year, or a new one, and the amount that the amendment notifies."""

    line = forms.ChoiceField(label="Ligne de financement")
    action = forms.ModelChoiceField(
        label="Action",
        queryset=None,
        required=False,
        empty_label="Ensemble du contrat",
        help_text="Pour une nouvelle ligne.",
    )
    notified_amount = FrenchDecimalField(
        label="Montant notifié par l’avenant (euros)", decimals=2, min_value=0, max_value=LARGEST
    )

    def __init__(self, *args: Any, seat: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = own_sources(seat, self.contract)
        self.lines = {
            str(line.pk): line
            for line in lines_of(self.contract, self.amendment.fiscal_year or 0)
            if line.source in sources
        }
        known = [(pk, name_of(line)) for pk, line in self.lines.items()]
        new = [(f"{NEW}{source.value}", f"Nouvelle ligne, {source.label}") for source in sources]
        self.fields["line"].choices = [*known, *new]
        self.fields["action"].queryset = self.contract.actions.order_by("number")

    def clean_line(self) -> str:
        """A key the page gave."""
        chosen: str = self.cleaned_data["line"]
        if chosen.startswith(NEW) or whole(chosen) is not None:
            return chosen
        raise forms.ValidationError("Choisissez une ligne de la liste.")

    @property
    def proposal(self) -> Proposal:
        """What is notified today on the line, what the amendment notifies."""
        given = self.cleaned_data
        line: FundingLine | None = self.lines.get(given["line"])
        amount, year = given["notified_amount"], self.amendment.fiscal_year
        values = {"amount": str(amount), "year": year}
        if line is not None:
            before = euros(line.notified_amount) if line.notified_amount is not None else ""
            label = f"Crédits {year}, {name_of(line)}"
            return Proposal(f"credit:{line.pk}", label, before, euros(amount), values | {"line": line.pk})
        source, action = given["line"].removeprefix(NEW), given.get("action")
        values |= {"source": source, "action": action.pk if action else None}
        return Proposal(
            f"credit:{year}:{source}:{action.pk if action else 'contrat'}",
            f"Crédits {year}, {FundingSource(source).label}, {_place(action)}",
            "",
            euros(amount),
            values,
        )


def _place(action: Action | None) -> str:
    return f"action n°\u00a0{action.number}" if action else "ensemble du contrat"
