"""Imports of many photos from the browser."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """So far nobody imported anything."""
    op.create_table(
        "bulk_import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("csv_table", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_with", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_import"),
    )
    op.create_table(
        "import_file",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("target", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["bulk_import.id"], name="fk_import_file_import_id_bulk_import"
        ),
        sa.PrimaryKeyConstraint("import_id", "position", name="pk_import_file"),
    )


def downgrade() -> None:
    """Take the tables away, and what was noted of imports; the photos stay."""
    op.drop_table("import_file")
    op.drop_table("bulk_import")
