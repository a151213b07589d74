"""All routes of our own, beside those of the app's pages."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.errors import InvalidInput
from tracker.web.asset_routes import asset_routes
from tracker.web.capture_route import CaptureRoute
from tracker.web.change_map_route import change_map_routes
from tracker.web.copy_preview_route import copy_preview_routes
from tracker.web.detail_route import detail_routes
from tracker.web.export_routes import export_routes
from tracker.web.guidance_route import GuidanceRoute
from tracker.web.import_route import ImportRoute
from tracker.web.oidc.pages import OidcPages
from tracker.web.password_page import PasswordPage
from tracker.web.phone_link_route import PhoneLinkRoute
from tracker.web.phone_pages import PhonePages
from tracker.web.photo_route import photo_routes
from tracker.web.record_copy_route import record_copy_routes
from tracker.web.setup_page import SetupPage
from tracker.web.share_home_photo import ShareHomePhoto
from tracker.web.share_pages import SharePages
from tracker.web.share_start import ShareStart
from tracker.web.sign_in_pages import SignInPages
from tracker.web.signed_consent import signed_consent_routes
from tracker.web.site import Site
from tracker.web.work_route import work_routes


def web_routes(site: Site) -> list[Route]:
    """Sign-in, set-up, photos, camera, state of work and assets of one installation."""
    sign_in_pages = SignInPages(site)
    return [
        *sign_in_pages.routes(),
        *OidcPages(site, sign_in_pages).routes(),
        *SetupPage(site, sign_in_pages).routes(),
        *PasswordPage(site).routes(),
        # before the photo route, under whose pattern the first of its addresses falls
        *detail_routes(site),
        *change_map_routes(site),
        *photo_routes(site),
        *CaptureRoute(site).routes(),
        *ImportRoute(site).routes(),
        *PhoneLinkRoute(site).routes(),
        *PhonePages(site).routes(),
        *ShareStart(site).routes(),
        *ShareHomePhoto(site).routes(),
        # last of the three: it answers whatever else stands below
        *SharePages(site).routes(),
        *record_copy_routes(site),
        *export_routes(site),
        *work_routes(site),
        *GuidanceRoute(site).routes(),
        *signed_consent_routes(site),
        *copy_preview_routes(site),
        *asset_routes(),
    ]


async def show_error(_request: Request, error: Exception) -> Response:
    """What a user caused, in one sentence; what the machine could not do is asked for again."""
    return PlainTextResponse(str(error), 400 if isinstance(error, InvalidInput) else 503)
