"""How alike two headlines are as texts: share of character pairs in common (Jaccard), 0 to 1."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import pairwise


def similarity(a: str, b: str) -> float:
    """Jaccard likeness of two texts over pairs of letters and digits; case, width and punctuation do not count."""
    x, y = _pairs(a), _pairs(b)
    if not x or not y:
        return 0.0
    shared = len(x & y)
    return shared / (len(x) + len(y) - shared)


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    folded = [c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum()]
    return frozenset(a + b for a, b in pairwise(folded))
