"""What photos can be used for, each of which a patient allows by itself."""

from enum import StrEnum

from tracker.texts import gettext as _
from tracker.texts import pgettext


class ConsentScope(StrEnum):
    """One use of the photos, answered by itself."""

    TREATMENT_RECORD = "treatment_record"
    PATIENT_VIEW = "patient_view"
    TEACHING = "teaching"
    PUBLICATION = "publication"
    RESEARCH = "research"
    WEBSITE = "marketing_website"
    SOCIAL_MEDIA = "marketing_social_media"
    PRINT = "marketing_print"

    @property
    def label(self) -> str:
        """How it reads on a page."""
        return _scope_words()[self]

    @property
    def is_marketing(self) -> bool:
        """Whether this is one of the channels of marketing."""
        return self in (ConsentScope.WEBSITE, ConsentScope.SOCIAL_MEDIA, ConsentScope.PRINT)

    @property
    def is_needed_beforehand(self) -> bool:
        """Whether silence forbids it. The record is kept for the treatment itself: only a no ends that."""
        return self is not ConsentScope.TREATMENT_RECORD


def _scope_words() -> dict[ConsentScope, str]:
    return {
        ConsentScope.TREATMENT_RECORD: pgettext("scope", "treatment record"),
        ConsentScope.PATIENT_VIEW: pgettext("scope", "patient's own view"),
        ConsentScope.TEACHING: pgettext("scope", "teaching"),
        ConsentScope.PUBLICATION: pgettext("scope", "publication"),
        ConsentScope.RESEARCH: pgettext("scope", "research"),
        ConsentScope.WEBSITE: pgettext("scope", "marketing: website"),
        ConsentScope.SOCIAL_MEDIA: pgettext("scope", "marketing: social media"),
        ConsentScope.PRINT: pgettext("scope", "marketing: print"),
    }


def scopes_in_words(scopes: frozenset[ConsentScope]) -> str:
    """Uses in one line, in their usual order."""
    return ", ".join(scope.label for scope in ConsentScope if scope in scopes) or _("nothing")
