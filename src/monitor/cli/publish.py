"""`monitor publish`: the ledger as static pages that any web server can show."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from monitor.app import build
from monitor.cli.shell import shell_of
from monitor.publish import files
from monitor.web.site import site_of


def publish(
    ctx: typer.Context,
    *,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to; else ledger/ in out_dir.")] = None,
    language: Annotated[
        str | None, typer.Option(help="Language of the pages: en, ko or zh; else web.language.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone of the pages; else web.zone.")] = None,
) -> None:
    """Write the ledger as a static site: the daemon's pages, its feeds and its exports."""
    shell = shell_of(ctx)
    settings = shell.settings()
    folder = out or settings.out_dir / "ledger"
    with build(settings) as app:
        site, written = site_of(app), 0
        with shell.progress("publish") as advance:
            total = 2 * len(site.shelf.outlines())
            for file in files(
                site, language=language or settings.web.language, zone=zone or settings.web.zone, now=shell.now()
            ):
                write(folder / file.path, file.content)
                written += 1
                advance("publish", written, max(total, written))
    shell.say(f"{written} files written: {folder / 'index.html'}")


def write(path: Path, content: str | bytes) -> None:
    """Write a file so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_bytes(content.encode() if isinstance(content, str) else content)
    new.replace(path)
