"""The forms of the national level on frameworks; each carries the mark of what it shows."""

from typing import Any

from django import forms

from contracts.enums import LabelStatus, LinkGrade
from contracts.models import Engagement, Framework, Objective
from core.forms import FrenchDecimalField, MarkedForm, SnppeForm
from indicators.frameworks.acts import (
    ENGAGEMENT_FIELDS,
    FRAMEWORK_FIELDS,
    INDICATOR_FIELDS,
    OBJECTIVE_FIELDS,
)
from indicators.frameworks.linking import GRADED
from indicators.models import Indicator
from indicators.value_rules import STORED_DECIMALS

MAX_BYTES = 2_000_000
ACCEPTED = ".csv,.tsv,.txt,.xlsx,.ods"
TOO_LARGE = "Ce fichier dépasse 2\u00a0Mo\u00a0: ôtez-en ce qui n’est pas le cadre."
MAX_OBJECTIVES = 99
FOUNDATIONS = [
    (LabelStatus.QUOTED, LabelStatus.QUOTED.label),
    (LabelStatus.DEDUCED, LabelStatus.DEDUCED.label),
]


def _text(label: str, help_text: str = "", rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=4_000, widget=area, help_text=help_text)


def _source() -> forms.URLField:
    return forms.URLField(label="Source", required=False, max_length=400, assume_scheme="https")


class FrameworkForm(MarkedForm):
    """What a framework is: its code, its title, its years."""

    marked = FRAMEWORK_FIELDS

    class Meta:
        model = Framework
        fields = FRAMEWORK_FIELDS
        help_texts = {
            "code": "En minuscules et tirets, par exemple snppe-acte2-2025.",
            "baseline_year": "Celle à laquelle les résultats se comparent, si un texte la donne.",
            "mandatory_count": "Si un texte le donne.",
        }


class NewFrameworkForm(FrameworkForm):
    """A new framework: its objectives come from a file, or are so many to complete on screen."""

    objective_count = forms.IntegerField(
        label="Nombre d’objectifs",
        required=False,
        min_value=1,
        max_value=MAX_OBJECTIVES,
        help_text="Sans fichier\u00a0: autant d’objectifs numérotés, à compléter à l’écran.",
    )
    file = forms.FileField(
        label="Fichier des objectifs et des indicateurs",
        required=False,
        help_text="XLSX, ODS ou CSV, 2\u00a0Mo au plus. Rien n’est enregistré avant votre accord.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        max_length=None,
    )

    def clean_file(self) -> Any:
        """Refused when it is too large to be read."""
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def clean(self) -> dict[str, Any]:
        """In order, and new; a file or a count."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_year"), given.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", "La dernière année ne peut précéder la première.")
        for name, told in (("code", "de ce code"), ("first_year", "qui commence cette année-là")):
            if given.get(name) and Framework.objects.filter(**{name: given[name]}).exists():
                self.add_error(name, f"Il y a déjà un cadre {told}.")
        if not (given.get("file") or given.get("objective_count") or self.errors.get("file")):
            self.add_error("file", "Donnez un fichier, ou un nombre d’objectifs.")
        return given


class EngagementForm(MarkedForm):
    """An engagement."""

    marked = ENGAGEMENT_FIELDS
    source_url = _source()

    class Meta:
        model = Engagement
        fields = ENGAGEMENT_FIELDS


class ObjectiveForm(MarkedForm):
    """An objective to complete or correct; empty, its wording is « à compléter »."""

    marked = OBJECTIVE_FIELDS
    source_url = _source()
    label = _text("Libellé", "Tel qu’il est écrit dans le texte. Vide\u00a0: «\u00a0à compléter\u00a0».")
    label_status = forms.ChoiceField(label="Fondement du libellé", choices=FOUNDATIONS, required=False)
    notes = _text("Notes", rows=2)
    why = forms.CharField(
        label="Pourquoi ce changement",
        required=False,
        max_length=500,
        help_text="Demandé quand un libellé déjà écrit change\u00a0; gardé dans l’historique.",
    )

    class Meta:
        model = Objective
        fields = OBJECTIVE_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        engagement: Any = self.fields["engagement"]
        engagement.queryset = Engagement.objects.filter(framework=self.instance.framework_id)
        engagement.empty_label = "À compléter"

    def clean_label_status(self) -> str:
        """A wording has a foundation; the act says « à compléter » of one that is empty."""
        return self.cleaned_data["label_status"] or str(LabelStatus.QUOTED)


class NationalIndicatorForm(MarkedForm):
    """A national indicator of the framework."""

    marked = INDICATOR_FIELDS
    source_url = _source()
    label_status = forms.ChoiceField(label="Fondement du libellé", choices=FOUNDATIONS)
    definition = _text("Définition", "Ce qui est compté, et ce qui ne l’est pas.")
    method = _text("Méthode", "D’où vient le chiffre, et comment il se calcule.")
    lower_bound = FrenchDecimalField(label="Valeur minimale", required=False, decimals=STORED_DECIMALS)
    upper_bound = FrenchDecimalField(label="Valeur maximale", required=False, decimals=STORED_DECIMALS)
    why = forms.CharField(
        label="Pourquoi ce changement",
        required=False,
        max_length=500,
        help_text="Demandé quand un libellé déjà écrit change\u00a0; gardé dans l’historique.",
    )

    class Meta:
        model = Indicator
        fields = INDICATOR_FIELDS

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["objective"].queryset = framework.objectives.order_by("number")
        fields["objective"].empty_label = "Choisissez un objectif"
        fields["expected_source"].required = False
        for name in ("lower_bound", "upper_bound"):
            fields[name].initial = getattr(self.instance, name)


class LinkForm(SnppeForm):
    """A link of the crosswalk. A link that exists keeps its two ends."""

    later = forms.ModelChoiceField(label="Définition de ce cadre", queryset=None, empty_label="Choisissez")
    earlier = forms.ModelChoiceField(label="Définition antérieure", queryset=None, empty_label="Choisissez")
    grade = forms.ChoiceField(
        label="Correspondance",
        choices=LinkGrade.choices,
        widget=forms.RadioSelect,
        help_text="Une série ne passe pas par une correspondance rompue\u00a0; les autres s’y voient.",
    )
    reason = _text("Ce qui change ou demeure", "Lu à côté de chaque série qui passe d’un cadre à l’autre.")
    source_url = _source()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, kind: str, later: Framework, earlier: Framework, link: Any, **kwargs: Any
    ) -> None:
        known = {name: getattr(link, name) for name in GRADED} | {"version": link.version} if link.pk else {}
        super().__init__(*args, initial=known, **kwargs)
        if link.pk:
            del self.fields["later"], self.fields["earlier"]
            return
        for name, framework in (("later", later), ("earlier", earlier)):
            field: Any = self.fields[name]
            field.queryset = _definitions(kind, framework)
            field.label = f"{field.label} ({framework})"


def _definitions(kind: str, framework: Framework) -> Any:
    if kind == "objectifs":
        return framework.objectives.order_by("number")
    national = Indicator.objects.filter(contract=None, objective__framework=framework)
    return national.select_related("objective").order_by("objective__number", "code")
