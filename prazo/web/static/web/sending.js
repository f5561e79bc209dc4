// What was sent a moment ago and may be taken back: on its ticket it stands in the conversation,
// on every other page in a note of its own. It survives going from page to page.
(() => {
  const KEY = "prazo-held";
  const words = () => document.getElementById("words").dataset;
  const now = () => Date.now() / 1000;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  function remembered() {
    try {
      const held = JSON.parse(localStorage.getItem(KEY));
      return held && held.until > now() && Number.isInteger(held.number) ? held : null;
    } catch { return null; }
  }

  function remember() {
    const held = document.querySelector("[data-held]");
    try {
      if (held) localStorage.setItem(KEY, JSON.stringify({ number: Number(held.dataset.number), until: Number(held.dataset.until) }));
      else if (document.getElementById("talk") && remembered()?.number === here()) localStorage.removeItem(KEY);
    } catch { /* a browser that keeps nothing shows it on the ticket alone */ }
  }

  const here = () => Number(document.querySelector("#talk") && document.querySelector("[data-draft]")?.dataset.number);

  function note(held) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = `/t/${held.number}/undo`;
    form.id = "undo";
    form.className = "toast row";
    form.setAttribute("role", "status");
    const csrf = document.createElement("input");
    csrf.type = "hidden"; csrf.name = "csrfmiddlewaretoken"; csrf.value = token();
    const said = document.createElement("span");
    said.append(`#${held.number} `, words().sending, " ");
    const left = document.createElement("span");
    left.className = "num";
    left.dataset.left = held.until;
    said.append(left);
    const button = document.createElement("button");
    button.className = "btn small";
    button.dataset.key = "z";
    const key = document.createElement("kbd");
    key.textContent = "z";
    key.setAttribute("aria-hidden", "true");
    button.append(words().undo, " ", key);
    form.append(csrf, said, button);
    return form;
  }

  function show() {
    remember();
    const held = document.querySelector("[data-held]");
    const kept = held ? null : remembered();
    const shown = document.getElementById("undo");
    if (!kept) shown?.remove();
    else if (!shown) document.body.append(note(kept));
    for (const left of document.querySelectorAll("[data-left]")) left.textContent = `${seconds(left.dataset.left)} s`;
    const count = held?.querySelector("[data-countdown]");
    if (count) {
      count.dataset.said ??= count.textContent;
      const left = seconds(held.dataset.until);
      count.textContent = left > 0 ? `${count.dataset.said} ${left} s` : count.dataset.said;
      held.querySelector("button").disabled = left <= 0;
    }
  }
  const seconds = (until) => Math.max(0, Math.ceil(until - now()));

  setInterval(() => { if (document.querySelector("[data-held], #undo") || remembered()) show(); }, 500);
  // What was sent leaves the caret nowhere, so that the next key is a key and not a letter.
  let known = document.querySelector("[data-held]")?.dataset.held;
  document.addEventListener("htmx:after:swap", () => {
    show();
    const held = document.querySelector("[data-held]")?.dataset.held;
    if (held && held !== known) {
      setTimeout(() => {
        const text = document.activeElement;
        if (text?.matches("form[data-draft] textarea") && !text.value) text.blur();
      });
    }
    known = held;
  });
  show();
})();
