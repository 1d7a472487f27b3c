// What the reader sees and hears.

const live = document.querySelector("[data-live]");
const danger = document.querySelector("[data-danger]");
const main = document.querySelector("main");
let address = location.pathname;

export function say(words) {
  live.textContent = words;
}

export function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

export function equip() {
  for (const tools of document.querySelectorAll("[data-tools]")) tools.hidden = false;
  for (const copy of document.querySelectorAll("[data-copy]")) copy.hidden = !navigator.clipboard;
}

export function showDanger(html) {
  danger.replaceChildren(...parsed(html).body.childNodes);
  danger.scrollIntoView();
  say(danger.querySelector("h1").textContent);
}

export function showTyped(place, html) {
  place.replaceChildren(...parsed(html).body.childNodes);
  say(place.querySelector("[data-said]").textContent);
}

export function showPage(html, itsAddress) {
  const page = parsed(html);
  document.title = page.title;
  danger.replaceChildren();
  document.querySelector("[data-pane]").close();
  main.replaceChildren(...page.querySelector("main").childNodes);
  if (itsAddress) history.pushState({}, "", itsAddress);
  address = location.pathname;
  equip();
  focusOn(main.querySelector("[data-focus], h1"));
}

function focusOn(heading) {
  heading.tabIndex = -1;
  heading.focus();
}

export function isShown() {
  return location.pathname === address;
}
