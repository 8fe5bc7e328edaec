// Brings the staff's pages to life where there may be no signal. Without it they are plain forms.

import { offer, resultForm, submit } from "./forms.js";
import * as queue from "./queue.js";
import * as store from "./store.js";
import * as visits from "./visits.js";
import { saysWaiting, show } from "./waiting.js";

const EVERY_MS = 30_000;
const { user, withoutSignal } = document.body.dataset;
const list = document.querySelector("[data-visits]");

const entryPlace = document.querySelector("[data-entry-place]");
const calculators = document.querySelectorAll("[data-calculator]");
if (calculators.length) {
  const { calculator } = await import("./calculator.js"); // heavy, and most pages have none
  if (entryPlace) entryPlace.hidden = true;
  for (const root of calculators) calculator(root, offer);
}
document.addEventListener("toggle", ({ target }) => target.matches("[data-result][open]") && resultForm(target), true);
document.querySelector("[data-print]")?.addEventListener("click", () => print());
if (store.canKeep) begin();

async function begin() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("door-waiting", onWaiting);
  if (withoutSignal !== undefined) await stand();
  else if (user) await remember();
  else await letGo();
  addEventListener("online", resend);
  navigator.serviceWorker?.addEventListener("message", ({ data }) => heard(data));
  document.addEventListener("visibilitychange", () => document.hidden || resend());
  setInterval(resend, EVERY_MS);
  await show();
  await resend();
  navigator.serviceWorker?.register("/staff/worker.js", { scope: "/staff/", type: "module" }).catch(() => {});
}

/** With signal: this phone is this person's, and the list is the server's. */
async function remember() {
  if ((await queue.owner()) !== user) {
    await store.remove("list");
    await store.put("who", { user });
  }
  if (list) await visits.keep(list);
}

/** Signed out, or the session ended from afar: nobody's numbers stay; what waits is kept, unread. */
async function letGo() {
  await store.remove("list");
  await store.remove("who");
}

/** Without signal: the part of the page that was asked for, and the list that was kept. */
async function stand() {
  const asked = location.pathname.replace(/^\/staff\/?/, "");
  const known = ["visits", "calculator", "entry"].includes(asked);
  document.body.dataset.part = known ? asked : "none";
  entryPlace.hidden = asked !== "entry";
  const hasOwner = Boolean(await queue.owner());
  document.querySelector("[data-no-list]").hidden = await visits.restore(list);
  for (const part of document.querySelectorAll("[data-needs-owner]")) part.hidden = !hasOwner;
  document.querySelector("[data-no-owner]").hidden = hasOwner;
}

async function onSubmit(event) {
  const form = event.target;
  if (form.matches("[data-sign-out]")) return leave(event, form);
  if (!form.matches("[data-door]")) return;
  event.preventDefault();
  await submit(form, heard);
}

function onWaiting({ detail: { entries, outcome } }) {
  if (!list) return;
  const sent = (outcome.sent ?? []).map(({ entry }) => entry);
  visits.mark(list, entries.filter(({ problem }) => !problem).concat(sent));
  if (sent.length) visits.keep(list);
}

/** What the phone keeps goes when its person signs out; what was not sent is asked about. */
async function leave(event, form) {
  event.preventDefault();
  const count = (await queue.waiting()).length;
  if (count && !confirm(`Còn ${count} mục chưa gửi sẽ mất khi đăng xuất. Vẫn đăng xuất?`)) return;
  await store.wipe();
  form.submit();
}

async function resend() {
  const outcome = await queue.send();
  const isNews = outcome.sent.length || outcome.refused.length || outcome.state === "signed-out";
  if (isNews || saysWaiting()) await heard(outcome);
}

async function heard(outcome) {
  if (outcome.state === "signed-out") await letGo();
  if (outcome.state === "away") await sendLater();
  await show(outcome);
}

/** Let the browser send when signal is back, even after the page is closed; not all can. */
async function sendLater() {
  const worker = await navigator.serviceWorker?.getRegistration("/staff/");
  await worker?.sync?.register("door").catch(() => {});
}
