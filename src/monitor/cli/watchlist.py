"""`monitor watchlist`: who is recognised, and what matches in a text."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from monitor.cli.shell import ListByDefault, shell_of
from monitor.config.watchlist import load_particles, load_watchlist
from monitor.model import Entity, Mention
from monitor.reading.match import WatchIndex

group = typer.Typer(name="watchlist", help="Who is recognised, and what matches in a text.", cls=ListByDefault)


@group.command(name="list")
def list_(
    ctx: typer.Context,
    *,
    side: Annotated[str, typer.Option(help="Only this side: KR, CN, JOINT or OTHER.")] = "",
    kind: Annotated[str, typer.Option(help="Only this kind: company, organisation, person, product, …")] = "",
    find: Annotated[str, typer.Option(help="Only entities with this in an id, a name or an alias.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the entities."""
    shell = shell_of(ctx)
    entities = [e for e in load_watchlist(shell.settings().config_dir).entities if _wanted(e, side, kind, find)]
    if as_json:
        shell.json(entities)
        return
    table = Table("id", "name", "side", "kind", "country", "role", "aliases", title=f"{len(entities)} entities")
    for e in entities:
        aliases = ", ".join(alias.text for alias in e.aliases[:6]) + (" …" if len(e.aliases) > 6 else "")
        table.add_row(*map(Text, (e.id, e.name, str(e.side), e.kind, e.country, e.role, aliases)))
    shell.out.print(table)


@group.command()
def check(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="A headline or a paragraph, in any of the languages.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what matches in a text, by which alias and why."""
    shell = shell_of(ctx)
    folder = shell.settings().config_dir
    index = WatchIndex.build(load_watchlist(folder), load_particles(folder))
    mentions = index.mentions(text)
    if as_json:
        shell.json(mentions)
    elif mentions:
        shell.out.print(mention_table(mentions))
    else:
        shell.say("nothing on the watchlist is mentioned")


def mention_table(mentions: tuple[Mention, ...]) -> Table:
    """Mentions as a table."""
    table = Table("entity", "where", "text", "alias", "how", "score", "reason")
    for m in mentions:
        where = f"{m.span.field} {m.span.start}–{m.span.end}"
        table.add_row(*map(Text, (m.entity, where, m.surface, m.alias, m.how, f"{m.score:.0f}", m.reason)))
    return table


def _wanted(entity: Entity, side: str, kind: str, find: str) -> bool:
    words = (entity.id, entity.name, *(alias.text for alias in entity.aliases))
    return (
        (not side or entity.side == side.upper())
        and (not kind or entity.kind == kind)
        and (not find or any(find.lower() in word.lower() for word in words))
    )
