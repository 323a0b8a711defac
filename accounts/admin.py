"""The administration of people, places and seats; the journal, to be read."""

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.actions import check_still_managed, check_still_managed_without
from accounts.administration import ReadOnlyAdmin, ReferenceAdmin
from accounts.mail import send_password_link, send_seat_notice
from accounts.models import Organisation, Region, Seat, Territory, User
from accounts.resources import (
    OrganisationResource,
    RegionResource,
    SeatResource,
    TerritoryResource,
    UserResource,
)
from core.jobs import enqueue
from core.models import JournalEntry


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    resource_classes = [RegionResource]
    list_display = ["code", "name"]
    search_fields = ["code", "name"]


@admin.register(Territory)
class TerritoryAdmin(ReferenceAdmin):
    resource_classes = [TerritoryResource]
    list_display = ["code", "name", "region", "zone", "time_zone", "wave_announced"]
    list_filter = ["zone", "region", "wave_announced"]
    list_select_related = ["region"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["region"]


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    resource_classes = [OrganisationResource]
    list_display = ["name", "kind", "siren", "slug"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "siren", "territories__code"]
    autocomplete_fields = ["territories"]


class UserForm(forms.ModelForm):
    """An account: no password is ever typed here, its holder chooses it by a link. That of the last person
    who manages an organisation stays open."""

    class Meta:
        model = User
        fields = ["email", "name", "is_active"]

    def clean_email(self) -> str:
        """In lower case, as everywhere."""
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_is_active(self) -> bool:
        """Refuse to leave an organisation without manager."""
        is_active: bool = self.cleaned_data["is_active"]
        if self.instance.pk and not is_active:
            check_still_managed_without(self.instance)
        return is_active


@admin.register(User)
class UserAdmin(ReferenceAdmin):
    resource_classes = [UserResource]
    form = UserForm
    list_display = ["email", "name", "is_active", "created_at", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["email", "name"]
    actions = ["send_link", "unlock"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: an account is deactivated, and its past acts keep their author."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new account has no password."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description="Envoyer de quoi choisir un mot de passe")
    def send_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            enqueue(send_password_link, person.email)
            self.journal(request, "Envoi d’un lien de mot de passe", person, {}, {})
        messages.success(request, "Les courriels partent ; chaque lien sert une fois, pendant deux heures.")

    @admin.action(description="Rouvrir l’accès après trop d’essais")
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            reset(username=person.email)
            self.journal(request, "Réouverture d’un accès", person, {}, {})
        messages.success(request, "Les essais manqués sont oubliés : ces personnes peuvent se connecter.")


class SeatForm(forms.ModelForm):
    """A seat; the last one that manages an organisation is not closed by mistake."""

    class Meta:
        model = Seat
        fields = ["user", "organisation", "role", "territory", "title", "starts_on", "ends_on"]

    def _post_clean(self) -> None:
        """Once the seat says what was typed: refuse to leave an organisation without manager."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                check_still_managed(self.instance)
            except ValidationError as refusal:
                self.add_error(None, refusal)


@admin.register(Seat)
class SeatAdmin(ReferenceAdmin):
    resource_classes = [SeatResource]
    form = SeatForm
    list_display = ["user", "organisation", "role", "territory", "starts_on", "ends_on"]
    list_filter = ["role", "organisation__kind", "starts_on", "ends_on"]
    list_select_related = ["user", "organisation", "territory"]
    search_fields = ["user__email", "user__name", "organisation__name", "territory__code"]
    autocomplete_fields = ["user", "organisation", "territory"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a seat is closed by its last day, and past acts keep their seat."""
        return False

    def save_model(self, request: HttpRequest, obj: Seat, form: Any, change: bool) -> None:
        """Tell the person that a seat is open to them."""
        super().save_model(request, obj, form, change)
        if not change:
            enqueue(send_seat_notice, obj.pk)


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    list_display = ["chain", "number", "at", "act", "subject_label", "seat_label"]
    list_filter = ["act", "at"]
    search_fields = ["chain", "act", "subject_label", "seat_label"]
    ordering = ["-at", "chain", "-number"]
    list_per_page = 50
    # What was written, a draft sometimes, is told by the history of each contract, by rights.
    exclude = ["before", "after", "reason"]
    # The journal is its own history.
    history_view = admin.ModelAdmin.history_view
