"""Sessions that are marked: the skin has not changed since an earlier one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """So far nobody marked a session."""
    with op.batch_alter_table("session") as session:
        session.add_column(sa.Column("unchanged_since", sa.String(), nullable=True))
        session.create_foreign_key(
            "fk_session_unchanged_since_session", "session", ["unchanged_since"], ["id"], ondelete="SET NULL"
        )
        session.create_index("ix_session_unchanged_since", ["unchanged_since"])


def downgrade() -> None:
    """Take the marks away."""
    with op.batch_alter_table("session") as session:
        session.drop_index("ix_session_unchanged_since")
        session.drop_constraint("fk_session_unchanged_since_session", type_="foreignkey")
        session.drop_column("unchanged_since")
