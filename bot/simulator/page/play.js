"use strict";

const ACCOUNT_PHONE = "+84905000123"; // what the invented person has given Facebook
const panes = new Map();
let after = 0;

const make = (tag, words, name) => {
  const element = document.createElement(tag);
  if (words) element.textContent = words;
  if (name) element.className = name;
  return element;
};

// A page that is reloaded goes on as the same person.
const personOf = (platform, fresh) => {
  const key = `person-${platform}`;
  let person = sessionStorage.getItem(key);
  if (!person || fresh) {
    person = String(Math.floor(1e15 + Math.random() * 8e15));
    sessionStorage.setItem(key, person);
  }
  return person;
};

async function act(pane, wish) {
  const body = { platform: pane.platform, person: pane.person, name: "Trần Thị Thử", ...wish };
  let answer;
  try {
    const reply = await fetch("/play/act", { method: "POST", body: JSON.stringify(body) });
    answer = await reply.json();
  } catch {
    answer = { ok: false, error: "Trình mô phỏng đã dừng." };
  }
  if (!answer.ok) {
    show(pane, make("div", answer.error || `Bot trả lời webhook bằng ${answer.status}.`, "bubble refused"));
  }
  poll();
}

function toEnd(pane) {
  pane.log.scrollTop = pane.log.scrollHeight;
}

function show(pane, element) {
  pane.log.append(element);
  toEnd(pane);
}

function link(title, address) {
  const anchor = make("a", title);
  if (/^(https?:|tel:)/.test(address)) anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener";
  return anchor;
}

function button(title, tap) {
  const element = make("button", title);
  element.type = "button";
  element.addEventListener("click", tap);
  return element;
}

function picture(pane, payload) {
  const image = make("img");
  image.src = payload.attachment_id ? `/play/upload/${pane.platform}/${payload.attachment_id}` : payload.url;
  image.alt = "Hình bot gửi";
  image.addEventListener("load", () => toEnd(pane));
  // Invented addresses lead nowhere: words are kinder than a broken picture.
  image.addEventListener("error", () => image.replaceWith(make("div", `[Hình: ${image.src}]`)));
  return image;
}

function zaloButton(pane, item) {
  const payload = item.payload ?? {};
  if (item.type === "oa.open.url") return link(item.title, payload.url ?? item.url ?? "");
  if (item.type === "oa.open.phone") return link(item.title, `tel:${payload.phone_code}`);
  if (item.type === "oa.open.sms") return link(item.title, `tel:${payload.phone_code}`);
  return button(item.title, () => act(pane, { kind: "text", text: String(payload) }));
}

function messengerButton(pane, item) {
  if (item.type === "web_url") return link(item.title, item.url);
  if (item.type === "phone_number") return link(item.title, `tel:${item.payload}`);
  return button(item.title, () => act(pane, { kind: "postback", text: item.title, payload: item.payload }));
}

function choices(items) {
  const row = make("div", "", "choices");
  row.append(...items);
  return row;
}

function infoForm(pane) {
  const form = make("form", "", "info");
  for (const [name, words] of [["name", "Họ và tên"], ["phone", "Số điện thoại"], ["address", "Địa chỉ"]]) {
    const label = make("label", words);
    const input = make("input");
    input.name = name;
    label.append(input);
    form.append(label);
  }
  form.append(make("button", "Gửi thông tin", "primary"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(pane, { kind: "info", info: Object.fromEntries(new FormData(form)) });
  });
  return form;
}

function card(pane, element) {
  const box = make("div", "", "card");
  box.append(make("strong", element.title));
  if (element.subtitle) box.append(make("span", element.subtitle));
  if (element.image_url) box.append(picture(pane, { url: element.image_url }));
  return box;
}

function zaloParts(pane, message) {
  const payload = message.attachment?.payload;
  if (!payload) return [];
  const elements = payload.elements ?? [];
  const taps = (payload.buttons ?? []).map((item) => zaloButton(pane, item));
  if (payload.template_type === "media") return [picture(pane, elements[0])];
  const cards = elements.map((element) => {
    const box = card(pane, element);
    if (element.default_action) box.append(choices([zaloButton(pane, { title: "Chạm vào dòng này", ...element.default_action })]));
    return box;
  });
  if (payload.template_type === "request_user_info") return [...cards, infoForm(pane)];
  return taps.length ? [...cards, choices(taps)] : cards;
}

function messengerParts(pane, message) {
  const { type, payload } = message.attachment ?? {};
  const parts = [];
  if (type === "image") parts.push(picture(pane, payload));
  for (const element of payload?.elements ?? []) {
    const box = card(pane, element);
    if (element.buttons) box.append(choices(element.buttons.map((item) => messengerButton(pane, item))));
    parts.push(box);
  }
  if (payload?.buttons) parts.push(choices(payload.buttons.map((item) => messengerButton(pane, item))));
  return parts;
}

function quickReply(pane, item) {
  if (item.content_type === "text") {
    return button(item.title, () => act(pane, { kind: "text", text: item.title, payload: item.payload }));
  }
  // Messenger offers the number of the account and sends it as text and payload.
  return button(ACCOUNT_PHONE, () => act(pane, { kind: "text", text: ACCOUNT_PHONE, payload: ACCOUNT_PHONE }));
}

function showSent(pane, sent) {
  const { message } = sent;
  const words = message.text ?? message.attachment?.payload?.text ?? "";
  const bubble = make("div", words, "bubble");
  const parts = pane.platform === "zalo" ? zaloParts : messengerParts;
  bubble.append(...parts(pane, message));
  show(pane, bubble);
  pane.quick?.remove();
  pane.quick = null;
  if (message.quick_replies) {
    pane.quick = choices(message.quick_replies.map((item) => quickReply(pane, item)));
    show(pane, pane.quick);
  }
}

function showAct(pane, done) {
  // Messenger takes quick replies away as soon as the person writes.
  pane.quick?.remove();
  pane.quick = null;
  show(pane, make("div", done.text || "(thao tác)", "bubble mine"));
}

function showRefusal(pane, refusal) {
  const code = refusal.subcode ? `${refusal.code}/${refusal.subcode}` : refusal.code;
  const name = pane.platform === "zalo" ? "Zalo" : "Messenger";
  show(pane, make("div", `${name} từ chối, mã ${code}: ${refusal.reason}`, "bubble refused"));
}

async function news() {
  const reply = await fetch(`/play/state?after=${after}`);
  const state = await reply.json();
  const all = [
    ...state.acts.map((item) => [item, showAct]),
    ...state.sent.map((item) => [item, showSent]),
    ...state.refusals.map((item) => [item, showRefusal]),
  ].sort(([one], [other]) => one.sequence - other.sequence);
  for (const [item, draw] of all) {
    after = Math.max(after, item.sequence);
    const pane = panes.get(item.platform);
    // Refusals that name nobody (a bad token) belong to whoever looks at the pane.
    if (pane && (item.person === pane.person || (draw === showRefusal && !item.person))) {
      pane.dots.remove();
      draw(pane, item);
    }
  }
  for (const pane of panes.values()) {
    if (!state.typing.includes(pane.person)) pane.dots.remove();
    else if (!pane.dots.isConnected) show(pane, pane.dots);
  }
}

let polling = null;

function poll() {
  polling ??= news().catch(() => {}).finally(() => { polling = null; });
  return polling;
}

for (const section of document.querySelectorAll(".phone")) {
  const { platform } = section.dataset;
  const pane = {
    platform, person: personOf(platform), log: section.querySelector(".log"),
    dots: make("div", "đang nhập …", "dots"), quick: null,
  };
  panes.set(platform, pane);
  section.querySelector(".write").addEventListener("submit", (event) => {
    event.preventDefault();
    const input = event.target.elements.text;
    const text = input.value.trim();
    input.value = "";
    if (text) act(pane, { kind: "text", text });
  });
  for (const tool of section.querySelectorAll("[data-kind]")) {
    tool.addEventListener("click", () => {
      if (tool.dataset.kind !== "new") return act(pane, { kind: tool.dataset.kind });
      pane.person = personOf(platform, true);
      pane.log.replaceChildren();
      return null;
    });
  }
}
poll();
setInterval(poll, 1000);
