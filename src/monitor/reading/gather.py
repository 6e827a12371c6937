"""Sentences of a running text, gathered around the pieces of news they tell: one article, several reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from monitor.config.vocabulary import Vocabulary
from monitor.reading.clauses import LEAD, REST, SECOND, TITLE, Sentence
from monitor.reading.cues import STRONG
from monitor.reading.facts import is_background
from monitor.reading.parties import Cast, named_in

#: A clause set off by commas that tells something of its own about the name before it.
_RELATIVE: Final = re.compile(r", (?:which|who) ([^,]{10,160}),")
#: Two halves of a sentence with one subject, which stands in the second.
_WHILE: Final = re.compile("(?:while|besides|apart from|in addition to) ")
_ALSO: Final = re.compile(r"\balso\b")
#: A report holds at most this many sentences; the rest of a long story adds nothing to its facts.
_LONGEST: Final = 5
#: Where in a sentence its subject stands (characters from the start).
_BEGINNING: Final = 60


def clauses_of(sentence: Sentence, cast: Cast) -> tuple[Sentence, ...]:
    """The sentence, and its relative clauses as sentences of their own with the name they speak of; or the two halves
    of "While talking to A, B has also talked to C", both of them about B."""
    if halves := _halves(sentence, cast):
        return halves
    found = _RELATIVE.search(sentence.plain)
    before = [m for m in sentence.mentions if found and m.span.end - sentence.start <= found.start()]
    if not found or not before:
        return (sentence,)
    start, end = found.span(1)
    inside = tuple(c for c in sentence.cues if start <= c.start and c.end <= end)
    mentions = tuple(m for m in sentence.mentions if start <= m.span.start - sentence.start < end)
    clause = replace(sentence, cues=inside, mentions=(before[-1], *mentions))
    main = replace(
        sentence,
        cues=tuple(c for c in sentence.cues if c not in inside),
        mentions=tuple(m for m in sentence.mentions if m not in mentions),
    )
    return clause, main


def _halves(sentence: Sentence, cast: Cast) -> tuple[Sentence, ...]:
    firms = [m for m in sentence.mentions if cast.is_company(m)]
    if not _WHILE.match(sentence.plain):
        return ()
    subject = next((m for m in firms if sentence.plain[: m.span.start - sentence.start].endswith(", ")), None)
    at = subject.span.start - sentence.start if subject else 0
    if subject is None or firms[0] is subject or not _ALSO.search(sentence.plain, at):
        return ()
    before = tuple(m for m in sentence.mentions if m.span.start < subject.span.start)
    after = tuple(m for m in sentence.mentions if m.span.start >= subject.span.start)
    return (
        replace(sentence, cues=tuple(c for c in sentence.cues if c.end <= at), mentions=(*before, subject)),
        replace(sentence, cues=tuple(c for c in sentence.cues if c.start >= at), mentions=after),
    )


def gather(sentences: Iterable[Sentence], vocabulary: Vocabulary, cast: Cast) -> tuple[tuple[Sentence, ...], ...]:
    """Groups of sentences, each around one piece of news: who acts in it, then what is added about it."""
    groups: list[list[Sentence]] = []
    last: Sentence | None = None
    for clause in (clause for sentence in sentences for clause in clauses_of(sentence, cast)):
        sentence = _with_subject(clause, last, cast)
        if groups and len(groups[-1]) < _LONGEST and _continues(sentence, groups[-1], vocabulary, cast):
            groups[-1].append(sentence)
        elif named_in(sentence, cast) and _events(sentence) and not is_background(sentence):
            groups.append([sentence])
        last = sentence
    return tuple(_weighted(group) for group in groups)


def _with_subject(sentence: Sentence, last: Sentence | None, cast: Cast) -> Sentence:
    """A sentence that begins with "the company" gets the firm that acted in the one before it."""
    if last is None or not any(cue.start <= _BEGINNING for cue in sentence.of("cue", "subject")):
        return sentence
    named = {m.entity for m in sentence.mentions}
    firm = next((m for m in last.mentions if cast.is_company(m)), None)
    if firm is None or named & {m.entity for m in last.mentions if cast.is_company(m)}:
        return sentence
    return replace(sentence, mentions=(firm, *sentence.mentions))


def _weighted(group: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The first sentence of a group counts as its title does, the next as its lead."""
    weights = (TITLE, LEAD, SECOND)
    return tuple(replace(s, weight=weights[n] if n < len(weights) else REST) for n, s in enumerate(group))


def _events(sentence: Sentence) -> set[str]:
    return {cue.name for cue in sentence.of("event") if cue.strength == STRONG}


def _continues(sentence: Sentence, group: Sequence[Sentence], vocabulary: Vocabulary, cast: Cast) -> bool:
    """Whether a sentence goes on about the news of a group: it takes up what was told, nobody new acts in it, and
    nothing else happens; or it tells the past of what was told, with the partner that was left out."""
    firms = {m.entity for m in sentence.mentions if cast.is_company(m)}
    known = {m.entity for s in group for m in s.mentions}
    taken_up = sentence.has("cue", "anaphora")
    if is_background(sentence) and taken_up and _lacks_a_side(group, cast):
        return True
    if firms - known or not (taken_up or firms):
        return False
    here, there = _events(sentence), _events(group[0])
    return bool(here & there) or not here or all(vocabulary.events[name].generic for name in here)


def _lacks_a_side(group: Sequence[Sentence], cast: Cast) -> bool:
    return len({cast.side(name) for s in group for name in named_in(s, cast)}) < 2
