"""Emergency accesses, and the sign-ins that have one."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """So far there was none."""
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_emergency_access"),
    )
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.add_column(sa.Column("emergency_id", sa.String(), nullable=False, server_default=""))
        sign_in.add_column(sa.Column("emergency_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.alter_column("emergency_id", server_default=None)


def downgrade() -> None:
    """Forget them; the record of who did what keeps what was done."""
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.drop_column("emergency_until")
        sign_in.drop_column("emergency_id")
    op.drop_table("emergency_access")
