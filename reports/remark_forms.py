"""The forms of the remarks: made, answered, asked again."""

from decimal import Decimal
from typing import Any

from django import forms

from core.decimal_field import FrenchDecimalField
from core.forms import SnppeForm, SnppeModelForm
from indicators.models import Indicator
from indicators.value_rules import Figure, broken_by_value
from reports.models import Remark, Report
from reports.narrative import written_in_order

WHOLE = "whole"
PLACES = {"indicator": "Indicateurs", "section": "Textes", "funding_line": "Financements"}


class RemarkForm(SnppeModelForm):
    """A remark and what it bears on."""

    place = forms.ChoiceField(label="Sur quoi porte la remarque", initial=WHOLE)
    proposed_value = FrenchDecimalField(
        label="Valeur que vous proposez",
        required=False,
        help_text="Pour un indicateur, dans son unité. Le département l’adopte ou non.",
    )

    class Meta:
        model = Remark
        fields = ["kind", "body", "proposed_value", "proposed_source", "is_internal"]
        widgets = {"body": forms.Textarea(attrs={"rows": 6})}
        labels = {
            "is_internal": "Note interne à mon organisation",
            "proposed_source": "Source de cette valeur",
        }
        help_texts = {
            "proposed_source": "Par exemple l’enquête et son année, ou le fichier d’où elle vient.",
            "is_internal": (
                "Lue par votre organisation seule\u00a0: elle n’est pas transmise au département "
                "et ne suffit pas à lui renvoyer le rapport."
            ),
        }

    field_order = ["place", "kind", "body", "proposed_value", "proposed_source", "is_internal"]

    def __init__(self, report: Report, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_of(report)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (WHOLE, "L’ensemble du rapport"),
            *(self._group(label, name) for name, label in PLACES.items()),
        ]

    def _group(self, label: str, field: str) -> tuple[str, list[tuple[str, str]]]:
        found = [(key, subject) for key, (name, subject) in self.places.items() if name == field]
        return label, [(key, str(subject)) for key, subject in found]

    def clean(self) -> dict[str, Any]:
        """A value is proposed for an indicator, with its source, within the rules of that indicator, and to
        the département: not in a note that it does not read."""
        data = super().clean() or {}
        value, source = data.get("proposed_value"), data.get("proposed_source", "").strip()
        if value is None:
            if source and "proposed_value" not in self.errors:
                self.add_error("proposed_value", "Écrivez la valeur dont vous donnez la source.")
            return data
        if not source and "proposed_source" not in self.errors:
            self.add_error("proposed_source", "Dites d’où vient la valeur que vous proposez.")
        if data.get("is_internal"):
            self.add_error("is_internal", "Une valeur se propose au département, qui ne lit pas cette note.")
        self._judge(value, data.get("place", ""))
        return data

    def _judge(self, value: Decimal, place: str) -> None:
        _, subject = self.places.get(place, ("", None))
        if not isinstance(subject, Indicator):
            self.add_error("proposed_value", "Une valeur se propose pour un indicateur\u00a0: choisissez-le.")
            return
        for broken in broken_by_value(subject, Figure(value=value)):
            self.add_error("proposed_value", broken.message)

    def target(self) -> dict[str, Any]:
        """The remarked row, by the name of its field; empty for the whole report."""
        chosen = self.places.get(self.cleaned_data["place"])
        return {chosen[0]: chosen[1]} if chosen else {}


def places_of(report: Report) -> dict[str, tuple[str, Any]]:
    """All that a remark may bear on, by a key for the form: (field name, row)."""
    indicators = Indicator.objects.followed_by(report.contract).select_related("objective")
    lines = report.contract.funding_lines.filter(fiscal_year=report.fiscal_year)
    rows = (("indicator", indicators), ("section", written_in_order(report)), ("funding_line", lines))
    return {f"{name}-{row.pk}": (name, row) for name, found in rows for row in found}


class AnswerForm(SnppeModelForm):
    """The département's answer to a remark; a value that is adopted is an answer in itself."""

    answer = forms.CharField(label="Réponse", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))

    class Meta:
        model = Remark
        fields = ["answer"]

    def __init__(self, *args: Any, is_adopting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_adopting = is_adopting
        self.fields["answer"].required = not is_adopting


class PursueForm(SnppeForm):
    """Why an answer does not settle a remark."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    body = forms.CharField(
        label="Ce qui manque à la réponse", max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
