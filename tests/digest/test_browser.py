"""The page and the email in a real browser: nothing overflows a phone, nothing is asked of anyone, all can be read.

Runs where playwright and a Chromium are there (`apt-get install chromium fonts-noto-cjk`; or MONITOR_TEST_CHROMIUM).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any, Final

import pytest

from monitor.digest.render.email import render_email
from monitor.digest.render.web import render_web
from monitor.digest.wording import LANGUAGES
from monitor.model import DigestKind
from tests.digest.samples import BOOK, digest

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM: Final = os.environ.get("MONITOR_TEST_CHROMIUM") or shutil.which("chromium") or ""
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
#: WCAG AA for text of this size.
CONTRAST: Final = 4.5

#: Every piece of text whose colour stands too little off the colour behind it: [text, ratio].
FAINT: Final = """
least => {
  const parse = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = c.slice(0, 3).map(v => v / 255).map(
    v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), e = walk.currentNode.parentElement;
    if (!text || !e.offsetParent || e.closest('style')) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) found.push([text, Math.round(ratio * 100) / 100]);
  }
  return found;
}
"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed (or named by MONITOR_TEST_CHROMIUM)")

PAGES: Final = {
    **{f"page {language}": render_web(digest(language), BOOK) for language in LANGUAGES},
    **{f"email {language}": render_email(digest(language), BOOK).html for language in LANGUAGES},
    "first page": render_web(digest("ko", DigestKind.WATCHING), BOOK),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all."""
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_it_fits_a_phone_asks_nothing_and_can_be_read(browser: Any, name: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": 375, "height": 700})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.set_content(PAGES[name])
    try:
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert page.evaluate(FAINT, CONTRAST) == []
        assert asked == []
    finally:
        page.close()
