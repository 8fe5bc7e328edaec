// The quick-entry form beside the calculator.

import { money } from "./law.js";

const form = document.querySelector('[data-door="entry"]');
const place = document.querySelector("[data-entry-place]");
if (place) place.hidden = true;

/** Open the form for somebody who was just advised with these figures. */
export function offer(wish) {
  for (const [name, value] of Object.entries(wish)) form.elements[name].value = value;
  form.querySelector("[data-about]").textContent = `Kèm mức đã tính: ${money(wish.income)}`;
  place.hidden = false;
  form.scrollIntoView();
  form.elements.name.focus({ preventScroll: true });
}
