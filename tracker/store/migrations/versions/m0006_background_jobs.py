"""Jobs that wait until nothing else does."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_OLD_INDEX = ["state", "tries", "sequence"]
_NEW_INDEX = ["state", "is_background", "tries", "sequence"]


def upgrade() -> None:
    """Somebody waits for every job so far."""
    with op.batch_alter_table("job") as job:
        job.add_column(sa.Column("is_background", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("job") as job:
        job.alter_column("is_background", server_default=None)
        job.drop_index("ix_job_state_tries_sequence")
        job.create_index("ix_job_state_is_background_tries_sequence", _NEW_INDEX)


def downgrade() -> None:
    """Take the column away again."""
    with op.batch_alter_table("job") as job:
        job.drop_index("ix_job_state_is_background_tries_sequence")
        job.drop_column("is_background")
        job.create_index("ix_job_state_tries_sequence", _OLD_INDEX)
