"""The forms by which an indicator is said not to apply to a contract."""

from typing import Any

from django import forms

from contracts.models import Contract
from core.forms import SnppeForm
from indicators.models import Applicability, Indicator

MOST_SAID = 1_000


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Motif",
        max_length=MOST_SAID,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui fait que l’indicateur n’a pas de sens ici\u00a0: il se lit dans la grille.",
        error_messages={"required": "Dites pourquoi l’indicateur est sans objet."},
    )


class ExclusionForm(SnppeForm):
    """A national indicator that the contract would follow, and why it does not apply."""

    indicator = forms.ModelChoiceField(
        Indicator.objects.none(),
        label="Indicateur",
        empty_label="Choisissez un indicateur",
        error_messages={"required": "Choisissez un indicateur."},
    )
    reason = _reason()

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        excluded = Applicability.objects.filter(territory=contract.territory_id).values("indicator")
        followed = Indicator.objects.followed_by(contract).filter(contract=None)
        fields: dict[str, Any] = self.fields
        fields["indicator"].queryset = followed.exclude(pk__in=excluded)


class ReasonForm(SnppeForm):
    """Why it does not apply, said better."""

    reason = _reason()
    version = forms.IntegerField(widget=forms.HiddenInput)
