"""What was off in photos when they were added, what people decided, and the clinic's own bounds."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_PHOTO = (
    ("findings", sa.JSON(), "[]"),
    ("acceptance", sa.String(length=40), "accepted"),
    ("acceptance_reason", sa.String(), ""),
    ("decided_by", sa.String(), ""),
)


def upgrade() -> None:
    """Photos of earlier versions count as accepted: nobody judged them when they were added."""
    with op.batch_alter_table("photo") as photos:
        for name, kind, value in _PHOTO:
            photos.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        photos.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("clinic") as clinic:
        clinic.add_column(sa.Column("quality", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("photo") as photos:
        for name, _, _ in _PHOTO:
            photos.alter_column(name, server_default=None)
    with op.batch_alter_table("clinic") as clinic:
        clinic.alter_column("quality", server_default=None)


def downgrade() -> None:
    """Take the columns away, and what was found and decided with them."""
    with op.batch_alter_table("clinic") as clinic:
        clinic.drop_column("quality")
    with op.batch_alter_table("photo") as photos:
        for name in ("decided_at", *(name for name, _, _ in reversed(_PHOTO))):
            photos.drop_column(name)
