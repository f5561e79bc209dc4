// What was sent a moment ago and may be taken back: on its ticket it stands in the conversation,
// on every other page in a note of its own. It survives going from page to page.
(() => {
  const KEY = "prazo-held";
  const LAST = "[data-held]:has([data-key=z])"; // of several: that one the note takes back
  const words = () => document.getElementById("words").dataset;
  const now = () => Date.now() / 1000;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  function remembered() {
    try {
      const held = JSON.parse(localStorage.getItem(KEY));
      return held && held.until > now() && Number.isInteger(held.number) ? held : null;
    } catch { return null; }
  }

  function remember() { // what this page shows, or its address tells of the one before
    const told = /^#held-(\d+)-(\d+)$/.exec(location.hash);
    const held = document.querySelector(LAST)?.dataset ?? (told && { number: told[1], until: told[2] });
    try {
      if (held) localStorage.setItem(KEY, JSON.stringify({ number: Number(held.number), until: Number(held.until) }));
      else if (document.getElementById("talk") && remembered()?.number === here()) localStorage.removeItem(KEY);
    } catch { /* a browser that keeps nothing shows it on the ticket alone */ }
  }

  const here = () => Number(document.querySelector("#talk") && document.querySelector("[data-draft]")?.dataset.number);

  function note(held) {
    const el = prazoElement;
    return el("form", { method: "post", action: `/t/${held.number}/undo`, id: "undo", className: "toast row" },
      el("input", { type: "hidden", name: "csrfmiddlewaretoken", value: token() }),
      el("span", { role: "status" }, `#${held.number} `, words().sending),
      el("span", { className: "num", "aria-hidden": "true", "data-left": held.until }), // not read out every second
      el("button", { className: "btn small", "data-key": "z" }, words().undo, " ", el("kbd", { "aria-hidden": "true" }, "z")));
  }

  function show() {
    remember();
    const all = document.querySelectorAll("[data-held]");
    const kept = all.length ? null : remembered();
    const shown = document.getElementById("undo");
    if (!kept) shown?.remove();
    else if (!shown) document.body.append(note(kept));
    for (const left of document.querySelectorAll("[data-left]")) left.textContent = `${seconds(left.dataset.left)} s`;
    for (const held of all) {
      const count = held.querySelector("[data-countdown]");
      count.dataset.said ??= count.textContent;
      const left = seconds(held.dataset.until);
      count.textContent = left > 0 ? `${count.dataset.said} ${left} s` : count.dataset.said;
      held.querySelector("button").disabled = left <= 0;
    }
  }
  const seconds = (until) => Math.max(0, Math.ceil(until - now()));

  setInterval(() => { if (document.querySelector("[data-held], [data-left]") || remembered()) show(); }, 500);
  // What was sent leaves the caret nowhere, so that the next key is a key and not a letter.
  let known = document.querySelector(LAST)?.dataset.held;
  document.addEventListener("htmx:after:swap", () => {
    show();
    const held = document.querySelector(LAST)?.dataset.held;
    if (held && held !== known) {
      setTimeout(() => {
        const text = document.activeElement;
        if (text?.matches("form[data-draft] textarea") && !text.value) document.getElementById("main").focus({ preventScroll: true });
      });
    }
    known = held;
  });
  show();
})();
