"""What readers say of what they were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from monitor.store.codec import Utc

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("development", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("until", Utc(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_kind_until"), "feedback", ["kind", "until"], unique=False)
