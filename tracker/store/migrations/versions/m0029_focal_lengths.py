"""Focal lengths of photos, as their files tell them."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """What is already stored keeps no focal length: it is read when a photo comes in."""
    with op.batch_alter_table("photo") as photo:
        photo.add_column(sa.Column("focal_35mm", sa.Double(), nullable=True))


def downgrade() -> None:
    """Turns of heads are told less surely then."""
    with op.batch_alter_table("photo") as photo:
        photo.drop_column("focal_35mm")
