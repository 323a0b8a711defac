"""From nothing to a contract that its parties signed, then to its amendments, step by step."""

import re
from collections.abc import Mapping

from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

# Two territories of the same region as others of the demonstration, whose ARS has its accounts already; the
# same three persons, named by what they do, act in one and in the other.
SEATED = """
from accounts.models import Organisation, Seat, User
from snppe.demo.cast import PASSWORD, SEATED_SINCE
for role, kind in (("editor", "departement"), ("signatory", "departement"), ("reviewer", "prefecture")):
    user = User.objects.create_user(f"{role}.essai@demo.example", PASSWORD, name=f"Essai, {role}")
    for code in ("19", "87"):
        own = Organisation.objects.get(kind=kind, territories__code=code)
        Seat.objects.create(user=user, organisation=own, role=role, starts_on=SEATED_SINCE)
"""


def seat_newcomers(site: Site) -> None:
    """Give two territories without a contract the accounts that the walks need."""
    site.manage("shell", "-v0", "-c", SEATED)


def create_contract(
    nation: Visitor, *, framework: str, territory: str, period: tuple[str, str] | None = None
) -> None:
    """The first two steps: the frame, then the parties that the territory has."""
    page = nation.open("/contrats/nouveau/")
    page.get_by_label("Cadre national").select_option(label=framework)
    page.get_by_label("Territoire").select_option(label=territory)
    nation.submit("Continuer")
    if period:
        page.get_by_label("Début du contrat").fill(period[0])
        page.get_by_label("Fin du contrat").fill(period[1])
    nation.submit("Ouvrir le contrat")
    nation.told("Choisir les objectifs")


def choose_objective(nation: Visitor, number: int, reason: str) -> None:
    """The third step: an optional objective beside the fundamental ones, with why."""
    page = nation.page
    page.get_by_role("checkbox", name=re.compile(rf"^{number}\.")).check(force=True)
    page.get_by_label(f"Pourquoi l’objectif {number}").fill(reason)
    nation.submit("Enregistrer et continuer")
    nation.told("date à enregistrer")


def sign(nation: Visitor, *, odpe: str, vote: str, signed: str) -> None:
    """From the page of what is missing to the signature of the three parties."""
    page = nation.page
    page.get_by_role("link", name="Dates et période").click()
    page.get_by_label("Information de l’ODPE").first.fill(odpe)
    page.get_by_label("Vote de l’assemblée").first.fill(vote)
    nation.submit("Enregistrer les termes")
    nation.submit("Mettre en signature")
    for field in page.locator("input[type=date]").all():
        field.fill(signed)
    nation.submit("Enregistrer les signatures")
    nation.told("le contrat est signé")


def amend(
    nation: Visitor, reference: str, *, kind: str, title: str, change: Mapping[str, str | int], signed: str
) -> None:
    """An amendment from its draft to its signature; `change` fills the form of what it changes, by label: a
    text, or the rank of an option."""
    page = nation.open(f"/contrats/{reference}/avenants/nouveau/")
    page.get_by_role("checkbox", name=kind).check(force=True)
    page.get_by_label("Intitulé").fill(title)
    nation.submit("Enregistrer")
    page.get_by_role("link", name=re.compile("^Ajouter")).first.click()
    for label, value in change.items():
        field = page.get_by_label(label, exact=True)
        field.select_option(index=value) if isinstance(value, int) else field.fill(value)
    nation.submit("Inscrire à l’avenant")
    nation.told("Ce projet ne change encore rien au contrat.")
    nation.must_be_sound()
    page.get_by_role("link", name="Enregistrer la signature").click()
    for field in page.locator("input[type=date]").all():
        field.fill(signed)
    nation.submit("Enregistrer la signature")
    nation.told("ce qu’il change est en place")
