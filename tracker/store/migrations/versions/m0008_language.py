"""The language that a person reads."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """So far everybody reads what the browser asks for."""
    with op.batch_alter_table("user_account") as user:
        user.add_column(sa.Column("language", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("user_account") as user:
        user.alter_column("language", server_default=None)


def downgrade() -> None:
    """Take the column away again."""
    with op.batch_alter_table("user_account") as user:
        user.drop_column("language")
