"""The first half of an import: where the files are, and what their names mean."""

from collections.abc import Sequence

import streamlit as st

from tracker.errors import InvalidInput, TrackerError
from tracker.model import Actor, BulkImport
from tracker.services import bulk_import
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext
from tracker.ui import context, words
from tracker.ui.components.send_files import send_files

PAGE = "screens/imports.py"
EXAMPLES = 5
_ROUTE = "/import/{}"
_MOST_TABLE_MB = 20


def choose_place(store: Store, actor: Actor) -> None:
    """Begin an import from this computer, or from the server's import folder where there is one."""
    st.write(
        _(
            "Bring in photos that were taken before: the names of folders and files, or a table, say whose "
            "they are. You see what would go where before anything is stored."
        )
    )
    places = bulk_import.list_places(store, actor)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(_("Files from this computer"), type="primary", icon=":material/upload:"):
            _begin(store, actor, "")
        if places:
            place = st.selectbox(_("Folder or ZIP on the server"), places, width=280)
            if st.button(_("Import from the server"), icon=":material/dns:"):
                _begin(store, actor, str(place))


def show_setup(store: Store, actor: Actor, present: BulkImport) -> None:
    """Send files, say what their names mean with an example, have them looked at."""
    if not present.place:
        st.subheader(_("1. The files"))
        send_files(url=_ROUTE.format(present.id), key=f"send-{present.id}")
    names = _names(store, actor, present)
    if names:
        st.write(ngettext("{count} photo is here.", "{count} photos are here.", len(names)))
        _show_mapping(store, actor, present, names)
    if st.button(_("Remove this import"), icon=":material/delete:"):
        bulk_import.remove_import(store, actor, present.id)
        st.switch_page(PAGE)


def _begin(store: Store, actor: Actor, place: str) -> None:
    begun = bulk_import.begin_import(store, actor, place=place, now=context.now())
    st.switch_page(PAGE, query_params={"import": begun.id})


def _names(store: Store, actor: Actor, present: BulkImport) -> list[str]:
    if not present.place and not bulk_import.has_files(store, actor, present.id):
        return []
    try:
        names = bulk_import.list_names(store, actor, present.id)
    except TrackerError as error:
        st.error(str(error))
        return []
    if not names:
        st.warning(_("There is no photo among these files."))
    return names


def _show_mapping(store: Store, actor: Actor, present: BulkImport, names: Sequence[str]) -> None:
    st.subheader(_("2. What the names mean"))
    is_table = st.toggle(_("A table (CSV) says whose photos they are"), value=bool(present.table))
    template, table = (_ask_table(present) if is_table else _ask_template(present, names)) or ("", "")
    if not template and not table:
        return
    try:
        reader = bulk_import.read_map(template, table)
    except InvalidInput as error:
        st.error(str(error))
        return
    some = names[:: max(1, len(names) // EXAMPLES)][:EXAMPLES]
    _show_examples(bulk_import.read_examples(some, reader))
    if st.button(_("Look at all files"), type="primary", icon=":material/fact_check:"):
        bulk_import.request_plan(store, actor, present.id, template=template, table=table, now=context.now())
        st.rerun()


def _ask_template(present: BulkImport, names: Sequence[str]) -> tuple[str, str]:
    template = st.text_input(
        _("Template of the paths"),
        present.template or bulk_import.suggest_template(names),
        key=f"template-{present.id}",
        help=_(
            "Fields: {fields}. * stands for anything, ** for any folders. A date may say how it is written: "
            "{example}.",
            fields=", ".join(f"{{{name}}}" for name in (*bulk_import.FIELDS, "ignore")),
            example="{date:%d.%m.%Y}",
        ),
    )
    return template or "", ""


def _ask_table(present: BulkImport) -> tuple[str, str] | None:
    st.caption(
        _(
            "A line for each file: a column “file” and columns such as chart, family, given, born, "
            "treatment, date and view, in English or Spanish."
        )
    )
    sent = st.file_uploader(_("Table (CSV)"), type=["csv", "txt"], max_upload_size=_MOST_TABLE_MB)
    if sent is None:
        return ("", present.table) if present.table else None
    return "", bulk_import.decode_table(sent.getvalue())


def _show_examples(examples: Sequence[bulk_import.Example]) -> None:
    """What is read from the first names, so that a wrong template is seen at once."""
    with st.container(border=True, gap="xxsmall"):
        for example in examples:
            st.caption(words.plain(example.name))
            if example.fields is None:
                st.write(f":orange[:material/block:] {words.plain(str(example.reason))}")
            else:
                st.write(_line(example))


def _line(example: bulk_import.Example) -> str:
    said = example.fields
    if said is None:
        return ""
    name = ", ".join(part for part in (said.family_name, said.given_name) if part)
    parts = (
        _("chart {number}", number=said.chart_number),
        name,
        _("born {day}", day=words.day(said.born_on)) if said.born_on else "",
        said.treatment,
        said.area,
        words.day(said.taken_on) if said.taken_on else _("date from the camera"),
        example.view.label if example.view else _("no view that is known"),
    )
    return words.plain(" · ".join(part for part in parts if part))
