"""Our own pages and answers in the language that the browser asks for."""

from tests.web.conftest import Installation


def test_the_sign_in_page_speaks_the_browsers_language(clinic_in_use: Installation) -> None:
    spanish = clinic_in_use.visitor().get("/sign-in", headers={"Accept-Language": "es-MX,es;q=0.9"})
    assert '<html lang="es">' in spanish.text
    assert "Iniciar sesión" in spanish.text


def test_other_languages_get_english(clinic_in_use: Installation) -> None:
    page = clinic_in_use.visitor().get("/sign-in", headers={"Accept-Language": "tlh"})
    assert '<html lang="en">' in page.text
