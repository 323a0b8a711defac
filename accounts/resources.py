"""The tables of people and places, by their natural keys."""

from typing import Any

from django.db import models
from import_export.fields import Field
from import_export.widgets import ManyToManyWidget

from accounts.actions import check_still_managed, check_still_managed_without
from accounts.exchange import ReferenceResource, by_code
from accounts.models import Organisation, Region, Seat, Territory, User


class RegionResource(ReferenceResource):
    """By INSEE code."""

    class Meta(ReferenceResource.Meta):
        model = Region
        import_id_fields = ["code"]
        fields = ["code", "name", "sort_key"]


class TerritoryResource(ReferenceResource):
    """By code; the region by its own."""

    region = by_code(Region, "region", "région")

    class Meta(ReferenceResource.Meta):
        model = Territory
        import_id_fields = ["code"]
        fields = [
            "code",
            "name",
            "name_of",
            "sort_key",
            "region",
            "zone",
            "time_zone",
            "insee_codes",
            "wave_announced",
            "source_url",
        ]


class OrganisationResource(ReferenceResource):
    """By slug; its territories by their codes, separated by commas."""

    territories = Field(
        attribute="territories",
        column_name="territoires",
        widget=ManyToManyWidget(Territory, separator=",", field="code"),
    )

    class Meta(ReferenceResource.Meta):
        model = Organisation
        import_id_fields = ["slug"]
        fields = ["slug", "name", "short_name", "kind", "siren", "territories"]


class UserResource(ReferenceResource):
    """By address. A new account has no password: its holder chooses one by a link."""

    class Meta(ReferenceResource.Meta):
        model = User
        import_id_fields = ["email"]
        fields = ["email", "name", "is_active"]

    def before_import_row(self, row: Any, **_: Any) -> None:
        """Addresses are kept in lower case."""
        title = self.fields["email"].column_name
        row[title] = str(row.get(title) or "").strip().lower()

    def after_init_instance(self, instance: models.Model, new: bool, row: Any, **_: Any) -> None:
        """No password, rather than an empty one."""
        if new and isinstance(instance, User):
            instance.set_unusable_password()

    def before_save_instance(self, instance: models.Model, row: Any, **options: Any) -> None:
        """The last person who manages an organisation keeps their account."""
        if isinstance(instance, User) and not instance.is_active:
            check_still_managed_without(instance)
        super().before_save_instance(instance, row, **options)


class SeatResource(ReferenceResource):
    """By person, organisation, role and first day."""

    user = by_code(User, "user", "personne", code="email")
    organisation = by_code(Organisation, "organisation", "organisation", code="slug")
    territory = by_code(Territory, "territory", "territoire")

    class Meta(ReferenceResource.Meta):
        model = Seat
        import_id_fields = ["user", "organisation", "role", "territory", "starts_on"]
        fields = ["user", "organisation", "role", "territory", "title", "starts_on", "ends_on"]

    def before_save_instance(self, instance: models.Model, row: Any, **options: Any) -> None:
        """The last seat that manages an organisation stays."""
        if isinstance(instance, Seat):
            check_still_managed(instance)
        super().before_save_instance(instance, row, **options)
