"""The acronyms of the sector that a report holds, spelled out for who is not of it."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

WORD = re.compile(r"[A-ZÉ][A-Za-zÉ]*[A-ZÉ]")
MEANINGS = {
    "AED": "aide éducative à domicile",
    "AEMO": "action éducative en milieu ouvert",
    "ARS": "agence régionale de santé",
    "ASE": "aide sociale à l’enfance",
    "BSEM": "bilan de santé en école maternelle",
    "CRIP": "cellule de recueil des informations préoccupantes",
    "CeA": "Collectivité européenne d’Alsace",
    "DDETS": "direction départementale de l’emploi, du travail et des solidarités",
    "DGCS": "direction générale de la cohésion sociale",
    "DGS": "direction générale de la santé",
    "DREES": "direction de la recherche, des études, de l’évaluation et des statistiques",
    "EPP": "entretien prénatal précoce",
    "ESMS": "établissement ou service social ou médico-social",
    "ETP": "équivalent temps plein",
    "FIR": "fonds d’intervention régional, géré par l’ARS",
    "IME": "institut médico-éducatif",
    "IP": "information préoccupante",
    "MECS": "maison d’enfants à caractère social",
    "MNA": "mineur non accompagné",
    "ODPE": "observatoire départemental de la protection de l’enfance",
    "ONDAM": "objectif national de dépenses d’assurance maladie",
    "ONPE": "observatoire national de la protection de l’enfance",
    "PEAD": "placement éducatif à domicile",
    "PMI": "protection maternelle et infantile",
    "SNDS": "système national des données de santé",
    "SNPPE": "stratégie nationale de prévention et de protection de l’enfance",
    "TISF": "technicien de l’intervention sociale et familiale",
    "VAD": "visite à domicile",
}
# The words of the report itself hold these, whatever is typed.
ALWAYS = {"ARS", "FIR", "ONDAM"}


def acronyms_in(content: Any) -> list[tuple[str, str]]:
    """Those that the texts of a content hold and those of the report itself, each with its meaning, in the
    order of the alphabet."""
    held = {found for text in _texts(content) for found in WORD.findall(text)} | ALWAYS
    return [(word, MEANINGS[word]) for word in sorted(MEANINGS, key=str.casefold) if word in held]


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for item in content:
            yield from _texts(item)
    elif is_dataclass(content):
        for one in fields(content):
            yield from _texts(getattr(content, one.name))
