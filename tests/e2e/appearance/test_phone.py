"""On a phone the lines of links slide: the current one is in sight from the start, below the others too."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.appearance.sights import CREUSE
from tests.e2e.soundness import HEIGHT, PHONE

ONE_LINE = 60


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/contrats/23-2020/historique/", "Contrat 23-2020"),
        ("/contrats/23-2020/indicateurs/2024/", "Contrat 23-2020"),
        ("/contrats/23-2020/indicateurs/2024/autres-enquetes/", "Pages des indicateurs"),
        ("/contrats/23-2020/financements/2024/resultats/", "Pages des financements"),
    ],
)
def test_the_current_link_of_a_sliding_line_is_in_sight(visit: Any, path: str, label: str) -> None:
    visitor = visit(CREUSE, viewport={"width": PHONE, "height": HEIGHT})

    line = visitor.open(path).get_by_role("navigation", name=label, exact=True)
    line.scroll_into_view_if_needed()

    expect(line.locator("[aria-current]")).to_be_in_viewport(ratio=0.99)
    size = line.bounding_box()
    assert size is not None
    assert size["height"] < ONE_LINE
