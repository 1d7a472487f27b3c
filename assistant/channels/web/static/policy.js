// Keeps a page told of long work, and shows it afresh when it has ended. Without it a link does the same.

const EVERY_MS = 2000;

const follow = async (place) => {
  const said = place.querySelector("[data-job-said]");
  const bar = place.querySelector("progress");
  const response = await fetch(place.dataset.job, { headers: { accept: "application/json" } });
  if (!response.ok) return;
  const job = await response.json();
  if (!job.runs) {
    location.reload();
    return;
  }
  if (job.total) {
    bar.max = job.total;
    bar.value = job.done;
    said.textContent = `${job.step}: ${job.done} of ${job.total}`;
  } else if (job.step) {
    bar.removeAttribute("value");
    said.textContent = job.step;
  }
  setTimeout(follow, EVERY_MS, place);
};

document.querySelectorAll("[data-job]").forEach((place) => setTimeout(follow, EVERY_MS, place));
