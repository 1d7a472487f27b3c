"use strict";

// Niceties only: every page works without this file.

const WAIT_NOTE = "This usually takes a few seconds.";
const live = document.querySelector("[data-live]");
const main = document.querySelector("main");
let shown = location.pathname;

function say(words) {
  live.textContent = words;
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

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function showDanger(html) {
  document.querySelector("[data-danger]").replaceChildren(...parsed(html).body.childNodes);
  say(document.querySelector("[data-danger] h1").textContent);
}

function showPage(html, address) {
  const page = parsed(html);
  document.title = page.title;
  document.querySelector("[data-danger]").replaceChildren();
  main.replaceChildren(...page.querySelector("main").childNodes);
  if (address) history.pushState({}, "", address);
  shown = location.pathname;
  equip();
  const title = main.querySelector("[data-focus], h1");
  title.tabIndex = -1;
  title.focus();
  say(title.textContent);
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
  for await (const event of eventsOf(response)) {
    if (event.name === "urgent") showDanger(event.data);
    if (event.name === "moved") location.assign(event.data);
    if (event.name === "page") showPage(event.data.html, event.data.address);
    if (event.name !== "urgent") return true;
  }
  return false;
}

async function ask(form) {
  const stopping = new AbortController();
  const stop = form.querySelector("[data-stop]");
  if (stop) stop.onclick = () => stopping.abort();
  setWaiting(form, true);
  say("Searching the guidance.");
  try {
    if (await follow(form, stopping.signal)) return;
  } catch (error) {
    if (stopping.signal.aborted) {
      setWaiting(form, false);
      say("Stopped.");
      form.querySelector("[data-status]").textContent = "Stopped. The answer may still be among your conversations.";
      return;
    }
  }
  // the stream did not carry: the plain form does
  form.submit();
}

function equip() {
  for (const tools of document.querySelectorAll("[data-tools]")) tools.hidden = false;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-ask]")) return;
  event.preventDefault();
  if (!form.dataset.busy) ask(form);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-ask] textarea")) {
    event.target.form.requestSubmit();
  }
});

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(document.querySelector(copy.dataset.copy).textContent);
    say("Copied.");
    copy.textContent = "Copied";
  }
  if (event.target.closest("[data-print]")) print();
});

// a page restored by the Back button still shows the waiting state
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-ask]")) setWaiting(form, false);
});
window.addEventListener("popstate", () => {
  if (location.pathname !== shown) location.reload();
});

equip();
document.querySelector("[data-focus]")?.focus();
