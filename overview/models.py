"""What a person wishes to be told by e-mail, and what they were told."""

from django.db import models

from accounts.models import User
from core.history import tracked
from core.versions import Versioned


class Pace(models.TextChoices):
    """How often a person is told of all that awaits them."""

    DAILY = "daily", "Chaque jour ouvré"
    WEEKLY = "weekly", "Le lundi, et les jours où une échéance approche"
    NEVER = "never", "Jamais"


class NoticeKind(models.TextChoices):
    """Why a letter was sent."""

    DIGEST = "digest", "récapitulatif"
    TURN = "turn", "à votre tour"
    REMINDER = "remind", "rappel d’une partie"
    LATE = "late", "retard signalé au gestionnaire"


class NoticePreference(Versioned):
    """What a person wishes to be told. Who has chosen nothing has no row, and is told everything."""

    user = models.OneToOneField(
        User, models.PROTECT, related_name="notice_preference", verbose_name="personne"
    )
    pace = models.CharField("récapitulatif de mes tâches", max_length=6, choices=Pace, default=Pace.DAILY)
    tells_turns = models.BooleanField(
        "M’avertir sans attendre quand un rapport m’attend",
        default=True,
        help_text=(
            "Un rapport à lire et à viser, renvoyé, ou dont un visa est refusé\u00a0; "
            "un rappel d’une autre partie."
        ),
    )

    history = tracked()

    class Meta:
        verbose_name = "préférence d’avis"
        verbose_name_plural = "préférences d’avis"

    def __str__(self) -> str:
        return f"Avis de {self.user}"


class Notice(models.Model):
    """A letter: to whom, why, when it left. Its text is made when it leaves, and not kept.

    `key` names what is told: nobody is told the same thing twice. `taken_at` is when a sender took charge of
    it; one that never left may be taken again.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="notices", verbose_name="personne")
    kind = models.CharField("nature", max_length=6, choices=NoticeKind)
    key = models.CharField("ce qui est dit", max_length=120)
    subject = models.CharField("objet", max_length=200, blank=True)
    taken_at = models.DateTimeField("pris en charge le")
    sent_at = models.DateTimeField("parti le", null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="notice_told_once",
                violation_error_message="Cette personne en a déjà été avertie.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} à {self.user}"
