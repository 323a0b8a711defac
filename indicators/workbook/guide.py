"""« À lire »: what the workbook is, how to fill it, what becomes of it."""

from collections.abc import Sequence

from core.formats import NBSP
from indicators.enums import ValueKind
from indicators.workbook import styles
from indicators.workbook.choices import Offers
from indicators.workbook.columns import GUIDE
from indicators.workbook.layout import Item, Leaf, Line, Page, Style, height_of

Facts = Sequence[tuple[str, str]]
WIDTHS = (22, 74)

NATURES = {
    ValueKind.KNOWN: "La valeur est arrêtée de votre côté.",
    ValueKind.PROVISIONAL: "La valeur existe, elle sera corrigée.",
    ValueKind.NOT_APPLICABLE: "L’indicateur n’a pas de sens ici cette année.",
    ValueKind.NOT_COLLECTED: "La donnée n’a pas été recueillie.",
    ValueKind.NOT_YET_KNOWN: "La donnée sera connue plus tard.",
    ValueKind.PROTECTED: "Le nombre est trop petit pour être communiqué.",
}
FILLING = (
    f"Sur la feuille «{NBSP}Résultats{NBSP}», remplissez les cases jaunes. Les autres sont verrouillées, "
    f"sans mot "
    "de passe.",
    f"Écrivez les nombres comme d’habitude{NBSP}: 1{NBSP}234,5. Un pourcentage s’écrit 12,5 et non 0,125 ni "
    f"12,5{NBSP}%{NBSP}: l’unité est dans sa colonne.",
    "Zéro est une valeur. Une case laissée vide reste «\u00a0non renseignée\u00a0».",
    f"Si la valeur manque, laissez le résultat vide et choisissez pourquoi dans «{NBSP}Nature{NBSP}».",
    "Numérateur et dénominateur se donnent ensemble. Le résultat peut alors rester vide\u00a0: il est "
    "calculé. Ce qui se compte (des visites, des places) n’en a pas.",
    f"Nature, source et périmètre laissés vides gardent ce qu’ils sont ({ValueKind.KNOWN.label.lower()}, "
    f"source "
    "attendue, périmètre du contrat pour une valeur nouvelle).",
    f"Un écart s’explique par une cause, à choisir, et une phrase dans «{NBSP}Commentaire{NBSP}».",
)
AIMS = (
    f"La feuille «{NBSP}Cibles{NBSP}» porte les cibles de chaque année, celle de la nation à côté. Une cible "
    f"s’écrit ≥{NBSP}20, ≤{NBSP}5, 80 à 90, ×{NBSP}1,5 (de la référence) ou 600."
)
RETURNING = (
    "Chaque ligne est comparée à ce qu’elle contenait quand le classeur a été fait et à ce que l’application "
    "contient au retour. Rien n’est enregistré avant qu’on l’ait vu et accepté.",
    "Une case que vous n’avez pas touchée reste telle quelle, même si quelqu’un l’a modifiée "
    "entre-temps. Si elle a changé des deux côtés, il faudra choisir.",
    "Vider une case qui portait une valeur ne l’efface qu’après confirmation.",
    "Ce qui est écrit dans une case verrouillée est ignoré, et signalé.",
    f"Les lignes peuvent être déplacées ou supprimées. Gardez les titres des colonnes, la colonne "
    f"«{NBSP}Code{NBSP}» "
    "et le format du fichier (.xlsx ou .ods).",
)


def guide_leaf(
    *, title: str, facts: Facts, bring_back: str, offers: Offers, page: Page, has_aims: bool
) -> Leaf:
    """The sheet to read; `bring_back` says where the file goes once filled, `has_aims` that « Cibles » is
    there."""
    lines = [Line([Item(title, styles.TITLE)]), _blank()]
    lines += [_told(Item(name, styles.NAME), told) for name, told in facts]
    lines += _steps("Le remplir", (*FILLING, AIMS) if has_aims else FILLING)
    lines += _legend()
    lines += _steps("Le rapporter", (bring_back, *RETURNING))
    lines += _table("Nature de la valeur", [(str(kind.label), told) for kind, told in NATURES.items()])
    lines += _table("Périmètres proposés", [("", label) for label in offers.labels("perimetres")])
    return Leaf(name=GUIDE, widths=WIDTHS, lines=lines, page=page, tab=styles.MIST)


def _blank() -> Line:
    return Line([Item("", styles.NOTE)], height=8)


def _section(title: str) -> list[Line]:
    return [_blank(), Line([Item(title, styles.SECTION)], height=20)]


def _steps(title: str, steps: Sequence[str]) -> list[Line]:
    return _section(title) + [
        _told(Item(f"{place}.", styles.STEP), step) for place, step in enumerate(steps, start=1)
    ]


def _table(title: str, rows: Facts) -> list[Line]:
    return _section(title) + [_told(Item(name, styles.NAME), told) for name, told in rows]


def _legend() -> list[Line]:
    samples: list[tuple[str, Style, str]] = [
        ("12,5", styles.SAMPLE_INPUT, "À remplir ou à corriger."),
        (
            "12,5",
            styles.SAMPLE_CLOSED,
            "Fermée à la saisie\u00a0: exercice partagé ou arrêté, indicateur sans objet.",
        ),
        ("12,5", styles.SAMPLE_FACT, "Pour lecture\u00a0: référence, cible, année précédente."),
    ]
    return _section("Les couleurs") + [_told(Item(text, style), told) for text, style, told in samples]


def _told(item: Item, told: str) -> Line:
    items = [item, Item(told, styles.NOTE)]
    return Line(items, height_of(items, WIDTHS))
