"""`monitor developments`: the ledger as a table, one deal's timeline, CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor.app import App, build
from monitor.cli.exits import FAILED, USAGE
from monitor.cli.shell import CliError, ListByDefault, plain, shell_of
from monitor.cli.show import development_page, development_table
from monitor.digest.table import as_csv
from monitor.digest.wording import LANGUAGES
from monitor.model import UNNAMED, Development, Scope
from monitor.store import ledger as store_ledger

group = typer.Typer(name="developments", help="The ledger: every deal, plant and dispute known.", cls=ListByDefault)


class Form(StrEnum):
    """What `export` writes."""

    CSV = "csv"
    JSON = "json"


Party = Annotated[str | None, typer.Option(help="Only with this entity id.")]
Event = Annotated[str | None, typer.Option(help="Only this event, e.g. supply-contract.")]
Stage = Annotated[str | None, typer.Option(help="Only at this stage, e.g. signed.")]
OfScope = Annotated[str | None, typer.Option(help="Only core or adjacent.")]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Moved on or after this day (UTC).")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Moved before this day (UTC).")]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many.")]
Language = Annotated[str, typer.Option(help="Language of names and labels: en, ko or zh.")]


@group.command(name="list")
def list_(
    ctx: typer.Context,
    *,
    party: Party = None,
    event: Event = None,
    stage: Stage = None,
    scope: OfScope = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    language: Language = "en",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List developments, the latest moved first."""
    shell = shell_of(ctx)
    with build(shell.settings()) as app:
        _check_words(app, party=party, event=event, stage=stage, scope=scope, language=language)
        found = _find(app, party, event, stage, scope, since, until, limit)
        if as_json:
            shell.json(found)
        elif found:
            shell.out.print(development_table(found, app.book, language))
        else:
            shell.say("no development matches")


@group.command()
def show(
    ctx: typer.Context,
    development: Annotated[str, typer.Argument(metavar="ID", help="An id, or its first letters.")],
    *,
    language: Language = "en",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show one development with its timeline and sources."""
    shell = shell_of(ctx)
    with build(shell.settings()) as app:
        _check_words(app, language=language)
        with app.store.read() as tx:
            found = store_ledger.get(tx, development)
        if found is None:
            raise CliError(f"{development}: no such development, or several — see monitor developments list", FAILED)
        if as_json:
            shell.json(found)
        else:
            shell.out.print(development_page(found, app.book, language))


@group.command()
def export(
    ctx: typer.Context,
    *,
    form: Annotated[Form, typer.Option("--format", help="csv or json.")] = Form.CSV,
    out: Annotated[Path | None, typer.Option(help="A file; else standard output.")] = None,
    party: Party = None,
    event: Event = None,
    stage: Stage = None,
    scope: OfScope = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Write the ledger as CSV (one row a development) or JSON (everything)."""
    shell = shell_of(ctx)
    with build(shell.settings()) as app:
        _check_words(app, party=party, event=event, stage=stage, scope=scope)
        found = _find(app, party, event, stage, scope, since, until, None)
    text = as_csv(found) if form == Form.CSV else json.dumps(plain(found), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")
        shell.say(f"{len(found)} developments written: {out}")


def _check_words(app: App, **wanted: str | None) -> None:
    """A word that nothing in the ledger can bear is a typing error, not a search without result."""
    known: dict[str, tuple[Collection[str], str]] = {
        "party": ({*app.book.names, *UNNAMED.values()}, "see monitor watchlist list"),
        "event": (app.book.events, "one of " + ", ".join(sorted(app.book.events))),
        "stage": (app.book.stages, "one of " + ", ".join(sorted(app.book.stages))),
        "scope": ((Scope.CORE, Scope.ADJACENT), "core or adjacent"),
        "language": (LANGUAGES, "one of " + ", ".join(LANGUAGES)),
    }
    for name, word in wanted.items():
        words, help_ = known[name]
        if word is not None and word not in words:
            near = get_close_matches(word, list(words), n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise CliError(f"--{name} {word}: there is no such {name} — {hint}{help_}", USAGE)


def _find(
    app: App,
    party: str | None,
    event: str | None,
    stage: str | None,
    scope: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int | None,
) -> tuple[Development, ...]:
    with app.store.read() as tx:
        return store_ledger.developments(
            tx, party_id=party, event=event, stage=stage, scope=scope, since=_utc(since), until=_utc(until), limit=limit
        )


def _utc(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=UTC) if day else None
