/** Chooses the browser's own time zone, as long as nobody has chosen another one. */
const select = document.querySelector("select[data-from-browser]");
if (select) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some((option) => option.value === here)) select.value = here;
}
