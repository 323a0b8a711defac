"""What judges the pages sees a text too faint, wherever a text of another look was sound."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.soundness import faint_texts

FAINT, PLAIN = "color:#999", "color:#333"


def page_of(*styles: str) -> str:
    texts = "".join(f'<p style="{style}">Une remarque</p>' for style in styles)
    return f'<!doctype html><html lang="fr"><title>Essai</title><body>{texts}</body></html>'


@pytest.mark.parametrize(
    "faint",
    [
        FAINT,
        f"{PLAIN};background:#555",
        "color:#33333355",
        f"{PLAIN};opacity:.4",
        f"{FAINT};position:absolute",
    ],
)
def test_a_faint_text_is_seen_among_sound_ones_and_again_on_the_next_page(
    browser: Browser, faint: str
) -> None:
    page = browser.new_page()
    page.set_content(page_of(PLAIN))
    assert faint_texts(page) == []

    for _ in range(2):
        page.set_content(page_of(PLAIN, PLAIN, faint))
        assert [told.partition(":")[0] for told in faint_texts(page)] == ["color-contrast"]
    page.close()
