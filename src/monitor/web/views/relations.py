"""Korean and Chinese firms as a network: who deals with whom, drawn as two columns with a line for each pair."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from monitor.digest.book import Book
from monitor.digest.face import tone_of
from monitor.model import value
from monitor.web.here import Here
from monitor.web.outline import Outline, Pair, pairs_of

#: A drawing with more firms in a column is no longer read.
NODES: Final = 26
EDGES: Final = 90
LETTERS: Final = 36  # of a name beside the drawing
#: Pairs listed below the drawing.
ROWS: Final = 120
ROW: Final = 26
WIDTH: Final = 920
LEFT, RIGHT = 310, WIDTH - 310
_TONES: Final = ("firm", "soft", "halt")


@value
class Node:
    """A firm in its column."""

    id: str
    name: str
    side: str  # KR left, CN right
    x: int
    y: int
    deals: int


@value
class Edge:
    """A line between two firms; `width` grows with their deals, `tone` is that of the surest of them."""

    pair: Pair
    path: str
    width: float
    tone: str
    title: str


@value
class Row:
    """A pair as the table shows it."""

    pair: Pair
    korean: str
    chinese: str
    deals: int
    tone: str
    stages: str
    events: str
    latest: str
    development: str  # the latest


@value
class Relations:
    """The drawing and its table."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    rows: tuple[Row, ...]
    pairs: int
    hidden: int  # pairs that are not drawn
    width: int
    height: int


def relations(outlines: Iterable[Outline], here: Here, book: Book) -> Relations:
    """The network of the developments given."""
    deals: dict[Pair, list[Outline]] = defaultdict(list)
    for one in outlines:
        for pair in pairs_of(one):
            deals[pair].append(one)
    order = sorted(deals, key=lambda p: (-len(deals[p]), p.korean, p.chinese))
    left, right = _columns(order, deals)
    drawn = [p for p in order if p.korean in left and p.chinese in right][:EDGES]
    nodes = {**_nodes(left, "KR", LEFT, here, book), **_nodes(right, "CN", RIGHT, here, book)}
    return Relations(
        nodes=tuple(nodes.values()),
        edges=tuple(_edge(p, deals[p], nodes, here, book) for p in reversed(drawn)),
        rows=tuple(_row(p, deals[p], here, book) for p in order[:ROWS]),
        pairs=len(order),
        hidden=len(order) - len(drawn),
        width=WIDTH,
        height=max(len(left), len(right), 1) * ROW + 44,
    )


# ── where firms stand ────────────────────────────────────────────────────────────────────────────────────────────


def _columns(order: Sequence[Pair], deals: dict[Pair, list[Outline]]) -> tuple[dict[str, int], dict[str, int]]:
    """The firms with most deals of each side, each column ordered so that few lines cross."""
    korean: Counter[str] = Counter()
    chinese: Counter[str] = Counter()
    for pair in order:
        korean[pair.korean] += len(deals[pair])
        chinese[pair.chinese] += len(deals[pair])
    left, right = ([name for name, _ in c.most_common(NODES)] for c in (korean, chinese))
    drawn = [p for p in order if p.korean in left and p.chinese in right][:EDGES]
    left = [name for name in left if any(p.korean == name for p in drawn)]
    right = [name for name in right if any(p.chinese == name for p in drawn)]
    for _ in range(6):
        right = _settled(right, [(p.chinese, left.index(p.korean), len(deals[p])) for p in drawn])
        left = _settled(left, [(p.korean, right.index(p.chinese), len(deals[p])) for p in drawn])
    return {name: korean[name] for name in left}, {name: chinese[name] for name in right}


def _settled(names: list[str], links: list[tuple[str, int, int]]) -> list[str]:
    """Each name at the mean height of what it is linked with (the barycentre rule of layered drawings)."""
    at: dict[str, float] = defaultdict(float)
    weight: Counter[str] = Counter()
    for name, place, deals in links:
        at[name] += place * deals
        weight[name] += deals
    return sorted(names, key=lambda n: (at[n] / max(1, weight[n]), n))


def _nodes(column: dict[str, int], side: str, x: int, here: Here, book: Book) -> dict[str, Node]:
    return {
        f"{side}:{id_}": Node(
            id=id_, name=_short(book.name(id_, here.language)), side=side, x=x, y=40 + n * ROW, deals=column[id_]
        )
        for n, id_ in enumerate(column)
    }


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip() + "…"


# ── lines and rows ───────────────────────────────────────────────────────────────────────────────────────────────


def _edge(pair: Pair, deals: list[Outline], nodes: dict[str, Node], here: Here, book: Book) -> Edge:
    a, b = nodes[f"KR:{pair.korean}"], nodes[f"CN:{pair.chinese}"]
    middle = (a.x + b.x) // 2
    events = ", ".join(_events(deals, here, book))
    return Edge(
        pair=pair,
        path=f"M{a.x + 8} {a.y}C{middle} {a.y} {middle} {b.y} {b.x - 8} {b.y}",
        width=min(9.0, 1.2 + 1.1 * (len(deals) - 1)),
        tone=_tone(deals),
        title=f"{a.name} – {b.name}: {len(deals)} ({events})",
    )


def _row(pair: Pair, deals: list[Outline], here: Here, book: Book) -> Row:
    latest = max(deals, key=lambda o: (o.moved_at, o.id))
    stages = Counter(o.status for o in deals).most_common(3)
    return Row(
        pair=pair,
        korean=book.name(pair.korean, here.language),
        chinese=book.name(pair.chinese, here.language),
        deals=len(deals),
        tone=_tone(deals),
        stages=", ".join(book.stage(s, here.language) + (f" {n}" if n > 1 else "") for s, n in stages),
        events=", ".join(_events(deals, here, book)),
        latest=here.day(latest.moved_at),
        development=latest.id,
    )


def _tone(deals: list[Outline]) -> str:
    return min((tone_of(o.status) for o in deals), key=_TONES.index)


def _events(deals: list[Outline], here: Here, book: Book) -> list[str]:
    return [book.event(event, here.language) for event, _ in Counter(o.event for o in deals).most_common(3)]
