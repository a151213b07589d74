"""What guard and routes share: the store, the cookies, the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from tracker.config import Settings
from tracker.imaging.sandbox import DecodeSandbox
from tracker.model import Actor, Visitor
from tracker.services import first_run, phone_link, shares, sign_in
from tracker.services.phone_link import Phone
from tracker.store.opening import Store, open_store
from tracker.web.cookies import FolderCookie, FormTokens, SessionCookie
from tracker.web.oidc.flow import FlowCookie
from tracker.web.secret_key import read_secret_key

IDENTITY_HEADER = "X-Tracker-User"
SIGN_IN_HEADER = "X-Tracker-Sign-In"


@dataclass(frozen=True, slots=True)
class _Opened:
    store: Store
    sandbox: DecodeSandbox
    session: SessionCookie
    phone: FolderCookie
    share: FolderCookie
    forms: FormTokens
    flows: FlowCookie


class Site:
    """One installation as it is served: opened once by the server's lifespan.

    Parameters
    ----------
    settings : Settings
        Where the data lies.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._opened: _Opened | None = None
        self._is_set_up = False

    @contextmanager
    def open(self) -> Iterator[None]:
        """Open the store and the signing key for as long as the block lasts."""
        store, sandbox = open_store(self.settings), DecodeSandbox()
        try:
            key = read_secret_key(self.settings.data_dir)
            self._opened = _Opened(
                store,
                sandbox,
                SessionCookie(key, self.settings),
                FolderCookie(key, self.settings, name="phone"),
                FolderCookie(key, self.settings, name="share"),
                FormTokens(key, self.settings),
                FlowCookie(key, self.settings),
            )
            yield
        finally:
            self._opened = None
            sandbox.close()
            store.close()

    @property
    def store(self) -> Store:
        """The records and photos."""
        return self._get_opened().store

    @property
    def sandbox(self) -> DecodeSandbox:
        """The process that reads untrusted files; started with the first of them."""
        return self._get_opened().sandbox

    @property
    def session(self) -> SessionCookie:
        """The cookie that carries a sign-in."""
        return self._get_opened().session

    @property
    def phone(self) -> FolderCookie:
        """The cookie that carries a phone's link."""
        return self._get_opened().phone

    @property
    def share(self) -> FolderCookie:
        """The cookie that carries a patient's visit."""
        return self._get_opened().share

    @property
    def forms(self) -> FormTokens:
        """The tokens of forms."""
        return self._get_opened().forms

    @property
    def flows(self) -> FlowCookie:
        """The cookie that carries a way to the provider of single sign-on and back."""
        return self._get_opened().flows

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)

    async def find_visitor(self, connection: HTTPConnection, *, is_activity: bool) -> Visitor | None:
        """The person who is signed in on this connection, looked up anew at every call."""
        token = self.session.read(connection)
        if token is None:
            return None
        return await run_in_threadpool(
            sign_in.find_visitor, self.store, token, at=self.now(), is_activity=is_activity
        )

    async def find_phone(self, connection: HTTPConnection) -> Phone | None:
        """The phone that claimed a link and asks on this connection, looked up anew at every call."""
        token = self.phone.read(connection)
        if token is None:
            return None
        return await run_in_threadpool(phone_link.find_phone, self.store, token, at=self.now())

    async def find_reader(self, connection: HTTPConnection, *, is_activity: bool) -> Actor | None:
        """The patient who opened a link on this connection, looked up anew at every call."""
        token = self.share.read(connection)
        if token is None:
            return None
        return await run_in_threadpool(
            shares.find_reader, self.store, token, at=self.now(), is_activity=is_activity
        )

    async def is_set_up(self) -> bool:
        """Whether the first run is done. Once it is, it stays so."""
        if not self._is_set_up:
            self._is_set_up = await run_in_threadpool(first_run.is_done, self.store)
        return self._is_set_up

    def _get_opened(self) -> _Opened:
        if self._opened is None:
            raise RuntimeError("the site is used outside of its open() block")
        return self._opened
