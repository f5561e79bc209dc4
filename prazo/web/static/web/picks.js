// Choosing tickets of a queue: x for the one under the caret, shift for a range, a box for all.
// What is chosen stays so while the queue refreshes itself.
(() => {
  const boxes = () => [...document.querySelectorAll(".c-pick input[name=t]")];
  const chosen = new Set();
  let last = null;

  function tell() {
    const n = boxes().filter((box) => box.checked).length;
    const bar = document.getElementById("bulk");
    if (!bar) return;
    bar.hidden = n === 0;
    const said = bar.querySelector("[data-picked]");
    said.textContent = n === 1 ? said.dataset.one : said.dataset.many.replace("%n", n);
    const all = document.querySelector("[data-picks-all]");
    if (all) {
      all.hidden = false;
      all.checked = n > 0 && n === boxes().length;
      all.indeterminate = n > 0 && n < boxes().length;
    }
  }

  function choose(box, on) {
    box.checked = on;
    if (on) chosen.add(box.value); else chosen.delete(box.value);
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.(".c-pick input[name=t]");
    if (!box) return;
    const all = boxes();
    if (event.shiftKey && last !== null) {
      const [from, to] = [all.findIndex((b) => b.value === last), all.indexOf(box)].sort((a, b) => a - b);
      for (const one of all.slice(Math.max(from, 0), to + 1)) choose(one, box.checked);
    }
    choose(box, box.checked);
    last = box.value;
    tell();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-picks-all]")) return;
    for (const box of boxes()) choose(box, event.target.checked);
    tell();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-picks-none]")) return;
    for (const box of boxes()) choose(box, false);
    tell();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.activeElement.closest?.(".queue tr")?.querySelector(".c-pick input");
    if (!box || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    choose(box, !box.checked);
    last = box.value;
    tell();
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const box of boxes()) box.checked = chosen.has(box.value);
    tell();
  });

  for (const none of document.querySelectorAll("[data-picks-none]")) none.hidden = false;
  for (const box of boxes()) if (box.checked) chosen.add(box.value); // the browser came back to it
  tell();
})();
