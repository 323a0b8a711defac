"""The form by which an amendment sets or revises a target."""

from typing import Any

from django import forms
from django.db.models import Q

from contracts.amending.forms import ProposalForm
from contracts.amending.registry import Proposal
from contracts.enums import AmendmentKind
from core.canonical import to_plain
from core.formats import NBSP
from core.forms import FrenchDecimalField
from indicators.aims import aim_text
from indicators.enums import Operator
from indicators.models import Indicator, Target
from indicators.value_rules import STORED_DECIMALS, Aim, broken_by_target

FIELD_OF = {"upper": "upper_value", "upper_value": "upper_value", "operator": "operator"}


class TargetForm(ProposalForm):
    """An indicator, a year, and what is aimed at."""

    indicator = forms.ModelChoiceField(
        label="Indicateur", queryset=None, empty_label="Choisissez un indicateur"
    )
    year = forms.TypedChoiceField(label="Année", coerce=int)
    operator = forms.ChoiceField(label="Forme de la cible", choices=Operator.choices)
    value = FrenchDecimalField(label="Valeur", decimals=STORED_DECIMALS)
    upper_value = FrenchDecimalField(
        label="Borne haute", required=False, decimals=STORED_DECIMALS, help_text="Pour une fourchette."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changes = list(self.amendment.changes.all())
        added = [change.values["objective"] for change in changes if "objective" in change.values]
        own = Q(pk__in=Indicator.objects.followed_by(self.contract).values("pk"))
        joining = Q(objective__in=added, contract=None)
        followed = Indicator.objects.filter(own | joining).select_related("objective")
        self.fields["indicator"].queryset = followed.order_by("objective__number", "code")
        opened = [year for one in changes if one.kind == AmendmentKind.PERIOD for year in one.values["years"]]
        years = sorted({*self.contract.years, *opened})
        self.fields["year"].choices = [(year, str(year)) for year in years]
        # A target is set for the year of the amendment, or the last, rather than for the first.
        about = self.amendment.fiscal_year
        self.fields["year"].initial = about if about in years else years[-1]

    def clean(self) -> dict[str, Any]:
        """The rules of a target, the same as everywhere."""
        given = super().clean() or self.cleaned_data
        if given.get("indicator") and given.get("value") is not None:
            aim = Aim(given.get("operator", ""), given["value"], given.get("upper_value"))
            for broken in broken_by_target(given["indicator"], aim):
                self.add_error(FIELD_OF.get(broken.field, "value"), broken.message)
        return given

    @property
    def proposal(self) -> Proposal:
        """The target of the year before and after, as a cell shows it."""
        given = self.cleaned_data
        indicator, year = given["indicator"], given["year"]
        standing = Target.objects.filter(contract=self.contract, indicator=indicator, year=year).first()
        aim = (given["operator"], given["value"], given.get("upper_value"))
        return Proposal(
            f"cible:{indicator.pk}:{year}",
            f"Cible {year}, {indicator}",
            told(indicator, standing.operator, standing.value, standing.upper_value) if standing else "",
            told(indicator, *aim),
            {"indicator": indicator.pk, "year": year} | to_plain(dict(zip(AIM, aim, strict=True))),
        )


AIM = ("operator", "value", "upper_value")


def told(indicator: Indicator, operator: str, value: Any, upper: Any = None) -> str:
    """« ≥ 20 % »: a target with its unit."""
    unit = "" if operator == Operator.TIMES_BASELINE else f"{NBSP}{indicator.unit}"
    return f"{aim_text(operator, value, upper)}{unit}"
