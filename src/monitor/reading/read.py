"""From an item to what it says: mentions, reports, scope, and whether anything is to be reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from monitor.config.particles import Particles
from monitor.config.places import Places
from monitor.config.publishers import Publishers
from monitor.config.units import Units
from monitor.config.vocabulary import Vocabulary
from monitor.model import UNNAMED, Item, Mention, Reading, Scope, Side, Watchlist
from monitor.reading.clauses import Sentence, fields_of, title_parts, weight_of, within
from monitor.reading.cues import STRONG, WEAK, Cue, CueFinder, Plain
from monitor.reading.facts import Told, akin
from monitor.reading.gather import gather
from monitor.reading.match import WatchIndex
from monitor.reading.origin import OriginFinder
from monitor.reading.parties import Cast, named_in, sides_of
from monitor.reading.report import Draft, Editor
from monitor.reading.strangers import StrangerFinder
from monitor.reading.text import sentences as cut

#: Characters of a field that are read; what follows in a longer one is no article but an archive page.
LONGEST_FIELD: Final = 60_000
#: Languages whose words are known.
_KNOWN: Final = ("en", "ko", "zh")
#: Sentences below the title that are read together with it.
_LEAD: Final = 3
#: A title of two parts may tell one piece of news.
_PAIR: Final = 2
#: A meeting is no wording of the deal that may come of it.
_MEETING: Final = "exec-meeting"
#: Why a title is no news by itself although the text below it may tell some.
_VIEWS: Final = frozenset({"opinion", "rivalry"})
#: Stages at which somebody was chosen, by name.
_CHOSEN: Final = frozenset({"nominated", "signed"})
_SALE: Final = ("supplier", "buyer")
_NOBODY: Final = ("nobody is named",)


class Reader:
    """Reads items. Immutable after construction; `read` is pure."""

    def __init__(
        self,
        index: WatchIndex,
        cast: Cast,
        vocabulary: Vocabulary,
        editor: Editor,
        plain: Plain,
        origins: OriginFinder | None = None,
    ) -> None:
        self._index, self._cast, self._vocabulary, self._plain = index, cast, vocabulary, plain
        self._origins = origins or OriginFinder(Publishers())
        self._cues = CueFinder(vocabulary, plain)
        self._editor = editor
        self._strangers = StrangerFinder(vocabulary, cast)

    @classmethod
    def build(
        cls,
        watchlist: Watchlist,
        particles: Particles,
        vocabulary: Vocabulary,
        units: Units,
        places: Places | None = None,
        publishers: Publishers | None = None,
    ) -> Reader:
        """A reader for a watch list and a vocabulary; without `places`, those of the watch list are known; without
        `publishers`, everyone speaks for themselves."""
        cast = Cast(watchlist.entities, vocabulary.scope.sites)
        editor = Editor(vocabulary, units, places, cast)
        index = WatchIndex.build(watchlist, particles)
        return cls(index, cast, vocabulary, editor, Plain(particles.variants), OriginFinder(publishers or Publishers()))

    def read(self, item: Item) -> Reading:
        """All that is understood of `item`, and what of it was not read; never raises on any text."""
        reading = self._read(item)
        if reading.reportable:
            origin = self._origins.of(item)
            reading = replace(reading, family=origin.family, wire=origin.wire)
        unread = (*_unread(item), *(_foreign(item) if reading.mentions else ()))
        return replace(reading, reasons=(*reading.reasons, *unread)) if unread else reading

    def _read(self, item: Item) -> Reading:
        mentions = self._index.mentions(*(text[:LONGEST_FIELD] for text in (item.title, item.summary, item.body)))
        if not any(self._cast.matters(mention) for mention in mentions):
            return Reading(
                item=item.id, language=item.language, mentions=mentions, dropped="no-company", reasons=_NOBODY
            )
        sentences = tuple(self._sentences(item, mentions))
        return self._reading(item, mentions, self._drafts(sentences, page=bool(item.body_from)))

    def _sentences(self, item: Item, mentions: Sequence[Mention]) -> Iterator[Sentence]:
        for field, whole in fields_of(item):
            text = whole[:LONGEST_FIELD]
            plain = self._plain(text)
            title = self._cues.find(plain) if field == "title" else ()
            for place, (start, end) in enumerate(_spans(field, text, title)):
                all_of_it = field == "title" and end - start == len(plain)
                cues = title if all_of_it else self._cues.find(plain[start:end])
                named = within(mentions, field, start, end)
                sentence = Sentence(
                    field=field,
                    start=start,
                    end=end,
                    text=text[start:end],
                    plain=plain[start:end],
                    weight=weight_of(field, place),
                    cues=self._outside_names(cues, named, start) if named else cues,
                    mentions=named,
                )
                yield self._with_strangers(sentence) if sentence.mentions else sentence

    def _outside_names(self, cues: tuple[Cue, ...], named: Sequence[Mention], start: int) -> tuple[Cue, ...]:
        """Without materials and weak words for events that are only a part of a firm's name ("X Cobalt", X股份)."""
        topics = self._vocabulary.topics
        parts = [
            cue for cue in cues if (cue.kind == "topic" and topics[cue.name].material) or cue[2::2] == ("event", WEAK)
        ]
        if not parts:
            return cues
        inside = {
            cue
            for cue in parts
            for m in named
            if m.span.start - start <= cue.start and cue.end <= m.span.end - start and self._cast.is_company(m)
        }
        return tuple(cue for cue in cues if cue not in inside) if inside else cues

    def _with_strangers(self, sentence: Sentence) -> Sentence:
        strangers = self._strangers.find(sentence)
        if not strangers:
            return sentence
        return replace(sentence, mentions=tuple(sorted((*sentence.mentions, *strangers), key=lambda m: m.span.start)))

    def _drafts(self, sentences: Sequence[Sentence], *, page: bool) -> list[Draft]:
        """The main report first, then what else the text tells.

        The text of a `page` recalls much besides its news: there, only what joins both sides is a report of its own,
        and what is said of other firms adds nothing to a title that names its pair.
        """
        titles = [s for s in sentences if s.field == "title"]
        below = [s for s in sentences if s.field != "title"]
        about = [s for s in below[:_LEAD] if not _is_besides(s)]
        lead = [*self._of_the_pair(titles, about)] if page else about
        if not titles:
            return sorted(self._running(below), key=_rank) or [self._editor.draft(below[:1], below)]
        named = [title for title in titles if title.mentions]
        if len(titles) == _PAIR and self._news(titles[0]) and not self._news(titles[1]):  # what a semicolon adds
            drafts = [self._editor.draft([*titles, *lead], [*titles, *lead])]
        elif len(named) > 1:
            drafts = [self._editor.draft([title], [title, *below]) for title in named]
        else:
            drafts = [self._editor.draft([*(named or titles[:1]), *lead], [*titles, *lead])]
        drafts.sort(key=_rank)
        running = self._running(below)
        more = tuple(
            s for d in running if d.sentences[0].field == "body" and self._told(d, drafts[:1]) for s in d.sentences
        )
        others = [d for d in running if not self._told(d, drafts) and not (page and self._one_sided(d))]
        found = [replace(drafts[0], more=more), *drafts[1:], *others]
        return found if drafts[0].judgement.reportable else sorted(found, key=_rank)

    def _of_the_pair(self, titles: Sequence[Sentence], lead: Sequence[Sentence]) -> Iterator[Sentence]:
        """The sentences of the lead; without those that bring in a further firm where the title names both sides."""
        pair = {name for title in titles for name in named_in(title, self._cast)}
        for sentence in lead:
            firms = named_in(sentence, self._cast)
            known = all(any(self._cast.are_kin(firm, name) for name in pair) for firm in firms)
            if known or not {Side.KR, Side.CN} <= sides_of(pair, self._cast):
                yield sentence

    def _news(self, sentence: Sentence) -> bool:
        """Whether a sentence tells more than that somebody met or means to."""
        names = {cue.name for cue in sentence.of("event") if cue.strength == STRONG}
        return any(name != _MEETING and not self._vocabulary.events[name].generic for name in names)

    def _running(self, sentences: Sequence[Sentence]) -> list[Draft]:
        """Reports inside a running text that are news by themselves."""
        groups = gather(sentences, self._vocabulary, self._cast)
        kept: list[Draft] = []
        for draft in (self._editor.draft(group, group, running=True) for group in groups):
            if draft.judgement.reportable and not self._told(draft, kept):
                kept.append(draft)
        return kept

    def _told(self, draft: Draft, others: Sequence[Draft]) -> bool:
        """Whether one of the others tells the same: the same firms, and wordings of one event.

        A summary only ever retells its title: there, other firms must act, and firms of both sides.
        """
        head = draft.sentences[0]
        retold = head.field == "summary" and not _is_besides(head)
        if retold and self._one_sided(draft):
            return True
        return any(
            not (retold and self._outweighs(draft, other))
            and self._same_firms(draft.names, other.names)
            and (retold or self._same_event(draft.told, other.told))
            and not self._other_models(draft, other)
            for other in others
        )

    def _outweighs(self, draft: Draft, other: Draft) -> bool:
        """Whether a summary tells that somebody was chosen where its title only speaks of rivals, or gives a view."""
        told = draft.told
        return (
            other.judgement.dropped in _VIEWS
            and told is not None
            and told.explicit
            and told.status in _CHOSEN
            and self._vocabulary.events[told.event].roles == _SALE
            and not self._one_sided(draft)
        )

    def _one_sided(self, draft: Draft) -> bool:
        return not {Side.KR, Side.CN} <= sides_of(draft.names, self._cast)

    def _same_event(self, one: Told | None, other: Told | None) -> bool:
        if one is None or other is None or (one.event == _MEETING) != (other.event == _MEETING):
            return False
        return akin(one.event, other.event, self._vocabulary.events)

    def _same_firms(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Whether the firms of one, or at least its pair of both sides, are among those of the other (or their kin)."""
        shared = [name for name in one if any(self._cast.are_kin(name, known) for known in other)]
        return len(shared) in (len(one), len(other)) or {Side.KR, Side.CN} <= sides_of(shared, self._cast)

    def _other_models(self, one: Draft, other: Draft) -> bool:
        """Whether two drafts speak of different models of car: then they are different deals."""
        here, there = (
            {m.entity for s in draft.sentences for m in s.mentions if self._cast.is_kind(m, "product")}
            for draft in (one, other)
        )
        return bool(here and there) and not here & there

    def _reading(self, item: Item, mentions: Sequence[Mention], drafts: Sequence[Draft]) -> Reading:
        main = drafts[0]
        deals = [deal for draft in drafts for deal in self._editor.parted(draft)]
        reports = tuple(self._editor.write(item, number, deal) for number, deal in enumerate(deals))
        return Reading(
            item=item.id,
            language=item.language,
            mentions=tuple(mentions),
            entities=tuple(sorted({m.entity for m in mentions if self._cast.is_kind(m, "company")})),
            reports=reports,
            scope=main.judgement.scope,
            reportable=any(draft.judgement.reportable for draft in drafts),
            dropped=_dropped(drafts),
            reasons=reports[0].reasons,
        )


def _spans(field: str, text: str, title: Sequence[Cue]) -> tuple[tuple[int, int], ...]:
    """The sentences of a text; the parts of a title, whose cues say whether it is a round-up."""
    if field != "title":
        return cut(text)
    return title_parts(text, roundup=any(cue[2:4] == ("roundup", "roundup") for cue in title))


def _is_besides(sentence: Sentence) -> bool:
    """Whether a sentence opens by a word that sets it apart from what was told before ("Plus, …")."""
    return any(cue.start == 0 for cue in sentence.of("cue", "besides"))


def _unread(item: Item) -> tuple[str, ...]:
    """Fields that are longer than what is read of them, in words."""
    fields = (("title", item.title), ("summary", item.summary), ("body", item.body))
    return tuple(
        f"only the first {LONGEST_FIELD:,} of {len(text):,} characters of the {name} were read"
        for name, text in fields
        if len(text) > LONGEST_FIELD
    )


def _foreign(item: Item) -> tuple[str, ...]:
    """That a text is in a language of which only names are known, in words."""
    if item.language in _KNOWN:
        return ()
    return (f"only names and figures were read: no words of this language are known ({item.language})",)


def _rank(draft: Draft) -> tuple[bool, int]:
    return not draft.judgement.reportable, tuple(Scope).index(draft.judgement.scope)


def _dropped(drafts: Sequence[Draft]) -> str:
    """The named reason when nothing is to be reported."""
    if any(draft.judgement.reportable for draft in drafts):
        return ""
    main = drafts[0]
    if not set(main.names) - set(UNNAMED.values()):
        return "no-company"
    return main.judgement.dropped or "out-of-scope"
