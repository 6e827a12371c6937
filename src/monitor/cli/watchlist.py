"""`monitor watchlist`: who is recognised, and what matches in a text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from monitor.cli.exits import CONFIG
from monitor.cli.shell import CliError, ListByDefault, shell_of
from monitor.config.background import load_background
from monitor.config.watchlist import append_entity, load_particles, load_watchlist
from monitor.model import Entity, Mention, Side
from monitor.reading.lint import AliasHits, lint_aliases
from monitor.reading.match import Rejection, WatchIndex

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
        return
    if mentions:
        shell.out.print(mention_table(mentions))
    else:
        shell.say("nothing on the watchlist is mentioned")
    passed = index.passed_over(text)
    if passed:
        shell.out.print(rejection_table(passed))


def mention_table(mentions: tuple[Mention, ...]) -> Table:
    """Mentions as a table."""
    table = Table("entity", "where", "text", "alias", "how", "score", "reason")
    for m in mentions:
        where = f"{m.span.field} {m.span.start}–{m.span.end}"
        table.add_row(*map(Text, (m.entity, where, m.surface, m.alias, m.how, f"{m.score:.0f}", m.reason)))
    return table


def rejection_table(passed: Sequence[Rejection]) -> Table:
    """Names that stand in a text and do not count, as a table."""
    table = Table("entity", "where", "alias", "does not count because", title="passed over", title_justify="left")
    for r in passed:
        where = f"{r.span.field} {r.span.start}–{r.span.end}"
        table.add_row(*map(Text, (r.entity or "(decoy)", where, r.alias, r.reason)))
    return table


def _wanted(entity: Entity, side: str, kind: str, find: str) -> bool:
    words = (entity.id, entity.name, *(alias.text for alias in entity.aliases))
    return (
        (not side or entity.side == side.upper())
        and (not kind or entity.kind == kind)
        and (not find or any(find.lower() in word.lower() for word in words))
    )


@group.command()
def lint(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Background headlines, one a line, or .jsonl; else our own.", exists=True, dir_okay=False),
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Show harmless aliases too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Find aliases that hit too often in text that is not about anyone watched; exit 78 when there are any."""
    shell = shell_of(ctx)
    folder = shell.settings().config_dir
    headlines = load_background(folder, files or ())
    report = lint_aliases(load_watchlist(folder), load_particles(folder), headlines)
    if as_json:
        shell.json(report)
    elif every or report.problems:
        shell.out.print(_lint_table(report.aliases if every else report.problems, report.headlines))
    else:
        shell.say(f"no alias hits too often in {report.headlines} headlines")
    if report.problems:
        n = len(report.problems)
        raise CliError(f"{folder / 'watchlist.yaml'}: {n} aliases hit too often — give them a condition", CONFIG)


def _lint_table(aliases: Sequence[AliasHits], headlines: int) -> Table:
    title = f"{len(aliases)} aliases in {headlines} headlines"
    table = Table("alias", "entity", "how", "hits", "per 100,000", "problem", "samples", title=title)
    for a in aliases:
        row = (a.alias, a.entity, a.how, str(a.hits), f"{a.per_100k:.0f}", a.problem, "\n".join(a.samples))
        table.add_row(*map(Text, row))
    return table


@group.command()
def add(
    ctx: typer.Context,
    entity_id: Annotated[str, typer.Argument(metavar="ID", help="A new id: small letters, digits and hyphens.")],
    *,
    name: Annotated[str, typer.Option(help="The name to print in English.")],
    side: Annotated[Side, typer.Option(help="Whose business it is.")],
    kind: Annotated[str, typer.Option(help="company, organisation, person, product, place or technology.")] = "company",
    country: Annotated[str, typer.Option(help="Two letters, e.g. KR.")] = "",
    en: Annotated[list[str] | None, typer.Option(help="An alias in English text; may be repeated.")] = None,
    ko: Annotated[list[str] | None, typer.Option(help="An alias in Korean text; may be repeated.")] = None,
    zh: Annotated[list[str] | None, typer.Option(help="An alias in Chinese text; may be repeated.")] = None,
    parent: Annotated[str | None, typer.Option(help="The id of the firm it belongs to.")] = None,
) -> None:
    """Add an entity to the end of watchlist.yaml, when the whole list is right with it."""
    shell = shell_of(ctx)
    aliases = {language: texts for language, texts in (("en", en), ("ko", ko), ("zh", zh)) if texts}
    entry = {"id": entity_id, "name": name, "kind": kind, "side": str(side), "country": country, "parent": parent}
    given = {key: part for key, part in entry.items() if part}
    added = append_entity(shell.settings().config_dir, given | {"aliases": aliases or {"en": [name]}})
    shell.say(f"added {added.id} with {len(added.aliases)} aliases; check it with monitor watchlist lint")
