// The forms of the pages for the door: kept on the phone first, then sent.

import { money } from "./law.js";
import * as queue from "./queue.js";

const entryForm = () => document.querySelector('form[data-door="entry"]');

/** Open the form for somebody who was just advised with these figures. */
export function offer(wish) {
  const form = entryForm();
  fill(form, wish);
  const place = document.querySelector("[data-entry-place]");
  if (place) place.hidden = false;
  form.scrollIntoView();
  form.elements.name.focus({ preventScroll: true });
}

/** Put a refused entry back into its form; false when the form is not on this page. */
export function correct(entry) {
  const form = document.querySelector(`form[data-door][action="${entry.path}"]`);
  if (!form) return false;
  fill(form, entry.fields);
  form.closest("details")?.setAttribute("open", "");
  const place = form.closest("[data-entry-place]");
  if (place) place.hidden = false;
  refuse(form, entry);
  return true;
}

/** Keep and send a form; `changed(outcome)` hears what became of it. */
export async function submit(form, changed) {
  const fields = Object.fromEntries(new FormData(form));
  delete fields.csrf_token;
  delete fields.entry_id;
  const { kind, name } = { kind: form.dataset.door, name: fields.name ?? form.dataset.name };
  const button = form.querySelector("button:not([type=button])");
  button.disabled = true;
  const entry = await queue.add({ path: form.getAttribute("action"), kind, name, fields });
  const outcome = await queue.send();
  button.disabled = false;
  const refused = outcome.refused.find(({ id }) => id === entry.id);
  if (refused) {
    await queue.drop(refused);
    refuse(form, refused);
  } else {
    problemOf(form).hidden = true;
    form.reset();
    if (kind === "entry") begun(form);
  }
  changed({ ...outcome, entry });
}

const problemOf = (form) => form.querySelector("[data-problem]");

function refuse(form, { problem, field }) {
  const box = problemOf(form);
  box.firstElementChild.textContent = problem;
  box.hidden = false;
  (form.elements[field] ?? box).focus();
}

function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value;
  }
  about(form);
}

/** The form is empty again: so are the figures of who was advised before. */
function begun(form) {
  for (const name of ["income", "support", "mode"]) form.elements[name].value = "";
  about(form);
}

function about(form) {
  const income = form.elements.income?.value;
  const line = form.querySelector("[data-about]");
  if (line) line.textContent = income ? `Kèm mức đã tính: ${money(income)}` : "";
}
