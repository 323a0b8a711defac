"""The first minutes of an account: a link, a password, and in."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Request

from tests.e2e.site import Site

ADDRESS, CHOSEN = "premier.acces@demo.example", "une phrase que personne d’autre ne choisit"
INVITE = f"""
from accounts.mail import password_link
from accounts.models import User
print(password_link(User.objects.create_user("{ADDRESS}", name="Premier Accès")))
"""


def test_a_person_chooses_a_password_by_the_link_and_signs_in(site: Site, visit: Any) -> None:
    link = re.search(r"http\S+/mot-de-passe/nouveau/\S+", site.manage("shell", "-c", INVITE))
    assert link is not None
    path = urlsplit(link[0]).path
    visitor = visit()
    page = visitor.open(path)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))

    for name in ("new_password1", "new_password2"):
        page.locator(f"[name={name}]").fill(CHOSEN)
    with page.expect_navigation() as arriving:
        page.locator("main form button[type=submit]").click()

    assert arriving.value.status == 200
    referers = {request.all_headers().get("referer", "") for request in sent}
    assert f"{site.url}/" in referers
    assert not any("/mot-de-passe/nouveau/" in referer for referer in referers)
    visitor.told("Votre mot de passe est choisi")
    page.get_by_label("Adresse électronique").fill(ADDRESS)
    page.get_by_label("Mot de passe", exact=True).fill(CHOSEN)
    visitor.submit("Se connecter")
    visitor.told("Aucun siège ouvert")
