"""Patients are searched and sorted in memory, and their days of birth are text: both may lie sealed."""

import sqlalchemy as sa
from alembic import op

from tracker.store.searching import search_text

revision = "0019"
down_revision = "0018"

_NAMES = ("id", "chart_number", "family_name", "given_name", "born_on")
_DERIVED = ("search_text", "sort_name", "namesake_key")
_PATIENT = sa.table("patient", *(sa.column(name, sa.String()) for name in (*_NAMES, *_DERIVED)))


def upgrade() -> None:
    """What was derived for searching goes; the key that finds namesakes comes."""
    with op.batch_alter_table("patient") as patient:
        patient.drop_index("ix_patient_born_on")
        patient.drop_index("ix_patient_sort_name")
        patient.alter_column("born_on", existing_type=sa.Date(), type_=sa.String())
        patient.add_column(sa.Column("namesake_key", sa.String(), nullable=False, server_default=""))
    for row in op.get_bind().execute(sa.select(*(_PATIENT.c[name] for name in _NAMES))).all():
        _set(row.id, namesake_key=search_text(row.family_name, row.given_name, row.born_on))
    with op.batch_alter_table("patient") as patient:
        patient.drop_column("search_text")
        patient.drop_column("sort_name")
        patient.alter_column("namesake_key", server_default=None)
        patient.create_index("ix_patient_namesake_key", ["namesake_key"])


def downgrade() -> None:
    """Derive it again; records that lie sealed must be opened before."""
    with op.batch_alter_table("patient") as patient:
        patient.add_column(sa.Column("search_text", sa.String(), nullable=False, server_default=""))
        patient.add_column(sa.Column("sort_name", sa.String(), nullable=False, server_default=""))
    for row in op.get_bind().execute(sa.select(*(_PATIENT.c[name] for name in _NAMES))).all():
        names = row.family_name, row.given_name
        _set(row.id, search_text=search_text(row.chart_number, *names), sort_name=search_text(*names))
    with op.batch_alter_table("patient") as patient:
        patient.drop_index("ix_patient_namesake_key")
        patient.drop_column("namesake_key")
        patient.alter_column("search_text", server_default=None)
        patient.alter_column("sort_name", server_default=None)
        patient.alter_column(
            "born_on", existing_type=sa.String(), type_=sa.Date(), postgresql_using="born_on::date"
        )
        patient.create_index("ix_patient_born_on", ["born_on"])
        patient.create_index("ix_patient_sort_name", ["sort_name"])


def _set(patient_id: str, **values: str) -> None:
    op.get_bind().execute(_PATIENT.update().where(_PATIENT.c.id == patient_id).values(values))
