"""Entry on the funding page: one form per line, whose fields are the cells that the seat may write."""

from typing import Any

from django import forms

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from contracts.models import Contract
from core.forms import FrenchDecimalField, SnppeForm
from funding.actions import LineEdit
from funding.enums import FundingSource, Payee
from funding.models import FundingLine
from funding.queries import name_of

LARGEST = 999_999_999_999


def _amount(label: str) -> FrenchDecimalField:
    return FrenchDecimalField(
        label=label, unit="€", decimals=2, min_value=0, max_value=LARGEST, required=False
    )


class LineForm(SnppeForm):
    """The cells of one line."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    requested_amount = _amount("Demandé")
    notified_amount = _amount("Notifié")
    committed_amount = _amount("Engagé")
    paid_amount = _amount("Payé")
    spent_amount = _amount("Dépensé")
    carried_over_amount = _amount("Reporté")
    comment = forms.CharField(
        label="Commentaire", required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, line: FundingLine, editable: frozenset[str]) -> None:
        self.line = line
        shown = {name: getattr(line, name) for name in (*editable, "version")}
        super().__init__(data, prefix=prefix_of(line), initial=shown)
        for name in set(self.fields) - editable - {"version"}:
            del self.fields[name]
        for name in editable:
            self.fields[name].label = f"{self.fields[name].label} ({name_of(line)})"
            self.fields[name].widget.attrs["aria-labelledby"] = f"{prefix_of(line)} {name}"

    def edit(self) -> LineEdit:
        """What to save, once the form is valid."""
        values = {name: self.cleaned_data[name] for name in self.fields if name != "version"}
        return LineEdit(self.line.pk, self.cleaned_data["version"], values)


class NewLineForm(SnppeForm):
    """A line of one's own source."""

    prefix = "new"
    source = forms.ChoiceField(label="Source")
    payer = forms.ModelChoiceField(
        label="Autre cofinanceur",
        queryset=None,
        required=False,
        help_text="Seulement pour la source «\u00a0Autre cofinanceur\u00a0».",
    )
    payee = forms.ChoiceField(label="Bénéficiaire", choices=Payee.choices)
    payee_label = forms.CharField(label="Bénéficiaire, en clair", required=False, max_length=160)
    action = forms.ModelChoiceField(
        label="Action", queryset=None, required=False, empty_label="Ensemble du contrat"
    )
    requested_amount = _amount("Demandé")
    notified_amount = _amount("Notifié")

    def __init__(self, *args: Any, contract: Contract, sources: list[FundingSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(source.value, source.label) for source in sources]
        self.fields["action"].queryset = contract.actions.all()
        kinds = [OrganisationKind.CARRIER, OrganisationKind.COSIGNATORY]
        self.fields["payer"].queryset = Organisation.objects.filter(kind__in=kinds)
        if FundingSource.OTHER not in sources:
            del self.fields["payer"]

    def clean(self) -> dict[str, Any]:
        """Another co-financer is named."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("source") == FundingSource.OTHER and not cleaned.get("payer"):
            self.add_error("payer", "Dites qui est cet autre cofinanceur.")
        return cleaned


def prefix_of(line: FundingLine) -> str:
    """The prefix of a line's names and identifiers in the page."""
    return f"line-{line.pk}"
