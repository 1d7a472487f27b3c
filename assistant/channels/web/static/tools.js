// Copying an answer with its citations, and printing it.

import { say } from "./showing.js";

const COPIED_MS = 4000;

export function listenForTools() {
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) copyText(copy);
    if (event.target.closest("[data-print]")) print();
  });
}

async function copyText(button) {
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent);
  button.dataset.label ??= button.textContent;
  button.textContent = "Copied";
  say("Copied.");
  setTimeout(() => (button.textContent = button.dataset.label), COPIED_MS);
}
