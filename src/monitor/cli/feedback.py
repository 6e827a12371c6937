"""`monitor feedback`: what readers said, mutes, and what the rest suggests for the configuration."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
import yaml
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection

from monitor.cli.exits import FAILED
from monitor.cli.shell import CliError, ListByDefault, Shell, plain, shell_of
from monitor.config.watchlist import load_watchlist
from monitor.digest.feedback import feedback_of, mistake_in
from monitor.digest.suggest import Sighting, Suggestion, suggestions
from monitor.model import Development, Feedback, FeedbackKind
from monitor.store import feedback as store_feedback
from monitor.store import items
from monitor.store import ledger as store_ledger

group = typer.Typer(name="feedback", help="What readers said: mutes and judgements.", cls=ListByDefault)
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Who = Annotated[str | None, typer.Option(help="Who says so; else the name of this user.")]
Note = Annotated[str, typer.Option(help="Why, in a few words.")]
_HEAD = "# {} — nothing is applied: review each, change the file it names, then monitor doctor\n"


@group.command(name="list")
def list_(
    ctx: typer.Context,
    *,
    kind: Annotated[FeedbackKind | None, typer.Option(help="Only of this kind.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what was said, the latest first."""
    shell = shell_of(ctx)
    with shell.store() as store, store.read() as tx:
        found = store_feedback.every(tx, kind)
    if as_json:
        shell.json(found)
        return
    table = Table("when", "who", "kind", "development", "entity", "other", "until", "note", title="feedback")
    for one in found:
        names = (one.who, one.kind.value, one.development, one.entity, one.other, _until(one, shell.now()), one.note)
        table.add_row(f"{one.at:%Y-%m-%d %H:%M}", *map(Text, names))
    shell.out.print(table)


def _until(one: Feedback, now: datetime) -> str:
    if not one.kind.startswith("mute"):
        return ""
    if one.until is None:
        return "unmuted"
    return f"{one.until:%Y-%m-%d %H:%M}" + (" (over)" if one.until <= now else "")


@group.command()
def mute(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="ID", help="A development or a company of the watchlist.")],
    *,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of the mute (UTC); else until unmute.")
    ] = None,
    who: Who = None,
    note: Note = "",
) -> None:
    """Leave a development, or all that a company is party to, out of every digest."""
    shell = shell_of(ctx)
    end = until.replace(tzinfo=UTC) + timedelta(days=1) if until else None
    if end and end <= shell.now():
        raise typer.BadParameter("the last day of the mute is over", param_hint="--until")
    with shell.store() as store, store.write() as tx:
        company, development = _named(shell, tx, what)
        kind = FeedbackKind.MUTE_COMPANY if company else FeedbackKind.MUTE_DEVELOPMENT
        said = _said(shell, kind, who, development=development, entity=company, until=end, note=note)
        store_feedback.add(tx, said)
    shell.say(f"{company or development} is muted {f'through {until:%Y-%m-%d}' if until else 'until it is lifted'}")


@group.command()
def unmute(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="ID", help="A development or a company of the watchlist.")],
) -> None:
    """End every mute of a development or a company."""
    shell = shell_of(ctx)
    with shell.store() as store, store.write() as tx:
        company, development = _named(shell, tx, what)
        if not store_feedback.lift(tx, company or development, shell.now()):
            raise CliError(f"{company or development} is not muted — see monitor feedback list", FAILED)
    shell.say(f"{company or development} is told again")


@group.command()
def add(
    ctx: typer.Context,
    kind: Annotated[FeedbackKind, typer.Argument(help="wrong-company, same, not-same, or a mute.")],
    development: Annotated[str, typer.Argument(metavar="ID", help="The development it is about.")],
    *,
    entity: Annotated[str, typer.Option(help="With wrong-company, mute-company: the company.")] = "",
    other: Annotated[str, typer.Option(help="With same, not-same: the other development.")] = "",
    who: Who = None,
    note: Note = "",
) -> None:
    """Keep a judgement for `monitor feedback rules`."""
    shell = shell_of(ctx)
    with shell.store() as store, store.write() as tx:
        one, two = _development(tx, development), _development(tx, other) if other else ""
        firm = _company(shell, entity) if entity else ""
        if entity and not firm:
            raise CliError(f"{entity}: no entity of the watchlist — see monitor watchlist list", FAILED)
        said = _said(shell, kind, who, development=one, entity=firm, other=two, note=note)
        if mistake := mistake_in(said):
            raise typer.BadParameter(mistake)
        store_feedback.add(tx, said)
    shell.say(f"kept as {said.id}; monitor feedback rules shows what follows from it")


@group.command()
def rules(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Print what the judgements suggest for the configuration, as YAML to review; changes nothing."""
    shell = shell_of(ctx)
    with shell.store() as store, store.read() as tx:
        said = tuple(reversed(store_feedback.every(tx)))
        made = suggestions(said, {one.id: tuple(_sightings(tx, one)) for one in said}, _named_developments(tx, said))
    if as_json:
        shell.json(made)
    else:
        typer.echo(_yaml(made), nl=False)


def _yaml(made: tuple[Suggestion, ...]) -> str:
    head = _HEAD.format(f"{len(made)} suggestions from readers")
    return head + (yaml.safe_dump(plain(made), allow_unicode=True, sort_keys=False, width=110) if made else "")


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _said(shell: Shell, kind: FeedbackKind, who: str | None, **names: object) -> Feedback:
    return feedback_of(kind, at=shell.now(), who=who or _user(), source="cli", **names)  # type: ignore[arg-type] # checked by callers


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have a user without a name
        return "cli"


def _named(shell: Shell, tx: Connection, what: str) -> tuple[str, str]:
    """(company, "") or ("", development)."""
    company = _company(shell, what)
    return (company, "") if company else ("", _development(tx, what))


def _company(shell: Shell, what: str) -> str:
    return next((e.id for e in load_watchlist(shell.settings().config_dir).entities if e.id == what), "")


def _development(tx: Connection, what: str) -> str:
    found = store_ledger.get(tx, what)
    if found is None:
        raise CliError(f"{what}: no such development or company — see monitor developments, monitor watchlist", FAILED)
    return found.id


# ── what judgements are about ────────────────────────────────────────────────────────────────────────────────────


def _named_developments(tx: Connection, said: tuple[Feedback, ...]) -> dict[str, Development]:
    ids = {id_ for one in said for id_ in (one.development, one.other) if id_}
    found = {id_: store_ledger.get(tx, id_) for id_ in sorted(ids)}
    return {id_: one for id_, one in found.items() if one is not None}


def _sightings(tx: Connection, one: Feedback) -> Iterator[Sighting]:
    """Where the development's sources name the company, or any of its parties when none was said."""
    development = store_ledger.get(tx, one.development) if one.kind is FeedbackKind.WRONG_COMPANY else None
    if development is None:
        return
    wanted = {one.entity} if one.entity else {p.entity for p in development.parties}
    for source in dict.fromkeys(s.item for s in development.sources):
        item, reading = items.get(tx, source), items.reading_of(tx, source)
        if item is None or reading is None:
            continue
        for mention in reading.mentions:
            if mention.entity in wanted:
                yield Sighting(item=item, mention=mention, others=reading.mentions)
