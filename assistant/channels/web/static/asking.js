// A question: sent, followed as it is answered, and stopped.

import { isShown, say, showDanger, showPage, showTyped } from "./showing.js";

const WAIT_NOTE = "This usually takes a few seconds.";
const STOPPED = "Stopped. The answer may still be among your conversations.";

export function listenForQuestions() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-ask]")) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    take(form, event.submitter);
    ask(form);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-ask] textarea")) {
      event.target.form.requestSubmit();
    }
  });
  // a page restored by the Back button still shows the waiting state
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-ask]")) setWaiting(form, false);
  });
  addEventListener("popstate", () => {
    if (!isShown()) location.reload();
  });
}

// a question that is offered is asked as if it had been typed
function take(form, submitter) {
  if (submitter?.name !== "question") return;
  form.querySelector("textarea").value = submitter.value;
  form.querySelector(".send").scrollIntoView({ block: "nearest" });
}

async function ask(form) {
  const stopping = new AbortController();
  const stop = form.querySelector("[data-stop]");
  if (stop) stop.onclick = () => stopping.abort();
  setWaiting(form, true);
  say("Searching the guidance.");
  try {
    if (await follow(form, stopping.signal)) return;
  } catch {
    if (stopping.signal.aborted) return showStopped(form);
  }
  // the stream did not carry: the plain form does
  form.submit();
}

async function follow(form, signal) {
  const response = await fetch("/answers/stream", {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { accept: "text/event-stream, text/html" },
    signal,
  });
  if (!response.headers.get("content-type").startsWith("text/event-stream")) {
    showPage(await response.text());
    return true;
  }
  const progress = form.querySelector("[data-progress]");
  for await (const event of eventsOf(response)) {
    if (event.name === "urgent") showDanger(event.data);
    if (event.name === "typed" && progress) showTyped(progress, event.data);
    if (event.name === "moved") location.assign(event.data);
    if (event.name === "page") showPage(event.data.html, event.data.address);
    if (event.name === "moved" || event.name === "page") return true;
  }
  return false;
}

async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const blocks = (pending + read.value).split("\n\n");
    pending = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block);
      const data = [...block.matchAll(/^data: (.*)$/gm)].map((line) => line[1]).join("\n");
      if (name) yield { name: name[1], data: JSON.parse(data) };
    }
  }
}

function setWaiting(form, waiting) {
  const button = form.querySelector("button[type=submit]");
  button.dataset.label ??= button.textContent;
  button.textContent = (waiting && button.dataset.waiting) || button.dataset.label;
  button.setAttribute("aria-disabled", String(waiting));
  form.dataset.busy = waiting ? "yes" : "";
  const status = form.querySelector("[data-status]");
  if (status) status.textContent = waiting ? WAIT_NOTE : "";
  const stop = form.querySelector("[data-stop]");
  if (stop) stop.hidden = !waiting;
}

function showStopped(form) {
  setWaiting(form, false);
  form.querySelector("[data-progress]").replaceChildren();
  form.querySelector("[data-status]").textContent = STOPPED;
  form.querySelector("button[type=submit]").focus();
  say("Stopped.");
}
