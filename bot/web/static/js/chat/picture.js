// A picture in a bubble, and the same at its full size in a dialog.

import { make } from "./words.js";

const dialog = document.getElementById("enlarged");
const [all, close] = dialog.children;
const large = all.firstElementChild;
let opener = null;

close.addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => opener?.focus());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // beside it
});

/** Give the picture with its two ways on. Its size is known before it is there: nothing jumps. */
export function picture({ src, pdf, alt, width, height }) {
  const enlarge = make("button", "", "Phóng to");
  enlarge.type = "button";
  const print = make("a", "", "Tải bản in (PDF)");
  print.href = pdf;
  print.download = "bhxh-tu-nguyen.pdf";
  const image = document.createElement("img");
  Object.assign(image, { alt, width, height, loading: "lazy", decoding: "async", src });
  const open = () => {
    opener = enlarge;
    Object.assign(large, { alt, width, height, src });
    dialog.showModal();
    all.scrollTo(0, 0);
  };
  enlarge.addEventListener("click", open);
  image.addEventListener("click", open);
  return make("figure", "picture", image, make("p", "", enlarge, print));
}
