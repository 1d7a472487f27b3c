// A citation opened beside the answer: a side pane where there is room, else over the whole screen.

import { parsed } from "./showing.js";

const BESIDE = matchMedia("(min-width: 64rem)");
const pane = document.querySelector("[data-pane]");
let opener = null;

export function listenForCitations() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-cited]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link);
  });
  pane.querySelector("[data-pane-close]").addEventListener("click", () => history.back());
  pane.addEventListener("cancel", (event) => {
    event.preventDefault();
    history.back();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && pane.open && !pane.matches(":modal") && !event.defaultPrevented) history.back();
  });
  // the Back button closes it, as it would leave a page
  addEventListener("popstate", close);
}

async function open(link) {
  const page = await pageOf(link.href);
  if (!page) return location.assign(link.href);
  for (const part of ["number", "title", "body"]) {
    pane.querySelector(`[data-pane-${part}]`).replaceChildren(...page.querySelector(`[data-citation-${part}]`).childNodes);
  }
  if (!pane.open) show(link);
  pane.querySelector("[data-pane-title]").focus({ preventScroll: true });
  scrollTo(pane.querySelector("mark"));
}

function scrollTo(mark) {
  pane.scrollTop = 0;
  const { top, bottom, height } = mark.getBoundingClientRect();
  const edge = pane.getBoundingClientRect().top;
  if (bottom <= Math.min(edge + pane.clientHeight, innerHeight)) return;
  pane.scrollTop = top - edge - Math.max(0, pane.clientHeight - height) / 2;
}

async function pageOf(address) {
  try {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    return response.ok ? parsed(await response.text()) : null;
  } catch {
    return null;
  }
}

function show(link) {
  opener = link;
  history.pushState({}, "");
  if (BESIDE.matches) keepInPlace(link, () => pane.show());
  else pane.showModal();
}

function close() {
  if (!pane.open) return;
  keepInPlace(opener, () => pane.close());
  opener.focus({ preventScroll: true });
}

// the answer is laid out anew where it shares the width, and what is being read stays where it was
function keepInPlace(element, change) {
  const before = element.getBoundingClientRect().top;
  change();
  scrollBy(0, element.getBoundingClientRect().top - before);
}
