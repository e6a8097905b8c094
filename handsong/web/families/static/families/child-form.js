// The form about a child, made quicker: the birth is read back while typing, conditions can be searched.
// Everything works without this file.

const form = document.querySelector("form[data-read-back]");
const zone = form.querySelector("[name=time_zone]");
if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

const said = form.querySelector("[data-said]");
let waiting = 0;
let latest = 0;

/** Ask the server to say what the birth means; its rules are nowhere else. */
async function readBack() {
  const mine = ++latest;
  try {
    const answer = await fetch(form.dataset.readBack, { method: "POST", body: new FormData(form) });
    const { sentence } = await answer.json();
    if (mine === latest && said.textContent !== sentence) said.textContent = sentence;
  } catch {
    if (mine === latest) said.textContent = "";
  }
}

form.addEventListener("input", (event) => {
  if (!/^(name|born_date|early|due_date|weeks_early|days_early)$/.test(event.target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(readBack, 350);
});

const conditions = form.querySelector("[data-conditions]");
const search = conditions.querySelector("[data-search]");
const found = conditions.querySelector("[data-found]");
const groups = [...conditions.querySelectorAll("details")];
const opened = groups.map((group) => group.open);
search.hidden = false;

/** Show how many are ticked in each group, also while it is folded. */
function count() {
  for (const group of groups) {
    const ticked = group.querySelectorAll(":checked").length;
    group.querySelector("[data-count]").textContent = ticked ? `${ticked} ticked` : "";
  }
}

search.querySelector("input").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let hits = 0;
  groups.forEach((group, place) => {
    let here = 0;
    for (const choice of group.querySelectorAll(".choice")) {
      const fits = words.every((word) => choice.dataset.words.includes(word));
      choice.hidden = words.length > 0 && !fits;
      here += fits ? 1 : 0;
    }
    group.hidden = words.length > 0 && here === 0;
    group.open = words.length > 0 ? here > 0 : opened[place];
    hits += here;
  });
  if (!words.length) found.textContent = "";
  else if (hits) found.textContent = hits === 1 ? "One found." : `${hits} found.`;
  else found.textContent = "Nothing by that name. Write it below, in your own words.";
});

search.querySelector("input").addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});

conditions.addEventListener("change", count);
count();
document.querySelector("#confirm")?.focus();
