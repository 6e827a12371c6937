"""A digest as Slack messages: within every limit, safe against what feeds may hold, split only between cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from monitor.digest.book import Book
from monitor.digest.face import Face, FaceFact, FaceParty, face_of
from monitor.digest.feedback import choices_for
from monitor.digest.gloss import gloss
from monitor.digest.render.blocks import (
    MAX_BLOCKS,
    MAX_HEADER,
    MAX_MESSAGE,
    Block,
    bar_chart,
    bold,
    clip,
    context,
    divider,
    escape,
    header,
    link,
    overflow,
    section,
    size,
)
from monitor.digest.summary import feeds_line, footnote, period_line, subject_line
from monitor.digest.troubles import troubles_line
from monitor.digest.wording import phrase
from monitor.model import Card, ChangeKind, Digest, DigestKind

_MARKS: Final = {ChangeKind.NEW: "🔵", ChangeKind.UPDATE: "🟡", ChangeKind.CONFLICT: "🔴"}
#: A chart of fewer developments says nothing a reader does not see.
_CHART_FROM: Final = 5
#: Room kept for the header, the small print and the tail of a message.
_FRAME_BLOCKS: Final = 6
_FRAME_SIZE: Final = 2500
_MAX_NOTICE: Final = 300
#: The name of the menu beside a card, by which its choices are known when they come back.
FEEDBACK_ACTION: Final = "monitor_feedback"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMessage:
    """`text` is what notifications and screen readers use; `blocks` is what is seen."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackAlert:
    """One development: `post` stands for its present state (the first message of its thread, edited later on);
    `reply` tells what moved, for the thread."""

    development: str
    post: SlackMessage
    reply: SlackMessage


def render_slack(digest: Digest, book: Book, *, charts: bool = True, menus: bool = False) -> tuple[SlackMessage, ...]:
    """The digest as messages; the second and further ones belong into the thread of the first.

    `menus`: each card has one to answer with; only where someone listens.
    """
    above = (None, *digest.cards)
    beside = [_menu(card, digest, book, above[at]) if menus else None for at, card in enumerate(digest.cards)]
    cards = [
        tuple(_card(face_of(card, digest, book), digest.language, menu))
        for card, menu in zip(digest.cards, beside, strict=True)
    ]
    pages = _pages(cards)
    return tuple(
        SlackMessage(text=_notice(digest, book), blocks=tuple(_page(page, at, len(pages), digest, book, charts=charts)))
        for at, page in enumerate(pages, 1)
    )


def render_slack_alerts(digest: Digest, book: Book, *, menus: bool = False) -> tuple[SlackAlert, ...]:
    """An alert as one message a development; the last one says, once a week, which sources bring nothing."""
    every = (*digest.cards, *digest.rest)
    alerts = [_alert(card, digest, book, _menu(card, digest, book) if menus else None) for card in every]
    if alerts and (line := troubles_line(digest)):
        note, last = context([escape(line)]), alerts[-1]
        post, reply = (replace(m, blocks=(*m.blocks, note)) for m in (last.post, last.reply))
        alerts[-1] = replace(last, post=post, reply=reply)
    return tuple(alerts)


def _menu(card: Card, digest: Digest, book: Book, above: Card | None = None) -> Block:
    choices = choices_for(card, digest.language, book, above)
    return overflow(FEEDBACK_ACTION, ((c.code, c.label) for c in choices))


def _alert(card: Card, digest: Digest, book: Book, menu: Block | None) -> SlackAlert:
    face = face_of(card, digest, book)
    lines = (
        f"{_MARKS.get(face.kind, '')} {bold(face.badge)} · {_steps(face)}",
        *map(_fact, _moved(face)),
        *_quote(face),
    )
    text = escape(clip(gloss(card.development, digest.language, book), _MAX_NOTICE))
    return SlackAlert(
        development=face.id,
        post=SlackMessage(text=text, blocks=tuple(_card(face, digest.language, menu))),
        reply=SlackMessage(text=text, blocks=(section(lines), *_told(face, digest.language))),
    )


def _moved(face: Face) -> tuple[FaceFact, ...]:
    return tuple(f for f in face.facts if f.moved)


# ── a whole message ──────────────────────────────────────────────────────────────────────────────────────────────


def _pages(cards: list[tuple[Block, ...]]) -> list[list[Block]]:
    """The cards' blocks on as few messages as they fit, a thin line between two cards."""
    pages: list[list[Block]] = [[]]
    for blocks in cards:
        page = pages[-1]
        full = len(page) + 1 + len(blocks) > MAX_BLOCKS - _FRAME_BLOCKS
        if page and (full or size(page) + size(blocks) > MAX_MESSAGE - _FRAME_SIZE):
            page = []
            pages.append(page)
        page += [divider(), *blocks] if page else blocks
    return pages


def _page(page: list[Block], at: int, of: int, digest: Digest, book: Book, *, charts: bool) -> Iterator[Block]:
    if at == 1:
        yield header(digest.title)
        yield context([escape(period_line(digest))])
        yield from _watching(digest)
    else:
        yield header(phrase(digest.language, "part", clip(digest.title, MAX_HEADER - 20), at, of))
    yield from page
    if at == of:
        yield from _tail(digest, book, charts=charts)


def _watching(digest: Digest) -> Iterator[Block]:
    if digest.kind is DigestKind.WATCHING:
        yield section([escape(phrase(digest.language, "watching_line", digest.ledger))])
        if line := feeds_line(digest):
            yield context([escape(line)])


def _tail(digest: Digest, book: Book, *, charts: bool) -> Iterator[Block]:
    faces = [face_of(card, digest, book) for card in digest.rest]
    if faces:
        rest = (f"• {link(f.link, f.headline)} — {escape(f.stage)}" for f in faces)
        yield divider()
        yield section((bold(phrase(digest.language, "rest")), *rest))
    if note := footnote(digest):
        yield context([escape(note)])
    cards = (*digest.cards, *digest.rest)
    if charts and digest.kind is DigestKind.DIGEST and len(cards) >= _CHART_FROM:
        counts = Counter(book.event(card.development.event, digest.language) for card in cards)
        name = phrase(digest.language, "event")
        yield bar_chart(phrase(digest.language, "chart"), name, counts.most_common())


def _notice(digest: Digest, book: Book) -> str:
    return escape(clip(subject_line(digest, book), _MAX_NOTICE))


# ── a card ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _card(face: Face, language: str, menu: Block | None) -> Iterator[Block]:
    yield section(
        (
            f"{_mark(face)} {_parties(face)} · {escape(face.event)}",
            *([escape(face.gloss)] if face.gloss else []),
            f"{_steps(face)}" + (f"  ·  {escape(face.products)}" if face.products else ""),
            *map(_fact, _moved(face)),
            *_standing(face),
            *_quote(face),
        ),
        menu,
    )
    yield from _told(face, language)


def _mark(face: Face) -> str:
    return f"{_MARKS.get(face.kind, '')} {escape(face.badge)}  " if face.badge else "▪️"


def _parties(face: Face) -> str:
    return " ".join(map(_party, face.parties)) + (f" +{face.more_parties}" if face.more_parties else "")


def _party(party: FaceParty) -> str:
    sign = f"{party.sign} " if party.sign else ""
    flag = f"{party.flag} " if party.flag else ""
    return f"{sign}{flag}{bold(party.name)}"


def _steps(face: Face) -> str:
    last = len(face.steps) - 1
    return " → ".join(
        f"{bold(step.label) if at == last or step.fresh else escape(step.label)} {escape(step.date)}"
        for at, step in enumerate(face.steps)
    )


def _fact(fact: FaceFact) -> str:
    before = f"~{escape(fact.before.replace('~', '-'))}~ → " if fact.before else ""
    return f"{escape(fact.label)}: {before}{bold(fact.text)}{_remarks(fact)}"


def _standing(face: Face) -> Iterator[str]:
    """The facts that did not move, on one line: figures and places need no labels."""
    if standing := [f"{escape(f.text)}{_remarks(f)}" for f in face.facts if not f.moved]:
        yield "  ·  ".join(standing)


def _remarks(fact: FaceFact) -> str:
    conversion = f" ≈ {escape(fact.conversion)} ({escape(fact.rate)})" if fact.conversion else ""
    return conversion + (f" _({escape(fact.note)})_" if fact.note else "")


def _quote(face: Face) -> Iterator[str]:
    if face.quote:
        source = face.quote.source
        yield f"> {escape(face.quote.text)} — {link(source.url, source.publisher)}, {escape(source.date)}"


def _told(face: Face, language: str) -> Iterator[Block]:
    comma = phrase(language, "comma")
    groups = [
        f"{escape(name)}: {comma.join(link(s.url, s.publisher) for s in some)}" + (f" +{left}" if left else "")
        for name, some, left in face.sources
    ]
    notes = [escape(note) for note in (face.first, face.unseen) if note]
    page = [link(face.link, phrase(language, "open"))] if face.link else []
    if parts := [*groups, *notes, *page]:
        yield context(parts)
