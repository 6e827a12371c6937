"""The tables that join the steps. Values lie in them as JSON beside the columns that steps select by.

`leased_by` and `leased_until` say which worker holds a row and how long it is believed (see `lease.py`).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

from monitor.store.codec import Utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _lease() -> tuple[Column[str], Column[object]]:
    return Column("leased_by", String), Column("leased_until", Utc)


feed_state: Final = Table(
    "feed_state",
    metadata,
    Column("feed", String, primary_key=True),
    Column("due_at", Utc, nullable=False),
    Column("state", Text, nullable=False),  # model.FeedState
    *_lease(),
    Index(None, "due_at"),
)

item: Final = Table(
    "item",
    metadata,
    Column("id", String, primary_key=True),
    Column("feed", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("item", Text, nullable=False),  # model.Item
    Column("seen_at", Utc, nullable=False),
    Column("step", String, nullable=False),  # new → read → done; new → article → new or read → done
    Column("outcome", String, nullable=False, default=""),  # reported, merged, dropped
    Column("reason", String, nullable=False, default=""),  # of being dropped
    Column("run", String, nullable=False),  # the run that brought it in, or its last revision
    *_lease(),
    Index(None, "step", "seen_at"),
    Index(None, "url"),
    Index(None, "run"),
)

reading: Final = Table(
    "reading",
    metadata,
    Column("item", String, ForeignKey("item.id"), primary_key=True),
    Column("reading", Text, nullable=False),  # model.Reading
)

development: Final = Table(
    "development",
    metadata,
    Column("id", String, primary_key=True),
    Column("event", String, nullable=False),
    Column("status", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("moved_at", Utc, nullable=False),
    Column("development", Text, nullable=False),  # model.Development
    Index(None, "moved_at"),
)

#: Ids that were given out and are no more, and where their entries went.
merged: Final = Table(
    "merged",
    metadata,
    Column("id", String, primary_key=True),
    Column("into", String, nullable=False),
)

entry: Final = Table(
    "entry",
    metadata,
    Column("item", String, primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("development", String, nullable=False),
    Column("at", Utc, nullable=False),
    Column("entry", Text, nullable=False),  # ledger.entry.Entry
    Index(None, "development"),
    Index(None, "at"),
)

#: Under which keys of identity a development is filed.
filed: Final = Table(
    "filed",
    metadata,
    Column("key", String, primary_key=True),
    Column("development", String, primary_key=True),
    Index(None, "development"),
)

party: Final = Table(
    "party",
    metadata,
    Column("entity", String, primary_key=True),
    Column("development", String, primary_key=True),
    Index(None, "development"),
)

#: What was printed of a development, to be searched. Migration 0002 adds the index that each database has for it.
search: Final = Table(
    "search",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("development", String, nullable=False),
    Column("languages", String, nullable=False),  # of its sources, each between blanks
    Column("text", Text, nullable=False),
    Index(None, "development", unique=True),
)

change: Final = Table(
    "change",
    metadata,
    Column("item", String, primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("development", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("run", String, nullable=False),
    Column("change", Text, nullable=False),  # model.Change, as the report arrived
    Index(None, "run"),
)

told: Final = Table(
    "told",
    metadata,
    Column("audience", String, primary_key=True),
    Column("development", String, primary_key=True),
    Column("snapshot", Text, nullable=False),  # model.Development as this audience was last told
    Column("digest", String, nullable=False),
)

digest: Final = Table(
    "digest",
    metadata,
    Column("key", String, primary_key=True),
    Column("audience", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("slot", Utc, nullable=False),
    Column("digest", Text, nullable=False),  # model.Digest
    Index(None, "audience", "slot"),
)

delivery: Final = Table(
    "delivery",
    metadata,
    Column("key", String, primary_key=True),
    Column("position", Integer, nullable=False),  # order in which deliveries were made
    Column("digest", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("target", String, nullable=False),
    Column("thread", String, nullable=False, default=""),
    Column("payload", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", Utc, nullable=False),
    Column("unsure", Boolean, nullable=False, default=False),  # it may have arrived: reconcile before sending
    Column("receipt", String, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    *_lease(),
    Index(None, "state", "not_before"),
    Index(None, "thread"),
)

#: What readers said of what they were told. A mute that was lifted stays, with its end moved to that moment.
feedback: Final = Table(
    "feedback",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("who", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("development", String, nullable=False, default=""),
    Column("entity", String, nullable=False, default=""),
    Column("other", String, nullable=False, default=""),
    Column("until", Utc),
    Column("note", Text, nullable=False, default=""),
    Column("source", String, nullable=False, default=""),
    Index(None, "kind", "until"),
)

#: What sites ask of programs that fetch their pages.
robots: Final = Table(
    "robots",
    metadata,
    Column("site", String, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("rules", Text, nullable=False),
)

run: Final = Table(
    "run",
    metadata,
    Column("id", String, primary_key=True),
    Column("worker", String, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("summary", Text),  # model.RunSummary
    Index(None, "started_at"),
)
