"""The few pages that the server renders itself, and the forms that they send."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from tracker.errors import InvalidInput
from tracker.texts import gettext, spoken
from tracker.texts import gettext as _
from tracker.web.headers import OWN_PAGE_POLICY
from tracker.web.site import Site

FORM_MAX_BYTES = 64 * 1024
FORM_MAX_FIELDS = 50
FORM_TOKEN = "form_token"  # noqa: S105  # nosec B105  # the name of a field
_TEMPLATES = Path(__file__).parent / "templates"
FRONTEND = Path(__file__).parent.parent / "ui" / "components" / "frontend"
"""Files of the browser, of which the phone's camera is made as well as the app's."""


def render_form(
    site: Site,
    request: Request,
    template: str,
    *,
    status: int = 200,
    policy: str = OWN_PAGE_POLICY,
    **values: object,
) -> HTMLResponse:
    """A page with a form that only this browser can send."""
    return render_filled(site, request, template, values, status=status, policy=policy)


def render_filled(
    site: Site,
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    status: int = 200,
    policy: str = OWN_PAGE_POLICY,
) -> HTMLResponse:
    """`render_form` with what fills the page as a mapping."""
    number, token = site.forms.issue(request)
    page = _environment().get_template(template).render(form_token=token, **values)
    response = HTMLResponse(page, status, headers={"Content-Security-Policy": policy})
    site.forms.write(response, number)
    return response


def render_page(
    template: str,
    values: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    policy: str = OWN_PAGE_POLICY,
) -> HTMLResponse:
    """A page without a form of ours."""
    page = _environment().get_template(template).render(values or {})
    return HTMLResponse(page, status, headers={"Content-Security-Policy": policy})


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a sent form; a field that isn't there is an empty text for `dict.get`.

    Raises
    ------
    InvalidInput
        If it is larger than any of our forms.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_MAX_BYTES:
            raise InvalidInput(_("This form holds too much text: shorten it and send it again."))
    try:
        text = body.decode("utf-8", "replace")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FORM_MAX_FIELDS))
    except ValueError as error:
        raise InvalidInput(_("This form holds too many fields: load the page again.")) from error


def own_address(address: str) -> str:
    """An address inside the app, as given; the start page in place of any other.

    Examples
    --------
    >>> own_address("/series?series=5f")
    '/series?series=5f'
    >>> own_address("//elsewhere.example/"), own_address("https://elsewhere.example/")
    ('/', '/')
    """
    parts = urlsplit(address) if address.isprintable() else urlsplit("")
    is_own = address.startswith("/") and not parts.scheme and not parts.netloc and "\\" not in address
    return address if is_own and not address.startswith("//") else "/"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_TEMPLATES, FRONTEND]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.globals.update({"_": gettext, "language": lambda: spoken().language})
    return environment
