"""What narrows the list of indicators; read from the address."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from accounts.models import Seat
from contracts.models import Contract, Framework
from contracts.pages import last_ended_year
from contracts.queries import frameworks_for
from core.forms import SnppeForm
from core.numbers import whole
from indicators.models import Indicator

MOST_SOUGHT = 80


class CatalogueFilterForm(SnppeForm):
    """A framework, a year and a text. What makes no sense is ignored: the list falls back on the last year
    that has ended, in the latest framework of the seat's contracts whose indicators are known."""

    text = forms.CharField(label="Code, libellé ou objectif", required=False, max_length=MOST_SOUGHT)
    framework = forms.ChoiceField(label="Cadre", required=False)
    year = forms.ChoiceField(label="Exercice", required=False)

    def __init__(self, asked: Any, seat: Seat) -> None:
        indicators = Indicator.objects.filter(contract=None, objective__framework=OuterRef("pk"))
        own = Contract.objects.visible_to(seat).filter(framework=OuterRef("pk"))
        known = frameworks_for(seat).annotate(is_told=Exists(indicators), is_own=Exists(own))
        frameworks = {framework.code: framework for framework in known}
        self.chosen = frameworks.get(asked.get("framework", "")) or _latest([*frameworks.values()])
        self.chosen_year = _year(self.chosen, asked.get("year", "")) if self.chosen else 0
        self.sought = asked.get("text", "").strip()[:MOST_SOUGHT]
        code = self.chosen.code if self.chosen else ""
        super().__init__({"text": self.sought, "framework": code, "year": str(self.chosen_year)})
        years = _years(self.chosen) if self.chosen else []
        fields: dict[str, Any] = self.fields
        fields["framework"].choices = [(code, str(one)) for code, one in frameworks.items()]
        fields["year"].choices = [(str(year), str(year)) for year in years]


def _years(framework: Framework) -> range:
    return range(framework.first_year, framework.last_year + 1)


def _latest(frameworks: list[Any]) -> Framework | None:
    """The latest framework whose indicators are known, of the seat's own contracts first."""
    told = [framework for framework in frameworks if framework.is_told]
    own = [framework for framework in told if framework.is_own]
    return next(reversed(own or told or frameworks), None)


def _year(framework: Framework, asked: str) -> int:
    year = whole(asked)
    return year if year is not None and year in _years(framework) else last_ended_year(framework)
