// Words and times as people read them. Builds nodes, never HTML from text.

const ZONE = "Asia/Ho_Chi_Minh";
const CLOCK = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, day: "2-digit", month: "2-digit", year: "numeric" });
const DAY_MS = 86_400_000;

// A web address with its scheme, or a name under .vn or .com that a person would take for one.
const ADDRESS = /https?:\/\/[^\s<>"]+|\b(?:[a-z0-9-]+\.)+(?:vn|com)(?:\/[^\s<>"]*)?(?![\w.-]*@)(?!\w)/giu;
const SUM = /(\d) đ(?!\p{L})/gu;
const TRAILING = /[.,;:!?)\]}'”…]+$/u;

/** Give the hour and minute of a time. */
export function clock(date) {
  return CLOCK.format(date);
}

/** Give the day of a time: today and yesterday by name. */
export function day(date, now = new Date()) {
  const written = DAY.format(date);
  if (written === DAY.format(now)) return "Hôm nay";
  if (written === DAY.format(new Date(now - DAY_MS))) return "Hôm qua";
  return written;
}

/** Give nodes of `text` in which web addresses are links and a sum keeps its "đ" on the line. */
export function linked(words) {
  const text = words.replace(SUM, "$1\u00a0đ");
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(TRAILING, "");
    if (text[found.index - 1] === "@") continue; // of an e-mail address
    nodes.push(text.slice(from, found.index), link(address));
    from = found.index + address.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

function link(address) {
  const anchor = document.createElement("a");
  anchor.href = /^https?:/i.test(address) ? address : `https://${address}`;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  anchor.textContent = address;
  return anchor;
}

/** Make an element with a class and children. */
export function make(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children);
  return element;
}
