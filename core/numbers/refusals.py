"""Why a text is not a number, and how to mend it. Explains what the grammar refused; decides nothing."""

import re
import unicodedata

from core.numbers.grammar import FULL_WIDTH, MAX_DIGITS, MAX_LENGTH

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
RETYPE = "Ressaisissez le nombre au clavier."

# The first pattern found in the text gives the cause and the mend.
EXPLANATIONS = [
    (r"^[=@＝＠]", "est une formule", "Collez la valeur calculée."),
    (r"^#|^Err:", "est une erreur de tableur", "Corrigez la formule d’origine ou laissez la case vide."),
    (r"(?i)^(vrai|faux|true|false|oui|non)$", "est une réponse par oui ou par non", "Écrivez un nombre."),
    (r"(?i)^[+\-−]?(nan|inf|infinity|infini|∞)$", "n’est pas un nombre fini", "Écrivez un nombre."),
    (r"^\d{1,2}([/.-])\d{1,2}\1\d{2,4}\b|^\d{4}-\d\d?-\d\d?", "est une date", "Écrivez un nombre."),
    (r"\d\s*/\s*\d|[⅐-⅞¼-¾²³¹⁰-₉]", "est une fraction ou un exposant", "Écrivez un nombre décimal : 0,5."),
    (r"(?i)^[+\-−]?[\d.,]+e[+\-−]?\d+$", "est en notation scientifique", "Écrivez tous les chiffres : 1000."),
    (r"(?i)^[+\-−]?0x", "est en hexadécimal", "Écrivez le nombre en chiffres ordinaires."),
    (r"_", "contient un tiret bas", "Séparez les milliers par une espace : 1 000."),
    (r"^\(.*\)$", "est entre parenthèses", "Si le nombre est négatif, mettez le signe moins devant : −5."),
    (r"\d\s*[-−]$", "porte son signe à la fin", "Mettez le signe moins devant : −5."),
    (r"^[+\-−]\s", "a une espace entre le signe et le nombre", "Écrivez −5."),
    (r"^['’]", "commence par une apostrophe", "Retirez l’apostrophe."),
    (
        r"(?i)\d\s*(k|m|md|mds|millions?|milliers?|milliards?)\s*(€|euros?)?$",
        "est compté en milliers ou en millions",
        "Écrivez le nombre entier : 12 000.",
    ),
    (r"[^\W\d_]", "contient des lettres", "Écrivez le nombre seul, sans unité ni commentaire."),
    (r"^[^\d]*$", "ne contient aucun chiffre", "Écrivez un nombre ou laissez la case vide."),
    (r"^[.,]|[.,]\s*$", "commence ou finit par une virgule ou un point", "Écrivez 0,5 ou 5."),
    (r",[^,]*\.\d", "mêle virgule et point à l’anglaise", "Écrivez 1 234,56."),
    (r"[.,].*[.,]", "a plusieurs virgules ou points", "N’en gardez qu’un, devant les décimales : 1 234,5."),
    (r"\d[\s'’]+\d", "a des groupes qui ne sont pas de trois chiffres", "Écrivez 1 234 ou 1234."),
]
COMPILED = [(re.compile(pattern), cause, mend) for pattern, cause, mend in EXPLANATIONS]
DEFAULT = ("n’est pas un nombre", "Écrivez par exemple 1 234,5.")


def explain(typed: str) -> tuple[str, str]:
    """The cause, which follows the quoted text in a sentence, and the mend, a sentence of its own."""
    if len(typed) > MAX_LENGTH:
        return "est trop long pour un nombre", "Écrivez le nombre seul."
    return _strange_letter(typed) or _first_explanation(typed)


def visible(typed: str) -> str:
    """`typed` with U+FFFD for each invisible character: fit for any page, whatever the reading direction."""
    return "".join("\ufffd" if unicodedata.category(letter) in INVISIBLE else letter for letter in typed)


def _strange_letter(typed: str) -> tuple[str, str] | None:
    for letter in typed:
        if unicodedata.category(letter) in INVISIBLE:
            return f"contient un caractère invisible (U+{ord(letter):04X})", RETYPE
        if letter.isdecimal() and not letter.isascii() and ord(letter) not in FULL_WIDTH:
            return "contient des chiffres d’une autre écriture", RETYPE
    return None


def _first_explanation(typed: str) -> tuple[str, str]:
    for pattern, cause, mend in COMPILED:
        if pattern.search(typed):
            return cause, mend
    if sum(letter.isdigit() for letter in typed) > MAX_DIGITS:
        return f"a plus de {MAX_DIGITS} chiffres", "Vérifiez la saisie."
    return DEFAULT
