// The bar that says what waits for signal, what was saved, and what the server would not take.

import { correct, formFor } from "./forms.js";
import * as queue from "./queue.js";

const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });

/** Say what became of a form, and what still waits. */
export async function show(outcome = {}) {
  const entries = await queue.waiting();
  const bar = place();
  bar.replaceChildren(...lines(outcome, entries));
  bar.hidden = !bar.childElementCount;
  document.dispatchEvent(new CustomEvent("door-waiting", { detail: { entries, outcome } }));
}

/** Whether the bar says that something waits: another page, or the worker, may have sent it since. */
export const saysWaiting = () => Boolean(document.querySelector("#door-waiting .still"));

function place() {
  let bar = document.getElementById("door-waiting");
  if (!bar) {
    bar = make("section", "", { id: "door-waiting", className: "notice waiting-bar", hidden: true });
    bar.setAttribute("role", "status");
    bar.setAttribute("aria-label", "Mục ghi trên máy");
    document.getElementById("main").prepend(bar);
  }
  return bar;
}

function lines({ sent = [], state = "done" }, entries) {
  const found = sent.slice(-3).map(({ entry, code }) => {
    const line = make("p", `Đã lưu ${entry.name}. `);
    if (code) line.append(make("a", "Xem", { href: `/staff/leads/${code}` }));
    return line;
  });
  const open = entries.filter(({ problem }) => !problem);
  if (open.length) found.push(make("p", `${why(state)} ${names(open)}`, { className: "still" }));
  if (document.body.dataset.user === "") return found;
  return found.concat(entries.filter(({ problem }) => problem).map(refusal));
}

function why(state) {
  if (state === "signed-out") return "Phiên đã hết. Đăng nhập lại để gửi:";
  return "Chưa có sóng. Đã giữ trên máy 24 giờ, có sóng sẽ tự gửi:";
}

/** Who waits, by name only while somebody is signed in. */
function names(entries) {
  const count = `${entries.length} mục`;
  if (document.body.dataset.user === "") return `${count}.`;
  return `${count} (${entries.map(({ name }) => name).join(", ")}).`;
}

function refusal(entry) {
  const line = make("p", `Chưa lưu được ${entry.name}: ${entry.problem} `, { className: "refusal" });
  const mend = make("button", "Sửa", { type: "button" });
  mend.addEventListener("click", async () => {
    if (!correct(entry)) return;
    await queue.drop(entry);
    show();
  });
  const away = make("button", "Bỏ", { type: "button" });
  away.addEventListener("click", async () => {
    await queue.drop(entry);
    show();
  });
  const row = make("span", "", { className: "row" });
  if (formFor(entry.path)) row.append(mend);
  row.append(away);
  line.append(row);
  return line;
}
