"""Scales that were estimated from the eyes, and how sure they are."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """So far a scale was measured or assumed."""
    with op.batch_alter_table("reference") as references:
        references.add_column(sa.Column("scale_error_share", sa.Double(), nullable=True))


def downgrade() -> None:
    """Take the column away again; an estimate is then an assumption like any other."""
    with op.batch_alter_table("reference") as references:
        references.drop_column("scale_error_share")
