// What a person pays, in whole đồng and in the bot's words, from the tables that the server made.
// The twin of handlers/quote.py; a test compares the two over a grid.

import { money } from "./money.js";

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

/** A decimal text as a whole number and its scale: "0.22" → [22n, 100n]. */
function decimal(text) {
  const [whole, part = ""] = text.split(".");
  return [BigInt(whole + part), 10n ** BigInt(part.length)];
}

/** Gross, supports and what is paid for an income; all whole đồng, half up. */
export function sums(row, income) {
  const [rate, rateScale] = decimal(row.rate);
  const [factor, factorScale] = decimal(row.factor);
  const scale = rateScale * factorScale;
  const gross = Number((2n * BigInt(income) * rate * factor + scale) / (2n * scale));
  const state = Math.min(row.state, gross);
  const local = Math.max(0, Math.min(row.local, gross - state));
  return { gross, state, local, pay: gross - state - local };
}

const daysFrom = (day, since) => (Date.parse(since) - Date.parse(day)) / 86_400_000;

/** The values in force on a day ("2026-11-24"), and the next ones where they are near. */
function periodsOf(law, day) {
  const later = law.periods.findIndex((period) => period.since > day);
  const at = later < 0 ? law.periods.length - 1 : Math.max(0, later - 1);
  const next = law.periods[at + 1];
  return [law.periods[at], next && daysFrom(day, next.since) <= law.near_days ? next : undefined];
}

/** The day that a sum is for: the phone's own, but none before the server's. */
export const dayFor = (law, moment) => [law.periods[0].since, dayOf(moment)].sort()[1];

/** "2026-11-24" for a moment, in Vietnam, whatever the phone's own zone. */
export const dayOf = (moment) => new Date(moment.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);

const written = (day) => day.split("-").reverse().map(Number).join("/");

function within(law, period, income) {
  if (income < period.lowest) return [fill(law.texts.too_low, { lowest: money(period.lowest) }), period.lowest];
  if (income > period.highest) return [fill(law.texts.too_high, { highest: money(period.highest) }), period.highest];
  return ["", income];
}

function working(law, row, { gross, state }, names) {
  const { texts } = law;
  if (row.growth) {
    const growth = fill(texts.growth, { rate: row.growth });
    const lump = { gross: money(gross), state: money(state), growth, supported: row.supported };
    return fill(texts.working_lump, { ...names, ...lump });
  }
  const month = (amount) => money(Math.floor(amount / row.months));
  const values = { ...names, months: `${row.months} tháng`, gross: month(gross), state: month(state) };
  if (!state) return fill(texts.no_support, values);
  return fill(row.months === 1 ? texts.working_month : texts.working, values);
}

/** The whole answer: { pay, income, state, period, text }; null where there is no value for the day. */
export function quote(law, wish, day) {
  const { texts } = law;
  if (day > law.good_until) return null;
  const [period, next] = periodsOf(law, day);
  const mode = law.modes.find(({ key }) => key === wish.mode);
  const row = period.rows[wish.support][wish.mode];
  if (!row) return null;
  const [remark, income] = within(law, period, wish.income);
  const now = sums(row, income);
  const support = law.supports.find(({ key }) => key === wish.support).name;
  const names = { support, mode: mode.name, period: mode.period };
  const until = next ? fill(texts.until, { day: next.eve }) : "";
  const lines = [
    remark,
    fill(texts.answer, { ...names, income: money(income), pay: money(now.pay), until }),
    working(law, row, now, names),
    next ? after(law, next, wish, income, names) : "",
    now.local ? fill(texts.local, { local: money(now.local) }) : "",
    row.growth ? texts.estimate : "",
    fill(texts.grounds, { day: written(day) }),
  ];
  const text = lines.filter(Boolean).join("\n");
  return { pay: now.pay, state: now.state, income, period: mode.period, text };
}

function after(law, next, wish, income, names) {
  const row = next.rows[wish.support][wish.mode];
  if (!row) return "";
  const [remark, later] = within(law, next, income);
  const { pay } = sums(row, later);
  const paid = row.months > 1 ? law.texts.after_paid : "";
  const values = { ...names, day: next.day, lowest: money(next.lowest), pay: money(pay), paid };
  return fill(remark ? law.texts.after_lowest : law.texts.after, values);
}
