// The three requests of the chat.

const TIMEOUT_MS = 10_000;

/** The server answered and will not take this; `text` is for the person. */
export class Refused extends Error {
  constructor(text) {
    super(text);
    this.text = text;
  }
}

/** The server wants a pause of so many seconds; `text` is for the person. */
export class TooFast extends Error {
  constructor(text, seconds) {
    super(text);
    this.text = text;
    this.seconds = seconds;
  }
}

/** The browser has another conversation by now; `chat` names it. */
export class OtherChat extends Error {
  constructor(chat) {
    super("another conversation");
    this.chat = chat;
  }
}

/** Give what came after `after`, in the conversation that this browser has. */
export function news(after, signal) {
  return ask(`/chat/messages?after=${encodeURIComponent(after)}`, { signal });
}

// The code of the link by which the person came ("/?ref=TK05"): it goes with the first message.
let ref = new URLSearchParams(location.search).get("ref");

/** Hand a message over; it is safe on the server when this returns. */
export async function send(message) {
  const answer = await post("/chat/messages", ref ? { ...message, ref } : message);
  ref = "";
  return answer;
}

/** Leave this conversation and begin another. */
export function clear() {
  return post("/chat/clear", {});
}

function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-Requested-With": "webchat" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function ask(path, { signal, ...options }) {
  // AbortSignal.timeout and .any would do, but phones of 2021 do not have them.
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), TIMEOUT_MS);
  signal?.addEventListener("abort", () => abort.abort());
  try {
    const answer = await fetch(path, { ...options, signal: abort.signal, cache: "no-store" });
    if (answer.status >= 500) throw new TypeError(`status ${answer.status}`);
    return read(answer, await answer.json());
  } finally {
    clearTimeout(limit);
  }
}

function read(answer, body) {
  if (answer.ok) return body;
  if (answer.status === 409) throw new OtherChat(body.chat);
  if (answer.status === 429) throw new TooFast(body.error, Number(answer.headers.get("Retry-After")) || 10);
  throw new Refused(body.error);
}
