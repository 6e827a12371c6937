"""Who leaves: the subject of the leaving, not a partner named in a later clause of the same title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from monitor.reading.clauses import Sentence
from monitor.reading.cues import Cue
from monitor.reading.parties import Cast

_EXIT: Final = "dissolution"
_STAGE: Final = "cancelled"
#: What parts the clause of the leaving from the next one; a Korean verb may do so by its ending.
_BREAK: Final = re.compile(r"…|\.\.|[;；·]|[,，、](?!\d)")
_LINKING: Final = ("고", "며")
#: What makes a firm somebody's partner: right before its name, or right behind it in Korean.
_WITH: Final = (" with", " to", " for", "与", "和", "携手", "联手", "向", "为", "携")
_WITH_BEHIND: Final = ("와", "과", "에 ", "에게", "향 ")


def without_strangers_exit(sentences: Sequence[Sentence], cast: Cast) -> Sequence[Sentence]:
    """The sentences, the first without its words for leaving where the only firms it names are partners of the
    firm that leaves, whom we do not know ("drops car parts, joins with X")."""
    if not sentences or not sentences[0].has("event", _EXIT):
        return sentences
    title = sentences[0]
    exits = [cue for cue in title.of("event", _EXIT) if _is_of_another(title, cue, cast)]
    if not exits:
        return sentences
    spans = [(cue.start, cue.end) for cue in exits]
    left = tuple(
        cue
        for cue in title.cues
        if cue not in exits
        and not (cue[2:4] == ("stage", _STAGE) and any(a < cue.end and cue.start < b for a, b in spans))
    )
    return [replace(title, cues=left), *sentences[1:]]


def _is_of_another(title: Sentence, cue: Cue, cast: Cast) -> bool:
    firms = [m for m in title.mentions if cast.firm(m)]
    for firm in firms:
        start, end = firm.span.start - title.start, firm.span.end - title.start
        between = title.plain[cue.end : start]
        parted = _BREAK.search(between) or title.plain[cue.start : cue.end].endswith(_LINKING)
        joined = title.plain[end:].startswith(_WITH_BEHIND) or between.rstrip().endswith(_WITH)
        if start < cue.end or not (parted and joined):
            return False
    return bool(firms)
