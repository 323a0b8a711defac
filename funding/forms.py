"""Forms of the money: a new line, and what is said of one beside its amounts."""

from typing import Any

from django import forms

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from contracts.models import Contract
from core.forms import SnppeForm
from funding.actions import LineEdit
from funding.columns import PAYMENT_CREDITS, amount_field
from funding.enums import FundingSource, Payee
from funding.models import FundingLine

SAID = ("comment", PAYMENT_CREDITS)


class LineForm(SnppeForm):
    """What is said of a line beside its amounts; each field for whom it belongs to."""

    prefix = "line"
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    payment_credits_amount = amount_field("Crédits de paiement (CP) notifiés")
    comment = forms.CharField(
        label="Commentaire", required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, line: FundingLine, editable: frozenset[str]) -> None:
        self.line = line
        shown = {name: getattr(line, name) for name in (*SAID, "version")}
        super().__init__(data, initial=shown)
        for name in set(SAID) - editable:
            del self.fields[name]
        if PAYMENT_CREDITS in self.fields:
            self.fields[PAYMENT_CREDITS].help_text = (
                "À remplir si votre budget compte en AE et CP\u00a0: «\u00a0Notifié\u00a0» porte alors les "
                "autorisations d’engagement."
            )

    @property
    def is_open(self) -> bool:
        """Whether there is something to enter."""
        return len(self.fields) > 1

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
    requested_amount = amount_field("Demandé")
    notified_amount = amount_field("Notifié")

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
