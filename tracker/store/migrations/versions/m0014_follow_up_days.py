"""Days of the follow-ups of a series."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """So far every series was followed up on the same days."""
    days = sa.Column("follow_up_days", sa.JSON(), nullable=False, server_default="[30, 90, 150]")
    with op.batch_alter_table("series") as series:
        series.add_column(days)
    with op.batch_alter_table("series") as series:
        series.alter_column("follow_up_days", server_default=None)


def downgrade() -> None:
    """Take the column away again."""
    with op.batch_alter_table("series") as series:
        series.drop_column("follow_up_days")
