"""Logging: the standard library's, drawn by structlog, to stderr; lines on a terminal, JSON elsewhere; never a secret.

Modules log by `logging.getLogger(__name__)` and give the facts of an event as `extra`.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TextIO

from monitor.config.secret import MASK, Secret

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

#: What a secret looks like wherever it turns up: user:password@ in an address, Slack tokens, Slack hook addresses.
_SECRETS: Final = re.compile(
    r"(?<=://)[^\s/@]+:[^\s/@]+(?=@)|xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=hooks\.slack\.com/services/)[\w/]+"
)
#: Libraries that talk too much at INFO (one line for each request or tick).
_QUIET: Final = ("httpx", "httpcore", "apscheduler", "uvicorn", "alembic")


def redact(text: str, secrets: Iterable[Secret] = ()) -> str:
    """`text` with the secrets given, and all that looks like one, replaced by ***."""
    for secret in secrets:
        text = text.replace(secret.reveal(), MASK)
    return _SECRETS.sub(MASK, text)


def configure(*, level: str = "info", stream: TextIO | None = None, secrets: Iterable[Secret] = ()) -> None:
    """Send all that is logged to `stream` (stderr); JSON when it is no terminal."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Lines(tuple(secrets), drawn=out.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Lines(logging.Formatter):
    """Each record as structlog draws it, which the first one brings in: most polls have nothing to say, and structlog
    takes as long to import as a poll of a hundred feeds."""

    def __init__(self, secrets: tuple[Secret, ...], *, drawn: bool) -> None:
        super().__init__()
        self._secrets, self._drawn = secrets, drawn

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return self._structlog.format(record)

    @cached_property
    def _structlog(self) -> logging.Formatter:
        import structlog  # noqa: PLC0415 - as said above

        keep = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        last = structlog.dev.ConsoleRenderer() if self._drawn else structlog.processors.JSONRenderer(ensure_ascii=False)
        chain: list[Processor] = [
            structlog.processors.add_log_level,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _Redactor(self._secrets),
        ]
        return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=chain, processors=[keep, last])


class _Redactor:
    """A structlog processor that masks secrets in every string of an event, however deep."""

    def __init__(self, secrets: tuple[Secret, ...]) -> None:
        self._secrets = secrets

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {key: self._clean(part) for key, part in event.items()}

    def _clean(self, part: Any) -> Any:
        if isinstance(part, str):
            return redact(part, self._secrets)
        if isinstance(part, Mapping):
            return {key: self._clean(value) for key, value in part.items()}
        if isinstance(part, list | tuple):
            return [self._clean(value) for value in part]
        return part
