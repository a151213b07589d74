"""Which photos the patient may see, and which come from the patient."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_FLAGS = ("is_visible_to_patient", "is_from_patient")


def upgrade() -> None:
    """So far no patient saw anything by themselves, and nothing came from one."""
    with op.batch_alter_table("photo") as photos:
        for name in _FLAGS:
            photos.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        photos.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("photo") as photos:
        for name in _FLAGS:
            photos.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take the columns away, and what was said in them."""
    with op.batch_alter_table("photo") as photos:
        for name in ("seen_at", *reversed(_FLAGS)):
            photos.drop_column(name)
