"""Exit codes, and how a command is ended from outside. Light to import: it is there before anything else is."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
BUG: Final = 1
FAILED: Final = 3  # a step or a delivery failed
USAGE: Final = 64
TEMPORARY: Final = 75
CONFIG: Final = 78
INTERRUPTED: Final = 130
TERMINATED: Final = 143

INTERRUPTION: Final = "interrupted; what was done is kept, run it again to go on"
TERMINATION: Final = "terminated; what was done is kept, run it again to go on"


class Terminated(BaseException):
    """SIGTERM: end here. Every step can be cut anywhere without loss."""
