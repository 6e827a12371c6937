"""Digests on the terminal."""

from __future__ import annotations

import json
from typing import Final

from rich.console import Console
from rich.text import Text

from monitor.channels.channel import Finding, Prepared
from monitor.digest.book import Book
from monitor.digest.render.text import Line, lines_of
from monitor.model import Delivery, Digest, Retry, SendOutcome, Sent

TARGET: Final = "terminal"


class Terminal(Console):
    """A terminal whose broken pipe is an error like any other, and not the end of the process."""

    def on_broken_pipe(self) -> None:
        """Let the caller deal with it."""
        raise  # noqa: PLE0704 - called while the error is handled


class ConsoleChannel:
    """Prints a digest. A terminal cannot be asked what it showed, so after a crash it is printed again."""

    name: Final = "console"
    targets: Final = (TARGET,)

    def __init__(self, book: Book, console: Console | None = None) -> None:
        self._book = book
        self._console = console or Terminal(highlight=False)

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """The digest as styled lines; they are wrapped when the width of the terminal is known."""
        lines = [
            {"indent": line.indent, "parts": line.parts, "wrap": line.wrap} for line in lines_of(digest, self._book)
        ]
        return ((TARGET, json.dumps(lines, ensure_ascii=False), ""),)

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """Print the lines."""
        del may_have_arrived
        try:
            for line in json.loads(delivery.payload):
                print_line(self._console, Line(line["indent"], tuple(map(tuple, line["parts"])), line["wrap"]))
            self._console.print()
        except OSError as error:
            return Retry(reason=f"the terminal cannot be written to: {error.strerror}")
        return Sent(receipt=TARGET)

    def check(self) -> tuple[Finding, ...]:
        """A terminal always works."""
        return (Finding(level="ok", what="digests are printed on the terminal"),)


def print_line(console: Console, line: Line) -> None:
    """Print one styled line, wrapped at the width of the terminal; addresses stay whole."""
    text = Text.assemble(*line.parts)
    pieces = text.wrap(console, max(20, console.width - line.indent)) if line.wrap else [text]
    for piece in pieces:
        piece.rstrip()
        console.print(Text(" " * line.indent).append_text(piece), soft_wrap=True)
