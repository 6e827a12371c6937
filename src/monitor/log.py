"""Logging: structlog over the standard library, to stderr; lines on a terminal, JSON elsewhere; never a secret."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from monitor.config.secret import MASK, Secret

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
    """Send structlog and standard logging to `stream` (stderr); JSON when it is no terminal."""
    out = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _Redactor(tuple(secrets)),
    ]
    last: Processor = (
        structlog.dev.ConsoleRenderer() if out.isatty() else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


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
