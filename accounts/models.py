"""Who acts, and where: regions, territories, organisations, people and the seats they hold."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.enums import OrganisationKind, Role, Zone
from core.history import tracked
from core.versions import Versioned


class Region(models.Model):
    """A French region, by its INSEE code (two digits; the overseas collectivities keep their own three)."""

    code = models.CharField("code INSEE", max_length=3, unique=True)
    name = models.CharField("nom", max_length=80)
    sort_key = models.CharField("clé de tri", max_length=80, db_index=True)

    history = tracked()

    class Meta:
        verbose_name = "région"
        ordering = ["sort_key", "code"]

    def __str__(self) -> str:
        return self.name


class Territory(models.Model):
    """The territory of a contract: a département, or a part of one that contracts alone (69D, 69M).

    Territory ≠ authority ≠ contract: the Collectivité européenne d’Alsace is one authority with two
    territories.
    """

    code = models.CharField(
        "code", max_length=3, unique=True, help_text="Code INSEE\u00a0; 69D, 69M et 20 sont admis."
    )
    name = models.CharField("nom", max_length=80)
    name_of = models.CharField(
        "nom avec «\u00a0de\u00a0»", max_length=90, help_text="Par exemple «\u00a0du Bas-Rhin\u00a0»."
    )
    sort_key = models.CharField("clé de tri", max_length=80, db_index=True)
    insee_codes = models.JSONField("départements INSEE couverts", default=list)
    region = models.ForeignKey(Region, models.PROTECT, related_name="territories", verbose_name="région")
    zone = models.CharField("zone", max_length=10, choices=Zone, default=Zone.METROPOLE)
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    wave_announced = models.PositiveSmallIntegerField("vague annoncée", null=True, blank=True)
    particularities = models.JSONField("particularités", default=list, blank=True)
    source_url = models.URLField("source", max_length=300, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "territoire"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Organisation(models.Model):
    """A body that is party to contracts, or that carries actions, on one or several territories."""

    name = models.CharField("nom", max_length=160, unique=True)
    short_name = models.CharField("nom court", max_length=60)
    kind = models.CharField("nature", max_length=12, choices=OrganisationKind)
    slug = models.SlugField("identifiant d’adresse", max_length=60, unique=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    territories = models.ManyToManyField(
        Territory, related_name="organisations", blank=True, verbose_name="territoires"
    )

    history = tracked("territories")

    class Meta:
        verbose_name = "organisation"
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                name="organisation_siren_is_nine_digits",
                condition=Q(siren="") | Q(siren__regex=r"^\d{9}$"),
                violation_error_message="Un numéro SIREN a neuf chiffres.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Accounts are made with an e-mail address, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; without a password the account opens only by a reset link."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Case does not count in an address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do comes from their seats, never from their name."""

    email = models.EmailField("adresse électronique", unique=True)
    name = models.CharField("nom affiché", max_length=120)
    is_active = models.BooleanField("compte actif", default=True)
    created_at = models.DateTimeField("créé le", default=timezone.now, editable=False)

    objects = UserManager()
    # Those of today, when they were read with the person (`SeatedBackend`).
    known_seats: "list[Seat] | None" = None
    # Neither the hashes of passwords nor a row at each sign-in.
    history = tracked(without=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "personne"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_whatever_the_case",
                violation_error_message="Cette adresse a déjà un compte.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's admin asks for this; here the seat decides (see `snppe.admin_site`)."""
        return self.seats.open_on(timezone.localdate()).administering().exists()


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats by date and by power."""

    def visible_to(self, seat: "Seat | None") -> "SeatQuerySet":
        """The seats of one's own organisation, which all its members may read."""
        return self.filter(organisation_id=seat.organisation_id) if seat else self.none()

    def open_on(self, day: date) -> "SeatQuerySet":
        """Seats held on that day."""
        return self.filter(Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day))

    def administering(self) -> "SeatQuerySet":
        """Seats that open the national administration."""
        return self.filter(organisation__kind=OrganisationKind.NATIONAL, role=Role.MANAGER)

    def for_acting(self) -> "SeatQuerySet":
        """With all that a page or a right will ask of the seat."""
        return self.select_related("user", "organisation", "territory")

    def acting_today(self, user_id: Any) -> "list[Seat]":
        """The seats that a person holds today, in the order in which they are offered, in one query."""
        held = self.filter(user=user_id).open_on(timezone.localdate())
        return list(held.for_acting().order_by("organisation__name", "pk"))


class Seat(models.Model):
    """A place in an organisation, held by a person between two dates. A substitute holds a seat too."""

    user = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name="personne")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="seats", verbose_name="organisation"
    )
    role = models.CharField("rôle", max_length=10, choices=Role)
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name="territoire",
        help_text="Vide\u00a0: tous les territoires de l’organisation.",
    )
    title = models.CharField("fonction", max_length=120, blank=True)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)

    objects = SeatQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "siège"
        ordering = ["organisation__name", "role", "user__email"]
        constraints = [
            models.CheckConstraint(
                name="seat_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Un siège ne peut finir avant d’avoir commencé.",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "territory", "starts_on"],
                name="seat_not_given_twice",
                violation_error_message="Cette personne tient déjà ce siège depuis ce jour.",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "starts_on"],
                condition=Q(territory=None),
                name="seat_on_all_territories_not_given_twice",
                violation_error_message="Cette personne tient déjà ce siège depuis ce jour.",
            ),
        ]

    def __str__(self) -> str:
        place = f", {self.territory.name}" if self.territory else ""
        return (
            f"{self.user} – {self.title or self.get_role_display()} ({self.organisation.short_name}{place})"
        )

    @property
    def kind(self) -> str:
        """What the seat's organisation is (an `OrganisationKind`)."""
        return self.organisation.kind

    def covers(self, territory_id: int) -> bool:
        """Whether the seat's narrowing, if any, leaves this territory in its scope."""
        return self.territory_id in (None, territory_id)

    @property
    def covers_organisation(self) -> bool:
        """Whether the seat's narrowing, if any, leaves all its organisation's territories in its scope."""
        if self.territory_id is None:
            return True
        return not self.organisation.territories.exclude(pk=self.territory_id).exists()


class FeedKeyQuerySet(models.QuerySet["FeedKey"]):
    """The keys that still open something."""

    def open_on(self, day: date) -> "FeedKeyQuerySet":
        """Those of the seats held on that day by people whose account is open."""
        held = Seat.objects.open_on(day).filter(user__is_active=True)
        return self.filter(seat__in=held)


class FeedKey(Versioned):
    """The secret address at which the calendar of a seat is read without signing in, by software that cannot.

    Its hash alone is kept, so that whoever reads the database learns no address. It opens nothing once the
    seat has ended or the account is closed.
    """

    seat = models.OneToOneField(Seat, models.CASCADE, related_name="feed_key", verbose_name="siège")
    key_hash = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("créée le", default=timezone.now, editable=False)

    objects = FeedKeyQuerySet.as_manager()
    history = tracked(without=["key_hash"])

    class Meta:
        verbose_name = "adresse d’agenda"
        verbose_name_plural = "adresses d’agenda"

    def __str__(self) -> str:
        return f"Agenda de {self.seat}"


class LogoImage(models.Model):
    """The image of a logo, drawn again by `core.logos`. Kept for ever under its hash: an edition frozen with
    it shows it whatever the organisation chose since."""

    sha256 = models.CharField("empreinte SHA-256", max_length=64, unique=True, editable=False)
    content = models.BinaryField("image PNG")
    width = models.PositiveSmallIntegerField("largeur en points")
    height = models.PositiveSmallIntegerField("hauteur en points")

    class Meta:
        verbose_name = "image de logo"
        verbose_name_plural = "images de logo"

    def __str__(self) -> str:
        return self.sha256[:12]


class Letterhead(Versioned):
    """What an organisation puts on the papers made for it: its logo, and the mentions that the law asks."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="letterhead", verbose_name="organisation"
    )
    logo = models.ForeignKey(
        LogoImage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="logo"
    )
    logo_alt = models.CharField("ce que dit le logo", max_length=160, blank=True)
    legal_mentions = models.TextField("mentions légales", max_length=400, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "papier à en-tête"
        verbose_name_plural = "papiers à en-tête"
        constraints = [
            models.CheckConstraint(
                name="letterhead_logo_says_what_it_is",
                condition=Q(logo=None) | ~Q(logo_alt=""),
                violation_error_message="Dites ce que montre le logo, pour qui ne le voit pas.",
            )
        ]

    def __str__(self) -> str:
        return f"Papier à en-tête de {self.organisation}"
