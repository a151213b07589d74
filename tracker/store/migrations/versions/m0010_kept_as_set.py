"""Photos that stay exactly where a person laid them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """So far every alignment by hand had to be confirmed by the picture."""
    with op.batch_alter_table("point_pairs") as pairs:
        pairs.add_column(sa.Column("is_kept_as_set", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("point_pairs") as pairs:
        pairs.alter_column("is_kept_as_set", server_default=None)


def downgrade() -> None:
    """Take the column away again."""
    with op.batch_alter_table("point_pairs") as pairs:
        pairs.drop_column("is_kept_as_set")
