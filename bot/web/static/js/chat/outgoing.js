// What was written and is not on the server yet: kept over a reload, sent in order, tried again.

import { OtherChat, Refused, TooFast, send } from "./server.js";

const KEY = "chat-unsent";
const LONGEST_PAUSE_MS = 30_000;

const pause = (tries) => Math.min(1000 * 2 ** tries, LONGEST_PAUSE_MS);

// randomUUID is for secure pages only; an office may try the page over plain HTTP.
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");

// Browsers that block cookies block this too: then a reload loses what was not sent.
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function keep(chat, messages) {
  try {
    if (messages.length) sessionStorage.setItem(KEY, JSON.stringify({ chat, messages }));
    else sessionStorage.removeItem(KEY);
  } catch {
    // see above
  }
}

/**
 * The queue of one page. `on` hears: changed(messages), accepted(item), refused(message, text),
 * trouble(bool), otherChat(chat).
 */
export class Outgoing {
  #messages = [];
  #chat = "";
  #busy = false;
  #timer = null;
  #on;

  constructor(on) {
    this.#on = on;
  }

  /** Begin with what a page of the same conversation could not send before it was reloaded. */
  open(chat) {
    this.#chat = chat;
    const before = kept();
    if (before.chat === chat) this.#messages = before.messages;
    this.#changed();
    this.retry();
  }

  /** Go on in another conversation: what was written and not sent belongs to who writes now. */
  move(chat) {
    this.#chat = chat;
    this.#changed();
  }

  /** Forget everything that was not sent. */
  forget() {
    clearTimeout(this.#timer);
    this.#messages = [];
    this.#changed();
  }

  add(text, payload = "") {
    this.#messages.push({ id: newId(), text, payload, tries: 0, late: false });
    this.#changed();
    this.#pump();
  }

  /** Try at once. */
  retry() {
    clearTimeout(this.#timer);
    this.#pump();
  }

  /** Another page of this conversation, or a lost answer, shows that the server has it. */
  arrived(id) {
    const index = this.#messages.findIndex((message) => message.id === id);
    if (index >= 0) this.#take(this.#messages[index]);
  }

  async #pump() {
    if (this.#busy || !this.#messages.length) return;
    this.#busy = true;
    await this.#hand(this.#messages[0]);
    this.#busy = false;
  }

  async #hand(message) {
    const { id, text, payload } = message;
    const isOurs = () => this.#messages.includes(message); // not cleared, not in the feed already
    let answer;
    try {
      answer = await send({ id, text, payload, chat: this.#chat });
    } catch (error) {
      if (isOurs()) this.#failed(message, error);
      else this.#later(0);
      return;
    }
    if (isOurs()) {
      this.#take(message);
      this.#on.trouble(false);
      this.#on.accepted(answer.message);
    }
    this.#later(0);
  }

  #failed(message, error) {
    message.tries += 1;
    if (error instanceof OtherChat && message.tries < 3) {
      this.#on.otherChat(error.chat);
      this.#later(0);
    } else if (error instanceof OtherChat) {
      this.#refuse(message, "Trình duyệt đang chặn cookie nên chưa gửi được.");
    } else if (error instanceof Refused) {
      this.#refuse(message, error.text);
    } else {
      message.late = true;
      message.why = error instanceof TooFast ? error.text : "";
      this.#on.trouble(!(error instanceof TooFast));
      this.#changed();
      this.#later(error instanceof TooFast ? error.seconds * 1000 : pause(message.tries));
    }
  }

  #refuse(message, text) {
    this.#take(message);
    this.#on.refused(message, text);
    this.#later(0);
  }

  #take(message) {
    this.#messages = this.#messages.filter((other) => other !== message);
    this.#changed();
  }

  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pump(), ms);
  }

  #changed() {
    keep(this.#chat, this.#messages);
    this.#on.changed(this.#messages);
  }
}
