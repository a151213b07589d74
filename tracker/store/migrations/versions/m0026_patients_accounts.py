"""Accounts of patients, each bound to one."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """So far no account was a patient's."""
    with op.batch_alter_table("user_account") as users:
        users.add_column(sa.Column("patient_id", sa.String(), nullable=True))
        users.create_foreign_key(
            "fk_user_account_patient_id_patient", "patient", ["patient_id"], ["id"], ondelete="CASCADE"
        )
        users.create_unique_constraint("uq_user_account_patient_id", ["patient_id"])


def downgrade() -> None:
    """Take the column away; accounts of patients then open nothing."""
    with op.batch_alter_table("user_account") as users:
        users.drop_constraint("uq_user_account_patient_id", type_="unique")
        users.drop_constraint("fk_user_account_patient_id_patient", type_="foreignkey")
        users.drop_column("patient_id")
