// Shows what was pushed, and opens its page. Part of the service worker.

import { fields } from "./subscription.js";

addEventListener("push", (event) => {
  const { title, body, path, topic } = event.data.json();
  event.waitUntil(
    registration.showNotification(title, { body, tag: topic, lang: "vi", icon: "/staff/static/app/icon-192.png", data: { path } }),
  );
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.path));
});

// The browser gave this subscription another address: tell the server.
addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event.oldSubscription));
});

async function open(path) {
  if (!path.startsWith("/staff/")) return;
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname === path);
  await (page ? page.focus() : clients.openWindow(path));
}

async function renew(old) {
  if (!old) return;
  const { applicationServerKey } = old.options;
  const renewed = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const state = await fetch("/staff/door/state", { redirect: "error" });
  const { csrf_token } = await state.json();
  await fetch("/staff/account/devices", { method: "POST", body: new URLSearchParams({ ...fields(renewed), csrf_token }) });
}
