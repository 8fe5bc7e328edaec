// Draws the conversation: messages in groups, choices under the last one, what waits to be sent.

import { picture } from "./picture.js";
import { clock, day, linked, make } from "./words.js";

const GROUP_MS = 5 * 60_000;
const NEAR = 120; // pixels from the end that count as reading along
const SPEAKER = { person: "Mình", bot: "Trợ lý", staff: "Cán bộ" };
const keyOf = (item) => item.client || item.id; // what a page wrote it knows before the server's id
const byId = (id) => document.getElementById(id);

export class Transcript {
  #log = byId("log");
  #unsent = byId("unsent");
  #choices = byId("choices");
  #greeting = byId("greeting");
  #scroll = byId("scroll");
  #latest = byId("latest");
  #shown = new Set();
  #last = null; // { item, element } of the newest message
  #first = true;
  #act;

  /** `act` has choose(title, payload) and retry(). */
  constructor(act) {
    this.#act = act;
    this.#latest.addEventListener("click", () => this.toEnd());
    this.#scroll.addEventListener("scroll", () => {
      if (this.#atEnd()) this.#latest.hidden = true;
    }, { passive: true });
  }

  /** Add messages in order; gives those that were new here. */
  add(items) {
    const fresh = items.filter((item) => !this.#shown.has(keyOf(item)));
    if (!fresh.length) return this.#showGreeting();
    const along = this.#atEnd();
    const elements = fresh.map((item) => this.#append(item));
    this.#drawChoices();
    this.#showGreeting();
    this.#follow(along, elements);
    return fresh;
  }

  /** Say in the page's own words what happened to the conversation. */
  note(text) {
    this.#log.append(make("p", "note", text));
    this.#last = null;
  }

  /** Show what waits to be sent. */
  drawUnsent(messages) {
    const along = this.#atEnd();
    this.#unsent.replaceChildren(...messages.map((message) => this.#waiting(message)));
    this.#drawChoices();
    this.#showGreeting();
    if (along && messages.length) this.toEnd();
  }

  /** Keep a message that the server will not take, with the reason. */
  refuse(message, reason) {
    const element = this.#bubble("message mine refused", SPEAKER.person, [message.text]);
    element.append(make("p", "under", `Không gửi được. ${reason}`));
    this.#log.append(element);
    this.#last = null;
    this.#showGreeting();
    this.toEnd();
  }

  /** Show dots, or the sentence for a long wait. */
  wait(due, slow) {
    const along = this.#atEnd();
    byId("typing").hidden = !due;
    byId("slow").hidden = !(due && slow);
    if (along) this.toEnd();
  }

  empty() {
    this.#log.replaceChildren();
    this.#unsent.replaceChildren();
    this.#shown.clear();
    this.#last = null;
    this.#first = true;
    this.#drawChoices();
    this.#showGreeting();
    this.#scroll.scrollTop = 0;
  }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#latest.hidden = true;
  }

  #append(item) {
    this.#shown.add(keyOf(item));
    const at = new Date(item.at);
    const last = this.#last;
    const newDay = !last || day(new Date(last.item.at)) !== day(at);
    if (newDay) this.#log.append(make("p", "day", day(at)));
    const follows = !newDay && last.item.from === item.from && at - new Date(last.item.at) < GROUP_MS;
    if (follows) last.element.classList.add("followed");
    const side = item.from === "person" ? "mine" : item.from;
    const name = `message ${side}${follows ? " follows" : ""}${item.picture ? " pictured" : ""}`;
    const words = item.from === "person" ? [item.text] : linked(item.text);
    if (item.picture) words.push(picture(item.picture));
    const element = this.#bubble(name, SPEAKER[item.from], words);
    if (item.from === "staff" && !follows) element.prepend(make("p", "author", "Cán bộ"));
    const time = make("time", "", clock(at));
    time.dateTime = item.at;
    element.append(make("p", "under", time));
    this.#log.append(element);
    this.#last = { item, element };
    return element;
  }

  #waiting(message) {
    const element = this.#bubble(message.late ? "message mine late" : "message mine", SPEAKER.person, [message.text]);
    const under = make("p", "under", message.late ? `Chưa gửi. ${message.why ?? ""}` : "Đang gửi");
    if (message.late) {
      const again = make("button", "", "Gửi lại");
      again.type = "button";
      again.addEventListener("click", () => this.#act.retry());
      under.append(again);
    }
    element.append(under);
    return element;
  }

  #bubble(name, speaker, nodes) {
    const words = make("div", "bubble", make("span", "aloud", `${speaker}: `), ...nodes);
    return make("div", name, words);
  }

  #drawChoices() {
    const item = this.#last?.item;
    const open = item && item.from !== "person" && !this.#unsent.childElementCount;
    const choices = open ? item.choices : [];
    this.#choices.hidden = !choices.length;
    this.#choices.replaceChildren(...choices.map(([title, payload], index) => {
      const button = make("button", "", make("span", "number", String(index + 1)), title);
      button.type = "button";
      button.addEventListener("click", (event) => this.#act.choose(title, payload, event));
      return button;
    }));
  }

  #showGreeting() {
    this.#greeting.hidden = this.#log.childElementCount + this.#unsent.childElementCount > 0;
    return [];
  }

  #atEnd() {
    return this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight < NEAR;
  }

  // Who reads along sees the new messages from their beginning; who reads above is not moved.
  #follow(along, elements) {
    const first = this.#first;
    this.#first = false;
    if (!along && !first) {
      this.#latest.hidden = false;
      return;
    }
    this.toEnd();
    if (first) return;
    const start = elements.find((element) => !element.classList.contains("mine"));
    if (start && start.offsetTop < this.#scroll.scrollTop + 16) start.scrollIntoView({ block: "start" });
  }
}
