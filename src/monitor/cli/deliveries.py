"""`monitor deliveries`: the outbox: what went where, what waits, what is dead and may be sent again."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from monitor.cli.exits import FAILED
from monitor.cli.shell import CliError, ListByDefault, shell_of
from monitor.cli.show import ago
from monitor.model import DeliveryState
from monitor.store import outbox

group = typer.Typer(name="deliveries", help="The outbox: what went where, and what did not.", cls=ListByDefault)
_STYLE = {DeliveryState.SENT: "green", DeliveryState.DEAD: "red", DeliveryState.CLOSED: "dim"}


@group.command(name="list")
def list_(
    ctx: typer.Context,
    *,
    state: Annotated[DeliveryState | None, typer.Option(help="Only in this state.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List deliveries, with the reason of those that did not go out."""
    shell = shell_of(ctx)
    with shell.store() as store, store.read() as tx:
        found = outbox.deliveries(tx, state)
    if as_json:
        shell.json(found)
        return
    columns = ("key", "audience", "channel", "target", "state", "tries", "next", "reason")
    table = Table(*columns, title=f"{len(found)} deliveries")
    for d in found:
        waiting = ago(d.not_before, shell.now()) if d.state in (DeliveryState.PENDING, DeliveryState.SENDING) else ""
        style = _STYLE.get(d.state, "yellow")
        row = (d.key, d.audience, d.channel, d.target)
        table.add_row(*map(Text, row), Text(str(d.state), style=style), str(d.attempts), waiting, Text(d.reason))
    shell.out.print(table)


@group.command()
def resend(
    ctx: typer.Context, key: Annotated[str, typer.Argument(help="The key of a dead delivery, as `list` shows it.")]
) -> None:
    """Put a dead delivery back; the next `monitor deliver` sends it."""
    shell = shell_of(ctx)
    with shell.store() as store, store.write() as tx:
        if not outbox.resend(tx, key, shell.now()):
            raise CliError(f"{key}: no dead delivery has this key — see monitor deliveries list --state dead", FAILED)
    shell.say(f"{key} will be sent by the next monitor deliver")
