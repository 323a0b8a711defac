"""The forms of the remarks: made, answered, asked again."""

from decimal import Decimal
from typing import Any

from django import forms

from core.decimal_field import FrenchDecimalField
from core.forms import SnppeForm, SnppeModelForm
from funding.models import FundingLine
from funding.naming import name_of
from indicators.models import Indicator
from reports.models import Remark, Report
from reports.narrative import written_in_order
from reports.proposed import faults_of, scale_of
from reports.typed import SettledField

WHOLE = "whole"
CHOOSE_A_PLACE = (
    "Une valeur se propose pour un indicateur ou une ligne de financement\u00a0: choisissez ce que la "
    "remarque vise."
)
NOT_IN_A_NOTE = "Une valeur se propose aux autres parties, qui ne lisent pas cette note."
PLACES = {"indicator": "Indicateurs", "section": "Textes", "funding_line": "Financements"}


def value_field(**scale: Any) -> FrenchDecimalField:
    """The value that is proposed, typed in the unit of what it would replace once that is known."""
    return FrenchDecimalField(
        label="Valeur que vous proposez",
        required=False,
        help_text=(
            "Pour un indicateur, dans son unité\u00a0: le département l’adopte ou non. "
            "Pour une ligne de financement, en euros\u00a0: qui saisit ce montant l’adopte ou non."
        ),
        **scale,
    )


class RemarkForm(SnppeModelForm):
    """A remark and what it bears on."""

    place = forms.ChoiceField(label="Sur quoi porte la remarque", initial=WHOLE)
    proposed_value = value_field()

    class Meta:
        model = Remark
        fields = ["kind", "body", "proposed_column", "proposed_value", "proposed_source", "is_internal"]
        field_classes = {"body": SettledField}
        widgets = {"body": forms.Textarea(attrs={"rows": 6})}
        labels = {
            "is_internal": "Note interne à mon organisation",
            "proposed_column": "Montant visé",
            "proposed_source": "Source de cette valeur",
        }
        help_texts = {
            "proposed_column": "Pour une ligne de financement seulement.",
            "proposed_source": "Par exemple l’enquête et son année, ou le fichier d’où elle vient.",
            "is_internal": (
                "Lue par votre organisation seule\u00a0: elle n’est pas transmise au département "
                "et ne suffit pas à lui renvoyer le rapport."
            ),
        }

    field_order = ["place", *Meta.fields]

    def __init__(self, report: Report, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_of(report)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (WHOLE, "L’ensemble du rapport"),
            *(self._group(label, name) for name, label in PLACES.items()),
        ]
        if self.is_bound:
            _, subject = self.places.get(self.data.get("place", ""), ("", None))
            self.add_field("proposed_value", value_field(**scale_of(report, subject)))
        _, *amounts = self.fields["proposed_column"].choices  # type: ignore[attr-defined]
        self.fields["proposed_column"].choices = [("", "Aucun"), *amounts]  # type: ignore[attr-defined]

    def _group(self, label: str, field: str) -> tuple[str, list[tuple[str, str]]]:
        found = [(key, subject) for key, (name, subject) in self.places.items() if name == field]
        return label, [(key, _named(subject)) for key, subject in found]

    def clean(self) -> dict[str, Any]:
        """A value is proposed for an indicator or an amount of a line, with its source, within the rules of
        what it would replace, and to the other parties: not in a note that they do not read."""
        data = super().clean() or {}
        value, source = data.get("proposed_value"), data.get("proposed_source", "").strip()
        if value is None:
            self._refuse_without_value(source, data.get("proposed_column", ""))
            return data
        if not source and "proposed_source" not in self.errors:
            self.add_error("proposed_source", "Dites d’où vient la valeur que vous proposez.")
        if data.get("is_internal"):
            self.add_error("is_internal", NOT_IN_A_NOTE)
        self._judge(value, data.get("place", ""), data.get("proposed_column", ""))
        return data

    def _refuse_without_value(self, source: str, column: str) -> None:
        if "proposed_value" in self.errors:
            return
        if source:
            self.add_error("proposed_value", "Écrivez la valeur dont vous donnez la source.")
        elif column:
            self.add_error("proposed_value", "Écrivez le montant que vous proposez.")

    def _judge(self, value: Decimal, place: str, column: str) -> None:
        _, subject = self.places.get(place, ("", None))
        if not isinstance(subject, Indicator | FundingLine):
            self.add_error("proposed_value", CHOOSE_A_PLACE)
            return
        if isinstance(subject, FundingLine) and not column:
            self.add_error(
                "proposed_column", "Dites lequel des montants de la ligne vous proposez de changer."
            )
        if isinstance(subject, Indicator) and column:
            self.add_error(
                "proposed_column", "Un indicateur n’a pas de montant\u00a0: laissez ce choix vide."
            )
        for fault in faults_of(subject, value):
            self.add_error("proposed_value", fault)

    def target(self) -> dict[str, Any]:
        """The remarked row, by the name of its field; empty for the whole report."""
        chosen = self.places.get(self.cleaned_data["place"])
        return {chosen[0]: chosen[1]} if chosen else {}


def _named(subject: Any) -> str:
    """Two lines of a source and a payee differ by their action."""
    return name_of(subject) if isinstance(subject, FundingLine) else str(subject)


def places_of(report: Report) -> dict[str, tuple[str, Any]]:
    """All that a remark may bear on, by a key for the form: (field name, row)."""
    indicators = Indicator.objects.followed_by(report.contract).select_related("objective")
    lines = FundingLine.objects.of_year(report.contract, report.fiscal_year)
    rows = (("indicator", indicators), ("section", written_in_order(report)), ("funding_line", lines))
    return {f"{name}-{row.pk}": (name, row) for name, found in rows for row in found}


class AnswerForm(SnppeModelForm):
    """The answer to a remark; a value that is adopted is an answer in itself."""

    answer = SettledField(label="Réponse", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))

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
    body = SettledField(
        label="Ce qui manque à la réponse", max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
