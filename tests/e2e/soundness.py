"""What every page must be, at any size: sound for the content policy, for axe, for its reader."""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

# The desk, the phone, and the least width of WCAG 1.4.10 (a desk zoomed four times).
DESK, PHONE, NARROWEST = 1280, 360, 320
HEIGHT = 800
AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")
# The pages have no frame, and what axe would load beforehand serves none of its rules on them.
QUICK = {"resultTypes": ["violations"], "iframes": False, "preload": False}
# WCAG 2.2 has the size of targets; axe leaves it out unless asked. Contrast takes longer than all the other
# rules together: it is judged apart, once for each look.
EVERY_RULE = QUICK | {"rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}}}
CONTRAST = QUICK | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# What a narrower window may break, when the same page is sound on a desk.
OF_THE_SIZE = QUICK | {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}

FRAME = """() => {
  const faults = (window.policyViolations || []).map(one => `content policy: ${one}`);
  const headings = document.querySelectorAll('h1').length;
  if (headings !== 1) faults.push(`${headings} h1`);
  if (document.documentElement.lang !== 'fr') faults.push(`lang=${document.documentElement.lang}`);
  if (!document.title.trim()) faults.push('no title');
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) faults.push(`ids that come twice: ${twice}`);
  for (const link of document.querySelectorAll('a[href^="#"]'))
    if (!document.getElementById(decodeURIComponent(link.hash.slice(1))))
      faults.push(`${link.getAttribute('href')} leads nowhere`);
  return faults;
}"""

# What sticks out, but for what scrolls in its own region.
OVERFLOW = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= window.innerWidth) return [];
  const scrolls = one => one && (one !== page && one.scrollWidth > one.clientWidth
    && getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement));
  const out = [...document.querySelectorAll('body *')].filter(one =>
    one.getBoundingClientRect().right > window.innerWidth + 1 && !scrolls(one.parentElement));
  const named = out.slice(0, 3).map(one => `${one.tagName.toLowerCase()}.${one.className}`);
  return [`${page.scrollWidth} px wide in ${window.innerWidth}: ${named.join(', ')}`];
}"""

# A text of each look: its colour, its size, its weight, all that is painted behind it. What lies over the
# page is of no look but its own, since nobody knows what is behind it.
LOOKS = """known => {
  const backs = new Map();
  const behind = one => {
    if (!one) return '';
    if (!backs.has(one)) {
      const style = getComputedStyle(one);
      const painted = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter].join();
      const over = ['absolute', 'fixed'].includes(style.position) ? `|over ${backs.size}` : '';
      const own = painted === 'rgba(0, 0, 0, 0),none,1,none' ? '' : `|${painted}`;
      backs.set(one, behind(one.parentElement) + own + over);
    }
    return backs.get(one);
  };
  const told = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = new Set(document.querySelectorAll('input, select, textarea'));
  while (told.nextNode()) if (told.currentNode.data.trim()) texts.add(told.currentNode.parentElement);
  const looks = new Map();
  for (const one of texts) {
    if (!one.checkVisibility({visibilityProperty: true}) || !one.getClientRects().length) continue;
    const style = getComputedStyle(one);
    const control = one.closest('label')?.control || one;
    const off = Boolean(control.closest(':disabled, [aria-disabled=true]'));
    const look = [style.color, style.fontSize, style.fontWeight, off, one.type || '', behind(one)].join();
    const other = looks.get(look);
    if (!other || other.childElementCount > one.childElementCount) looks.set(look, one);
  }
  const unknown = [...looks].filter(([look]) => look.includes('|over') || !known.includes(look));
  return {looks: unknown.map(([look]) => look), texts: unknown.map(([, one]) => one)};
}"""
# The looks that a page showed without fault: another page of the run need not show them again.
_sound_looks: set[str] = set()


def faults_of(page: Page) -> list[str]:
    """All that is wrong with the page as it stands."""
    found: list[str] = page.evaluate(FRAME) + page.evaluate(OVERFLOW)
    return found + violations(page) + faint_texts(page)


def faults_at_every_width(page: Page) -> list[str]:
    """All that is wrong on a desk, on a phone, in the narrowest window, each with its width."""
    found = [f"{fault} (at {DESK})" for fault in faults_of(page)]
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    found += [f"{fault} (at {PHONE})" for fault in page.evaluate(OVERFLOW) + violations(page, OF_THE_SIZE)]
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    found += [f"{fault} (at {NARROWEST})" for fault in page.evaluate(OVERFLOW)]
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    return found


def violations(page: Page, options: dict[str, Any] = EVERY_RULE) -> list[str]:
    """What axe finds, each as « rule: where »."""
    _bring_axe(page)
    return _listed(page.evaluate("options => axe.run(document, options)", options))


def faint_texts(page: Page) -> list[str]:
    """The texts that stand out too little from what is behind them, one of each look."""
    _bring_axe(page)
    shown = page.evaluate_handle(LOOKS, sorted(_sound_looks))
    found = _listed(
        page.evaluate(
            "([shown, options]) => shown.texts.length ? axe.run({include: shown.texts}, options) : null",
            [shown, CONTRAST],
        )
    )
    if not found:
        _sound_looks.update(page.evaluate("shown => shown.looks", shown))
    return found


def _bring_axe(page: Page) -> None:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)


def _listed(results: Any) -> list[str]:
    return [
        f"{violation['id']}: {node['target']} {node['html'][:120]}"
        for violation in (results or {"violations": []})["violations"]
        for node in violation["nodes"]
    ]
