"""`monitor replay`: an archive through the same reader and ledger as the live news, in memory."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.table import Table

from monitor.app import Reads, load_knowledge
from monitor.cli.exits import FAILED, USAGE
from monitor.cli.shell import CliError, Shell, shell_of
from monitor.ledger.ledger import Ledger
from monitor.model import Item
from monitor.replay.archive import STDIN, BadRecord, read_archive
from monitor.replay.replay import Replay, Summary

_TICK = 100  # items between two looks of the progress bar


def replay(
    ctx: typer.Context,
    *,
    files: Annotated[list[str], typer.Argument(help="JSON Lines or feed files, also .gz; - reads standard input.")],
    decisions: Annotated[
        str | None, typer.Option(metavar="OUT.jsonl", help="Write one decision a line; - is standard output.")
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Print where the items went.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Read an archive as if it were the news; touches neither the database nor the network."""
    shell = shell_of(ctx)
    _check_files(files)
    run = Replay(*_reader_and_ledger(shell))
    with _open(decisions) as out, shell.progress("replay") as advance:
        for n, line in enumerate(run.decisions(_records(files, shell)), start=1):
            if isinstance(line, BadRecord):
                shell.fail(f"{line.where}: {line.why} — the record is skipped")
            elif out:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                out.flush()
            if n % _TICK == 0:
                advance("replay", n, 0)
    _report(shell, run.summary, as_json=as_json, wanted=summary or (as_json or decisions is None))


def _check_files(files: list[str]) -> None:
    for name in files:
        if name != STDIN and not Path(name).is_file():
            raise CliError(f"{name}: no such file — name an archive, or - for standard input", USAGE)


def _reader_and_ledger(shell: Shell) -> tuple[Reads, Ledger]:
    knowledge = load_knowledge(shell.settings())
    return knowledge.reader, Ledger(knowledge.identity)


def _records(files: list[str], shell: Shell) -> Iterator[Item | BadRecord]:
    start = shell.now()
    for name in files:
        yield from read_archive(name, start)


@contextmanager
def _open(name: str | None) -> Iterator[TextIO | None]:
    if name is None:
        yield None
    elif name == STDIN:
        yield sys.stdout
    else:
        with Path(name).open("w", encoding="utf-8") as file:
            yield file


def _report(shell: Shell, summary: Summary, *, as_json: bool, wanted: bool) -> None:
    if as_json:
        shell.json(summary)
    elif wanted:
        shell.err.print(_table(summary))
    if summary.bad:
        raise CliError(f"{summary.bad} record(s) could not be read; all others were", FAILED)


def _table(summary: Summary) -> Table:
    table = Table(title="replay", show_header=False)
    rows: list[tuple[str, Any]] = [
        ("items in", summary.items),
        ("reported", summary.reported),
        ("merged (known already)", summary.merged),
        *((f"dropped: {count.name}", count.n) for count in summary.dropped),
        ("core alerts", summary.core),
        ("balanced", "yes" if summary.balanced else "NO"),
    ]
    for name, n in rows:
        table.add_row(name, f"{n:,}" if isinstance(n, int) else n)
    return table
