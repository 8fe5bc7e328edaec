// The forms of the pages for the door: kept on the phone first, then sent.

import { money } from "./money.js";
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

/** Give the form of a page that sends to `path`, made when it is needed; null when there is none. */
export function formFor(path) {
  const place = document.querySelector(`[data-result="${path}"]`);
  return place ? resultForm(place) : document.querySelector(`form[data-door][action="${path}"]`);
}

/** Give the form under a visit: one stands on the page as a template for all. */
export function resultForm(place) {
  const made = place.querySelector("form");
  if (made) return made;
  const form = document.querySelector("[data-result-form]").content.cloneNode(true).firstElementChild;
  const { result, name, status, reason } = place.dataset;
  form.action = result;
  form.dataset.name = name;
  form.elements.entry_id.value += `-${result.split("/").at(-1)}`;
  const { reason: reasons, status: statuses } = form.elements;
  if (reason && ![...reasons.options].some(({ text }) => text === reason)) reasons.add(new Option(reason));
  for (const [select, chosen] of [[statuses, status], [reasons, reason]]) {
    for (const option of select.options) option.defaultSelected = option.value === chosen;
  }
  place.querySelector("[data-place]").replaceWith(form);
  return form;
}

/** Put a refused entry back into its form; false when the form is not on this page. */
export function correct(entry) {
  const form = formFor(entry.path);
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
    if (kind === "work") settle(form);
    else form.reset();
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

export function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value;
  }
  about(form);
}

/** What was noted stays in the form, on the kept list too. */
export function settle(form) {
  for (const field of form.querySelectorAll("input")) field.defaultValue = field.value;
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
