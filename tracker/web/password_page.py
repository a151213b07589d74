"""One's own password: a plain page, because it ends the session that it is shown in."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tracker.errors import InvalidInput, SignInFailed
from tracker.identity.passwords import PASSWORD_MIN_LENGTH
from tracker.model import Visitor
from tracker.services import own_account
from tracker.texts import gettext as _
from tracker.web.pages import FORM_TOKEN, read_form, render_form
from tracker.web.sign_in_pages import TOO_OLD
from tracker.web.site import Site


class PasswordPage:
    """Changes the password of whoever is signed in, also when nothing else opens before that.

    Parameters
    ----------
    site : Site
        Whose people they are.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """What is answered here; the guard lets in nobody without a sign-in."""
        return [
            Route("/change-password", self.show, methods=["GET"]),
            Route("/change-password", self.receive, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The form."""
        visitor = await self._site.find_visitor(request, is_activity=True)
        return self._form(request, visitor, {}) if visitor else RedirectResponse("/sign-in", 303)

    async def receive(self, request: Request) -> Response:
        """Change the password; every sign-in of the account has ended then, also this one."""
        form = await read_form(request)
        visitor = await self._site.find_visitor(request, is_activity=True)
        if visitor is None:
            return RedirectResponse("/sign-in", 303)
        if not self._site.forms.is_valid(request, form.get(FORM_TOKEN, "")):
            return self._form(request, visitor, {"": _(TOO_OLD)}, status=400)
        try:
            await run_in_threadpool(self._change, visitor, form)
        except SignInFailed as error:
            return self._form(request, visitor, {"present": str(error)}, status=401)
        except InvalidInput as error:
            return self._form(request, visitor, {error.field: str(error)}, status=400)
        response = RedirectResponse("/sign-in", 303)
        self._site.session.clear(response)
        return response

    def _change(self, visitor: Visitor, form: dict[str, str]) -> None:
        typed = (form.get(name, "") for name in ("present", "password", "password_again"))
        own_account.change_password(self._site.store, visitor.user.id, *typed, at=self._site.now())

    def _form(
        self, request: Request, visitor: Visitor, mistakes: dict[str, str], *, status: int = 200
    ) -> Response:
        return render_form(
            self._site,
            request,
            "change_password.html",
            status=status,
            mistakes=mistakes,
            must_change=visitor.user.must_change_password,
            password_min_length=PASSWORD_MIN_LENGTH,
        )
