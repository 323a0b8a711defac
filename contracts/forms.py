"""Forms on contracts: the filters of the list, a fiche action, its yearly review, an objective to retain."""

from typing import Any

from django import forms
from django.db.models import Q

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat
from contracts.actions import REVIEW_FIELDS
from contracts.enums import ContractState, DocumentKind
from contracts.models import Action, ActionReview, Amendment, Contract
from contracts.plan.followed import KEY, followed_by
from contracts.queries import frameworks_for, regions_of, still_optional
from core.attachments import ACCEPTED, CHOOSER, SIZE_LIMIT, Attachment, inspected
from core.forms import FrenchDecimalField, RowsField, SnppeForm, SnppeModelForm

TEXT_LIMIT = 8_000


def _text_area(label: str, help_text: str = "", rows: int = 4) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=TEXT_LIMIT, widget=area, help_text=help_text
    )


class ContractFilterForm(SnppeForm):
    """What narrows the list of contracts; read from the address."""

    text = forms.CharField(label="Territoire, organisation ou référence", required=False, max_length=80)
    region = forms.ChoiceField(label="Région", required=False)
    framework = forms.ChoiceField(label="Cadre", required=False)
    state = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous les états"), *ContractState.choices]
    )

    def __init__(self, *args: Any, seat: Seat | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = [(region.code, region.name) for region in regions_of(seat)]
        frameworks = [(framework.code, str(framework)) for framework in frameworks_for(seat)]
        self.fields["region"].choices = [("", "Toutes les régions"), *regions]
        self.fields["framework"].choices = [("", "Tous les cadres"), *frameworks]

    def criteria(self) -> dict[str, str]:
        """The filters that make sense; one that does not is ignored, and its error is shown."""
        return self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})


class ActionForm(SnppeModelForm):
    """A fiche action, as the département fills it in."""

    purpose = _text_area("Objet", "Ce que l’action cherche à obtenir.")
    audience = _text_area("Public cible", rows=2)
    actors = _text_area("Acteurs concernés", "Services, partenaires, associations.", rows=2)
    indicators = RowsField(
        label="Indicateurs propres à l’action",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ceux qui disent ce que fait cette action\u00a0; les autres sont montrés à part.",
    )
    staff_fte = FrenchDecimalField(
        label="Postes financés (ETP)", required=False, decimals=2, min_value=0, max_value=99_999
    )

    class Meta:
        model = Action
        fields = (
            "title",
            "state",
            "objectives",
            "purpose",
            "audience",
            "actors",
            "lead",
            "carrier",
            "delegate",
            "starts_on",
            "ends_on",
            "staff_fte",
        )
        field_classes = {"objectives": RowsField}
        widgets = {
            "objectives": forms.CheckboxSelectMultiple,
            "starts_on": forms.DateInput,
            "ends_on": forms.DateInput,
        }
        help_texts = {
            "lead": "Le service ou la personne qui pilote, par sa fonction.",
            "carrier": "L’organisation qui met en œuvre, si ce n’est pas le département.",
            "delegate": "L’organisation qui agit en délégation du département.",
        }

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        retained = contract.retained_objectives.pursued().values("objective")
        own = Action.objects.filter(pk=self.instance.pk).values("objectives")
        offered = contract.framework.objectives.filter(Q(pk__in=retained) | Q(pk__in=own))
        self.fields["objectives"].queryset = offered
        self.fields["objectives"].help_text = "Parmi les objectifs retenus par le contrat."
        self.fields[KEY].queryset = followed_by().offered(contract)
        if self.instance.pk:
            self.fields[KEY].initial = followed_by().held(self.instance)
        able = Q(kind=OrganisationKind.CARRIER) | Q(party_to__contract=contract)
        organisations = Organisation.objects.filter(able).distinct().order_by("name")
        for name in ("carrier", "delegate"):
            self.fields[name].queryset = organisations
            self.fields[name].empty_label = "Aucun"


class ActionReviewForm(SnppeModelForm):
    """What an action did in a year; an unsaved review carries the version 0."""

    done = _text_area("Ce qui a été fait", rows=5)
    difficulties = _text_area("Difficultés", rows=3)
    gap_cause = _text_area(
        "Cause de l’écart",
        "Entre ce qui était prévu et ce qui a été fait\u00a0: poste vacant, crédits notifiés tard…",
        rows=2,
    )
    next_steps = _text_area("Suite prévue", "Reprise quand le plan est reconduit l’année suivante.", rows=3)
    outcome_count = FrenchDecimalField(
        label="Réalisé", required=False, decimals=2, min_value=0, max_value=9_999_999_999
    )

    filled_fte = FrenchDecimalField(
        label="Postes pourvus (ETP)", required=False, decimals=2, min_value=0, max_value=99_999
    )

    class Meta:
        model = ActionReview
        fields = REVIEW_FIELDS
        help_texts = {
            "outcome_unit": "Au pluriel, par exemple «\u00a0visites\u00a0» ou «\u00a0enfants suivis\u00a0»."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["version"].initial = 0


class RetainForm(SnppeForm):
    """An optional objective to add to the contract."""

    objective = forms.ModelChoiceField(
        label="Objectif à retenir", queryset=None, empty_label="Choisissez un objectif"
    )
    reason = forms.CharField(
        label="Motif du choix", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = still_optional(contract)


class DayForm(SnppeForm):
    """The day on which to read a contract."""

    au = forms.DateField(label="Tel qu’en vigueur le", required=False)


class ComparedForm(SnppeForm):
    """Two days to compare, or a day and a draft amendment."""

    du = forms.DateField(label="Du")
    au = forms.DateField(label="Au", required=False)
    avec = forms.TypedChoiceField(
        label="Avec le projet d’avenant", required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, drafts: list[Amendment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not drafts:
            del self.fields["avec"]
            return
        self.fields["avec"].choices = [("", "Aucun"), *((one.number, str(one)) for one in drafts)]


class PieceForm(SnppeForm):
    """A piece to file; its file is cleaned into an `Attachment`."""

    kind = forms.ChoiceField(
        label="Nature",
        choices=[("", "Choisissez"), *(one for one in DocumentKind.choices if one[0] != DocumentKind.PROOF)],
    )
    file = forms.FileField(
        label="Fichier",
        widget=forms.FileInput(attrs={"accept": CHOOSER}),
        help_text=f"{ACCEPTED}, {SIZE_LIMIT} au plus.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )
    title = forms.CharField(
        label="Intitulé", required=False, max_length=200, help_text="Sans intitulé, le nom du fichier."
    )
    dated_on = forms.DateField(label="Daté du", required=False)
    amendment = forms.ModelChoiceField(
        label="Avenant", queryset=None, required=False, empty_label="Aucun\u00a0: le contrat lui-même"
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amendment"].queryset = contract.amendments.order_by("number")

    def clean_file(self) -> Attachment:
        """The file, checked by its content."""
        return inspected(self.cleaned_data["file"])
