"""Closed lists of measurement, stored in English, shown in French."""

from django.db import models


class Direction(models.TextChoices):
    """Which way an indicator should move."""

    RISE = "rise", "À la hausse"
    FALL = "fall", "À la baisse"
    NONE = "none", "Sans sens attendu"


class RollUp(models.TextChoices):
    """How figures of several territories make one; a ratio is never averaged."""

    SUM = "sum", "Somme"
    RATIO = "ratio", "Rapport des sommes"
    NONE = "none", "Pas de consolidation"


class Behaviour(models.TextChoices):
    """Whether the year stands alone or adds to those before."""

    YEARLY = "yearly", "Annuel"
    CUMULATIVE = "cumulative", "Cumulé depuis le début du contrat"


class Operator(models.TextChoices):
    """The form of a target (domain: threshold, multiple of the baseline, range, quantity)."""

    AT_LEAST = "at_least", "Au moins"
    AT_MOST = "at_most", "Au plus"
    TIMES_BASELINE = "times_baseline", "Multiplier la référence par"
    RANGE = "range", "Entre"
    QUANTITY = "quantity", "Quantité à atteindre"


class Source(models.TextChoices):
    """Where a figure comes from; two sources may coexist for a year, one of them is retained."""

    SNDS = "snds", "SNDS (actes télétransmis)"
    DREES = "drees", "Enquête DREES"
    INTERNAL = "internal", "Suivi interne"
    OTHER = "other", "Autre source"


class Retention(models.TextChoices):
    """Which of the sources of a year counts, when nobody has chosen with a reason."""

    EXPECTED = "expected", "La source attendue dès qu’elle est connue, sinon la première saisie"
    FIRST = "first", "La première saisie"
    LATEST = "latest", "La dernière saisie"


class ValueKind(models.TextChoices):
    """What the cell holds: a value, or a typed absence. Zero is a value; blank means « not filled »."""

    KNOWN = "known", "Définitive"
    PROVISIONAL = "provisional", "Provisoire"
    NOT_APPLICABLE = "not_applicable", "Sans objet"
    NOT_COLLECTED = "not_collected", "Non recueillie"
    NOT_YET_KNOWN = "not_yet_known", "Pas encore connue"
    PROTECTED = "protected", "Couverte par le secret statistique"

    @classmethod
    def present(cls) -> list[str]:
        """The kinds that carry a value."""
        return [cls.KNOWN, cls.PROVISIONAL]

    @classmethod
    def absences(cls) -> list[tuple[str, str]]:
        """The kinds that say why there is none, as (stored, shown)."""
        return [choice for choice in cls.choices if choice[0] not in cls.present()]


class Stage(models.TextChoices):
    """What a vintage is in the life of a figure. A final value that moves is revised, whatever its reason."""

    PROVISIONAL = "provisional", "Provisoire"
    FINAL = "final", "Définitive"
    REVISED = "revised", "Révisée"
    ABSENT = "absent", "Sans valeur"
    CHOSEN = "chosen", "Source choisie"
    ERASED = "erased", "Effacée"


class Severity(models.TextChoices):
    """What a rule does to a report in which it is broken."""

    JUSTIFY = "justify", "À justifier avant le partage"
    INFORM = "inform", "Signalée, sans effet sur le partage"
    OFF = "off", "Non appliquée"


class ImportKind(models.TextChoices):
    """Where a set of figures came from."""

    WORKBOOK = "workbook", "Classeur du contrat"
    KIT = "kit", "Classeur d’un service contributeur"
    TABLE = "table", "Tableau de valeurs"
    PASTE = "paste", "Collage depuis un tableur"
    # Read and written by other apps, which declare them (core.imports.kinds).
    ACTIONS = "actions", "Fiches action"
    REVIEWS = "reviews", "Prévisions et bilans des actions"
    CONTRACT = "contract", "Contrats"
    FUNDING = "funding", "Lignes de financement"


class ImportState(models.TextChoices):
    """The life of an import: nothing is written before it is applied."""

    READING = "reading", "Lecture en cours"
    READY = "ready", "À vérifier"
    APPLYING = "applying", "Enregistrement en cours"
    APPLIED = "applied", "Enregistré"
    UNDONE = "undone", "Annulé"
    DISCARDED = "discarded", "Abandonné"
    FAILED = "failed", "Illisible"
