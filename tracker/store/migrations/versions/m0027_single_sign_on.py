"""Accounts that single sign-on made, known by issuer and subject."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_COLUMNS = ("oidc_issuer", "oidc_subject")
_UNIQUE = "uq_user_account_oidc_issuer_oidc_subject"


def upgrade() -> None:
    """Nobody came by single sign-on yet."""
    with op.batch_alter_table("user_account") as user:
        for name in _COLUMNS:
            user.add_column(sa.Column(name, sa.String(), nullable=True))
        user.create_unique_constraint(op.f(_UNIQUE), list(_COLUMNS))


def downgrade() -> None:
    """Forget whom the provider knew; accounts without a password open to nobody then."""
    with op.batch_alter_table("user_account") as user:
        user.drop_constraint(op.f(_UNIQUE), type_="unique")
        for name in _COLUMNS:
            user.drop_column(name)
