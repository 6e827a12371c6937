"""`monitor feeds`: what is polled, how it fares, and how to add to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from monitor.cli.exits import CONFIG, FAILED
from monitor.cli.shell import CliError, ListByDefault, Shell, shell_of
from monitor.cli.show import ago
from monitor.config.feeds import add_feed, add_feeds, address_key, load_feeds
from monitor.config.settings import Settings
from monitor.config.watchlist import load_particles, load_watchlist
from monitor.model import Feed, FeedState, FetchFailed, Health
from monitor.reading.match import WatchIndex
from monitor.sources.check import Check, check_feed
from monitor.sources.fetch import Fetcher
from monitor.sources.opml import read_opml, write_opml
from monitor.store import feeds as store_feeds

group = typer.Typer(name="feeds", help="What is polled, how it fares, and how to add to it.", cls=ListByDefault)
_STYLE = {Health.OK: "green", Health.UNKNOWN: "dim", Health.EMPTY: "yellow", Health.FOSSIL: "yellow"}


@group.command(name="list")
def list_(
    ctx: typer.Context,
    *,
    health: Annotated[str, typer.Option(help="Only feeds in this state, e.g. failing.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the feeds with their health."""
    shell = shell_of(ctx)
    with shell.store() as store, store.read() as tx:
        states = store_feeds.states(tx)
    rows = [(feed, states.get(feed.id)) for feed in load_feeds(shell.settings().config_dir)]
    rows = [(feed, state) for feed, state in rows if not health or _health(state) == health]
    if as_json:
        shell.json([{"feed": feed, "state": state} for feed, state in rows])
    else:
        shell.out.print(_table(rows, shell))


def _health(state: FeedState | None) -> Health:
    return state.health if state else Health.UNKNOWN


def _table(rows: list[tuple[Feed, FeedState | None]], shell: Shell) -> Table:
    now = shell.now()
    columns = ("id", "publisher", "lang", "health", "polled", "last new", "next", "reason")
    table = Table(*columns, title=f"{len(rows)} feeds")
    for feed, state in rows:
        health = _health(state) if feed.enabled else "off"
        table.add_row(
            Text(feed.id),
            Text(feed.publisher),
            feed.language or "",
            Text(str(health), style=_STYLE.get(_health(state), "red") if feed.enabled else "dim"),
            ago(state.last_polled_at if state else None, now),
            ago(state.last_new_at if state else None, now),
            ago(state.due_at if state else None, now),
            Text(state.reason if state else ""),
        )
    return table


@group.command()
def check(
    ctx: typer.Context,
    feed: Annotated[str, typer.Argument(metavar="ID-OR-URL", help="A feed's id, or any address.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Fetch one feed now and show what would be read; stores nothing."""
    shell = shell_of(ctx)
    settings = shell.settings()
    known = {f.id: f for f in load_feeds(settings.config_dir)}
    made = check_feed(known.get(feed, feed), _fetcher(settings), shell.now())
    if as_json:
        shell.json(made if not hasattr(made.outcome, "body") else {**_without_body(made)})
    else:
        _show_check(shell, made, _index(settings.config_dir))
    if isinstance(made.outcome, FetchFailed):
        raise CliError(f"{made.url}: {made.outcome.detail} ({made.outcome.kind}) — check the address", FAILED)
    if made.feed is None:
        hint = f"try {made.alternatives[0]}" if made.alternatives else "give a feed's address"
        raise CliError(f"{made.url}: {made.problem or 'no feed is there'} — {hint}", FAILED)


def _without_body(made: Check) -> dict[str, object]:
    fields = ("url", "charset", "feed", "items", "dated", "newest_at", "oldest_at", "problem", "alternatives")
    return {name: getattr(made, name) for name in fields}


def _fetcher(settings: Settings) -> Fetcher:
    return Fetcher(settings.policy.poll, settings.feeds_base, settings.source_keys)


def _index(folder: Path) -> WatchIndex:
    return WatchIndex.build(load_watchlist(folder), load_particles(folder))


def _show_check(shell: Shell, made: Check, index: WatchIndex) -> None:
    if isinstance(made.outcome, FetchFailed):
        return
    shell.say(f"{made.url}: {len(made.items)} items, {made.dated} dated, charset {made.charset or '?'}")
    if made.problem:
        shell.say(f"problem: {made.problem}")
    for address in made.alternatives:
        shell.say(f"the page advertises {address}")
    table = Table("published", "lang", "title", "would match", "address")
    for item in made.items[:20]:
        at = f"{item.published_at:%Y-%m-%d %H:%M}" if item.published_at else "undated"
        names = ", ".join(dict.fromkeys(mention.entity for mention in index.mentions(item.title, item.summary)))
        table.add_row(at, item.language, Text(item.title), Text(names), Text(item.url, overflow="fold"))
    if made.items:
        shell.out.print(table)


@group.command()
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(help="A feed's address, or a site's: its feed is looked for.")],
    *,
    feed_id: Annotated[str, typer.Option("--id", help="Its id; else made from the address.")] = "",
) -> None:
    """Fetch an address once and add its feed to feeds.yaml."""
    shell = shell_of(ctx)
    settings = shell.settings()
    fetcher = _fetcher(settings)
    made = check_feed(url, fetcher, shell.now())
    if made.alternatives and not made.items:
        made = check_feed(made.alternatives[0], fetcher, shell.now())
    if made.feed is None:
        why = made.outcome.detail if isinstance(made.outcome, FetchFailed) else made.problem or "no feed is there"
        raise CliError(f"{url}: {why} — nothing was added; give the feed's own address", FAILED)
    feed = made.feed if not feed_id else _renamed(made.feed, feed_id)
    add_feed(settings.config_dir, feed)
    shell.say(f"added {feed.id}: {feed.url} ({len(made.items)} items)")


def _renamed(feed: Feed, feed_id: str) -> Feed:
    return replace(feed, id=feed_id)


@group.command(name="import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="OPML", help="An OPML file, as feed readers write.", exists=True)],
) -> None:
    """Add the feeds of an OPML file to feeds.yaml; those already there are left alone."""
    shell = shell_of(ctx)
    settings = shell.settings()
    try:
        found = read_opml(file.read_bytes())
    except ValueError as error:
        raise CliError(f"{file}: {error} — give an OPML file", CONFIG) from None
    known = load_feeds(settings.config_dir)
    new = _unknown(found, known)
    if new:
        add_feeds(settings.config_dir, new)
    shell.say(f"{len(new)} feeds added, {len(found) - len(new)} were there already")


def _unknown(found: Sequence[Feed], known: Sequence[Feed]) -> tuple[Feed, ...]:
    """Feeds whose address is not known, each address and id once."""
    addresses, ids = {address_key(f.url) for f in known}, {f.id for f in known}
    new: list[Feed] = []
    for feed in found:
        if address_key(feed.url) in addresses:
            continue
        free = next(i for n in count(1) if (i := feed.id if n == 1 else f"{feed.id}-{n}") not in ids)
        addresses.add(address_key(feed.url))
        ids.add(free)
        new.append(_renamed(feed, free))
    return tuple(new)


@group.command()
def export(
    ctx: typer.Context,
    *,
    out: Annotated[Path | None, typer.Option(help="A file; else standard output.")] = None,
) -> None:
    """Write the feeds as OPML 2.0, for any feed reader."""
    shell = shell_of(ctx)
    text = write_opml([f for f in load_feeds(shell.settings().config_dir) if f.enabled])
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text, encoding="utf-8")
        shell.say(f"written: {out}")
