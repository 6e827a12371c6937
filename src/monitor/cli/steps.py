"""`monitor run` and the single steps: poll, read, digest, deliver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from monitor import pipeline
from monitor.app import App, build
from monitor.cli.exits import FAILED
from monitor.cli.shell import CliError, Shell, shell_of
from monitor.cli.summary import articles_line, conservation_line, failing, is_quiet, quiet_line
from monitor.model import DeliveryResult, DeliveryState, Digest, FeedResult, RunSummary

AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Strict = Annotated[bool, typer.Option("--strict", help="Feeds that cannot be read also make the exit code 3.")]


def run(ctx: typer.Context, *, strict: Strict = False, as_json: AsJson = False) -> None:
    """Do every step once, then say what happened."""
    shell = shell_of(ctx)
    with _app(shell) as app, shell.progress("run") as advance, shell.quietly(when=as_json):
        summary = pipeline.run(app, shell.now, advance)
    if as_json:
        shell.json(summary)
    elif is_quiet(summary):
        shell.say(quiet_line(summary))
    else:
        from monitor.cli.tables import render_summary  # noqa: PLC0415 - drawing is slow to import, and seldom wanted

        shell.out.print(render_summary(summary))
    failures = (*summary.failures, *_waiting(summary.deliveries))
    _end(shell, failures, failing(summary.feeds) if strict else ())


def poll(ctx: typer.Context, *, strict: Strict = False, as_json: AsJson = False) -> None:
    """Fetch every feed that did not ask for rest, and store the new items."""
    shell = shell_of(ctx)
    with _app(shell) as app, shell.progress("poll") as advance:
        started = pipeline.start_run(app, shell.now(), reads=False)
        results = pipeline.poll(app, started, shell.now(), advance, every_feed=True)
        pipeline.end_run(app, RunSummary(run=started.id, started_at=started.at, ended_at=shell.now(), feeds=results))
    if as_json:
        shell.json(results)
    elif results:
        from monitor.cli.tables import feed_table  # noqa: PLC0415 - as in `run`

        shell.out.print(feed_table(results))
    else:
        shell.say("no feed to ask: none is switched on, or all asked for rest")
    _end(shell, (), failing(results) if strict else ())


def read(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Read the items that wait and record what they say in the ledger."""
    shell = shell_of(ctx)
    with _app(shell) as app, shell.progress("read") as advance:
        started = pipeline.start_run(app, shell.now())
        understood = pipeline.understand(app, shell.now, advance)
        changes = pipeline.record(app, started.id, advance)
        ended = RunSummary(run=started.id, started_at=started.at, ended_at=shell.now(), articles=understood.articles)
        summary = pipeline.end_run(app, ended)
    if as_json:
        told = {"items": understood.items, "articles": understood.articles, "changes": changes}
        shell.json({**told, "conservation": summary.conservation})
    else:
        done = f"{understood.items} items read, {len(changes)} changes recorded"
        shell.say(f"{done}; {conservation_line(summary.conservation)}")
        if understood.articles:
            shell.say(articles_line(understood.articles))
    _end(shell, summary.failures, ())


def digest(
    ctx: typer.Context,
    *,
    audience: Annotated[str | None, typer.Option(help="Only this audience.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go out; store and send nothing.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="With --dry-run: write files there instead.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compose what is due for each audience and put it into the outbox."""
    from monitor.digest.render.text import render_text  # noqa: PLC0415 - of the steps, only this one draws

    shell = shell_of(ctx)
    with _app(shell) as app:
        _check_audience(app, audience)
        compose = pipeline.preview if dry_run or out else pipeline.digest
        digests = compose(app, shell.now(), audience=audience)
        if as_json:
            shell.json(digests)
        elif not digests:
            shell.say("nothing new for anyone")
        elif out:
            _write(shell, app, digests, out)
        else:
            for made in digests:
                shell.say(
                    render_text(made, app.book) if dry_run else f"{made.key}: {len(made.cards)} cards, {made.title}"
                )


def deliver(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Send what the outbox holds."""
    shell = shell_of(ctx)
    with _app(shell) as app, shell.progress("deliver") as advance, shell.quietly(when=as_json):
        results = pipeline.deliver(app, shell.now(), advance)
    if as_json:
        shell.json(results)
    elif results:
        from monitor.cli.tables import delivery_table  # noqa: PLC0415 - as in `run`

        shell.out.print(delivery_table(results))
    else:
        shell.say("the outbox is empty")
    _end(shell, _undelivered(results), ())


@contextmanager
def _app(shell: Shell) -> Iterator[App]:
    with build(shell.settings()) as app:
        yield app


def _check_audience(app: App, audience: str | None) -> None:
    known = [a.id for a in app.audiences]
    if audience is not None and audience not in known:
        raise typer.BadParameter(f"unknown audience {audience!r}: use {', '.join(known)}")


def _write(shell: Shell, app: App, digests: Sequence[Digest], folder: Path) -> None:
    from monitor.digest.render.text import render_text  # noqa: PLC0415 - as in `digest`
    from monitor.digest.render.web import render_web  # noqa: PLC0415

    for made in digests:
        target = folder / made.key
        target.mkdir(parents=True, exist_ok=True)
        (target / "digest.html").write_text(render_web(made, app.book), encoding="utf-8")
        (target / "digest.txt").write_text(render_text(made, app.book), encoding="utf-8")
        shell.say(f"written: {target}")


def _undelivered(results: Sequence[DeliveryResult]) -> tuple[str, ...]:
    dead = [r for r in results if r.state == DeliveryState.DEAD]
    lines = (f"{r.channel} to {r.target}: {r.reason} — then monitor deliveries resend {r.key}" for r in dead)
    return (*lines, *_waiting(results))


def _waiting(results: Sequence[DeliveryResult]) -> tuple[str, ...]:
    """Deliveries that were tried and have to be tried again."""
    again = [r for r in results if r.state in (DeliveryState.PENDING, DeliveryState.SENDING)]
    return tuple(f"{r.channel} to {r.target}: {r.reason} — it is tried again by the next run" for r in again)


def _end(shell: Shell, failures: Sequence[str], lost: Sequence[FeedResult]) -> None:
    """Name every failure on stderr; exit 3 when there is any."""
    for line in failures:
        shell.fail(line)
    for feed in lost:
        shell.fail(f"{feed.feed}: {feed.reason or feed.outcome}")
    if failures or lost:
        raise CliError("", FAILED)
