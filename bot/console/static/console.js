// Small helps for the staff's pages; everything works without them.
"use strict";

// Fields that belong to one status only.
for (const select of document.querySelectorAll("[data-switch]")) {
  const show = () => {
    for (const part of document.querySelectorAll("[data-when]")) {
      part.hidden = part.dataset.when !== select.value;
    }
  };
  select.addEventListener("change", show);
  show();
}

// A double click sends a form once.
for (const form of document.querySelectorAll("form[method=post]:not([data-again])")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A password that is typed on a phone can be looked at.
for (const label of document.querySelectorAll("[data-reveal]")) {
  label.hidden = false;
  label.addEventListener("change", ({ target }) => {
    document.getElementById(label.dataset.reveal).type = target.checked ? "text" : "password";
  });
}

// On a phone the row of pages begins with the one that is open.
document.querySelector(".pages [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// The summary of what is wrong is read first.
document.querySelector("[data-focus]")?.focus();

async function repeat(seconds, work) {
  for (;;) {
    await new Promise((done) => setTimeout(done, seconds * 1000));
    if (document.hidden) continue;
    try {
      if (!(await work())) return;
    } catch {
      // The network is away: the next round may find it again.
    }
  }
}

// Counting by a thumb: one more, one less.
document.addEventListener("click", ({ target }) => {
  if (!target.dataset?.count) return;
  const field = target.parentElement.querySelector("input");
  field.value = Math.max(0, Number(field.value) + Number(target.dataset.count));
});

// How many people wait.
const link = document.querySelector("[data-waiting]");
if (link) {
  repeat(15, async () => {
    const answer = await fetch(link.dataset.waiting, { redirect: "error" });
    if (!answer.ok) return false;
    const { waiting } = await answer.json();
    const badge = link.querySelector(".badge");
    badge.firstElementChild.textContent = waiting;
    badge.hidden = !waiting;
    return true;
  });
}

// A voice message that the platform no longer keeps: say so in its place.
document.addEventListener("error", (event) => {
  if (!(event.target instanceof HTMLAudioElement) || !event.target.matches("[data-voice]")) return;
  event.target.hidden = true;
  event.target.nextElementSibling.hidden = false;
}, true);

// What is said in the conversation on the screen.
const talk = document.getElementById("talk");
if (talk) {
  talk.scrollTop = talk.scrollHeight;
  repeat(3, async () => {
    const answer = await fetch(talk.dataset.lines, { redirect: "error" });
    if (!answer.ok) return false;
    const now = document.createElement("template");
    now.innerHTML = await answer.text();
    if (now.content.textContent.trim() !== talk.textContent.trim()) {
      const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 40;
      talk.replaceChildren(now.content);
      if (atEnd) talk.scrollTop = talk.scrollHeight;
    }
    return true;
  });
}
