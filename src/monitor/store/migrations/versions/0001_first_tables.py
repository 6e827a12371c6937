"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from monitor.store.codec import Utc

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("development", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item", "index", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_run"), "change", ["run"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Utc(), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_state_not_before"), "delivery", ["state", "not_before"], unique=False)
    op.create_index(op.f("ix_delivery_thread"), "delivery", ["thread"], unique=False)
    op.create_table(
        "development",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("moved_at", Utc(), nullable=False),
        sa.Column("development", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development")),
    )
    op.create_index(op.f("ix_development_moved_at"), "development", ["moved_at"], unique=False)
    op.create_table(
        "digest",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slot", Utc(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_digest")),
    )
    op.create_index(op.f("ix_digest_audience_slot"), "digest", ["audience", "slot"], unique=False)
    op.create_table(
        "entry",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("development", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item", "index", name=op.f("pk_entry")),
    )
    op.create_index(op.f("ix_entry_at"), "entry", ["at"], unique=False)
    op.create_index(op.f("ix_entry_development"), "entry", ["development"], unique=False)
    op.create_table(
        "feed_state",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed_state")),
    )
    op.create_index(op.f("ix_feed_state_due_at"), "feed_state", ["due_at"], unique=False)
    op.create_table(
        "filed",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("development", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "development", name=op.f("pk_filed")),
    )
    op.create_index(op.f("ix_filed_development"), "filed", ["development"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
    )
    op.create_index(op.f("ix_item_run"), "item", ["run"], unique=False)
    op.create_index(op.f("ix_item_step_seen_at"), "item", ["step", "seen_at"], unique=False)
    op.create_index(op.f("ix_item_url"), "item", ["url"], unique=False)
    op.create_table(
        "merged",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("into", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged")),
    )
    op.create_table(
        "party",
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("development", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entity", "development", name=op.f("pk_party")),
    )
    op.create_index(op.f("ix_party_development"), "party", ["development"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_started_at"), "run", ["started_at"], unique=False)
    op.create_table(
        "told",
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("development", sa.String(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("audience", "development", name=op.f("pk_told")),
    )
    op.create_table(
        "reading",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.id"], name=op.f("fk_reading_item")),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_reading")),
    )
