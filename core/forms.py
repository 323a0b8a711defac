"""The base of every form: French messages, dress, errors tied to their fields, the version shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.renderers import TemplatesSetting

from core.conflicts import differences
from core.days import plausible
from core.decimal_field import FrenchDecimalField
from core.formats import NBSP
from core.marks import MOVED, mark_of
from core.numbers import whole
from core.versions import Versioned

__all__ = [
    "FrenchDecimalField",
    "MarkedForm",
    "Problem",
    "RowsField",
    "SnppeForm",
    "SnppeFormMixin",
    "SnppeModelForm",
    "errors_by_field",
    "problems_of",
]

DRESS: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.HiddenInput, ""),
    (forms.Select, "fr-select"),
    (forms.FileInput, "fr-upload"),
    (forms.Widget, "fr-input"),
]
# Django draws ten lines, more than most comments need; the field grows by its corner.
DJANGO_ROWS, ROWS = "10", "5"


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the field's label, what is wrong, the id to jump to (empty for the whole form)."""

    label: str
    message: str
    target: str


class SnppeBoundField(forms.BoundField):
    """A field drawn by our own component, whose hint and error are announced with it."""

    @property
    def template_name(self) -> str:
        """The component, unless the field brings its own."""
        return getattr(self.field, "template_name", None) or "components/form_field.html"

    @property
    def group(self) -> str:
        """Which shape the component gives the field: « input », « select », « checkbox », « choices » or
        « upload »."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "checkbox"
        if isinstance(widget, forms.FileInput):
            return "upload"
        return "select" if isinstance(widget, forms.Select) else "input"

    @property
    def kind_of_choice(self) -> str:
        """« checkbox » when several may be taken, « radio » when one."""
        return "checkbox" if isinstance(self.field.widget, forms.CheckboxSelectMultiple) else "radio"

    @property
    def first_target(self) -> str:
        """The id that receives the focus from the list of problems."""
        return f"{self.auto_id}_0" if self.group == "choices" else self.auto_id

    @property
    def meanings(self) -> list[tuple[str, str, bool]]:
        """The meanings a number may have, as (value to post, label, chosen), when it has to be asked."""
        return getattr(self.field, "meanings", [])


class SnppeFormMixin:
    """Dresses any form, Django's own included: `class LoginForm(SnppeFormMixin, AuthenticationForm)`."""

    bound_field_class: Any = SnppeBoundField
    default_renderer: Any = TemplatesSetting
    template_name = "components/form_fields.html"
    template_name_label = "components/form_label.html"
    # The browser's own messages are not in our words and show one error at a time.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            _dress(field.widget)
            _speak(field, name)

    def add_field(self, name: str, field: forms.Field) -> None:
        """Add a field that only the data knows (one per objective, one per party), dressed as the others."""
        self.fields[name] = field  # type: ignore[attr-defined]
        _dress(field.widget)
        _speak(field, name)

    @property
    def problems(self) -> list[Problem]:
        """Every error at once, in the order of the page."""
        form: Any = self
        whole = [Problem("", message, "") for message in form.non_field_errors()]
        return whole + [
            Problem(str(bound.label), message, bound.first_target)
            for bound in form
            for message in bound.errors
        ]

    @property
    def readings(self) -> list[str]:
        """How each number typed in a way worth telling was read: « « 1 234,5 » lu comme 1234,5 »."""
        form: Any = self
        return [field.reading for field in form.fields.values() if getattr(field, "reading", "")]

    @property
    def shown_version(self) -> int | None:
        """The version of the row the person had before them, to give to the action; None for a new row.

        A page that sends none of a row that exists is out of date: 0, which no row has.
        """
        form: Any = self
        sent: int | None = form.cleaned_data.get("version")
        is_new = hasattr(form, "instance") and form.instance.pk is None
        return sent if sent is not None or is_new else 0


class SnppeForm(SnppeFormMixin, forms.Form):
    """A form that is not tied to one model."""


class SnppeModelForm(SnppeFormMixin, forms.ModelForm):
    """A form on one row; a versioned row brings its hidden `version` along."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.instance, Versioned):
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=self.instance.version
            )


class MarkedForm(SnppeModelForm):
    """A form on one row without a version: it sends back the mark of what it shows (`core.marks`). All its
    rules are checked under lock, by the act."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    marked: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = mark_of(self.instance, self.marked)

    def _post_clean(self) -> None:
        """The whole row is checked under lock by the act, the same way for everybody."""

    def add_error(self, field: str | None, error: Any) -> None:
        """An error; when somebody else changed the row, also what it says now, which may then be written
        over."""
        super().add_error(field, error)
        if isinstance(error, ValidationError) and MOVED in error.messages:
            self._show_theirs()

    def _show_theirs(self) -> None:
        row, sent = self.instance, self.data.copy()
        sent[self.add_prefix("shown")] = self.fields["shown"].initial
        self.data = sent
        fields = [one for one in row._meta.concrete_fields if one.name in self.fields]
        typed = {one.name: sent.get(self.add_prefix(one.name), "") for one in fields}
        for one in differences(row, fields, typed):
            now = f"{one.label}{NBSP}: «{NBSP}{one.theirs}{NBSP}» est maintenant enregistré"
            super().add_error(None, f"{now}, vous avez écrit «{NBSP}{one.yours}{NBSP}».")


def errors_by_field(form: Any, refused: ValidationError) -> Any:
    """The refusal by field where the form has the field, on the whole form otherwise."""
    if not hasattr(refused, "error_dict"):
        return refused
    if set(refused.message_dict) <= set(form.fields):
        return refused
    return refused.messages


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows chosen by their keys; a key beyond what the database can hold is merely no choice."""

    def clean(self, value: Any) -> Any:
        """The rows. Refused in the field's own words."""
        for key in value or ():
            if whole(str(key)) is None:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                )
        return super().clean(value)


def problems_of(several: Iterable[Any]) -> list[Problem]:
    """The problems of several forms of one page (a formset, a form beside a grid), in their order."""
    return [problem for form in several for problem in form.problems]


def _dress(widget: forms.Widget) -> None:
    """The look of a field, and the form in which it is sent."""
    dress = next(css for kind, css in DRESS if isinstance(widget, kind))
    if dress and dress not in widget.attrs.get("class", ""):
        widget.attrs["class"] = f"{dress} {widget.attrs.get('class', '')}".strip()
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        # Bare inputs: the component writes the labels and the groups.
        widget.option_template_name = "django/forms/widgets/input.html"
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == DJANGO_ROWS:
        widget.attrs["rows"] = ROWS
    if isinstance(widget, forms.DateInput):
        # A date picker reads and writes the ISO form, whatever the language.
        widget.input_type, widget.format = "date", "%Y-%m-%d"


def _speak(field: forms.Field, name: str) -> None:
    """The messages of a field, where it has none of its own: what to do rather than what failed."""
    if isinstance(field, forms.DateField):
        field.input_formats = ["%Y-%m-%d", "%d/%m/%Y"]
        field.error_messages["invalid"] = "Écrivez une date sous la forme JJ/MM/AAAA, par exemple 30/06/2025."
        field.validators.append(plausible)
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = f"Renseignez «{NBSP}{field.label or name}{NBSP}»."
    for validator in field.validators:
        if isinstance(validator, MaxLengthValidator):
            validator.message = (
                f"Raccourcissez le texte{NBSP}: %(limit_value)d caractères au plus, il y en a %(show_value)d."
            )
