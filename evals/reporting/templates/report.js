"use strict";
(() => {
  const cases = [...document.querySelectorAll(".case")];
  const marks = [...document.querySelectorAll(".mark")];
  const field = (id) => document.getElementById(id);
  const words = new Map(cases.map((one) => [one, one.textContent.toLowerCase()]));
  // A run that was made again under its old name has other answers.
  const key = `verdicts:${field("save").dataset.run}:${field("save").dataset.started}`;

  const matches = (one) =>
    words.get(one).includes(field("find").value.trim().toLowerCase()) &&
    (!field("outcome").value || one.dataset.outcome.split(" ").includes(field("outcome").value)) &&
    (!field("topic").value || one.dataset.topic === field("topic").value);

  const filter = () => {
    cases.forEach((one) => { one.hidden = !matches(one); });
    field("shown").textContent = `${cases.filter((one) => !one.hidden).length} of ${cases.length} cases shown`;
  };

  const verdicts = () => marks.flatMap((mark) => {
    const chosen = mark.querySelector("input:checked");
    const note = mark.querySelector("input[type=text]").value.trim();
    return chosen ? [{ case: mark.dataset.case, repeat: Number(mark.dataset.repeat), verdict: chosen.value, note }] : [];
  });
  const file = () => ({ run: field("save").dataset.run, reviewer: field("reviewer").value.trim(), verdicts: verdicts() });

  const restore = (kept) => {
    field("reviewer").value = kept.reviewer;
    kept.verdicts.forEach((one) => {
      const mark = marks.find((each) => each.dataset.case === one.case && Number(each.dataset.repeat) === one.repeat);
      if (!mark) return;
      mark.querySelector(`input[value=${one.verdict === "good" ? "good" : "bad"}]`).checked = true;
      mark.querySelector("input[type=text]").value = one.note;
    });
  };

  // A browser may refuse storage to a page opened from a file; verdicts are then kept until it is closed.
  const storage = (use) => { try { return use(window.localStorage); } catch { return null; } };

  const keep = () => storage((place) => place.setItem(key, JSON.stringify(file())));

  const save = () => {
    if (!field("reviewer").value.trim()) {
      field("shown").textContent = "Write your name first: two reviewers are compared by it.";
      field("reviewer").focus();
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file(), null, 1)], { type: "application/json" }));
    link.download = `verdicts-${field("reviewer").value.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-")}.json`;
    link.click();
    field("shown").textContent = `${verdicts().length} verdicts saved as ${link.download}`;
  };

  const open = () => {
    const one = location.hash.startsWith("#case-") && field(location.hash.slice(1));
    if (one) { one.open = true; one.scrollIntoView(); }
  };

  [field("filter"), ...marks].forEach((one) => { one.hidden = false; });
  ["find", "outcome", "topic"].forEach((id) => field(id).addEventListener("input", filter));
  field("filter").addEventListener("submit", (event) => event.preventDefault());
  field("save").addEventListener("click", save);
  ["input", "change"].forEach((kind) => document.addEventListener(kind, keep));
  window.addEventListener("hashchange", open);
  // A reloading browser fills fields in again by itself, after this script has run: what was kept comes last.
  window.addEventListener("pageshow", () => {
    const kept = storage((place) => JSON.parse(place.getItem(key)));
    if (kept) restore(kept);
    filter();
  });
  open();
})();
