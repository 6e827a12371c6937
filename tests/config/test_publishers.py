"""Who speaks under which names: the file is checked when it is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitor.config.feeds import load_feeds
from monitor.config.files import ConfigError
from monitor.config.hosts import under
from monitor.config.publishers import Publishers, load_publishers, name_key

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration folder of one's own."""
    shutil.copy(CONFIG / "publishers.yaml", tmp_path)
    return tmp_path


def edit(folder: Path, old: str, new: str) -> int:
    """Replace `old` once; returns the line it stands on."""
    path = folder / "publishers.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_file_of_the_repository_is_right_and_knows_the_wires() -> None:
    known = load_publishers(CONFIG)
    wires = {id_ for id_, one in known.newsrooms.items() if one.wire}
    assert {"yonhap", "newsis", "reuters", "xinhua", "cls"} <= wires
    assert known.newsrooms["yonhap"].name("zh") == "韩联社"
    assert known.newsrooms["electrek"].name("ko") == "Electrek"


def test_a_newsroom_whose_feeds_come_under_two_names_is_listed_as_one() -> None:
    by_name, by_host = load_publishers(CONFIG).by_name, load_publishers(CONFIG).by_host
    homes: dict[str, set[str]] = {}
    for feed in load_feeds(CONFIG):
        name = by_name.get(name_key(feed.publisher))
        host = under(feed.url.partition("://")[2].partition("?")[0], by_host)
        if name and host:
            homes.setdefault(feed.id, set()).update((name, host))
    assert {id_: ids for id_, ids in homes.items() if len(ids) > 1} == {}
    assert len(homes) > 20


def test_a_configuration_without_the_file_lets_everyone_speak_for_themselves(tmp_path: Path) -> None:
    assert load_publishers(tmp_path) == Publishers()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    hosts: [yna.co.kr", "    hots: [yna.co.kr", "newsrooms.yonhap.hots: Extra inputs"),
        ("ko: [연합인포맥스, 인포맥스]", "ko: [연합뉴스]", "'연합뉴스' stands for both yonhap and infomax"),
        ("hosts: [newsis.com]", "hosts: [yna.co.kr]", "'yna.co.kr' stands for both yonhap and newsis"),
        ("hosts: [newsis.com]", "hosts: ['https://newsis.com']", "newsrooms.newsis.hosts.0: "),
        ('at: {naver: "003"}', 'at: {naver: "001"}', "'naver 001' stands for both yonhap and newsis"),
        ('at: {naver: "003"}', 'at: {daum: "003"}', "there is no portal 'daum'"),
        ('"({place}={name})"', '"({spot}={name})"', r"unknown slot \{spot\}"),
        ('"/{name}/ -"', '"dateline -"', "names no wire"),
        ('"; Editing by {who}"', '"; Editing by {whom}"', r"unknown slot \{whom\}"),
    ],
)
def test_a_mistake_is_named_with_its_line(folder: Path, old: str, new: str, said: str) -> None:
    line = edit(folder, old, new)
    with pytest.raises(ConfigError, match=said) as caught:
        load_publishers(folder)
    assert caught.value.path == folder / "publishers.yaml"
    assert caught.value.line is not None
    assert abs(caught.value.line - line) <= 6, "the line of the newsroom, or of the form itself"


def test_a_newsroom_without_a_name_is_refused(folder: Path) -> None:
    edit(folder, "  electrek:\n    en: [Electrek]\n", "  electrek:\n")
    with pytest.raises(ConfigError, match=r"newsrooms\.electrek has no name"):
        load_publishers(folder)


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────

HOSTS = {"paper.kr": "paper", "biz.paper.kr": "biz", "portal.com/article/009/": "maker"}


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("paper.kr/a/1", "paper"),
        ("m.paper.kr/a/1", "paper"),
        ("biz.paper.kr/a/1", "biz"),  # the nearer host wins
        ("otherpaper.kr/a/1", ""),  # no subdomain
        ("portal.com/article/009/123", "maker"),
        ("portal.com/article/0091/123", ""),
        ("portal.com/", ""),
        ("kr", ""),
        ("", ""),
    ],
)
def test_the_nearest_host_owns_an_address(address: str, owner: str) -> None:
    assert under(address, HOSTS) == owner


def test_spellings_of_one_name_share_a_key() -> None:
    assert name_key("The Korea Herald") == name_key("korea-herald") == name_key("ＫＯＲＥＡ Ｈｅｒａｌｄ")
