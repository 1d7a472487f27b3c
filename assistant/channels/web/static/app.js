"use strict";

// Niceties only: every page works without this file.

const WAIT_NOTE = "This usually takes a few seconds.";

function setWaiting(form, waiting) {
  const button = form.querySelector("button[type=submit]");
  const status = form.querySelector("[data-status]");
  button.dataset.label ??= button.textContent;
  button.textContent = waiting ? button.dataset.waiting : button.dataset.label;
  button.setAttribute("aria-disabled", String(waiting));
  status.textContent = waiting ? WAIT_NOTE : "";
  form.dataset.busy = waiting ? "yes" : "";
}

for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    setWaiting(form, true);
  });
  form.querySelector("textarea").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit();
    }
  });
  // a page restored by the Back button still shows the waiting state
  window.addEventListener("pageshow", () => setWaiting(form, false));
}

document.querySelector("[data-focus]")?.focus();
