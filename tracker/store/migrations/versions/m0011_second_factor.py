"""Second factors, passwords that must be changed, and what is known of a sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_OF_USERS = ("must_change_password", "totp_secret", "totp_last_step")


def upgrade() -> None:
    """Nobody has a second factor yet. Open sign-ins end: when their password was typed isn't known."""
    op.execute("DELETE FROM sign_in")
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False))
        sign_in.add_column(sa.Column("awaits_code", sa.Boolean(), nullable=False))
        sign_in.add_column(sa.Column("address", sa.String(), nullable=False))
        sign_in.add_column(sa.Column("browser", sa.String(), nullable=False))
    with op.batch_alter_table("user_account") as user:
        user.add_column(
            sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        user.add_column(sa.Column("totp_secret", sa.String(), nullable=False, server_default=""))
        user.add_column(sa.Column("totp_last_step", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("user_account") as user:
        for name in _OF_USERS:
            user.alter_column(name, server_default=None)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_recovery_code_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"])


def downgrade() -> None:
    """Take all of it away again; whoever had a second factor signs in with the password alone."""
    op.drop_table("recovery_code")
    with op.batch_alter_table("sign_in") as sign_in:
        for name in ("confirmed_at", "awaits_code", "address", "browser"):
            sign_in.drop_column(name)
    with op.batch_alter_table("user_account") as user:
        for name in _OF_USERS:
            user.drop_column(name)
