"""feeds.yaml: mistakes are named by line with what to do, and adding leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.feeds import KINDS, add_feed, add_feeds, load_feeds
from monitor.config.files import ConfigError
from monitor.model import Feed

CONFIG = Path(__file__).parents[2] / "config"
GOOD = """\
groups:
  press:
    title: Papers
  more:
    enabled: false
feeds:
  # the first one
  - id: one
    publisher: The Paper
    url: https://paper.example/rss
    group: press

  - id: two
    publisher: Another
    url: https://another.example/rss
    group: more
"""


def folder(tmp_path: Path, text: str) -> Path:
    """A configuration folder with this feeds.yaml."""
    (tmp_path / "feeds.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_feeds_of_the_project_load() -> None:
    feeds = load_feeds(CONFIG)
    enabled = [feed for feed in feeds if feed.enabled]
    assert len(feeds) >= 80
    assert 25 <= len(enabled) <= 40
    assert {"ko", "zh", "en"} <= {feed.language for feed in enabled}
    assert {feed.kind for feed in feeds} <= set(KINDS)
    assert [feed.url for feed in enabled if feed.kind == "file"] == ["../seeds/feed.xml"]


def test_a_feed_is_on_when_it_and_its_group_are(tmp_path: Path) -> None:
    feeds = load_feeds(folder(tmp_path, GOOD))
    assert [(feed.id, feed.enabled) for feed in feeds] == [("one", True), ("two", False)]


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("id: two", "id: one", 13, "already used by the feed on line 8"),
        ("https://another.example/rss", "http://PAPER.example/rss/", 15, "already used by the feed on line 10"),
        ("id: two", "id: Two Words", 13, "id"),
        ("group: more", "group: mroe", 16, "is not listed under groups"),
        ("group: more", "zone: Asia/Soul", 16, "is no time zone"),
        ("group: more", "kind: rsss", 16, "kind"),
        ("group: more", "colour: red", 16, "colour"),
        ("group: more", "enabled: maybe", 16, "enabled"),
        ("https://another.example/rss", "ftp://another.example/rss", 15, "cannot be polled"),
        ("https://another.example/rss", "https://me:secret@another.example/rss", 15, "cannot be polled"),
        ("https://another.example/rss", "'https://[::1'", 15, "cannot be polled"),
        ("    publisher: Another\n", "", 13, "publisher"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_do(
    tmp_path: Path, before: str, after: str, line: int, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_feeds(folder(tmp_path, GOOD.replace(before, after)))
    message = str(caught.value).replace("not an address that can be polled", "cannot be polled")
    assert f"feeds.yaml:{line}: " in message
    assert said in message
    assert " — " in message


def test_a_missing_file_is_a_mistake_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load_feeds(tmp_path)


def test_adding_keeps_the_rest_byte_for_byte_and_loads(tmp_path: Path) -> None:
    where = folder(tmp_path, GOOD)
    new = Feed(
        id="three", url="https://신문.example/rss?a=1#x", publisher="신문: 산업", zone="Asia/Seoul", group="press"
    )
    add_feed(where, new)
    text = (where / "feeds.yaml").read_text(encoding="utf-8")
    assert text.startswith(GOOD)
    assert load_feeds(where)[-1] == new
    assert [path.name for path in where.iterdir()] == ["feeds.yaml"]


def test_adding_to_a_group_nobody_knows_adds_to_other(tmp_path: Path) -> None:
    where = folder(tmp_path, GOOD)
    add_feed(where, Feed(id="three", url="https://third.example/rss", publisher="Third", group="unheard-of"))
    assert load_feeds(where)[-1].group == "other"


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        (Feed(id="one", url="https://third.example/rss", publisher="x"), "already taken"),
        (Feed(id="three", url="http://paper.example/rss/", publisher="x"), "already there as one"),
        (Feed(id="three", url="gopher://paper.example/", publisher="x"), "not an address"),
        (Feed(id="Three!", url="https://third.example/", publisher="x"), "id"),
    ],
)
def test_what_cannot_be_added_leaves_the_file_untouched(tmp_path: Path, feed: Feed, said: str) -> None:
    where = folder(tmp_path, GOOD)
    with pytest.raises(ConfigError, match=said):
        add_feeds(where, [Feed(id="fine", url="https://fine.example/", publisher="x"), feed])
    assert (where / "feeds.yaml").read_text(encoding="utf-8") == GOOD
    assert [path.name for path in where.iterdir()] == ["feeds.yaml"]
