"""The words people write where there is no number, and the kind of absence each suggests.

The usage is that of the public statistics offices: nd, nc, s and « … » are the signs of their tables. The
suggestion is always confirmed by a person, since « nc » may also stand for « non concerné ».
"""

LABELS = {
    "not_yet_known": "pas encore connue",
    "not_collected": "non recueillie",
    "protected": "couverte par le secret statistique",
    "not_applicable": "sans objet",
}

WORDS = {
    "nd": "not_yet_known",
    "pasencoreconnu": "not_yet_known",
    "pasencoreconnue": "not_yet_known",
    "nondisponible": "not_yet_known",
    "enattente": "not_yet_known",
    "àvenir": "not_yet_known",
    "…": "not_yet_known",
    "...": "not_yet_known",
    "nc": "not_collected",
    "nonrecueilli": "not_collected",
    "nonrecueillie": "not_collected",
    "noncollecté": "not_collected",
    "noncommuniqué": "not_collected",
    "s": "protected",
    "secret": "protected",
    "secretstatistique": "protected",
    "couverteparlesecretstatistique": "protected",
    "so": "not_applicable",
    "sansobjet": "not_applicable",
    "na": "not_applicable",
    "n/a": "not_applicable",
    "nonapplicable": "not_applicable",
    "nonconcerné": "not_applicable",
}
LONGEST = 40


def absence_of(typed: str) -> str:
    """The kind of absence `typed` suggests, whatever its case, dots and spaces, or an empty string."""
    if len(typed) > LONGEST:
        return ""
    word = "".join(typed.casefold().split())
    return WORDS.get(word) or WORDS.get(word.replace(".", ""), "")
