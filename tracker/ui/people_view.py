"""How the clinic's people are shown and changed."""

from collections.abc import Callable

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import Actor, Role, User
from tracker.services import accounts
from tracker.services.accounts import Account
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import written_day
from tracker.ui import context
from tracker.ui.words import plain

# (name to sign in with, password) of the account that was just added or reset, until it was read
_NEW_PASSWORD = "new-password"  # noqa: S105  # nosec B105  # the name of a place


def show_new_password() -> None:
    """The password to tell somebody, once."""
    told = st.session_state.get(_NEW_PASSWORD)
    if told is None:
        return
    name, password = told
    with st.container(border=True):
        st.write(
            _(
                "Tell this password to the person who signs in as **{name}**. They choose their own at the "
                "first sign-in. It is shown only now.",
                name=plain(name),
            )
        )
        st.code(password, language=None)
        if st.button(_("Told"), type="primary"):
            del st.session_state[_NEW_PASSWORD]
            st.rerun()


def offer_new_account(store: Store, actor: Actor) -> None:
    """A form for somebody new."""
    with st.expander(_("New person"), icon=":material/person_add:"), st.form("new-account", border=False):
        left, right = st.columns(2)
        shown = left.text_input(_("Name, as it stands beside photos and notes"))
        name = right.text_input(_("Name to sign in with"), autocomplete="off")
        role = left.selectbox(
            _("Role"), accounts.ROLES, index=2, format_func=lambda role: role.label, help=_roles_help()
        )
        if st.form_submit_button(_("Add"), type="primary"):
            try:
                user, password = accounts.add_account(
                    store, actor, name=name, display_name=shown, role=role, at=context.now()
                )
            except TrackerError as error:
                st.error(str(error))
                return
            show_once(user, password)


def show_account(store: Store, actor: Actor, account: Account, *, is_changeable: bool) -> None:
    """One person: who, what they may do, when they were last here."""
    user = account.user
    with st.container(border=True):
        who, badges = st.columns([2, 3], vertical_alignment="center")
        who.markdown(f"**{plain(user.display_name)}**  \n{plain(user.name)}")
        with badges, st.container(horizontal=True):
            _show_badges(account)
        if is_changeable:
            with st.expander(_("Change")):
                _change(store, actor, user)


def _show_badges(account: Account) -> None:
    user = account.user
    st.badge(user.role.label, color="blue")
    if not user.is_active:
        st.badge(_("switched off"), icon=":material/block:", color="gray")
    if user.has_second_factor:
        st.badge(_("second factor"), icon=":material/verified_user:", color="green")
    if user.is_from_elsewhere:
        st.badge(_("single sign-on"), icon=":material/login:", color="violet")
    if user.must_change_password:
        st.badge(_("has not chosen a password yet"), icon=":material/key:", color="orange")
    if account.last_seen_at:
        seen = written_day(context.to_local(account.last_seen_at).date())
        st.badge(_("last here {day}", day=seen), icon=":material/schedule:", color="gray")


def _change(store: Store, actor: Actor, user: User) -> None:
    is_fixed = user.is_from_elsewhere and store.settings.oidc is not None
    with st.form(f"account-{user.id}", border=False):
        left, right = st.columns(2)
        shown = left.text_input(_("Name, as it stands beside photos and notes"), user.display_name)
        # a patient's account stays one
        is_patient = user.role is Role.PATIENT
        roles = (Role.PATIENT,) if is_patient else accounts.ROLES
        role = right.selectbox(
            _("Role"),
            roles,
            index=roles.index(user.role) if user.role in roles else 2,
            format_func=lambda role: role.label,
            help=_roles_help(),
            disabled=is_patient or is_fixed,
        )
        is_active = st.checkbox(_("May sign in"), user.is_active, disabled=user.id == actor.user_id)
        if st.form_submit_button(_("Save"), type="primary"):
            _do(
                lambda: accounts.change_account(
                    store,
                    actor,
                    user.id,
                    display_name=shown,
                    role=role,
                    is_active=is_active,
                    at=context.now(),
                )
            )
    with st.container(horizontal=True):
        _offer_more(store, actor, user)


def _offer_more(store: Store, actor: Actor, user: User) -> None:
    now = context.now()
    has_own_password = not user.is_from_elsewhere or store.settings.oidc is None
    if (
        user.id != actor.user_id
        and has_own_password
        and st.button(_("New password"), key=f"password-{user.id}")
    ):
        show_once(user, accounts.reset_password(store, actor, user.id, at=now))
    if user.has_second_factor and st.button(_("Remove the second factor"), key=f"factor-{user.id}"):
        _do(lambda: accounts.remove_second_factor(store, actor, user.id, at=now))
    if st.button(_("Sign out everywhere"), key=f"end-{user.id}"):
        _do(lambda: accounts.end_sign_ins(store, actor, user.id, at=now))


def _do(change: Callable[[], object]) -> None:
    try:
        change()
    except TrackerError as error:
        st.error(str(error))
        return
    st.rerun()


def show_once(user: User, password: str) -> None:
    """Draw the page anew, with a password to tell somebody at its top."""
    st.session_state[_NEW_PASSWORD] = (user.name, password)
    st.rerun()


def _roles_help() -> str:
    return _(
        "Owners may do everything. Providers compare, measure, export and delete. Assistants add photos and "
        "sessions and look at comparisons."
    )
