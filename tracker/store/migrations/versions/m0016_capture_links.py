"""Links by which a phone becomes the camera of one session."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """So far there were none."""
    op.create_table(
        "capture_link",
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("sign_in_digest", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phone_digest", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name="fk_capture_link_session_id_session", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sign_in_digest"],
            ["sign_in.token_digest"],
            name="fk_capture_link_sign_in_digest_sign_in",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_digest", name="pk_capture_link"),
        sa.UniqueConstraint("phone_digest", name="uq_capture_link_phone_digest"),
    )
    op.create_index("ix_capture_link_session_id", "capture_link", ["session_id"])
    op.create_index("ix_capture_link_sign_in_digest", "capture_link", ["sign_in_digest"])


def downgrade() -> None:
    """Take the table away, and all links with it."""
    op.drop_index("ix_capture_link_sign_in_digest", "capture_link")
    op.drop_index("ix_capture_link_session_id", "capture_link")
    op.drop_table("capture_link")
