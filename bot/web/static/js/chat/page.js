// The chat page: the input, polling, clearing; ties the queue to the transcript.

import { Outgoing } from "./outgoing.js";
import { clear, news } from "./server.js";
import { Transcript } from "./transcript.js";

const DUE_MS = 1000;
const FIRST_MS = 300; // most answers are there by then
const IDLE_MS = 10_000;
const SLOW_MS = 20_000;
const LONGEST = 10_000; // characters
const TITLE = document.title;
const byId = (id) => document.getElementById(id);

const form = byId("form");
const input = byId("text");
const starters = [...document.querySelectorAll("#starters button")];

let chat = document.body.dataset.chat; // the conversation on the page
let after = "";
let dueSince = 0;
let timer = null;
let asking = null; // aborts the poll under way

const transcript = new Transcript({ choose, retry: () => outgoing.retry() });
const outgoing = new Outgoing({
  changed: (messages) => transcript.drawUnsent(messages),
  accepted(item) {
    transcript.add([item]);
    due(true);
    poll(FIRST_MS);
  },
  refused: (message, text) => transcript.refuse(message, text),
  trouble,
  otherChat: (other) => changeChat(other),
});

// -- what comes ---------------------------------------------------------------------------------

/** Look again in `ms`; what a look under way would bring is older than that. */
function poll(ms) {
  asking?.abort();
  clearTimeout(timer);
  timer = setTimeout(look, ms);
}

async function look() {
  const abort = asking = new AbortController();
  let feed;
  try {
    feed = await news(after, abort.signal);
  } catch {
    if (!abort.signal.aborted) {
      trouble(true);
      transcript.add([]);
      poll(IDLE_MS);
    }
    return;
  }
  if (abort.signal.aborted) return;
  trouble(false);
  if (feed.chat !== chat) {
    changeChat(feed.chat);
    return;
  }
  take(feed);
  poll(dueSince ? DUE_MS : IDLE_MS);
}

function take(feed) {
  after = feed.after;
  if (feed.erased) {
    transcript.empty();
    transcript.note("Tin nhắn trước đó đã được xóa.");
  }
  for (const item of feed.messages) if (item.client) outgoing.arrived(item.client);
  const fresh = transcript.add(feed.messages);
  due(feed.due);
  stand(feed.human ?? "bot");
  if (document.hidden && fresh.some((item) => item.from !== "person")) document.title = `(Tin mới) ${TITLE}`;
}

function due(now) {
  dueSince = now ? dueSince || Date.now() : 0;
  transcript.wait(now, now && Date.now() - dueSince > SLOW_MS);
}

/** Say who answers: bot, waiting or taken. Screen readers hear each change, so only then. */
function stand(who) {
  const standing = byId("standing");
  if (standing.textContent !== standing.dataset[who]) standing.textContent = standing.dataset[who];
}

function changeChat(other) {
  chat = other;
  after = "";
  due(false);
  transcript.empty();
  outgoing.move(other);
  poll(0);
}

function trouble(is) {
  byId("trouble").hidden = !is;
}

// -- what goes ----------------------------------------------------------------------------------

function choose(title, payload, event) {
  outgoing.add(title, payload);
  transcript.toEnd();
  // The button is gone: a keyboard goes on in the input, a thumb keeps the screen free of one.
  if (event.detail === 0 || matchMedia("(pointer: fine)").matches) input.focus();
}

function submit() {
  const text = input.value.trim();
  const problem = text.length > LONGEST ? `Tin nhắn dài quá ${LONGEST.toLocaleString("vi-VN")} ký tự. Chia làm nhiều tin giúp em ạ.` : "";
  byId("problem").textContent = problem;
  if (!text || problem) return input.focus();
  const starter = byId("greeting").hidden ? null : starters[Number(text) - 1];
  if (starter) outgoing.add(starter.dataset.title, starter.dataset.payload);
  else outgoing.add(text);
  input.value = "";
  grow();
  transcript.toEnd();
  return input.focus();
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight + 2}px`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
input.addEventListener("input", grow);
input.addEventListener("keydown", (event) => {
  // While Telex or VNI composes a letter, Enter belongs to it.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
for (const button of starters) {
  button.addEventListener("click", (event) => choose(button.dataset.title, button.dataset.payload, event));
}

// -- clearing -----------------------------------------------------------------------------------

const dialog = byId("clearing");

byId("clear").addEventListener("click", () => {
  dialog.querySelector(".problem").textContent = "";
  dialog.showModal();
});
dialog.querySelector("[value=no]").addEventListener("click", () => dialog.close());
dialog.querySelector("[value=yes]").addEventListener("click", async () => {
  try {
    const cleared = await clear();
    outgoing.forget();
    input.value = "";
    grow();
    changeChat(cleared.chat);
    stand("bot");
    dialog.close();
    input.focus();
  } catch {
    dialog.querySelector(".problem").textContent = "Chưa xóa được vì mất kết nối. Thử lại khi có mạng.";
  }
});

// -- the page and its window --------------------------------------------------------------------

window.addEventListener("online", () => {
  outgoing.retry();
  poll(0);
});
window.addEventListener("offline", () => trouble(true));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  document.title = TITLE;
  poll(0);
});
// A page that the browser kept may show what was cleared since.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Phones that lay the keyboard over the page say how much of it is left.
const seen = window.visualViewport;
seen?.addEventListener("resize", () => {
  const covered = window.innerHeight - seen.height > 1 && seen.scale === 1;
  document.documentElement.style.setProperty("--seen", covered ? `${seen.height}px` : "var(--full)");
  if (covered) {
    window.scrollTo(0, 0);
    transcript.toEnd();
  }
});

outgoing.open(chat);
look();
