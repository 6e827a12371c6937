"""Made-up developments in our own words, in three languages, with everything a card can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from monitor.digest.book import Book
from monitor.model import (
    Alias,
    Amount,
    Audience,
    Card,
    Change,
    ChangeKind,
    Development,
    Digest,
    DigestKind,
    Entity,
    Filter,
    Move,
    Party,
    Scope,
    Side,
    Source,
    SourceCount,
    Span,
    Watchlist,
)

NOW: Final = datetime(2026, 3, 16, 23, 0, tzinfo=UTC)  # 17 March, 08:00 in Seoul

_TITLE: Final = Span(field="title", start=0, end=1)


def at(month: int, day: int, hour: int = 1, year: int = 2026) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, 12, tzinfo=UTC)


def entity(key: str, name: str, side: Side, country: str, **names: str) -> Entity:
    """A company with one name a language."""
    aliases = tuple(Alias(text=text, language=language) for language, text in names.items())
    return Entity(id=key, name=name, kind="company", country=country, side=side, aliases=aliases)


WATCHLIST: Final = Watchlist(
    entities=(
        entity(
            "lg-energy-solution", "LG Energy Solution", Side.KR, "KR", en="LGES", ko="LG에너지솔루션", zh="LG新能源"
        ),
        entity("chery", "Chery", Side.CN, "CN", ko="체리자동차", zh="奇瑞汽车"),
        entity("sk-on", "SK On", Side.KR, "KR", ko="SK온", zh="SK On"),
        entity("eve-energy", "EVE Energy", Side.CN, "CN", ko="EVE에너지", zh="亿纬锂能"),
        entity("posco-future-m", "POSCO Future M", Side.KR, "KR", ko="포스코퓨처엠", zh="浦项未来M"),
        entity("cngr", "CNGR", Side.CN, "CN", ko="CNGR", zh="中伟股份"),
        entity("fino", "FINO", Side.JOINT, "KR", ko="피노", zh="FINO"),
        entity("toyota-tsusho", "Toyota Tsusho", Side.OTHER, "JP", ko="도요타통상", zh="丰田通商"),
        entity("enchem", "Enchem", Side.KR, "KR", ko="엔켐", zh="Enchem"),
        entity("catl", "CATL", Side.CN, "CN", ko="닝더스다이", zh="宁德时代"),
        entity("ecopro", "EcoPro", Side.KR, "KR", ko="에코프로", zh="EcoPro"),
        entity("gem", "GEM", Side.CN, "CN", ko="GEM", zh="格林美"),
    )
)

EVENTS: Final = {
    "supply-contract": {"en": "supply contract", "ko": "공급계약", "zh": "供货合同"},
    "joint-venture": {"en": "joint venture", "ko": "합작", "zh": "合资"},
    "dissolution": {"en": "withdrawal", "ko": "해산·철수", "zh": "解散退出"},
    "investment": {"en": "equity stake", "ko": "지분 투자", "zh": "股权投资"},
}
STAGES: Final = {
    "rumoured": {"en": "rumoured", "ko": "미확인", "zh": "传闻"},
    "in-talks": {"en": "in talks", "ko": "협의 중", "zh": "洽谈中"},
    "mou": {"en": "MoU", "ko": "양해각서", "zh": "备忘录"},
    "board-approved": {"en": "board approved", "ko": "이사회 승인", "zh": "董事会批准"},
    "signed": {"en": "signed", "ko": "계약 체결", "zh": "已签约"},
    "cancelled": {"en": "cancelled", "ko": "취소", "zh": "取消"},
}
PRODUCTS: Final = {
    "form-cylindrical": {"en": "cylindrical", "ko": "원통형", "zh": "圆柱"},
    "electrolyte": {"en": "electrolyte", "ko": "전해액", "zh": "电解液"},
    "cathode": {"en": "cathode", "ko": "양극재", "zh": "正极材料"},
    "chem-lfp": {"en": "LFP", "ko": "LFP", "zh": "磷酸铁锂"},
}
PLACES: Final = {
    "hungary": {"en": "Hungary", "ko": "헝가리", "zh": "匈牙利"},
    "pohang": {"en": "Pohang", "ko": "포항", "zh": "浦项"},
}

_QUALIFIERS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"about": "about {}", "over": "over {}", "up-to": "up to {}"},
    "ko": {"about": "약 {}", "over": "{} 이상", "up-to": "최대 {}"},
    "zh": {"about": "约{}", "over": "超{}", "up-to": "最多{}"},
}
_MONEY: Final = {
    "en": (("{:.3g} trillion {}", 1e12), ("{:.3g} billion {}", 1e9), ("{:.3g} million {}", 1e6)),
    "ko": (("{:.4g}조{}", 1e12), ("{:,.4g}억{}", 1e8)),
    "zh": (("{:.4g}万亿{}", 1e12), ("{:.4g}亿{}", 1e8)),
}
_COINS: Final = {
    "en": {"KRW": "won", "CNY": "yuan", "USD": "dollars"},
    "ko": {"KRW": "원", "CNY": "위안", "USD": "달러"},
    "zh": {"KRW": "韩元", "CNY": "元", "USD": "美元"},
}
_DOLLARS: Final = {"KRW": 1 / 1400, "CNY": 1 / 7.2, "USD": 1.0}


def format_amount(amount: Amount, language: str) -> str:
    """A small stand-in for the formatter of the reading part."""
    if amount.unit in _COINS["en"]:
        pattern, base = next((m for m in _MONEY[language] if amount.value >= m[1]), _MONEY[language][-1])
        text = pattern.format(amount.value / base, _COINS[language][amount.unit])
    elif amount.unit.startswith("Wh"):
        text = f"{amount.value / 1e9:g} GWh" + amount.unit[2:]
    else:
        text = f"{amount.value:,.0f} {amount.unit}"
    return _QUALIFIERS[language].get(amount.qualifier, "{}").format(text)


def convert(amount: Amount, currency: str, day: date) -> Amount | None:
    """Money at made-up rates."""
    if amount.unit not in _DOLLARS or day.year < 2000:
        return None
    value = amount.value * _DOLLARS[amount.unit] / _DOLLARS[currency]
    return replace(amount, value=value, unit=currency, high=None)


BOOK: Final = Book.of(
    WATCHLIST,
    events=EVENTS,
    stages=STAGES,
    products=PRODUCTS,
    places=PLACES,
    format_amount=format_amount,
    convert=convert,
    ledger_url="https://ledger.example.org/d",
)


def amount(value: float, unit: str, qualifier: str = "", flag: str = "") -> Amount:
    """An amount as if read from a title."""
    return Amount(value=value, unit=unit, span=_TITLE, surface=f"{value:g} {unit}", qualifier=qualifier, flag=flag)


def source(item: str, publisher: str, language: str, when: datetime, sentence: str, status: str = "signed") -> Source:
    """A source with an address made from its item."""
    return Source(
        item=item,
        index=0,
        publisher=publisher,
        language=language,
        url=f"https://news.example.com/{item}",
        title=sentence.split(".", maxsplit=1)[0],
        sentence=sentence,
        at=when,
        status=status,
    )


def party(key: str, role: str = "partner") -> Party:
    """A party of the sample watchlist."""
    side = next((e.side for e in WATCHLIST.entities if e.id == key), Side.CN if key == "?CN" else Side.KR)
    return Party(entity=key, side=side, role=role)


def moved(item: str, when: datetime, *moves: Move, kind: ChangeKind = ChangeKind.UPDATE) -> Change:
    """One step of a timeline."""
    return Change(development="d", item=item, index=0, kind=kind, at=when, moves=moves)


def stage(before: str, after: str) -> Move:
    """A stage that moved."""
    return Move(fact="status", before=before, after=after)


def sized(before: Amount | None, after: Amount) -> Move:
    """An amount that moved."""
    return Move(fact="amount", before=before.surface if before else "", after=after.surface, was=before, now=after)


CELLS: Final = amount(8e9, "Wh")
WORTH: Final = amount(1e12, "KRW", "over")
SUPPLY: Final = Development(
    id="d-cells",
    event="supply-contract",
    status="signed",
    parties=(party("chery", "buyer"), party("lg-energy-solution", "supplier")),
    scope=Scope.CORE,
    opened_at=at(3, 16, 3),
    moved_at=at(3, 16, 9),
    amounts=(CELLS, WORTH),
    products=("form-cylindrical",),
    places=("hungary",),
    periods=("2026/2031",),
    sources=(
        source(
            "a1",
            "Daily Cell",
            "ko",
            at(3, 16, 3),
            "LG에너지솔루션은 체리자동차에 6년간 원통형 배터리를 공급한다고 밝혔다.",
        ),
        source("a2", "Lithium Post", "zh", at(3, 16, 5), "LG新能源将在六年内向奇瑞汽车供应8GWh的圆柱电池。"),
        source(
            "a3",
            "Battery Wire",
            "en",
            at(3, 16, 9),
            "LG Energy Solution will ship 8 GWh of cells to Chery over six years, it said.",
        ),
        source("a4", "Seoul Ledger", "ko", at(3, 16, 7), "계약 규모는 1조원을 넘는 것으로 추산된다."),
    ),
    changes=(moved("a1", at(3, 16, 3), stage("", "signed"), sized(None, CELLS), kind=ChangeKind.NEW),),
)

SMALL: Final = amount(160_000, "t")
LARGE: Final = amount(350_000, "t", "about")
ELECTROLYTE: Final = Development(
    id="d-electrolyte",
    event="supply-contract",
    status="signed",
    parties=(party("enchem", "supplier"), party("catl", "buyer")),
    scope=Scope.CORE,
    opened_at=at(11, 27, 1, 2025),
    moved_at=at(3, 16, 6),
    amounts=(LARGE, amount(1.5e12, "KRW", "about", "conflict")),
    products=("electrolyte",),
    periods=("2026-Q2",),
    sources=(
        source(
            "b1",
            "Daily Cell",
            "ko",
            at(11, 27, 1, 2025),
            "엔켐이 중국 대형 배터리사와 계약을 눈앞에 두고 있다.",
            "in-talks",
        ),
        source(
            "b2", "Foil & Salt", "en", at(12, 23, 2, 2025), "Enchem's board named CATL as the buyer.", "board-approved"
        ),
        source("b3", "Lithium Post", "zh", at(3, 16, 6), "Enchem与宁德时代签署正式合同，供货量增至约35万吨。"),
    ),
    changes=(
        moved("b1", at(11, 27, 1, 2025), stage("", "in-talks"), sized(None, SMALL), kind=ChangeKind.NEW),
        moved(
            "b2", at(12, 23, 2, 2025), stage("in-talks", "board-approved"), Move(fact="party", before="", after="catl")
        ),
        moved("b3", at(3, 16, 6), stage("board-approved", "signed"), sized(SMALL, LARGE)),
    ),
)

VENTURE: Final = Development(
    id="d-venture",
    event="joint-venture",
    status="cancelled",
    parties=(party("cngr"), party("fino"), party("posco-future-m"), party("toyota-tsusho", "investor")),
    scope=Scope.CORE,
    opened_at=at(8, 8, 1, 2025),
    moved_at=at(3, 15, 8),
    amounts=(amount(1.4e9, "CNY", "up-to"),),
    products=("cathode", "chem-lfp"),
    places=("pohang",),
    periods=("2027",),
    sources=(
        source("c1", "Lithium Post", "zh", at(8, 8, 1, 2025), "双方签署备忘录，拟在浦项建设正极材料工厂。", "mou"),
        source("c2", "Yangtze Metals", "zh", at(3, 15, 8), "中伟股份公告称，浦项合资项目终止。", "cancelled"),
    ),
    changes=(
        moved("c1", at(8, 8, 1, 2025), stage("", "mou"), kind=ChangeKind.NEW),
        moved("c2", at(3, 15, 8), stage("mou", "cancelled")),
    ),
)

TALKS: Final = Development(
    id="d-talks",
    event="investment",
    status="rumoured",
    parties=(party("sk-on", "target"), party("?CN", "investor")),
    scope=Scope.CORE,
    opened_at=at(3, 16, 2),
    moved_at=at(3, 16, 2),
    sources=(
        source(
            "e1", "Seoul Ledger", "ko", at(3, 16, 2), "SK온이 중국 기업의 지분 투자를 받는 방안이 거론된다.", "rumoured"
        ),
    ),
    changes=(moved("e1", at(3, 16, 2), stage("", "rumoured"), kind=ChangeKind.NEW),),
)


def card(development: Development, kind: ChangeKind, *moves: Move, importance: int = 80) -> Card:
    """A card with its reasons."""
    return Card(development=development, kind=kind, moves=moves, importance=importance, why=("relation +30",))


CARDS: Final = (
    card(SUPPLY, ChangeKind.NEW, stage("", "signed"), importance=86),
    card(ELECTROLYTE, ChangeKind.CONFLICT, stage("board-approved", "signed"), sized(SMALL, LARGE), importance=84),
    card(VENTURE, ChangeKind.UPDATE, stage("mou", "cancelled"), importance=71),
)
REST: Final = (card(TALKS, ChangeKind.NEW, stage("", "rumoured"), importance=38),)


def digest(language: str = "en", kind: DigestKind = DigestKind.DIGEST) -> Digest:
    """The sample digest in a language."""
    titles = {"en": "Korea–China batteries, daily", "ko": "한중 배터리 일일 브리핑", "zh": "中韩电池每日简报"}
    watching = kind is DigestKind.WATCHING
    return Digest(
        key=f"daily-20260316T230000Z-{kind}",
        audience="daily",
        title=titles[language],
        kind=kind,
        language=language,
        zone="Asia/Seoul",
        at=NOW,
        cards=CARDS,
        rest=() if watching else REST,
        more=9 if watching else len(REST),
        ledger=12 if watching else 0,
        feeds=(SourceCount(state="ok", feeds=24), SourceCount(state="blocked", feeds=2)) if watching else (),
    )


def audience(**changes: object) -> Audience:
    """An audience that wants everything, daily at eight in Seoul."""
    plain = Audience(
        id="daily",
        title="Daily",
        filter=Filter(scopes=()),
        schedule="0 8 * * *",
        zone="Asia/Seoul",
        channels=("console",),
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # the fields are the caller's business
