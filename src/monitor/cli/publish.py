"""`monitor publish`: the ledger as static pages that any web server can show."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from monitor.app import build
from monitor.cli.shell import shell_of
from monitor.publish import pages
from monitor.store import ledger as store_ledger


def publish(
    ctx: typer.Context,
    *,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to; else ledger/ in out_dir.")] = None,
    language: Annotated[str, typer.Option(help="Language of the pages: en, ko or zh.")] = "en",
    zone: Annotated[str, typer.Option(help="Time zone of the pages.")] = "Asia/Seoul",
) -> None:
    """Write the ledger as pages: an index and one for each development."""
    shell = shell_of(ctx)
    settings = shell.settings()
    folder = out or settings.out_dir / "ledger"
    with build(settings) as app:
        with app.store.read() as tx:
            found = store_ledger.developments(tx)
        written = 0
        with shell.progress("publish") as advance:
            for path, html in pages(found, app.book, language=language, zone=zone, now=shell.now()):
                write(folder / path, html)
                written += 1
                advance("publish", written, len(found) + 1)
    shell.say(f"{written} pages written: {folder / 'index.html'}")


def write(path: Path, text: str) -> None:
    """Write a file so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
