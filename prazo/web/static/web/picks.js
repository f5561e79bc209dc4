// Choosing tickets of a queue: x for the one under the caret, shift for a range, a box for all of
// the page and one for all of the queue. What is chosen stays so while the queue refreshes itself,
// and over its pages, until something was done with it.
(() => {
  const KEY = `prazo-picked:${document.querySelector("[data-user]")?.dataset.user}:`;
  const queue = KEY + location.pathname + (new URLSearchParams(location.search).get("desk") ?? "");
  const boxes = () => [...document.querySelectorAll(".c-pick input[name=t]")];
  const whole = () => document.querySelector("#bulk [name=all]");
  let chosen = new Set();
  let last = null;

  function tell() {
    const here = boxes().filter((box) => box.checked).length;
    const bar = document.getElementById("bulk");
    if (!bar) return;
    const n = chosen.size;
    if (n === 0) whole().checked = false;
    bar.hidden = n === 0;
    const said = bar.querySelector("[data-picked]");
    said.textContent = whole().checked ? said.dataset.all : n === 1 ? said.dataset.one : said.dataset.many.replace("%n", n);
    const aloud = document.getElementById("said");
    if (aloud && (n || aloud.textContent) && aloud.textContent !== said.textContent) aloud.textContent = said.textContent;
    const all = document.querySelector("[data-picks-all]");
    if (all) {
      all.hidden = false;
      all.checked = here > 0 && here === boxes().length;
      all.indeterminate = here > 0 && here < boxes().length;
    }
  }

  function choose(box, on) {
    box.checked = on;
    if (on) chosen.add(box.value); else chosen.delete(box.value);
  }

  function keep() {
    try { sessionStorage.setItem(queue, [...chosen].join()); } catch { /* then for this page alone */ }
    tell();
  }

  function restore() {
    try { chosen = new Set((sessionStorage.getItem(queue) ?? "").split(",").filter(Boolean)); } catch { /* as above */ }
    for (const box of boxes()) box.checked = chosen.has(box.value);
    tell();
  }

  function forget() {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEY)) sessionStorage.removeItem(key);
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
    keep();
  });
  document.addEventListener("change", (event) => {
    if (event.target === whole()) tell();
    if (!event.target.matches?.("[data-picks-all]")) return;
    for (const box of boxes()) choose(box, event.target.checked);
    keep();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-picks-none]")) return;
    chosen.clear();
    for (const box of boxes()) box.checked = false;
    keep();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.activeElement.closest?.(".queue tr")?.querySelector(".c-pick input");
    if (!box || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    choose(box, !box.checked);
    last = box.value;
    keep();
  });
  // Those of other pages have no box here that would be sent.
  document.addEventListener("formdata", (event) => {
    if (event.target.id !== "bulk") return;
    const here = new Set(boxes().map((box) => box.value));
    const elsewhere = [...chosen].filter((number) => !here.has(number));
    if (elsewhere.length) event.formData.append("t", elsewhere.join());
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const box of boxes()) box.checked = chosen.has(box.value);
    tell();
  });
  addEventListener("pageshow", restore); // also where the browser goes back to a page it kept

  for (const none of document.querySelectorAll("[data-picks-none]")) none.hidden = false;
  try { if (document.querySelector("[data-picked=done]")) forget(); } catch { /* nothing was kept */ }
  restore();
})();
