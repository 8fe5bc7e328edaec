// Keeps the pages for the door at hand. The list of files and their version stand above, as KEPT.

import "/staff/static/push/worker.js";
import { send } from "/staff/static/door/queue.js";

const { version, shell, files } = self.KEPT;
const CACHE = `door-${version}`;
const DOOR = /^\/staff\/(visits|calculator|entry)$/;
const PATIENCE_MS = 8_000; // on a poor line; other pages may take their time
const FRESH_MS = 3_600_000;
let refreshed = 0;

addEventListener("install", (event) => {
  event.waitUntil(fill());
  skipWaiting();
});

addEventListener("activate", (event) => {
  event.waitUntil(tidy());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (files.includes(pathname)) event.respondWith(kept(request));
});

// The browser says that signal is back, also when no page is open.
addEventListener("sync", (event) => {
  if (event.tag === "door") event.waitUntil(sendAndTell());
});

async function sendAndTell() {
  const outcome = await send();
  const pages = outcome.sent.length || outcome.refused.length ? await clients.matchAll({ includeUncontrolled: true }) : [];
  for (const page of pages) page.postMessage(outcome);
  if (outcome.state === "away") throw new Error("still no signal"); // the browser tries again
}

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll([shell, ...files]);
}

async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith("door-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function page(event) {
  const abort = new AbortController();
  const isDoor = DOOR.test(new URL(event.request.url).pathname);
  const limit = isDoor ? setTimeout(() => abort.abort(), PATIENCE_MS) : 0;
  try {
    const answer = await fetch(event.request, { signal: abort.signal });
    event.waitUntil(refresh());
    return answer;
  } catch {
    return (await caches.match(shell)) ?? Response.error();
  } finally {
    clearTimeout(limit);
  }
}

/** The law's values stand in the page: bring it up to date while there is signal. */
async function refresh() {
  if (Date.now() - refreshed < FRESH_MS) return;
  refreshed = Date.now();
  try {
    const cache = await caches.open(CACHE);
    await cache.add(shell);
  } catch {
    refreshed = 0;
  }
}
