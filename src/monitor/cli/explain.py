"""`monitor explain`: how an item is read, why it would or would not be reported, and which development it joins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitor.app import App, build
from monitor.cli.exits import FAILED, USAGE
from monitor.cli.shell import CliError, Shell, shell_of
from monitor.cli.watchlist import mention_table, rejection_table
from monitor.config.watchlist import load_particles
from monitor.model import Change, Item, Reading, Report
from monitor.reading.match import Rejection, WatchIndex
from monitor.reading.text import language_of, plain_title
from monitor.replay.decide import decision
from monitor.sources.address import canonical_url
from monitor.store import items as store_items
from monitor.store import ledger as store_ledger


def explain(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="URL-OR-TEXT", help="A known article's address, or a headline.")] = "",
    *,
    summary: Annotated[str, typer.Option(help="The text below the headline.")] = "",
    near: Annotated[bool, typer.Option("--near", help="List items nearly reported, with what stopped them.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="With --near: at most so many.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show how an item is read and why it would or would not be reported; stores nothing."""
    shell = shell_of(ctx)
    if not text and not near:
        raise CliError("explain what? — give an address or a text, or --near for the latest near misses", USAGE)
    with build(shell.settings()) as app:
        if near:
            _show_near(shell, _near(app, limit), as_json=as_json)
            return
        item = _item(app, shell, text, summary)
        reading = app.reader.read(item)
        changes = _joined(app, item, reading)
        if as_json:
            shell.json(decision(item.id, reading, changes) | {"item": item, "reading": reading, "changes": changes})
        else:
            index = WatchIndex.build(app.watchlist, load_particles(app.settings.config_dir))
            passed = index.passed_over(item.title, item.summary, item.body)
            shell.out.print(Group(*_page(item, reading, changes, passed)))


def _item(app: App, shell: Shell, text: str, summary: str) -> Item:
    """The stored item of an address, else the text as an item of now."""
    if text.startswith(("http://", "https://")):
        with app.store.read() as tx:
            found = store_items.find_by_url(tx, canonical_url(text)) or store_items.find_by_url(tx, text)
        if found is None:
            raise CliError(f"{text}: no stored item has this address — give its headline as text instead", FAILED)
        return found
    title, _, rest = text.partition("\n")
    body = summary or rest
    return Item(
        id="explain", feed="explain", title=title, summary=body, language=language_of(text), seen_at=shell.now()
    )


def _joined(app: App, item: Item, reading: Reading) -> tuple[Change, ...]:
    """What the item does to the ledger as it stands; the ledger is only looked at."""
    with app.store.read() as tx:
        ledger = store_ledger.open_ledger(tx, app.identity)
        ledger.withdraw(store_ledger.entries_of_item(tx, item.id))
        return ledger.record(reading, item)


def _page(
    item: Item, reading: Reading, changes: Sequence[Change], passed: Sequence[Rejection]
) -> Iterator[RenderableType]:
    plain = plain_title(item.title, item.publisher)
    yield Text(plain.text, style="bold")
    if plain.marks:
        yield Text(f"marks set aside: {', '.join(plain.marks)}", style="dim")
    if item.url:
        yield Text(f"{item.url} · {item.publisher} · {item.at:%Y-%m-%d %H:%M} UTC", style="dim")
    if item.article:
        text = (
            f"{len(item.body):,} characters from {item.body_from}" if item.body_from else "its text was not to be had"
        )
        yield Text(f"article: {item.article}, {text}", style="dim")
    if reading.wire:
        yield Text(f"the words are those of {reading.wire}: it counts as told by them", style="dim")
    yield Text(f"language {reading.language} · companies {', '.join(reading.entities) or 'none'}")
    if reading.mentions:
        yield mention_table(reading.mentions)
    if passed:
        yield rejection_table(passed)
    for report in reading.reports:
        yield _report(report)
    yield _verdict(reading)
    for change in changes:
        moves = "; ".join(f"{m.fact}: {m.before or '–'} → {m.after}" for m in change.moves)
        yield Text(f"ledger: {change.kind} {change.development}  {moves}  {change.reason}".rstrip())


def _report(report: Report) -> Table:
    table = Table(show_header=False, title=f"report {report.index + 1}", title_justify="left")
    parties = ", ".join(f"{p.entity} ({p.role}, {p.side})" for p in report.parties)
    amounts = "; ".join(f"{a.surface} = {a.value:.12g} {a.unit} {a.qualifier}".strip() for a in report.amounts)
    rows = (
        ("event", f"{report.event} · {report.status or 'no stage'} · {report.modality}"),
        ("parties", parties),
        ("amounts", amounts),
        ("products", ", ".join(report.products)),
        ("places", ", ".join(report.places)),
        ("periods", ", ".join(report.periods)),
        ("sentence", report.sentence),
        ("scope", f"{report.scope}, {'reportable' if report.reportable else 'not reportable'}"),
        ("reasons", "\n".join(report.reasons)),
    )
    for name, text in rows:
        if text:
            table.add_row(name, Text(text))
    return table


def _verdict(reading: Reading) -> Text:
    verdict = "would be reported" if reading.reportable else f"dropped: {reading.dropped or 'not reportable'}"
    style = "bold green" if reading.reportable else "bold yellow"
    why = f" — {'; '.join(reading.reasons)}" if reading.reasons else ""
    return Text(f"{reading.scope}: {verdict}{why}", style=style)


def _near(app: App, limit: int) -> tuple[tuple[Item, Reading], ...]:
    with app.store.read() as tx:
        return store_items.near_misses(tx, limit)


def _show_near(shell: Shell, found: Sequence[tuple[Item, Reading]], *, as_json: bool) -> None:
    if as_json:
        shell.json([{"item": item, "reading": reading} for item, reading in found])
        return
    table = Table("when", "lang", "title", "companies", "scope", "stopped by", title=f"{len(found)} near misses")
    for item, reading in found:
        why = reading.dropped + (f": {'; '.join(reading.reasons)}" if reading.reasons else "")
        companies = ", ".join(reading.entities)
        table.add_row(
            f"{item.at:%m-%d %H:%M}", item.language, Text(item.title), Text(companies), str(reading.scope), Text(why)
        )
    shell.out.print(table)
