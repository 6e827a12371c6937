"""`monitor config`: what can be set, and what is set."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import typer

from monitor.cli.shell import plain, shell_of
from monitor.config.settings import Settings
from monitor.config.shape import SettingsShape

group = typer.Typer(name="config", help="What can be set, and what is set.", no_args_is_help=True)


@group.command()
def schema(ctx: typer.Context) -> None:
    """Print the JSON Schema of monitor.yaml: every key, its type, default and meaning."""
    made = SettingsShape.model_json_schema()
    made |= {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "monitor.yaml"}
    shell_of(ctx).json(made)


@group.command()
def show(ctx: typer.Context) -> None:
    """Print the settings in force, file and environment together, as JSON; secrets show as ***."""
    shell_of(ctx).json(_shown(shell_of(ctx).settings()))


def _shown(settings: Settings) -> dict[str, Any]:
    models = {n: json.loads(getattr(settings, n).model_dump_json()) for n in ("channels", "policy", "serve")}
    rest = {f.name: plain(getattr(settings, f.name)) for f in dataclasses.fields(settings) if f.name not in models}
    return rest | models
