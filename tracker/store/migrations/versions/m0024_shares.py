"""Links by which patients see one of their series."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """So far there were none."""
    op.create_table(
        "share",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("series_id", sa.String(), nullable=False),
        sa.Column("factor", sa.String(length=40), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("code_used_at", _MOMENT, nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.Column("locked_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name="fk_share_series_id_series", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_share"),
        sa.UniqueConstraint("token_digest", name="uq_share_token_digest"),
    )
    op.create_index("ix_share_series_id", "share", ["series_id"])
    op.create_table(
        "share_visit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("share_id", sa.String(), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("touched_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("browser", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"], ["share.id"], name="fk_share_visit_share_id_share", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_share_visit"),
        sa.UniqueConstraint("token_digest", name="uq_share_visit_token_digest"),
    )
    op.create_index("ix_share_visit_share_id", "share_visit", ["share_id"])
    op.create_table(
        "share_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_digest", sa.String(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_share_failure"),
    )
    op.create_index("ix_share_failure_key_digest_at", "share_failure", ["key_digest", "at"])


def downgrade() -> None:
    """Take the tables away, and all links with them."""
    op.drop_index("ix_share_failure_key_digest_at", "share_failure")
    op.drop_table("share_failure")
    op.drop_index("ix_share_visit_share_id", "share_visit")
    op.drop_table("share_visit")
    op.drop_index("ix_share_series_id", "share")
    op.drop_table("share")
