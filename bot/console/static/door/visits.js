// The visit list on the phone: kept for a day, results marked on it at once.

import { fill, settle } from "./forms.js";
import * as store from "./store.js";

/** Keep the list that the server just gave. */
export async function keep(list) {
  await store.put("list", { html: list.innerHTML, day: list.dataset.day });
}

/** Show the kept list where there is no signal; false when there is none. */
export async function restore(list) {
  const kept = await store.get("list");
  if (!kept) return false;
  list.innerHTML = kept.html;
  list.dataset.day = kept.day;
  return true;
}

/** Mark the visits whose result waits on the phone or was sent just now, and the day's numbers. */
export function mark(list, entries) {
  for (const { kind, path, fields } of entries) {
    if (kind === "work") fillWork(list, path, fields);
    const place = list.querySelector(`[data-result="${path}"]`);
    if (kind !== "result" || !place) continue;
    const visit = place.closest("[data-visit]");
    const { content } = list.querySelector("[data-result-form]");
    const status = content.querySelector(`option[value="${fields.status}"]`)?.textContent ?? "";
    visit.classList.add("visited");
    visit.querySelector("[data-done]").textContent = `Đã ghi: ${status}`;
    place.open = false;
  }
}

function fillWork(list, path, fields) {
  const form = list.querySelector(`form[data-door="work"][action="${path}"]`);
  if (!form || form.elements.day.value !== fields.day) return;
  fill(form, fields);
  settle(form);
}
