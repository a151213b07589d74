"""Headers that every answer carries."""

import pytest

from tests.web.conftest import Installation
from tracker.web.headers import app_policy


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/photo/x/thumbnail", "/no/such/page", "/assets/pages.css"]
)
def test_every_answer_says_what_may_be_done_with_it(path: str, clinic_in_use: Installation):
    for visitor in (clinic_in_use.visitor(), clinic_in_use.signed_in()):
        headers = visitor.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-eval" not in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Access-Control-Allow-Origin"] is None


def test_pages_of_our_own_may_load_next_to_nothing(clinic_in_use: Installation):
    policy = clinic_in_use.visitor().get("/sign-in").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "unsafe" not in policy


def test_the_apps_files_may_be_kept(clinic_in_use: Installation):
    visitor = clinic_in_use.signed_in()
    script = visitor.get("/").text.split('src="./static/js/', 1)[1].split('"', 1)[0]
    assert "max-age" in visitor.get(f"/static/js/{script}").headers["Cache-Control"]


def test_inline_scripts_of_the_app_are_let_in_by_their_hash_alone():
    policy = app_policy("<script>\n a = 1\n</script><script src='x'></script>")
    # printf '\n a = 1\n' | openssl dgst -sha256 -binary | base64
    assert "script-src 'self' blob: 'sha256-HGhYatulGgL/ZLTGXJR7yhMjGpABuXcl0CcsqyflceA=';" in policy
