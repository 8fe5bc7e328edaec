// Switches pushes on for this browser. Without it the section still offers the linked conversation.

import { bytes, fields } from "./subscription.js";

const form = document.querySelector("[data-push]");
const says = document.querySelector("[data-push-says]");
const canPush = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const onApple = /iPhone|iPad/.test(navigator.userAgent);
if (form && !canPush && onApple) {
  says.textContent = "Trên iPhone, iPad: bấm Chia sẻ, chọn Thêm vào Màn hình chính, rồi mở trang từ biểu tượng đó và bật thông báo.";
}
if (form && canPush) begin().catch(() => {}); // what cannot be begun leaves the text that says so

async function begin() {
  const worker = await navigator.serviceWorker.register("/staff/worker.js", { scope: "/staff/", type: "module" });
  const known = await mark(await worker.pushManager.getSubscription());
  form.hidden = known;
  says.textContent = known ? "Máy này đang nhận thông báo." : "";
  form.querySelector("[data-push-on]").addEventListener("click", () => switchOn(worker));
}

/** Shows which of the devices is this one; tells whether it is among them. */
async function mark(subscription) {
  if (!subscription || Notification.permission !== "granted") return false;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint));
  const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const own = document.querySelector(`[data-mark="${hex}"]`);
  if (own) own.hidden = false;
  return Boolean(own);
}

async function switchOn(worker) {
  const allowed = await Notification.requestPermission();
  if (allowed !== "granted") {
    says.textContent = "Trình duyệt đang chặn thông báo của trang này. Mở phần cài đặt của trang trong trình duyệt, cho phép thông báo, rồi bấm lại.";
    return;
  }
  says.textContent = "Đang bật…";
  try {
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) });
    for (const [name, value] of Object.entries(fields(subscription))) form.elements[name].value = value;
    form.submit();
  } catch {
    says.textContent = "Chưa bật được: dịch vụ thông báo của trình duyệt không trả lời. Thử lại sau, hoặc liên kết Zalo ở dưới.";
  }
}
