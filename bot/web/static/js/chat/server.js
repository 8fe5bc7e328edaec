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

/** Hand a message over; it is safe on the server when this returns. */
export function send(message) {
  return post("/chat/messages", message);
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
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const either = signal && AbortSignal.any ? AbortSignal.any([signal, limit]) : signal ?? limit;
  const answer = await fetch(path, { ...options, signal: either, cache: "no-store" });
  if (answer.status >= 500) throw new TypeError(`status ${answer.status}`);
  const body = await answer.json();
  if (answer.ok) return body;
  if (answer.status === 409) throw new OtherChat(body.chat);
  if (answer.status === 429) throw new TooFast(body.error, Number(answer.headers.get("Retry-After")) || 10);
  throw new Refused(body.error);
}
