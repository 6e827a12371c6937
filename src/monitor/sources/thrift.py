"""Memory given back: what the C library is told before the first large body, where there is one that listens."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache
from typing import Final

_MMAP_THRESHOLD: Final = -3  # M_MMAP_THRESHOLD of glibc's malloc.h
_LARGE: Final = 1 << 17


@cache
def give_back_large_pieces() -> None:
    """Have every piece beyond 128 KiB returned to the system when it is freed.

    Left alone, glibc raises that bound to the largest piece it has seen, and keeps two such pieces for each thread.
    """
    with suppress(OSError, AttributeError):  # another C library, another system
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
