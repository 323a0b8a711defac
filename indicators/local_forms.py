"""The form of an indicator that a contract adds to those of its framework."""

from typing import Any

from django import forms

from contracts.models import Contract
from core.forms import FrenchDecimalField, SnppeModelForm
from indicators.local import FIELDS, mark_of
from indicators.models import Indicator
from indicators.value_rules import STORED_DECIMALS

TEXT_LIMIT = 4_000


def _text(label: str, help_text: str = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, required=False, max_length=TEXT_LIMIT, widget=area, help_text=help_text
    )


class LocalIndicatorForm(SnppeModelForm):
    """An indicator of the contract alone; `shown` is the state the person had before them."""

    definition = _text("Définition", "Ce qui est compté, et ce qui ne l’est pas.")
    method = _text("Méthode", "D’où vient le chiffre, et comment il se calcule.")
    lower_bound = FrenchDecimalField(label="Valeur minimale", required=False, decimals=STORED_DECIMALS)
    upper_bound = FrenchDecimalField(label="Valeur maximale", required=False, decimals=STORED_DECIMALS)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Indicator
        fields = FIELDS
        help_texts = {
            "code": "Propre au contrat, par exemple L1\u00a0; jamais celui d’un indicateur national.",
            "unit": "Au pluriel (visites, places), ou le signe\u00a0%.",
            "direction": "Ce que le contrat attend\u00a0: les écarts et l’appréciation en dépendent.",
        }

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        retained = contract.retained_objectives.pursued().values("objective")
        fields: dict[str, Any] = self.fields
        fields["objective"].queryset = contract.framework.objectives.filter(pk__in=retained)
        fields["objective"].empty_label = "Choisissez un objectif"
        fields["expected_source"].required = False
        fields["shown"].initial = mark_of(self.instance)
        for name in ("lower_bound", "upper_bound"):
            self.fields[name].initial = getattr(self.instance, name)

    def _post_clean(self) -> None:
        """The whole row is checked under lock by the action, the same way for everybody."""
