"""Every page in a real browser: a quiet console, no other origin, readable to the eye and to screen readers."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from monitor.app import Knowledge
from monitor.publish import files
from monitor.store.store import Store
from tests.web import world

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PAGES = (
    "/", "/search", "/search?q=%E4%BE%9B%E5%BA%94&language=zh", "/companies", "/companies/catl", "/map",
    "/map?stage=firm", "/charts", "/digests", "/feeds", "/about", "/d/d000004", "/d/none", "/?lang=ko", "/?lang=zh",
)  # fmt: skip
PHONE = {"width": 375, "height": 800}
WIDE = {"width": 1440, "height": 900}


@dataclass
class Noted:
    """What a page said and asked for."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    weight: int = 0


@contextmanager
def opened(browser: Any, **context: Any) -> Iterator[tuple[Any, Noted]]:
    """A page of a fresh browser context, and what is noted of it."""
    noted = Noted()
    fresh = browser.new_context(**{"viewport": WIDE, **context})
    page = fresh.new_page()
    page.on("console", lambda m: noted.said.append(f"{m.type}: {m.text}"))
    page.on("pageerror", lambda error: noted.said.append(f"error: {error}"))
    page.on("request", lambda request: noted.asked.append(request.url))
    page.on("requestfailed", lambda request: noted.said.append(f"failed: {request.url}"))
    try:
        yield page, noted
    finally:
        fresh.close()


def complaints(noted: Noted, path: str) -> list[str]:
    """What the console said, but that a page which is not there is not there."""
    return [line for line in noted.said if not (path == "/d/none" and "404" in line)]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_and_stays_at_home(browser: Any, origin: str, path: str) -> None:
    with opened(browser) as (page, noted):
        page.goto(origin + path, wait_until="load")
        assert complaints(noted, path) == []
        assert [url for url in noted.asked if not url.startswith(origin + "/")] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light(browser: Any, origin: str, path: str) -> None:
    with opened(browser, java_script_enabled=False) as (page, _):
        answers: list[Any] = []
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a builtin cannot be marked
        page.goto(origin + path, wait_until="load")
        assert sum(len(answer.body()) for answer in answers) < 150_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_fault_of_access(browser: Any, origin: str, path: str, scheme: str) -> None:
    with opened(browser, color_scheme=scheme, bypass_csp=True) as (page, _):
        page.goto(origin + path)
        page.evaluate(AXE)
        rules = "{}" if scheme == "light" else "{runOnly: ['color-contrast']}"  # nothing else depends on the scheme
        found = page.evaluate(f"axe.run({rules}).then(r => r.violations)")
        serious = [
            (v["id"], v["nodes"][0]["target"], v["nodes"][0].get("failureSummary"))
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone_and_a_wide_screen(browser: Any, origin: str, path: str) -> None:
    for viewport in (PHONE, {"width": 2200, "height": 1200}):
        with opened(browser, viewport=viewport) as (page, _):
            page.goto(origin + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize(("language", "path"), [("ko", "/?lang=ko"), ("zh", "/?lang=zh")])
def test_korean_and_chinese_are_drawn_by_fonts_that_have_them(
    browser: Any, origin: str, language: str, path: str
) -> None:
    if shutil.which("fc-list") and not subprocess.run(
        ["fc-list", f":lang={language}"], capture_output=True, text=True, check=True
    ).stdout:  # fmt: skip
        pytest.skip(f"no font for {language}: apt-get install fonts-noto-cjk")
    with opened(browser) as (page, _):
        page.goto(origin + path)
        page.evaluate(f"document.body.innerHTML = '<p lang={language} id=probe>배터리 공급계약 电池供应合同</p>'")
        page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        tools = page.context.new_cdp_session(page)
        tools.send("DOM.enable")
        tools.send("CSS.enable")
        root = tools.send("DOM.getDocument")["root"]["nodeId"]
        node = tools.send("DOM.querySelector", {"nodeId": root, "selector": "#probe"})["nodeId"]
        fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        glyphs = {font["familyName"]: font["glyphCount"] for font in fonts}
        assert sum(n for name, n in glyphs.items() if "CJK" in name or "Noto Sans" in name) >= 13, glyphs


# ── without scripts, and with them ───────────────────────────────────────────────────────────────────────────────


def test_everything_works_with_scripts_off(browser: Any, origin: str) -> None:
    with opened(browser, java_script_enabled=False) as (page, _):
        page.goto(origin + "/")
        page.get_by_role("link", name="Search", exact=True).click()
        page.get_by_label("Words").fill("供应合同")
        page.get_by_label("Event").select_option("lawsuit")
        page.get_by_role("button", name="Search").click()
        assert page.locator(".line").count() > 0
        page.locator(".line a").first.click()
        assert page.get_by_role("heading", name="Timeline").is_visible()
        page.get_by_role("link", name="Map", exact=True).click()
        assert page.locator("svg.network path").count() > 0
        assert page.locator("#pairs tbody tr").count() > 0
        page.get_by_role("link", name="Charts", exact=True).click()
        page.get_by_text("As a table").click()
        assert page.locator("#months-table").is_visible()


def test_the_map_can_be_arranged_freely_within_the_policy(browser: Any, origin: str) -> None:
    with opened(browser) as (page, noted):
        page.goto(origin + "/map")
        page.get_by_role("button", name="Arrange freely").click()
        page.locator(".stage-area canvas").first.wait_for()
        assert not page.locator("svg.network").is_visible()
        page.get_by_role("button", name="Arrange freely").click()
        assert page.locator("svg.network").is_visible()
        assert noted.said == []


def test_the_months_can_be_read_off_as_lines_within_the_policy(browser: Any, origin: str) -> None:
    with opened(browser) as (page, noted):
        page.goto(origin + "/charts")
        page.get_by_role("button", name="Read off as lines").click()
        page.locator(".lined canvas").first.wait_for()
        assert not page.locator("svg#months").is_visible()
        assert noted.said == []


def test_the_keyboard_reaches_content_and_search(browser: Any, origin: str) -> None:
    with opened(browser) as (page, _):
        page.goto(origin + "/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to content"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "find"
        page.keyboard.type("CATL")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=CATL")
        assert page.locator(".line").count() > 0


def test_a_language_once_chosen_stays(browser: Any, origin: str) -> None:
    with opened(browser) as (page, _):
        page.goto(origin + "/")
        page.get_by_role("link", name="한국어").click()
        page.get_by_role("link", name="Companies", exact=True).click()
        assert page.evaluate("document.documentElement.lang") == "ko"


# ── written as files ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_static_site_opens_from_a_folder(browser: Any, store: Store, known: Knowledge, tmp_path: Path) -> None:
    wanted = ("index.html", "charts/index.html", "map/index.html", "companies/index.html", "all/index.html")
    for file in files(world.site(store, known), language="en", zone="Asia/Seoul", now=world.NOW):
        if file.path in wanted or file.path.startswith("static/"):
            path = tmp_path / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content.encode() if isinstance(file.content, str) else file.content)
    with opened(browser) as (page, noted):
        page.goto((tmp_path / "index.html").as_uri())
        for name in ("All", "Companies", "Map", "Charts", "Today"):
            page.get_by_role("link", name=name, exact=True).click()
            assert page.locator("h1").is_visible()
        assert noted.said == []
        assert [url for url in noted.asked if not url.startswith(tmp_path.as_uri())] == []
