"""The shape of monitor.yaml: every key with its type, its default and a line on what it is for."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, model_validator

from monitor.config.channels import (
    AppriseSettings,
    ConsoleSettings,
    EmailSettings,
    FeedsSettings,
    FilesSettings,
    SlackSettings,
    WebhookSettings,
)
from monitor.config.cron import parse_cron
from monitor.config.policy import Networks, Policy, ServePolicy, Shape, Words
from monitor.model import Scope, Side

IMMEDIATE: Final = "immediate"
LANGUAGES: Final = ("en", "ko", "zh")
SCHEDULES: Final = {"hourly": "0 * * * *", "daily": "0 8 * * *", "weekly": "0 8 * * 1"}


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        near = get_close_matches(name, sorted(available_timezones()), n=1, cutoff=0.5)
        hint = f", did you mean {near[0]}?" if near else ", use an IANA name such as Asia/Seoul"
        raise ValueError(f"{name!r} is no time zone{hint}") from None
    return name


def _schedule(text: str) -> str:
    text = SCHEDULES.get(text, text)
    if text != IMMEDIATE:
        parse_cron(text)
    return text


def _one_of(kind: str, known: tuple[str, ...], values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if value not in known:
            raise ValueError(f"{value!r} is no {kind}: use {', '.join(known)}")
    return values


def _languages(values: tuple[str, ...]) -> tuple[str, ...]:
    return _one_of("language", LANGUAGES, values)


def _scopes(values: tuple[str, ...]) -> tuple[str, ...]:
    return _one_of("scope", tuple(Scope), values)


def _sides(values: tuple[str, ...]) -> tuple[str, ...]:
    return _one_of("side", tuple(Side), values)


def _holidays(values: tuple[str, ...]) -> tuple[str, ...]:
    return _one_of("holiday calendar", ("KR", "CN"), values)


ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class FilterShape(Shape):
    """Which developments an audience wants; an empty list does not restrict."""

    scopes: Annotated[Words, AfterValidator(_scopes)] = ("core",)
    parties: Words = Field(default=(), description="entity ids of the watchlist")
    sides: Annotated[Words, AfterValidator(_sides)] = ()
    events: Words = Field(default=(), description="event ids of the vocabulary")
    stages: Words = Field(default=(), description="stage ids of the vocabulary")
    languages: Annotated[Words, AfterValidator(_languages)] = Field(
        default=(), description="at least one source in one of these"
    )
    min_importance: int = Field(default=0, ge=0, le=100)


class AudienceShape(Shape):
    """Who is told what, when, where."""

    title: str = Field(min_length=1)
    schedule: Annotated[str, AfterValidator(_schedule)] = Field(
        description='"immediate", "hourly", "daily", "weekly", or a five-field cron string; 0 and 7 are Sunday'
    )
    zone: Annotated[str, AfterValidator(_zone)] = Field(default="Asia/Seoul", description="IANA time zone name")
    channels: Words = Field(min_length=1, description="names of configured channels")
    language: Annotated[str, AfterValidator(lambda text: _languages((text,))[0])] = "en"
    filter: FilterShape = FilterShape()
    quiet: tuple[ClockTime, ClockTime] | None = Field(
        default=None, description="local times from, to: an immediate audience waits"
    )
    holidays: Annotated[Words, AfterValidator(_holidays)] = Field(
        default=(), description="no scheduled digest on public holidays of these countries"
    )
    max_cards: int = Field(default=12, ge=1, le=50, description="further developments are listed by a line each")


class Channels(Shape):
    """The `channels` key. A kind that is not named is not used; one without its credentials is off."""

    console: ConsoleSettings | None = None
    files: FilesSettings | None = None
    slack: SlackSettings | None = None
    email: EmailSettings | None = None
    webhook: WebhookSettings | None = None
    feeds: FeedsSettings | None = None
    apprise: AppriseSettings | None = None

    @model_validator(mode="before")
    @classmethod
    def _empty_is_used(cls, data: Any) -> Any:
        """`console:` with nothing behind it names a channel that needs no settings."""
        return {k: {} if v is None else v for k, v in data.items()} if isinstance(data, dict) else data

    @property
    def names(self) -> tuple[str, ...]:
        """The channels in use."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)


class WebShape(Shape):
    """The ledger's pages, as the daemon serves them and `monitor publish` writes them."""

    pages: bool = Field(default=True, description="serve them beside /livez")
    title: str = Field(default="Battery ledger", min_length=1, description="name of the site")
    language: Annotated[str, AfterValidator(lambda text: _languages((text,))[0])] = "en"
    zone: Annotated[str, AfterValidator(_zone)] = Field(default="Asia/Seoul", description="IANA time zone name")
    trusted_proxies: Networks = Field(
        default=(), description="networks (CIDR) whose X-Forwarded-* and user header are believed"
    )
    user_header: str = Field(
        default="", pattern=r"^[A-Za-z0-9-]*$", description="header by which a trusted proxy names who it let in"
    )


class SettingsShape(Shape):
    """monitor.yaml."""

    var_dir: str = Field(default="var", min_length=1, description="database and locks; relative to the working folder")
    out_dir: str = Field(default="out", min_length=1, description="digests and pages; relative to the working folder")
    database_url: str = Field(default="", description="default: SQLite in var_dir; with a password use the environment")
    ledger_url: str = Field(
        default="", pattern=r"^(https?://.*)?$", description="where the ledger's pages are served, for links"
    )
    audiences: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")], AudienceShape] = Field(min_length=1)
    channels: Channels = Channels()
    policy: Policy = Policy()
    serve: ServePolicy = ServePolicy()
    web: WebShape = WebShape()
