"""What an error of the records says into the log."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tracker.store.opening import Store


def test_an_error_of_the_records_names_no_value_of_a_patient(store: Store) -> None:
    with pytest.raises(OperationalError) as failed, store.reading() as db:
        db.execute(text("SELECT missing FROM patients WHERE family_name = :name"), {"name": "Testperson"})
    assert "Testperson" not in str(failed.value)
