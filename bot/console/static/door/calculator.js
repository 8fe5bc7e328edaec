// The calculator: one tap each for amount, category and way of paying, then the sum.

import { card } from "./card.js";
import { dayFor, quote } from "./law.js";
import { money } from "./money.js";

const STEPS = ["income", "support", "mode"];

/** Bring a calculator to life; `keep(wish)` is called when the person is to become a lead. */
export function calculator(root, keep) {
  const law = JSON.parse(root.querySelector("[data-law]").textContent);
  const form = root.querySelector("form");
  const result = root.querySelector("[data-result]");
  const part = (step) => form.querySelector(`[data-step="${step}"]`);
  let answer = null;
  let picture = null; // of the answer, drawn ahead: sharing must follow the tap at once

  root.classList.add("live");
  showOther();
  const begun = wished(); // by an address, or tapped before this came
  if (begun.income || begun.support || begun.mode) update();
  else show("income");

  form.addEventListener("change", ({ target }) => {
    if (target.name === "other") form.elements.income.value = "other";
    update(target.name === "other" ? "income" : target.name);
  });
  form.addEventListener("click", ({ target }) => {
    // A tap on what is chosen already is an answer as well.
    if (target.name && target.checked) update(target.name);
    if (target.dataset.change) show(target.dataset.change);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update();
  });
  result.querySelector("[data-share]").addEventListener("click", share);
  result.querySelector("[data-again]").addEventListener("click", () => {
    for (const field of form.querySelectorAll("input")) {
      if (field.type === "radio") field.checked = false;
      else field.value = "";
    }
    answer = null;
    result.hidden = true;
    showOther();
    for (const step of STEPS) part(step).classList.remove("done");
    show("income");
    form.scrollIntoView();
  });
  result.querySelector("[data-keep]").addEventListener("click", () => keep(wished()));

  function wished() {
    const { income, other, support, mode } = form.elements;
    const amount = income.value === "other" ? digits(other.value) : Number(income.value);
    return { income: amount, support: support.value, mode: mode.value };
  }

  function showOther() {
    const other = form.elements.income.value === "other";
    part("income").querySelector("[data-other]").hidden = !other;
    return other;
  }

  function show(step) {
    for (const name of STEPS) part(name).classList.toggle("open", name === step);
  }

  function update(step = "") {
    const wish = wished();
    const other = showOther();
    if (step === "income" && other && !wish.income) return form.elements.other.focus();
    for (const name of STEPS) {
      const done = Boolean(wish[name]);
      part(name).classList.toggle("done", done);
      if (done) part(name).querySelector("[data-chosen]").textContent = chosen(name, wish);
    }
    const missing = STEPS.find((name) => !wish[name]);
    show(missing);
    if (missing) return part(missing).querySelector("input").focus({ preventScroll: true });
    return answered(wish);
  }

  function chosen(name, wish) {
    if (name === "income") return money(wish.income);
    return law[`${name}s`].find(({ key }) => key === wish[name]).title;
  }

  function answered(wish) {
    answer = quote(law, wish, dayFor(law, new Date()));
    result.hidden = false;
    result.querySelector("[data-pay]").textContent = answer ? money(answer.pay) : "Chưa có số liệu";
    result.querySelector("[data-period]").textContent = answer?.period ?? "";
    result.querySelector("[data-text]").textContent = answer?.text ?? "Số liệu trên máy đã cũ. Mở trang này khi có sóng rồi tính lại.";
    result.querySelector("[data-share]").hidden = !answer;
    picture = answer && card(answer, root.dataset).catch(() => null);
    result.querySelector("h2").focus({ preventScroll: true });
    result.scrollIntoView({ block: "nearest" });
  }

  async function share() {
    const { text } = answer;
    const said = result.querySelector("[data-said]");
    const file = await picture;
    const withPicture = { files: [file], text };
    try {
      if (file && navigator.canShare?.(withPicture)) return await navigator.share(withPicture);
      if (navigator.share) return await navigator.share({ text });
      await navigator.clipboard.writeText(text);
      said.textContent = "Đã chép. Mở Zalo rồi dán vào tin nhắn.";
    } catch (error) {
      if (error.name === "AbortError") return; // closed by the person
      getSelection().selectAllChildren(result.querySelector("[data-text]"));
      said.textContent = "Máy không chia sẻ được. Nhấn giữ đoạn chữ trên để chép.";
    }
  }
}

const digits = (text) => Number(text.replace(/\D/g, "").slice(0, 12));
