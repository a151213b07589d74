"""Colour and grey cards in photos, and what a correction by them leaves."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """So far a card was found anew at every analysis, and nothing of it was kept."""
    op.create_table(
        "card",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("corners", sa.JSON(), nullable=False),
        sa.Column("residual", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["photo.digest"], name="fk_card_digest_photo"),
        sa.PrimaryKeyConstraint("digest", name="pk_card"),
    )


def downgrade() -> None:
    """Take the table away, and the marks with it."""
    op.drop_table("card")
