// What the phone keeps for a day: each record encrypted with a key of its own that no script can
// read out and that is deleted with the record.

const NAME = "door";
const LIFE_MS = 24 * 3_600_000;

/** Whether this browser can keep anything: only pages over https, or of this machine, may. */
export const canKeep = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("records", { keyPath: "id" });
    request.onsuccess = () => {
      // Another page, or the browser on signing out, wants the database gone.
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => (opened = undefined);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function records(mode) {
  const database = await open();
  return database.transaction("records", mode).objectStore("records");
}

/** Keep a value (whatever JSON can hold) for a day. */
export async function put(id, value, at = Date.now()) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
  await done((await records("readwrite")).put({ id, at, key, iv, bytes }));
}

/** Give all values whose id begins so, in the order of their ids; what is a day old is deleted. */
export async function all(prefix) {
  const store = await records("readwrite");
  const found = await done(store.getAll());
  const isOver = ({ at }) => Date.now() - at > LIFE_MS;
  await Promise.all(found.filter(isOver).map(({ id }) => done(store.delete(id))));
  const kept = found.filter((record) => !isOver(record) && record.id.startsWith(prefix));
  return Promise.all(kept.map(read));
}

/** Give one value, undefined when there is none. */
export const get = async (id) => (await all(id))[0];

export async function remove(id) {
  await done((await records("readwrite")).delete(id));
}

/** Delete everything, keys first of all. */
export async function wipe() {
  await done((await records("readwrite")).clear());
}

async function read({ key, iv, bytes }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes);
  return JSON.parse(new TextDecoder().decode(plain));
}
