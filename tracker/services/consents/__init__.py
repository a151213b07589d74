"""What patients allow: the clinic's forms, signing, taking back, and what has left.

Whoever lets something leave asks ``tracker.store.consents.require_scope``, or writes it down by
``tracker.store.released.release_copy``, which asks in the same transaction.
"""

from tracker.services.consents.forms import form_to_sign, list_versions, present_text, read_form, save_form
from tracker.services.consents.signing import (
    FilledForm,
    list_signed,
    read_signed,
    read_standing,
    record_consent,
)
from tracker.services.consents.template import template_text
from tracker.services.consents.withdrawing import (
    Affected,
    export_released,
    find_affected,
    list_released,
    withdraw_consent,
)

__all__ = [
    "Affected",
    "FilledForm",
    "export_released",
    "find_affected",
    "form_to_sign",
    "list_released",
    "list_signed",
    "list_versions",
    "present_text",
    "read_form",
    "read_signed",
    "read_standing",
    "record_consent",
    "save_form",
    "template_text",
    "withdraw_consent",
]
