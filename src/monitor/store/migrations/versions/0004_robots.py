"""What sites ask of programs that fetch their pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from monitor.store.codec import Utc

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "robots",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_robots")),
    )
