"""Forms of an amendment: what it is, what it brings, its signature."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from contracts.amending.registry import Proposal
from contracts.amending.signatories import day_fault, signatories
from contracts.enums import AmendmentKind
from contracts.models import Amendment, Contract
from contracts.preparation.forms import period_faults
from contracts.queries import still_droppable, still_optional
from core.formats import date_long, joined, plural
from core.forms import RowsField, SnppeForm, SnppeModelForm

MAX_TEXT = 4_000


class AmendmentForm(SnppeModelForm):
    """What an amendment is about. Its kinds open its sections, and those alone."""

    kinds = forms.MultipleChoiceField(
        label="Ce qu’il change",
        choices=AmendmentKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Seules les parties cochées s’ouvriront.",
    )
    fiscal_year = forms.TypedChoiceField(
        label="Exercice des crédits",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Pour un avenant qui fixe les crédits d’une année.",
    )

    class Meta:
        model = Amendment
        fields = ("kinds", "title", "fiscal_year", "effective_on", "purpose")
        widgets = {"effective_on": forms.DateInput, "purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": "Par exemple «\u00a0Crédits 2024\u00a0» ou «\u00a0Prolongation 2023\u00a0».",
            "effective_on": "Vide\u00a0: le jour de la signature.",
        }

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        framework = contract.framework
        covered = range(contract.starts_on.year, framework.last_year + 1)
        self.fields["fiscal_year"].choices = [("", "Aucun"), *((year, str(year)) for year in covered)]

    def clean(self) -> dict[str, Any]:
        """Credits are those of a year."""
        given = super().clean() or self.cleaned_data
        if AmendmentKind.CREDITS in given.get("kinds", []) and not given.get("fiscal_year"):
            self.add_error("fiscal_year", "Dites de quel exercice cet avenant fixe les crédits.")
        return given


class ProposalForm(SnppeForm):
    """The base of what an amendment brings: once valid, `proposal` says it."""

    def __init__(self, *args: Any, amendment: Amendment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.amendment, self.contract = amendment, amendment.contract

    @property
    def proposal(self) -> Proposal:
        """What is proposed."""
        raise NotImplementedError


class PeriodForm(ProposalForm):
    """A new end."""

    new_ends_on = forms.DateField(label="Nouvelle fin du contrat")

    def clean_new_ends_on(self) -> date:
        """Within the framework, after the start, and not the end it has already."""
        day: date = self.cleaned_data["new_ends_on"]
        faults = [message for _, message in period_faults(self.contract.framework, None, day)]
        if day < self.contract.starts_on:
            faults.append("Un contrat ne peut finir avant d’avoir commencé.")
        if day == self.contract.ends_on:
            faults.append(f"Le contrat finit déjà le {date_long(day)}.")
        if faults:
            raise forms.ValidationError(faults)
        return day

    @property
    def proposal(self) -> Proposal:
        """The end before, the end after."""
        day = self.cleaned_data["new_ends_on"]
        return Proposal(
            "periode:fin",
            "Fin du contrat",
            date_long(self.contract.ends_on),
            date_long(day),
            {"new_ends_on": day.isoformat(), "years": _moved_years(self.contract, day)},
        )


def _moved_years(contract: Contract, end: date) -> list[int]:
    first, last = sorted((contract.ends_on.year, end.year))
    return list(range(first + 1, last + 1))


class ObjectiveForm(ProposalForm):
    """An optional objective, and why."""

    objective = forms.ModelChoiceField(label="Objectif", queryset=None, empty_label="Choisissez un objectif")
    reason = forms.CharField(label="Pourquoi", max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = still_optional(self.contract)

    @property
    def proposal(self) -> Proposal:
        """Not retained before, retained after."""
        objective = self.cleaned_data["objective"]
        return Proposal(
            f"objectif:{objective.number}",
            f"Objectif {objective}",
            "",
            "retenu",
            {"objective": objective.pk},
            self.cleaned_data["reason"],
        )


class DropForm(ProposalForm):
    """An optional objective to pursue no more, and why."""

    objective = forms.ModelChoiceField(label="Objectif", queryset=None, empty_label="Choisissez un objectif")
    reason = forms.CharField(label="Pourquoi", max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = still_droppable(self.contract)

    @property
    def proposal(self) -> Proposal:
        """Retained before, dropped after; the years that it would leave, as far as its date is known."""
        objective = self.cleaned_data["objective"]
        return Proposal(
            f"abandon:{objective.number}",
            f"Objectif {objective}",
            "retenu",
            "abandonné",
            {"dropped": objective.pk, "removes": f"objectif:{objective.number}"},
            self.cleaned_data["reason"],
        )


class PartyForm(ProposalForm):
    """A co-signatory."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=None, empty_label="Choisissez une organisation"
    )
    signatory_title = forms.CharField(label="Qualité du signataire", required=False, max_length=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = Organisation.objects.filter(kind=OrganisationKind.COSIGNATORY).order_by("name")
        self.fields["organisation"].queryset = able.exclude(party_to__contract=self.contract)

    @property
    def proposal(self) -> Proposal:
        """Its name and who signs."""
        organisation, title = self.cleaned_data["organisation"], self.cleaned_data["signatory_title"]
        told = f"cosignataire, {title}" if title else "cosignataire"
        values = {"organisation": organisation.pk, "signatory_title": title}
        return Proposal(f"partie:{organisation.pk}", organisation.name, "", told, values)


class ActionForm(ProposalForm):
    """An action to add to the plan."""

    title = forms.CharField(label="Intitulé", max_length=200)
    purpose = forms.CharField(
        label="Objet", required=False, max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    objectives = RowsField(
        label="Objectifs", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(label="Début", required=False)
    ends_on = forms.DateField(label="Fin", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = list(self.contract.retained_objectives.pursued().values_list("objective", flat=True))
        added = _of_changes(self.amendment, "objective")
        self.fields["objectives"].queryset = self.contract.framework.objectives.filter(pk__in=[*own, *added])

    def clean(self) -> dict[str, Any]:
        """A calendar in order."""
        given = super().clean() or self.cleaned_data
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Une action ne peut finir avant d’avoir commencé.")
        return given

    @property
    def proposal(self) -> Proposal:
        """Its title and its calendar."""
        given = self.cleaned_data
        days = {name: given[name].isoformat() if given[name] else "" for name in ("starts_on", "ends_on")}
        numbers = [one.number for one in given["objectives"]]
        pursued = f" ({plural(len(numbers), 'objectif')} {joined(numbers)})" if numbers else ""
        return Proposal(
            f"action:{self.amendment.changes.count() + 1}-{given['title'][:40]}",
            given["title"],
            "",
            f"ajoutée au plan d’action{pursued}",
            {"title": given["title"], "purpose": given["purpose"], **days}
            | {"objectives": [one.pk for one in given["objectives"]]},
        )


def _of_changes(amendment: Amendment, name: str) -> Iterable[Any]:
    return [change.values[name] for change in amendment.changes.all() if name in change.values]


class SignForm(SnppeForm):
    """The day on which each party signed, and why it goes on without all the pieces when some are missing."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Pourquoi signer sans toutes les pièces",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, amendment: Amendment, today: date, is_lacking: bool, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"version": amendment.version})
        super().__init__(*args, **kwargs)
        self.today, self.contract = today, amendment.contract
        self.names = {f"signed-{one.organisation.pk}": one for one in signatories(amendment)}
        for name, one in self.names.items():
            label = f"{one.organisation.name}, signé le"
            field = forms.DateField(label=label, required=one.is_due, help_text=one.title)
            self.add_field(name, field)
        if is_lacking:
            self.order_fields([*self.names, "reason"])
        else:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Nobody signs tomorrow, nor before the contract itself."""
        given = super().clean() or self.cleaned_data
        for name in self.names:
            day = given.get(name)
            if day and (fault := day_fault(self.contract, day, self.today)):
                self.add_error(name, fault)
        return given

    @property
    def said(self) -> dict[str, Any]:
        """What the transition takes: the days by organisation, and the reason."""
        given = self.cleaned_data
        dates = {one.organisation.pk: given[name] for name, one in self.names.items() if given[name]}
        return {"dates": dates, "reason": given.get("reason", "")}
