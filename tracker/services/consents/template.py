"""The form that the program ships with, until the clinic's owner saves a better one."""

from tracker.language import catalogue
from tracker.model import ConsentScope, FormText
from tracker.texts import gettext as _
from tracker.texts import speaking

VALID_MONTHS = 24


def template_text(language: str) -> FormText:
    """The shipped form in a language."""
    with speaking(catalogue(language)):
        return FormText(
            language=language,
            title=_("Consent to photographs"),
            text="\n\n".join(_paragraphs()),
            questions=_questions(),
            face_question=_("May your face be recognisable in the uses that you said yes to?"),
            valid_months=VALID_MONTHS,
        )


def _paragraphs() -> list[str]:
    return [
        _("This text is a template. Have the clinic's lawyer check it before patients sign it."),
        _(
            "We photograph your skin before and after treatments, always in the same way, so that you and "
            "we can see what changes. The photos stay in the clinic, protected by passwords, and are not "
            "retouched."
        ),
        _(
            "Below we ask for each use of the photos by itself. You can say yes or no to each. Your "
            "treatment doesn't depend on the answers about teaching, publication, research and marketing."
        ),
        _(
            "You can take back each yes at any time, without giving reasons: tell us, and from then on "
            "we no longer use the photos in that way. What was printed, published or copied by others "
            "before can't always be called back."
        ),
        _(
            "Photos for others carry neither your name nor a date. Somebody who knows you may still "
            "recognise you, even if your eyes are covered."
        ),
    ]


def _questions() -> dict[ConsentScope, str]:
    return {
        ConsentScope.TREATMENT_RECORD: _("May we take photos and keep them in your treatment record?"),
        ConsentScope.PATIENT_VIEW: _("May we send you a link under which you see your own photos?"),
        ConsentScope.TEACHING: _("May we use the photos to teach staff, students and colleagues?"),
        ConsentScope.PUBLICATION: _("May we publish the photos in medical journals and books?"),
        ConsentScope.RESEARCH: _("May we use the photos and readings for research?"),
        ConsentScope.WEBSITE: _("May we show the photos on the clinic's website?"),
        ConsentScope.SOCIAL_MEDIA: _("May we show the photos on the clinic's social media?"),
        ConsentScope.PRINT: _("May we show the photos in the clinic's printed brochures and posters?"),
    }
