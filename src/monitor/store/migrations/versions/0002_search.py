"""A table to search the ledger by, and its index of every three letters."""

from __future__ import annotations

import json
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0002"
down_revision = "0001"

_FTS = (
    "CREATE VIRTUAL TABLE search_index USING fts5(text, content='search', content_rowid='number', tokenize='trigram')"
)
_OLD = "INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', old.number, old.text);"
_NEW = "INSERT INTO search_index(rowid, text) VALUES (new.number, new.text);"
_TRIGGERS = (("insert", _NEW), ("delete", _OLD), ("update", _OLD + _NEW))


def upgrade() -> None:
    op.create_table(
        "search",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("development", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search")),
    )
    op.create_index(op.f("ix_search_development"), "search", ["development"], unique=True)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_FTS)
        for verb, body in _TRIGGERS:
            op.execute(f"CREATE TRIGGER search_{verb} AFTER {verb.upper()} ON search BEGIN {body} END")
    else:
        _index_trigrams()
    _fill()


def _index_trigrams() -> None:
    """Without the extension searching works too, by reading every row."""
    try:
        with op.get_bind().begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            op.execute("CREATE INDEX ix_search_text ON search USING gin (text gin_trgm_ops)")
    except DBAPIError:
        return


def _fill() -> None:
    """Rows for the developments there are. What a row holds is frozen here; the program refreshes rows as it saves."""
    bind = op.get_bind()
    search = sa.table("search", sa.column("development"), sa.column("languages"), sa.column("text"))
    development = sa.table("development", sa.column("id"), sa.column("development"))
    for id_, text in list(bind.execute(sa.select(development.c.id, development.c.development))):
        one = json.loads(text)
        sources = one.get("sources", [])
        parts = [s[key] for s in sources for key in ("title", "sentence", "publisher")]
        parts += [a["surface"] for a in one.get("amounts", [])] + list(one.get("places", []))
        folded = " ".join(unicodedata.normalize("NFKC", "\n".join(dict.fromkeys(parts))).casefold().split())
        languages = f" {' '.join(sorted({s['language'] for s in sources}))} "
        bind.execute(search.insert().values(development=id_, languages=languages, text=folded))
