"""Points set by hand, and by way of which photo an alignment went."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NEW_COLUMNS = ("through_digest", "points_key")


def upgrade() -> None:
    """Every alignment so far went straight and by itself."""
    with op.batch_alter_table("alignment") as alignment:
        for name in _NEW_COLUMNS:
            alignment.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("alignment") as alignment:
        for name in _NEW_COLUMNS:
            alignment.alter_column(name, server_default=None)
    op.create_table(
        "point_pairs",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("reference_digest", sa.String(), nullable=False),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["photo.digest"], name="fk_point_pairs_digest_photo"),
        sa.ForeignKeyConstraint(
            ["reference_digest"], ["photo.digest"], name="fk_point_pairs_reference_digest_photo"
        ),
        sa.PrimaryKeyConstraint("digest", "reference_digest", name="pk_point_pairs"),
    )


def downgrade() -> None:
    """Take both away again."""
    op.drop_table("point_pairs")
    with op.batch_alter_table("alignment") as alignment:
        for name in _NEW_COLUMNS:
            alignment.drop_column(name)
