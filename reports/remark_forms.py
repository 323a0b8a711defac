"""The forms of the remarks: made, answered, asked again."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst

from core.decimal_field import FrenchDecimalField
from core.fields import label_of
from core.forms import SnppeForm, SnppeModelForm
from funding.enums import AMOUNT_FIELDS
from funding.models import FundingLine
from funding.naming import name_of
from indicators.models import Indicator
from reports.enums import IndicatorCell
from reports.models import Remark, Report
from reports.models.remark import LONGEST_QUOTE, PROPOSED_CELLS, PROPOSED_COLUMNS
from reports.proposed import faults_of, scale_of
from reports.subjects import NOT_THERE, Subjects, quoted
from reports.typed import SettledField

WHOLE = "whole"
CHOOSE_A_PLACE = (
    "Une valeur se propose pour un indicateur ou une ligne de financement\u00a0: choisissez ce que la "
    "remarque vise."
)
NOT_IN_A_NOTE = "Une valeur se propose aux autres parties, qui ne lisent pas cette note."
NOT_ITS_CELL = (
    "Ce chiffre n’est pas de ce que vise la remarque\u00a0: choisissez-en un qui le soit, "
    "ou laissez ce choix vide."
)
NOT_A_TEXT = "Un passage se cite d’un texte ou d’une action\u00a0: choisissez lequel, ou videz ce champ."
PLACES = {
    "indicator": "Indicateurs",
    "section": "Textes",
    "action": "Actions",
    "funding_line": "Financements",
}
CELLS = [
    ("", "Aucun en particulier"),
    ("D’un indicateur", [(cell.value, capfirst(cell.label)) for cell in IndicatorCell]),
    (
        "D’une ligne de financement",
        [(name, capfirst(label_of(FundingLine, name))) for name in AMOUNT_FIELDS],
    ),
]
# The cells of a row, by the field of the remark that names it.
CELLS_OF = {"indicator": set(IndicatorCell.values), "funding_line": set(AMOUNT_FIELDS)}


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
    quote = SettledField(
        label="Passage visé",
        required=False,
        max_length=LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pour un texte ou une action\u00a0: copiez-le tel qu’il est écrit.",
    )
    proposed_value = value_field()

    class Meta:
        model = Remark
        fields = ["cell", "quote", "kind", "body", "proposed_value", "proposed_source", "is_internal"]
        field_classes = {"body": SettledField}
        widgets = {"body": forms.Textarea(attrs={"rows": 6})}
        labels = {
            "is_internal": "Note interne à mon organisation",
            "proposed_source": "Source de cette valeur",
        }
        help_texts = {
            "cell": "D’un indicateur ou d’une ligne\u00a0; il en faut un pour proposer un autre montant.",
            "proposed_source": "Par exemple l’enquête et son année, ou le fichier d’où elle vient.",
            "is_internal": (
                "Lue par votre organisation seule\u00a0: elle n’est pas transmise au département "
                "et ne suffit pas à lui renvoyer le rapport."
            ),
        }

    field_order = ["place", *Meta.fields]

    def __init__(self, report: Report, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = Subjects(report)
        self.places = self.subjects.by_place
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (WHOLE, "L’ensemble du rapport"),
            *(self._group(label, name) for name, label in PLACES.items()),
        ]
        if self.is_bound:
            _, subject = self.places.get(self.data.get("place", ""), ("", None))
            self.add_field("proposed_value", value_field(**scale_of(report, subject)))
        self.fields["cell"].choices = CELLS  # type: ignore[attr-defined]

    def _group(self, label: str, field: str) -> tuple[str, list[tuple[str, str]]]:
        found = [(key, subject) for key, (name, subject) in self.places.items() if name == field]
        return label, [(key, _named(subject)) for key, subject in found]

    def clean(self) -> dict[str, Any]:
        """A cell is of its row, and a passage is read there. A value is proposed for the result of an
        indicator or an amount of a line, with its source, within the rules of what it would replace, and to
        the other parties: not in a note that they do not read."""
        data = super().clean() or {}
        self._refuse_elsewhere(data.get("place", ""), data.get("cell", ""), data.get("quote", ""))
        value, source = data.get("proposed_value"), data.get("proposed_source", "").strip()
        if value is None:
            self._refuse_without_value(source)
            return data
        if not source and "proposed_source" not in self.errors:
            self.add_error("proposed_source", "Dites d’où vient la valeur que vous proposez.")
        if data.get("is_internal"):
            self.add_error("is_internal", NOT_IN_A_NOTE)
        self._judge(value, data.get("place", ""), data.get("cell", ""))
        return data

    def _refuse_elsewhere(self, place: str, cell: str, quote: str) -> None:
        name, _ = self.places.get(place, ("", None))
        if cell and cell not in CELLS_OF.get(name, ()):
            self.add_error("cell", NOT_ITS_CELL)
        if quote and name not in ("section", "action"):
            self.add_error("quote", NOT_A_TEXT)
        elif quote:
            self._quote(quoted(quote, self.subjects.passages(place)))

    def _quote(self, words: str | None) -> None:
        if words is None:
            self.add_error("quote", NOT_THERE)
        else:
            self.cleaned_data["quote"] = words

    def _refuse_without_value(self, source: str) -> None:
        if source and "proposed_value" not in self.errors:
            self.add_error("proposed_value", "Écrivez la valeur dont vous donnez la source.")

    def _judge(self, value: Decimal, place: str, cell: str) -> None:
        _, subject = self.places.get(place, ("", None))
        if not isinstance(subject, Indicator | FundingLine):
            self.add_error("proposed_value", CHOOSE_A_PLACE)
            return
        if "cell" not in self.errors and (fault := _fault_of_cell(subject, cell)):
            self.add_error("cell", fault)
        for fault in faults_of(subject, value):
            self.add_error("proposed_value", fault)

    def quote_passage(self, rank: int | None) -> None:
        """Quote the passage of this rank in the place that is asked, as far as a quotation goes."""
        is_asked = rank is not None and not self.is_bound
        passages = self.subjects.passages(self.initial["place"]) if is_asked else []
        if rank is not None and rank < len(passages):
            self.initial["quote"] = passages[rank][:LONGEST_QUOTE]

    def target(self) -> dict[str, Any]:
        """The remarked row, by the name of its field; empty for the whole report."""
        chosen = self.places.get(self.cleaned_data["place"])
        return {chosen[0]: chosen[1]} if chosen else {}


def _named(subject: Any) -> str:
    """Two lines of a source and a payee differ by their action."""
    return name_of(subject) if isinstance(subject, FundingLine) else str(subject)


def _fault_of_cell(subject: Indicator | FundingLine, cell: str) -> str:
    """Why no value is proposed in place of this figure, in French; nothing when one may be."""
    if isinstance(subject, Indicator):
        return "" if cell in PROPOSED_CELLS else "Une valeur se propose pour le résultat seul."
    if not cell:
        return "Dites lequel des montants de la ligne vous proposez de changer."
    return (
        ""
        if cell in PROPOSED_COLUMNS
        else "Ce montant suit la décision de report\u00a0: il ne se propose pas."
    )


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
