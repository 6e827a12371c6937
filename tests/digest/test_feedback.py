"""What readers may choose, what becomes of a choice, and what judgements suggest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.digest.feedback import choices_for, choose, feedback_of, mistake_in
from monitor.digest.suggest import Sighting, suggestions
from monitor.model import Card, ChangeKind, Development, Feedback, FeedbackKind, Item, Mention, Span
from tests.digest.samples import BOOK, ELECTROLYTE, NOW, SUPPLY


def card(development: Development) -> Card:
    return Card(development=development, kind=ChangeKind.NEW, moves=(), importance=1, why=())


def judged(kind: FeedbackKind, **more: str) -> Feedback:
    return feedback_of(kind, at=NOW, who="kim", source="cli", development=SUPPLY.id, **more)  # type: ignore[arg-type]


def test_a_card_offers_at_most_five_choices_and_each_becomes_feedback() -> None:
    for above in (None, card(ELECTROLYTE)):
        choices = choices_for(card(SUPPLY), "en", BOOK, above)
        assert 4 <= len(choices) <= 5
        assert all(len(c.code) <= 150 and len(c.label) <= 75 for c in choices)
        made = [choose(c.code, at=NOW, who="U1", source="slack", said="1.2") for c in choices]
        assert all(one is not None and one.development == SUPPLY.id for one in made)
        kinds = {one.kind for one in made if one}
        assert kinds == set(FeedbackKind) - (set() if above else {FeedbackKind.SAME})


def test_a_chosen_mute_ends_after_thirty_days_and_a_judgement_has_no_end() -> None:
    mute = choose("mute-company|d1|catl|", at=NOW, who="U1", source="slack")
    same = choose("same|d1||d2", at=NOW, who="U1", source="slack")
    assert mute is not None
    assert same is not None
    assert (mute.entity, mute.until) == ("catl", NOW + timedelta(days=30))
    assert (same.other, same.until) == ("d2", None)


@pytest.mark.parametrize("code", ["", "nonsense", "mute-company|d1||", "same|d1||", "drop-table|a|b|c", "same|a|b|c|d"])
def test_a_code_that_is_none_of_ours_becomes_nothing(code: str) -> None:
    assert choose(code, at=NOW, who="U1", source="slack") is None


def test_two_copies_of_one_message_are_one_piece_of_feedback() -> None:
    first = choose("not-same|d1||", at=NOW, who="U1", source="slack", said="17.5")
    later = choose("not-same|d1||", at=NOW + timedelta(seconds=9), who="U1", source="slack", said="17.5")
    other = choose("not-same|d1||", at=NOW, who="U1", source="slack", said="18.1")
    assert first is not None
    assert later is not None
    assert other is not None
    assert first.id == later.id != other.id


def test_feedback_that_lacks_a_name_is_named_as_such() -> None:
    assert mistake_in(judged(FeedbackKind.SAME)) == "same must name other"
    assert "two different" in mistake_in(judged(FeedbackKind.SAME, other=SUPPLY.id))
    assert mistake_in(judged(FeedbackKind.NOT_SAME)) == ""


# ── suggestions ──────────────────────────────────────────────────────────────────────────────────────────────────


def sighting(title: str, surface: str, alias: str = "", *others: str) -> Sighting:
    def found(text: str) -> Mention:
        start = title.index(text)
        span = Span(field="title", start=start, end=start + len(text))
        return Mention(entity="gem", alias=alias or text, span=span, surface=text)

    item = Item(id="i1", feed="wire", title=title, seen_at=NOW, url="https://example.org/1")
    return Sighting(item=item, mention=found(surface), others=tuple(map(found, others)))


def test_a_name_inside_a_longer_word_is_suggested_as_a_decoy() -> None:
    wrong = judged(FeedbackKind.WRONG_COMPANY)
    (made,) = suggestions([wrong], {wrong.id: [sighting("에코프로농구단 우승", "에코프로")]}, {})
    assert (made.file, made.change) == ("vocabulary/decoys.yaml", {"decoy": "에코프로농구단"})
    assert "kim" in made.because


def test_a_bare_name_gets_the_words_around_it_that_are_no_names_to_choose_a_forbidden_one_from() -> None:
    wrong = judged(FeedbackKind.WRONG_COMPANY)
    found = sighting("A rare gem mine opens beside CATL", "gem", "GEM", "CATL")
    (made,) = suggestions([wrong], {wrong.id: [found]}, {})
    assert made.file == "watchlist.yaml"
    assert made.change == {"entity": "gem", "rule": {"for": "GEM", "forbid": ["A", "rare", "mine", "opens"]}}


def test_the_same_suggestion_from_two_readers_is_one_with_both_named() -> None:
    one = judged(FeedbackKind.WRONG_COMPANY)
    two = replace(one, id="f2")
    seen = [sighting("에코프로농구단 우승", "에코프로")]
    (made,) = suggestions([one, two], {one.id: seen, two.id: seen}, {})
    assert made.feedback == (one.id, "f2")


def test_a_pair_is_shown_with_what_both_developments_say() -> None:
    pair = judged(FeedbackKind.SAME, other="gone")
    (made,) = suggestions([pair], {}, {SUPPLY.id: SUPPLY})
    assert made.change["verdict"] == "same"
    assert made.change["developments"][SUPPLY.id]["parties"] == [p.entity for p in SUPPLY.parties]
    assert made.change["developments"]["gone"] == {"is": "no longer in the ledger"}


def test_mutes_suggest_nothing() -> None:
    assert suggestions([judged(FeedbackKind.MUTE_DEVELOPMENT)], {}, {}) == ()
