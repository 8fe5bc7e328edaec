// Forms that wait for signal. Each has an id that the server keeps: sent twice, it counts once.

import * as store from "./store.js";

const STATE = "/staff/door/state";

/** Who was signed in when this phone last had signal; "" when nobody. */
export const owner = async () => (await store.get("who"))?.user ?? "";

/**
 * The entries of who is signed in (of all, when nobody is), oldest first:
 * { id, path, kind, name, fields, at, user, problem, field }.
 */
export async function waiting() {
  const [user, entries] = [await owner(), await store.all("entry-")];
  return entries.filter((entry) => !user || entry.user === user);
}

const keep = (entry) => store.put(`entry-${entry.at}-${entry.id}`, entry, Date.parse(entry.at));
const forget = (entry) => store.remove(`entry-${entry.at}-${entry.id}`);

/** Put a form into the queue and give its entry. */
export async function add({ path, kind, name, fields }) {
  const entry = { id: crypto.randomUUID(), at: new Date().toISOString(), path, kind, name, fields, problem: "", field: "" };
  entry.user = await owner();
  await keep(entry);
  return entry;
}

export const drop = forget;

/**
 * Send what waits, oldest first. Gives { sent: [{ entry, code }], refused: [entry], state }, where
 * state is "done", "away" (no signal) or "signed-out". Of several pages one sends.
 */
export function send() {
  if (!navigator.locks) return sendAll();
  return navigator.locks.request("door-queue", sendAll);
}

async function sendAll() {
  const result = { sent: [], refused: [], state: "done" };
  const entries = (await waiting()).filter((entry) => !entry.problem);
  if (!entries.length) return result;
  const session = await signedIn();
  if (!session.user) return { ...result, state: session.state };
  for (const entry of entries.filter(({ user }) => user === session.user)) {
    const answer = await post(entry, session.csrf_token);
    if (answer.state !== "done") return { ...result, state: answer.state };
    if (answer.problem) {
      const refused = { ...entry, problem: answer.problem, field: answer.field };
      await keep(refused);
      result.refused.push(refused);
    } else {
      await forget(entry);
      result.sent.push({ entry, code: answer.code });
    }
  }
  return result;
}

async function signedIn() {
  try {
    const answer = await fetch(STATE, { redirect: "manual", cache: "no-store" });
    if (answer.ok) return answer.json();
    return { state: answer.type === "opaqueredirect" ? "signed-out" : "away" };
  } catch {
    return { state: "away" };
  }
}

async function post(entry, token) {
  const body = new URLSearchParams({ ...entry.fields, entry_id: entry.id, at: entry.at, csrf_token: token });
  try {
    const answer = await fetch(entry.path, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok || answer.status === 422) return { state: "done", ...(await answer.json()) };
    if (answer.status === 401) return { state: "signed-out" };
    if (answer.status === 404) return { state: "done", problem: "Mục này không còn thuộc phần việc của anh/chị." };
    if (answer.status < 500 && answer.status !== 429) return { state: "done", problem: `Hệ thống không nhận mục này (${answer.status}).` };
    return { state: "away" };
  } catch {
    return { state: "away" };
  }
}
