// The promise board by hand: arrows walk over promises, r gives one to somebody, and so does
// dragging it onto a person's row. All of it posts the same form a page without scripts shows.
(() => {
  const give = document.getElementById("give");
  const drop = document.getElementById("drop");
  const cards = () => [...document.querySelectorAll("#board .owed a")].filter((el) => el.checkVisibility());
  const kept = () => Object.fromEntries(new FormData(drop));

  function ask(card) {
    const { hours, desk } = kept();
    htmx.ajax("GET", `${card.dataset.give}?${new URLSearchParams({ hours, desk })}`, { target: "#give", swap: "innerHTML" });
  }

  // The nearest promise that way; straight ahead counts for more than aside.
  function beside(card, key) {
    const across = key === "ArrowLeft" || key === "ArrowRight";
    const way = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    const from = card.getBoundingClientRect();
    let best = null, least = Infinity;
    for (const other of cards()) {
      const to = other.getBoundingClientRect();
      const ahead = way * (across ? to.left - from.left : to.top - from.top);
      const aside = Math.abs(across ? to.top - from.top : to.left - from.left);
      if (other === card || ahead < 4) continue;
      const far = ahead + 4 * aside;
      if (far < least) { least = far; best = other; }
    }
    return best;
  }

  function walk(key) {
    const all = cards();
    const here = all.find((el) => el === document.activeElement);
    let to;
    if (!here) to = key === "k" ? all.at(-1) : all[0];
    else if (key === "j" || key === "k") to = all[all.indexOf(here) + (key === "j" ? 1 : -1)];
    else to = beside(here, key);
    to?.focus();
    to?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (give.open) { inDialog(event); return; }
    if (event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
    const card = event.target.closest?.(".owed a");
    if (event.key === "r" && card) {
      event.preventDefault();
      ask(card);
    } else if (event.key === "j" || event.key === "k" || (event.key.startsWith("Arrow") && card)) {
      event.preventDefault();
      walk(event.key);
    }
  });

  // In the dialog: what is typed narrows the list, Enter gives it to the first.
  const people = () => [...give.querySelectorAll(".people .who")].filter((el) => !el.hidden);
  function mark(aloud) {
    const first = people()[0];
    give.querySelectorAll(".who").forEach((el) => el.classList.toggle("first", el === first));
    if (aloud) give.querySelector("[data-first]").textContent = first?.querySelector("b").textContent ?? "";
  }
  function inDialog(event) {
    const field = give.querySelector("[data-whom]");
    if (event.key === "Enter" && event.target === field) {
      event.preventDefault();
      people()[0]?.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const all = people(), at = all.indexOf(event.target);
      const to = at + (event.key === "ArrowDown" ? 1 : -1);
      (to < 0 ? field : all[to])?.focus();
    }
  }
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-whom]")) return;
    const typed = prazoFolded(event.target.value.trim());
    for (const el of give.querySelectorAll(".who")) el.hidden = !prazoFolded(el.dataset.name).includes(typed) || (typed && !el.dataset.name);
    mark(true);
  });

  // What a swap takes away gets the caret back where it comes again.
  // And where it does not, the next promise does.
  let caret = null, next = [];
  document.addEventListener("htmx:before:swap", () => {
    caret = document.activeElement?.id || caret;
    const all = cards(), at = all.indexOf(document.activeElement);
    if (at >= 0) next = [...all.slice(at), ...all.slice(0, at).reverse()].map((el) => el.id);
  });
  const resume = (id) => [id, ...next].map((one) => document.getElementById(one)).find(Boolean)?.focus();
  document.addEventListener("htmx:after:swap", () => {
    const form = give.querySelector("form:not([data-seen])");
    if (form) {
      form.dataset.seen = "1";
      const field = form.querySelector("[data-whom]");
      field.hidden = false;
      if (!give.open) { from = document.activeElement?.id; give.showModal(); }
      field.focus();
      mark();
    } else if (document.activeElement === document.body && caret) {
      resume(caret);
    }
  });
  let from = null;
  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail?.ctx;
    const status = ctx?.response?.status;
    if (give.open && status === 200 && String(ctx.request?.method).toUpperCase() === "POST") shut();
  });
  function shut() {
    caret = from;
    give.close();
    give.replaceChildren();
    resume(from);
  }
  document.addEventListener("click", (event) => {
    if (give.open && event.target.closest?.("[data-close]")) { event.preventDefault(); shut(); }
  });
  give.addEventListener("cancel", () => setTimeout(() => {
    give.replaceChildren();
    if (document.activeElement === document.body) resume(from);
  }));

  let moved = null;
  document.addEventListener("dragstart", (event) => {
    moved = event.target.closest?.(".owed a");
    if (!moved) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", moved.href);
    moved.parentElement.classList.add("moving");
  });
  const under = (event) => moved && event.target.closest?.("#board tr[data-to]");
  const over = (row) => document.querySelectorAll("#board tr.over").forEach((el) => el !== row && el.classList.remove("over"));
  document.addEventListener("dragover", (event) => {
    const row = under(event);
    over(row);
    if (!row) return;
    event.preventDefault();
    row.classList.add("over");
  });
  document.addEventListener("dragend", () => {
    over(null);
    moved?.parentElement.classList.remove("moving");
    moved = null;
  });
  document.addEventListener("drop", (event) => {
    const row = under(event);
    if (!row || row.contains(moved)) return;
    event.preventDefault();
    const drawn = `to=${moved.closest("tr").dataset.to}`;
    const values = { ...kept(), drawn, to: row.dataset.to, team: row.closest("tbody").dataset.team };
    htmx.ajax("POST", moved.dataset.give, { target: "#board", swap: "outerMorph", values });
  });
})();
