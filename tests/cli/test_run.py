from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable

import pytest

from tests.cli.house import STORIES, Call, House, rss
from tests.sources.site import open_site

Run = Callable[..., Call]
MORE = (("four", "BYD and SK On open talks on a joint battery plant", "Wed, 11 Nov 2026 01:00:00 GMT"),)


def test_a_first_run_fills_the_ledger_and_tells_everyone_once(house: House, monitor: Run) -> None:
    done = monitor("run")

    assert done.code == 0, done.err
    assert "3 items in = 2 reported + 0 merged + 1 dropped (no-company 1)" in done.out
    assert "developments: 2 new" in done.out
    assert len(list((house.root / "out").glob("*/digest.html"))) == 1


def test_a_second_run_says_in_one_line_that_nothing_is_new(house: House, monitor: Run) -> None:
    monitor("run")
    again = monitor("run")

    assert again.code == 0
    assert again.out.startswith("nothing new: ")
    assert again.out.count("\n") == 1
    assert len(list((house.root / "out").glob("*/digest.html"))) == 1


def test_what_is_new_in_a_later_run_is_told(house: House, monitor: Run) -> None:
    monitor("run")
    house.tell(STORIES + MORE)
    later = monitor("run", "--json").json

    assert later["new"] == 1
    assert later["conservation"]["items"] == 1
    assert later["conservation"]["reported"] == 1


def test_a_feed_that_cannot_be_read_is_weather_unless_strict(house: House, monitor: Run) -> None:
    (house.config / "news.xml").unlink()
    mild, strict = monitor("run"), monitor("run", "--strict")

    assert mild.code == 0
    assert "local" in mild.out
    assert strict.code == 3
    assert "monitor: local: " in strict.err


def test_the_steps_one_by_one_do_what_run_does(house: House, monitor: Run) -> None:
    polled, read = monitor("poll", "--json"), monitor("read", "--json")
    shown, nothing_yet = monitor("digest", "--dry-run"), monitor("deliveries", "--json")
    composed, delivered = monitor("digest", "--json"), monitor("deliver", "--json")

    assert [feed["new"] for feed in polled.json] == [3]
    assert len(read.json["changes"]) == 2
    assert "CATL" in shown.out
    assert nothing_yet.json == []
    assert [digest["kind"] for digest in composed.json] == ["watching"]
    assert {delivery["state"] for delivery in delivered.json} == {"sent"}
    assert monitor("deliver").out == "the outbox is empty\n"


def test_a_dry_run_can_be_written_to_files(house: House, monitor: Run) -> None:
    monitor("poll")
    monitor("read")
    done = monitor("digest", "--dry-run", "--out", str(house.root / "look"))

    assert done.code == 0
    assert {path.name for path in (house.root / "look").glob("*/*")} == {"digest.html", "digest.txt"}
    assert not (house.root / "out").exists()


def test_an_unknown_audience_is_a_usage_error(monitor: Run) -> None:
    done = monitor("digest", "--audience", "nobody")

    assert done.code == 64
    assert "use desk" in done.err


def test_the_ledger_can_be_listed_filtered_shown_and_exported(house: House, monitor: Run) -> None:
    monitor("run")
    every = monitor("developments", "list", "--json").json
    of_catl = monitor("developments", "--party", "catl", "--json").json
    none = monitor("developments", "list", "--event", "lawsuit")
    one = monitor("developments", "show", every[0]["id"][:6])
    rows = monitor("developments", "export").out.splitlines()

    assert len(every) == 2
    assert [{p["entity"] for p in found["parties"]} for found in of_catl] == [{"catl", "hyundai-motor"}]
    assert none.out == "no development matches\n"
    assert "timeline" in one.out
    assert "Local Wire" in one.out
    assert rows[0].startswith("id,event,status")
    assert len(rows) == 3
    assert monitor("developments", "show", "zzz").code == 3


def test_a_development_is_shown_in_three_languages_with_who_was_first(house: House, monitor: Run) -> None:
    monitor("run")
    (deal,) = monitor("developments", "--party", "catl", "--json").json
    shown = monitor("developments", "show", deal["id"], "--language", "ko").out.splitlines()

    glosses = [line for line in shown if line[:4] in ("en  ", "ko  ", "zh  ")]
    assert [line[:2] for line in glosses] == ["ko", "en", "zh"]
    assert "현대자동차" in glosses[0]
    assert "Hyundai Motor" in glosses[1]
    assert "现代汽车" in glosses[2]
    assert any(line.startswith("최초 보도 ") for line in shown)


@pytest.mark.parametrize(
    ("option", "word", "hint"),
    [
        ("--party", "catll", "did you mean catl?"),
        ("--event", "supply", "supply-contract"),
        ("--stage", "sined", "did you mean signed?"),
        ("--scope", "inner", "core or adjacent"),
        ("--language", "fr", "one of en, ko, zh"),
    ],
)
def test_a_filter_nothing_can_match_is_a_typing_error(monitor: Run, option: str, word: str, hint: str) -> None:
    done = monitor("developments", "list", option, word)

    assert done.code == 64
    assert f"{option} {word}" in done.err
    assert hint in done.err


def test_an_article_is_explained_by_address_and_by_text(house: House, monitor: Run) -> None:
    monitor("run")
    known = monitor("explain", "https://news.example/one")
    text = monitor("explain", "CATL and Hyundai Motor sign battery supply contract for 10 GWh", "--json").json
    unknown = monitor("explain", "https://news.example/none")

    assert "would be reported" in known.out
    assert "hyundai-motor" in known.out
    assert text["change"] == "repeat"
    assert text["amounts"] == [{"value": 10, "unit": "GWh"}]
    assert unknown.code == 3
    assert "give its headline" in unknown.err
    assert monitor("explain").code == 64


def test_near_misses_are_listed(house: House, monitor: Run) -> None:
    house.tell((("five", "Is CATL a rival of LG Energy Solution in batteries?", "Tue, 10 Nov 2026 01:00:00 GMT"),))
    monitor("run")

    assert "rival" in monitor("explain", "--near").out


def test_the_ledger_is_published_as_pages(house: House, monitor: Run) -> None:
    monitor("run")
    done = monitor("publish")
    folder = house.root / "out" / "ledger"
    ids = [development["id"] for development in monitor("developments", "--json").json]

    assert done.code == 0
    assert "CATL" in (folder / "index.html").read_text()
    assert all((folder / "d" / id_ / "index.html").is_file() for id_ in ids)
    assert not list(folder.rglob(".*"))  # no half-written file is left


def test_feeds_are_listed_checked_and_exported(house: House, monitor: Run) -> None:
    before = monitor("feeds", "--json").json
    monitor("run")
    after = monitor("feeds", "list").out
    checked = monitor("feeds", "check", "local")

    assert before[0]["state"] is None
    assert "local" in after
    assert "3 items, 3 dated" in checked.out
    assert "hyundai-motor" in checked.out


def test_feeds_are_imported_once(house: House, monitor: Run) -> None:
    opml = house.root / "other.opml"
    opml.write_text(
        "<opml version='2.0'><head/><body>"
        "<outline type='rss' text='Other' xmlUrl='https://other.example/rss'/></body></opml>"
    )
    first, second = monitor("feeds", "import", str(opml)), monitor("feeds", "import", str(opml))
    broken = house.root / "broken.opml"
    broken.write_text("no xml")

    assert first.out == "1 feeds added, 0 were there already\n"
    assert second.out == "0 feeds added, 1 were there already\n"
    assert 'xmlUrl="https://other.example/rss"' in monitor("feeds", "export").out
    assert monitor("feeds", "import", str(broken)).code == 78


def test_the_watchlist_is_listed_and_says_what_matches(monitor: Run) -> None:
    found = monitor("watchlist", "check", "현대차는 CATL과", "--json").json

    assert {mention["entity"] for mention in found} == {"hyundai-motor", "catl"}
    assert "catl" in [entity["id"] for entity in monitor("watchlist", "--find", "宁德时代", "--json").json]
    assert monitor("watchlist", "check", "nobody here").out == "nothing on the watchlist is mentioned\n"
    assert "does not count because" in monitor("watchlist", "check", "아프리카 기아 문제").out


def test_an_archive_is_replayed_without_a_database(house: House, monitor: Run) -> None:
    archive = house.root / "archive.jsonl.gz"
    archive.write_bytes(gzip.compress(b'{"id": "a", "title": "CATL and Hyundai Motor sign battery supply contract"}\n'))
    out = house.root / "decisions.jsonl"
    done = monitor("replay", str(archive), str(house.config / "news.xml"), "--decisions", str(out), "--summary")

    assert done.code == 0
    assert len(out.read_text().splitlines()) == 4
    assert "balanced" in done.err
    assert not (house.root / "var").exists()


def test_a_replay_without_a_place_for_decisions_prints_the_summary(house: House, monitor: Run) -> None:
    summary = monitor("replay", str(house.config / "news.xml"), "--json").json

    assert summary["items"] == 3
    assert summary["reported"] + summary["merged"] + sum(d["n"] for d in summary["dropped"]) == 3


def test_an_entity_is_added_and_found_at_once(house: House, monitor: Run) -> None:
    arguments = ("watchlist", "add", "quokka-cell", "--name", "Quokka Cell", "--side", "KR", "--ko", "쿼카셀")
    added, twice = monitor(*arguments), monitor(*arguments)

    assert added.code == 0, added.err
    assert [m["entity"] for m in monitor("watchlist", "check", "쿼카셀이 공장을 짓는다", "--json").json] == [
        "quokka-cell"
    ]
    assert twice.code == 78
    assert "quokka-cell" in twice.err


def test_the_alias_lint_names_what_hits_too_often(house: House, monitor: Run) -> None:
    background = house.root / "headlines.txt"
    background.write_text("The quokka sleeps\n" * 50)
    monitor("watchlist", "add", "quokka", "--name", "Quokka", "--side", "KR", "--en", "quokka")
    bad, fine = monitor("watchlist", "lint", str(background)), monitor("watchlist", "check", "a quokka")

    assert bad.code == 78
    assert "quokka" in bad.out
    assert "give them a condition" in bad.err
    assert fine.code == 0


def test_a_replay_answers_each_line_before_the_next_one_is_given(house: House) -> None:
    running = house.start("replay", "-", "--decisions", "-", stdin=subprocess.PIPE)
    assert running.stdin is not None
    assert running.stdout is not None
    for id_ in ("a", "b"):
        running.stdin.write(json.dumps({"id": id_, "title": "CATL and Hyundai Motor sign a battery contract"}) + "\n")
        running.stdin.flush()

        assert json.loads(running.stdout.readline())["id"] == id_
    running.communicate()
    assert running.returncode == 0


def test_a_site_leads_to_its_feed_which_is_added_once(house: House, monitor: Run) -> None:
    house.environ["MONITOR_POLICY__POLL__ALLOW_NETWORKS"] = "127.0.0.0/8"
    with open_site() as site:
        feed = site.serve("/feed.xml", rss().encode(), Content_Type="application/rss+xml")
        link = "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
        page = site.serve("/", f"<html><head>{link}</head></html>".encode(), Content_Type="text/html")
        checked, added = monitor("feeds", "check", page), monitor("feeds", "add", page, "--id", "wire")
        again, nothing = monitor("feeds", "add", feed), monitor("feeds", "add", site.url("/none"))

    assert checked.code == 3
    assert f"try {feed}" in checked.err
    assert added.out == f"added wire: {feed} (3 items)\n"
    assert feed in (house.config / "feeds.yaml").read_text()
    assert again.code == 78
    assert nothing.code == 3
