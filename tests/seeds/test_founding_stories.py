"""The founding stories through the real reader and ledger: what a careful reader would make of them, we make too."""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from monitor.config.identity import load_identity
from monitor.config.seeds import Known, SeedDevelopment, load_seeds
from monitor.config.units import load_units
from monitor.config.vocabulary import load_vocabulary
from monitor.config.watchlist import load_particles, load_watchlist
from monitor.ledger.ledger import Ledger
from monitor.model import Change, ChangeKind, Item, Report
from monitor.reading.read import Reader
from monitor.reading.text import language_of

ROOT = Path(__file__).resolve().parents[2]
CONFIG, SEEDS = ROOT / "config", ROOT / "seeds"

WATCHLIST, VOCABULARY = load_watchlist(CONFIG), load_vocabulary(CONFIG)
READER = Reader.build(WATCHLIST, load_particles(CONFIG), VOCABULARY, load_units(CONFIG))
PARENTS = {entity.id: entity.parent for entity in WATCHLIST.entities}
KNOWN = Known(
    entities=frozenset(PARENTS),
    events=frozenset(VOCABULARY.events),
    stages=frozenset(VOCABULARY.stages),
    topics=frozenset(VOCABULARY.topics),
)
STORIES = load_seeds(SEEDS, KNOWN).developments
TOLD = {item: story for story in STORIES for item in story.items}


def items_of_the_feed() -> dict[str, Item]:
    entries = feedparser.parse((SEEDS / "feed.xml").read_bytes()).entries
    items = [
        Item(
            id=entry.id,
            feed="founding-stories",
            title=entry.title,
            summary=entry.summary,
            language=language_of(f"{entry.title} {entry.summary}"),
            publisher=entry.source.title,
            url=entry.link,
            published_at=datetime.fromtimestamp(timegm(entry.published_parsed), UTC),
            seen_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for entry in entries
    ]
    return {item.id: item for item in sorted(items, key=lambda item: item.at)}


ITEMS = items_of_the_feed()
READINGS = {name: READER.read(item) for name, item in ITEMS.items()}
#: The main report of every item that is news.
MAIN = {name: READINGS[name].reports[0] for name in ITEMS if TOLD[name].reportable is True and READINGS[name].reports}


@pytest.fixture(scope="module")
def changes() -> dict[str, tuple[Change, ...]]:
    """What each item did to an empty ledger, in the order of their dates."""
    ledger = Ledger(load_identity(CONFIG, WATCHLIST, VOCABULARY.ranks))
    return {name: ledger.record(READINGS[name], item) for name, item in ITEMS.items()}


def test_every_item_of_the_feed_tells_a_story_and_every_story_told_is_in_the_feed() -> None:
    assert set(TOLD) == set(ITEMS)


def test_something_is_understood_of_every_item_that_is_news() -> None:
    assert {name for name in ITEMS if TOLD[name].reportable is True} == set(MAIN)


def test_the_core_stories_are_told_in_three_languages() -> None:
    languages = {story.id: {ITEMS[item].language for item in story.items} for story in STORIES if story.scope == "core"}
    assert sum(spoken == {"en", "ko", "zh"} for spoken in languages.values()) >= 4


#: What we do not read right yet, by aspect. An item may leave a list, none may enter one.
GAPS: dict[str, frozenset[str]] = {
    "scope": frozenset(),
    "event": frozenset(),
    "parties": frozenset(),
    "figures": frozenset(),
    "stories": frozenset(),
}


def test_scope_and_newsworthiness_are_seen() -> None:
    wrong = {
        name: (reading.scope, reading.reportable, reading.dropped)
        for name, reading in READINGS.items()
        if (reading.scope, reading.reportable) != (TOLD[name].scope, TOLD[name].reportable is True)
    }
    assert wrong == {}


def test_event_and_stage_are_seen() -> None:
    wrong = {name: (report.event, report.status) for name, report in MAIN.items() if not told_as(TOLD[name], report)}
    assert wrong.keys() <= GAPS["event"], wrong


def told_as(story: SeedDevelopment, report: Report) -> bool:
    return report.event in (story.event, *story.also_events) and report.status in (story.stage, *story.also_stages)


def test_the_parties_are_those_of_the_story_and_nobody_else() -> None:
    wrong = {}
    for name, report in MAIN.items():
        found = {party.entity for party in report.parties}
        of_story = {party.entity for party in TOLD[name].parties}
        # A subsidiary may go unmentioned beside its parent.
        needed = {entity for entity in of_story if PARENTS[entity] not in of_story}
        if not needed <= found <= of_story:
            wrong[name] = found ^ of_story
    assert wrong == {}


def test_no_figure_is_read_that_the_story_does_not_have() -> None:
    wrong = {}
    for name, report in MAIN.items():
        found = {(amount.value, amount.unit) for amount in report.amounts}
        if strange := found - {(amount.value, amount.unit) for amount in TOLD[name].amounts}:
            wrong[name] = strange
    assert wrong.keys() <= GAPS["figures"], wrong


def test_all_items_of_a_story_meet_in_one_development(changes: dict[str, tuple[Change, ...]]) -> None:
    wrong = {}
    for story in STORIES:
        met = {item: {change.development for change in changes[item][:1]} for item in story.items}
        if story.reportable is True and story.items and (len(set.union(*met.values())) != 1 or not all(met.values())):
            wrong[story.id] = met
    assert wrong == {}


def test_no_development_holds_two_stories(changes: dict[str, tuple[Change, ...]]) -> None:
    stories: dict[str, set[str]] = {}
    for name, done in changes.items():
        for change in done[:1]:
            stories.setdefault(change.development, set()).add(TOLD[name].id)
    assert [names for names in stories.values() if len(names) > 1] == []


def test_a_deal_told_again_is_a_repeat_and_its_value_is_an_update(changes: dict[str, tuple[Change, ...]]) -> None:
    kinds = {name: changes[name][0].kind for name in TOLD if TOLD[name].id == "lges-chery-46-supply"}
    assert kinds == {
        "lges-chery-en-1": ChangeKind.NEW,
        "lges-chery-ko-1": ChangeKind.REPEAT,
        "lges-chery-zh-1": ChangeKind.REPEAT,
        "lges-chery-en-2": ChangeKind.UPDATE,
        "lges-chery-ko-2": ChangeKind.REPEAT,
    }


def test_what_is_not_final_is_never_a_signed_contract() -> None:
    stages = {MAIN[name].status for name in TOLD if TOLD[name].id == "hyundai-calb-30gwh"}
    assert stages <= {"denied", "in-talks", "rumoured"}
