// Brings the pages for the door to life.

import { calculator } from "./calculator.js";
import { offer } from "./forms.js";

for (const root of document.querySelectorAll("[data-calculator]")) {
  calculator(root, offer);
}
