// The visit list on the phone: kept for a day, results marked on it at once.

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

/** Mark the visits whose result waits on the phone or was sent just now. */
export function mark(list, entries) {
  for (const { kind, path, fields } of entries) {
    const form = list.querySelector(`form[action="${path}"]`);
    if (kind !== "result" || !form) continue;
    const visit = form.closest("[data-visit]");
    const status = form.querySelector(`option[value="${fields.status}"]`)?.textContent ?? "";
    visit.classList.add("visited");
    visit.querySelector("[data-done]").textContent = `Đã ghi: ${status}`;
    form.closest("details").open = false;
  }
}
