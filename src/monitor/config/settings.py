"""All settings: monitor.yaml, then the environment on top, as one frozen value."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from monitor.config.files import ConfigError, Document, checked, load_document
from monitor.config.policy import Policy, ServePolicy
from monitor.config.secret import Secret, read_secret
from monitor.config.shape import AudienceShape, Channels, SettingsShape, WebShape
from monitor.model import Audience, Filter

FILE: Final = "monitor.yaml"
PREFIX: Final = "MONITOR_"
FOLDER: Final = "MONITOR_CONFIG"
DATABASE: Final = "MONITOR_DATABASE_URL"

#: Where secrets come from; each name also with _FILE, for a file that holds the secret.
SECRETS: Final = {
    "slack_token": "MONITOR_SLACK_TOKEN",
    "slack_app_token": "MONITOR_SLACK_APP_TOKEN",
    "slack_webhook": "MONITOR_SLACK_WEBHOOK",
    "smtp_url": "MONITOR_SMTP_URL",
    "webhook_secret": "MONITOR_WEBHOOK_SECRET",
    "apprise_urls": "MONITOR_APPRISE_URLS",
    "web_password": "MONITOR_WEB_PASSWORD",
    "web_token_key": "MONITOR_WEB_TOKEN_KEY",
}

#: Keys of sources that want one; a feed whose key is not set is off.
SOURCE_KEYS: Final = ("MONITOR_NAVER_ID", "MONITOR_NAVER_SECRET", "MONITOR_OPENDART_KEY")


# ── the settings themselves ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What only the environment knows. Each also as NAME_FILE."""

    slack_token: Secret | None = None
    slack_app_token: Secret | None = None
    slack_webhook: Secret | None = None
    smtp_url: Secret | None = None
    webhook_secret: Secret | None = None
    apprise_urls: Secret | None = None
    web_password: Secret | None = None
    web_token_key: Secret | None = None
    source_keys: Mapping[str, Secret] = field(default_factory=dict)  # by name of the variable

    @property
    def all(self) -> tuple[Secret, ...]:
        """The secrets that are set, for redaction."""
        channels = (self.slack_token, self.slack_webhook, self.smtp_url, self.webhook_secret, self.apprise_urls)
        every = (*channels, self.slack_app_token, *self.source_keys.values())
        return tuple(secret for secret in every if secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything `app.build` needs. Paths are absolute."""

    config_dir: Path
    var_dir: Path
    out_dir: Path
    database_url: Secret
    audiences: tuple[Audience, ...]
    channels: Channels
    policy: Policy
    serve: ServePolicy
    secrets: Secrets
    web: WebShape = field(default_factory=WebShape)
    ledger_url: str = ""  # where the published pages are served; "" = nowhere

    @property
    def source_keys(self) -> dict[str, str]:
        """The keys of sources in clear text, by name of the variable: for the fetcher alone."""
        return {name: key.reveal() for name, key in self.secrets.source_keys.items()}

    @property
    def feeds_base(self) -> Path:
        """The folder that addresses of file feeds are relative to."""
        return self.config_dir


def load_settings(folder: Path | None, environ: Mapping[str, str]) -> Settings:
    """Settings of the folder given, else of $MONITOR_CONFIG, else of ./config; MONITOR_* variables go on top.

    Raises:
        ConfigError: a file or a variable is wrong; the message names it and says what to do.
    """
    config_dir = (folder or Path(environ.get(FOLDER) or "config")).absolute()
    document = load_document(config_dir / FILE)
    shape = _overridden(document, checked(document, SettingsShape), environ)
    _check_references(document, shape)
    _check_filters(document, shape, config_dir)
    return _settings(config_dir, shape, environ)


def _settings(config_dir: Path, shape: SettingsShape, environ: Mapping[str, str]) -> Settings:
    var_dir = Path(shape.var_dir).absolute()
    url = read_secret(environ, DATABASE)
    return Settings(
        config_dir=config_dir,
        var_dir=var_dir,
        out_dir=Path(shape.out_dir).absolute(),
        database_url=url or Secret(shape.database_url or f"sqlite:///{var_dir / 'monitor.db'}"),
        audiences=tuple(_audience(name, audience) for name, audience in shape.audiences.items()),
        channels=shape.channels,
        policy=shape.policy,
        ledger_url=shape.ledger_url,
        serve=shape.serve,
        web=shape.web,
        secrets=_secrets(environ),
    )


def _secrets(environ: Mapping[str, str]) -> Secrets:
    keys = {name: key for name in SOURCE_KEYS if (key := read_secret(environ, name))}
    of_channels = {field_: read_secret(environ, name) for field_, name in SECRETS.items()}
    return Secrets(**of_channels, source_keys=keys)


def _audience(name: str, shape: AudienceShape) -> Audience:
    return Audience(id=name, **{**dict(shape), "filter": Filter(**dict(shape.filter))})


# ── the environment on top of the file ───────────────────────────────────────────────────────────────────────────

#: The variables with a short name; any other key is MONITOR_<KEY>__<KEY>.
SHORT: Final = {
    "MONITOR_VAR_DIR": ("var_dir",),
    "MONITOR_OUT_DIR": ("out_dir",),
    "MONITOR_SLACK_CHANNEL": ("channels", "slack", "channel"),
    "MONITOR_SLACK_BASE_URL": ("channels", "slack", "base_url"),
    "MONITOR_EMAIL_TO": ("channels", "email", "to"),
    "MONITOR_EMAIL_FROM": ("channels", "email", "sender"),
}


def _overridden(document: Document, shape: SettingsShape, environ: Mapping[str, str]) -> SettingsShape:
    overrides = {name: path for name in sorted(environ) if environ[name] and (path := _path(name))}
    if not overrides:
        return shape
    data = copy.deepcopy(document.data)
    for name, path in overrides.items():
        _put(data, path, _value(environ[name]))
    try:
        return SettingsShape.model_validate(data)
    except ValidationError as error:
        raise _environment_error(error, overrides) from None


def _path(name: str) -> tuple[str, ...]:
    """The key an environment variable stands for; () for a variable that stands for none."""
    if name.startswith(PREFIX) and "__" in name:
        return tuple(part.lower() for part in name.removeprefix(PREFIX).split("__"))
    return SHORT.get(name, ())


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """MONITOR_ variables that nothing reads: most likely misspelt."""
    secrets = (*SECRETS.values(), *SOURCE_KEYS, DATABASE)
    known = {FOLDER, *SHORT, *secrets, *(f"{name}_FILE" for name in secrets)}
    return tuple(n for n in sorted(environ) if n.startswith(PREFIX) and n not in known and not _path(n))


def _value(text: str) -> Any:
    """JSON where it looks like a list or an object, else the text itself; the shape turns it into numbers."""
    if not text.startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for key in path[:-1]:
        if not isinstance(data.get(key), dict):
            data[key] = {}
        data = data[key]
    data[path[-1]] = value


def _environment_error(error: ValidationError, overrides: Mapping[str, tuple[str, ...]]) -> ConfigError:
    first = error.errors(include_url=False)[0]
    where = tuple(str(key) for key in first["loc"])
    at_fault = [n for n, path in overrides.items() if path == where[: len(path)] or where == path[: len(where)]]
    name = at_fault[0] if at_fault else next(iter(overrides))
    what = first["msg"].removeprefix("Value error, ")
    return ConfigError(Path("environment"), f"{name}: {what}", fix=f"correct or unset {name} ({'.'.join(where)})")


# ── what the file refers to ──────────────────────────────────────────────────────────────────────────────────────


def _check_references(document: Document, shape: SettingsShape) -> None:
    for name, audience in shape.audiences.items():
        _check_known(document, shape.channels.names, "channel", audience.channels, ("audiences", name, "channels"))
    for kind in shape.channels.names:
        named = tuple(getattr(getattr(shape.channels, kind), "audiences", {}))
        _check_known(document, tuple(shape.audiences), "audience", named, ("channels", kind, "audiences"))


def _check_filters(document: Document, shape: SettingsShape, config_dir: Path) -> None:
    """Ids in filters. The big files are opened only when a filter names something in them."""
    for key, (kind, known) in _KNOWN.items():
        named = {name: getattr(audience.filter, key) for name, audience in shape.audiences.items()}
        ids = known(config_dir) if any(named.values()) else ()
        for name, values in named.items():
            _check_known(document, ids, kind, values, ("audiences", name, "filter", key))


def _entities(folder: Path) -> tuple[str, ...]:
    from monitor.config.watchlist import load_watchlist  # noqa: PLC0415 - seldom needed, and with much behind it

    return tuple(entity.id for entity in load_watchlist(folder).entities)


def _events(folder: Path) -> tuple[str, ...]:
    from monitor.config.vocabulary import load_vocabulary  # noqa: PLC0415 - as above

    return tuple(load_vocabulary(folder).event_labels)


def _stages(folder: Path) -> tuple[str, ...]:
    from monitor.config.vocabulary import load_vocabulary  # noqa: PLC0415 - as above

    return tuple(load_vocabulary(folder).stage_labels)


#: Keys of a filter whose values are ids of another file.
_KNOWN: Final[Mapping[str, tuple[str, Callable[[Path], tuple[str, ...]]]]] = {
    "parties": ("entity id", _entities),
    "events": ("event", _events),
    "stages": ("stage", _stages),
}


def _check_known(
    document: Document, known: tuple[str, ...], kind: str, values: tuple[str, ...], where: tuple[str, ...]
) -> None:
    for index, value in enumerate(values):
        if value not in known:
            near = get_close_matches(value, known, n=1)
            fix = f"did you mean {near[0]}?" if near else f"use one of: {_some(known)}"
            raise document.error(f"{'.'.join(where)}: unknown {kind} {value!r}", *where, index, fix=fix)


def _some(known: tuple[str, ...]) -> str:
    return ", ".join(known[:8]) + (", …" if len(known) > 8 else "") if known else "(none is configured)"
