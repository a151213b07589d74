"""What a treated region is compared with, and which untreated one is its other side."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """So far nobody said what the skin around a region is, nor which area is another's other side.

    Where an untreated region lies is read off its outline, so that nothing need be written about it.
    """
    with op.batch_alter_table("region") as region:
        region.add_column(sa.Column("chosen_control", sa.String(40), nullable=True))
        region.add_column(
            sa.Column("is_skin_around_untreated", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        region.add_column(sa.Column("other_side_of", sa.String(), nullable=True))
        region.create_foreign_key(
            "fk_region_other_side_of_region", "region", ["other_side_of"], ["id"], ondelete="SET NULL"
        )
        region.create_index("ix_region_other_side_of", ["other_side_of"])
    with op.batch_alter_table("region") as region:
        region.alter_column("is_skin_around_untreated", server_default=None)


def downgrade() -> None:
    """Take the three columns away again."""
    with op.batch_alter_table("region") as region:
        region.drop_index("ix_region_other_side_of")
        region.drop_constraint("fk_region_other_side_of_region", type_="foreignkey")
        for name in ("other_side_of", "is_skin_around_untreated", "chosen_control"):
            region.drop_column(name)
