"""Forms by which a contract is prepared: its frame, its parties, its objectives with why, its dates."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Territory
from contracts.actions import PartyTerms
from contracts.enums import ContractState, ObjectiveKind
from contracts.models import Contract, Framework, Objective, Party
from contracts.preparation.acts import FACTS, PARTY_FIELDS, PERIOD, PartySaid, signed_too_late
from contracts.queries import EngagementRows, ObjectiveRow
from core.forms import FrenchDecimalField, MarkedForm, SnppeForm, SnppeModelForm

MAX_REASON = 2_000
TITLE, SERVICE = "title", "service"


class FrameForm(SnppeForm):
    """First step: the national framework and the territory. Read from the address, nothing is written."""

    framework = forms.ModelChoiceField(
        label="Cadre national", queryset=None, to_field_name="code", empty_label="Choisissez un cadre"
    )
    territory = forms.ModelChoiceField(
        label="Territoire",
        queryset=None,
        to_field_name="code",
        empty_label="Choisissez un territoire",
        help_text="Une collectivité qui couvre deux territoires a un contrat pour chacun.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["framework"].queryset = Framework.objects.order_by("-first_year")
        self.fields["territory"].queryset = Territory.objects.order_by("sort_key", "code")

    def clean(self) -> dict[str, Any]:
        """A territory has one contract in a framework."""
        given = super().clean() or self.cleaned_data
        framework, territory = given.get("framework"), given.get("territory")
        if framework and territory:
            twins = Contract.objects.filter(framework=framework, territory=territory)
            if twin := twins.select_related("territory").first():
                self.add_error("territory", f"Ce territoire a déjà un contrat dans ce cadre\u00a0: {twin}.")
        return given


class PeriodForm(SnppeForm):
    """The period of a contract, which may be shorter than its framework."""

    starts_on = forms.DateField(label="Début du contrat")
    ends_on = forms.DateField(label="Fin du contrat")

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework

    def clean(self) -> dict[str, Any]:
        """In order, and within the years of the framework."""
        given = super().clean() or self.cleaned_data
        for name, message in period_faults(self.framework, given.get("starts_on"), given.get("ends_on")):
            self.add_error(name, message)
        return given


def period_faults(
    framework: Framework, starts_on: date | None, ends_on: date | None
) -> Iterator[tuple[str, str]]:
    """What is wrong in a period, as (field, French message)."""
    covered = range(framework.first_year, framework.last_year + 1)
    years = f"de {framework.first_year} à {framework.last_year}"
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day and day.year not in covered:
            yield name, f"Le cadre va {years}\u00a0: choisissez une date de ces années."
    if starts_on and ends_on and ends_on < starts_on:
        yield "ends_on", "Un contrat ne peut finir avant d’avoir commencé."


class PartyForm(SnppeForm):
    """One of the three parties: the organisation, who signs for it, its local service."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=None, empty_label="Choisissez une organisation"
    )
    signatory_title = forms.CharField(label="Qualité du signataire", required=False, max_length=160)
    local_service = forms.CharField(label="Service local", required=False, max_length=160)

    def __init__(self, *args: Any, kind: str, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, prefix=kind, **kwargs)
        self.kind, self.legend = kind, str(OrganisationKind(kind).label)
        known = Organisation.objects.filter(kind=kind, territories=territory).order_by("name")
        own = list(known[:2])
        field = self.fields["organisation"]
        field.queryset = known if own else Organisation.objects.filter(kind=kind).order_by("name")
        field.initial = own[0] if len(own) == 1 else None

    @property
    def terms(self) -> PartyTerms:
        """The party, as the contract is opened with it."""
        return PartyTerms(kind=self.kind, **self.cleaned_data)


class ObjectivesForm(SnppeForm):
    """Third step: the optional objectives kept, each with why. One box and one reason per objective."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contract: Contract, groups: list[EngagementRows], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": contract.version})
        super().__init__(*args, **kwargs)
        self.groups = groups
        for row in self.optional:
            number, kept = row.objective.number, row.retained
            box = forms.BooleanField(label=str(row.objective), required=False, initial=bool(kept))
            self.add_field(f"keep-{number}", box)
            why = forms.CharField(
                label=f"Pourquoi l’objectif {number}",
                required=False,
                max_length=MAX_REASON,
                initial=kept.reason if kept else "",
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            why.is_conditional = True
            self.add_field(f"why-{number}", why)

    @property
    def optional(self) -> list[ObjectiveRow]:
        """The objectives that the contract may choose."""
        rows = [row for group in self.groups for row in group.rows]
        return [row for row in rows if row.objective.kind != ObjectiveKind.FUNDAMENTAL]

    @property
    def laid_out(self) -> list[tuple[EngagementRows, list[tuple[ObjectiveRow, Any, Any]]]]:
        """By engagement, each objective with its box and its reason (None for a fundamental one)."""
        return [(group, [(row, *self._bound(row)) for row in group.rows]) for group in self.groups]

    def _bound(self, row: ObjectiveRow) -> tuple[Any, Any]:
        name = f"keep-{row.objective.number}"
        return (self[name], self[f"why-{row.objective.number}"]) if name in self.fields else (None, None)

    def clean(self) -> dict[str, Any]:
        """What is kept says why."""
        given = super().clean() or self.cleaned_data
        for row in self.optional:
            number = row.objective.number
            if given.get(f"keep-{number}") and not given.get(f"why-{number}", "").strip():
                self.add_error(f"why-{number}", "Dites pourquoi le contrat retient cet objectif.")
        return given

    @property
    def chosen(self) -> dict[Objective, str]:
        """Each objective kept, with its reason."""
        return {
            row.objective: self.cleaned_data[f"why-{row.objective.number}"].strip()
            for row in self.optional
            if self.cleaned_data[f"keep-{row.objective.number}"]
        }


class TermsForm(SnppeModelForm):
    """The dated facts of a contract and its share; the period while it is a draft."""

    departement_share_percent = FrenchDecimalField(
        label="Part du département prévue au contrat (%)",
        required=False,
        decimals=2,
        min_value=0,
        max_value=100,
        help_text="Celle que dit le contrat\u00a0; aucune règle ne la fixe.",
    )

    class Meta:
        model = Contract
        fields = (*PERIOD, *FACTS)
        widgets = {
            **dict.fromkeys((*PERIOD, *FACTS[:2]), forms.DateInput),
            "provenance": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "odpe_informed_on": "Le projet est présenté pour information à l’ODPE, avant l’assemblée.",
            "deliberated_on": "Le jour où l’assemblée départementale a approuvé le contrat.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state != ContractState.DRAFT:
            for name in PERIOD:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """The period keeps to the years of the framework."""
        given = super().clean() or self.cleaned_data
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        for name, message in period_faults(self.instance.framework, starts_on, ends_on):
            self.add_error(name, message)
        return given


class WhoSignsForm(MarkedForm):
    """Who signs for a party, and which of its services follows the contract."""

    marked = PARTY_FIELDS

    class Meta:
        model = Party
        fields = PARTY_FIELDS

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"partie-{party.pk}", instance=party, **kwargs)
        self.party = party

    @property
    def said(self) -> PartySaid:
        """What is said of the party, once valid."""
        return PartySaid(self.party.pk, self.cleaned_data, self.cleaned_data["shown"])


class CosignatoryForm(SnppeForm):
    """Another authority that joins the contract before it is signed."""

    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=None, empty_label="Choisissez une organisation"
    )
    signatory_title = forms.CharField(label="Qualité du signataire", required=False, max_length=160)

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, prefix="cosignataire", **kwargs)
        able = Organisation.objects.filter(kind=OrganisationKind.COSIGNATORY).order_by("name")
        self.fields["organisation"].queryset = able.exclude(party_to__contract=contract)


class ReasonForm(SnppeForm):
    """Why an act is done, and the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Motif", required=False, max_length=MAX_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class RemovalForm(SnppeForm):
    """Why a piece is taken away."""

    reason = forms.CharField(label="Motif", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class SignaturesForm(SnppeForm):
    """The day on which each party signed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contract: Contract, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": contract.version})
        super().__init__(*args, **kwargs)
        self.today = today
        self.parties = sorted(contract.parties.all(), key=_rank)
        for party in self.parties:
            label = f"{party.organisation.name}, signé le"
            field = forms.DateField(
                label=label, required=False, initial=party.signed_on, help_text=party.signatory_title
            )
            field.is_conditional = True
            self.add_field(f"signed-{party.pk}", field)

    def clean(self) -> dict[str, Any]:
        """Nobody signs tomorrow."""
        given = super().clean() or self.cleaned_data
        for party in self.parties:
            if fault := signed_too_late(given.get(f"signed-{party.pk}"), self.today):
                self.add_error(f"signed-{party.pk}", fault)
        return given

    @property
    def dates(self) -> dict[int, date | None]:
        """By party, the day it signed."""
        return {party.pk: self.cleaned_data[f"signed-{party.pk}"] for party in self.parties}


def _rank(party: Party) -> tuple[int, str]:
    order = OrganisationKind.parties()
    return (order.index(party.kind) if party.kind in order else len(order), party.organisation.name)
