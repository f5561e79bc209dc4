// Templates from the keyboard: / and a few letters; arrows choose, Enter puts one in as it reads
// for this ticket, Esc leaves what was typed alone.
(() => {
  const BEFORE = /(^|\s)\/([^\s/][^\n/]{0,39}|)$/;
  const KIND = "typeahead";
  let asked = 0, timer = 0;

  function typed(text) {
    if (text.selectionStart !== text.selectionEnd) return null;
    const found = BEFORE.exec(text.value.slice(0, text.selectionStart));
    return found && { start: text.selectionStart - found[2].length - 1, query: found[2] };
  }

  async function ask(text, { start, query }) {
    const button = text.form.querySelector("[data-templates]");
    const desk = text.form.elements.desk?.value ?? "";
    const turn = ++asked;
    const answer = await fetch(`${button.dataset.templates}?q=${encodeURIComponent(query)}&desk=${desk}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (turn !== asked || !answer?.ok) return;
    const found = (await answer.json()).templates;
    if (turn !== asked || !typed(text)) return;
    if (!found.length) { prazoOffered.shut(KIND); return; }
    const el = prazoElement;
    prazoOffered.show(KIND, text, {
      label: button.textContent.trim(),
      rows: found.map((one) => [el("b", {}, one.name), " ", el("small", { className: "muted" }, one.language)]),
      preview: (place) => found[place].text,
      take: (place) => insert(text, start, found[place]),
      left: () => { asked++; },
    });
  }

  function insert(text, start, one) {
    text.setRangeText(one.text, start, text.selectionStart, "end");
    const ids = text.form.elements.namedItem("templates");
    if (ids) ids.value = [...ids.value.split(",").filter(Boolean), one.id].join(",");
    const hole = one.missing.length ? `{${one.missing[0]}}` : "";
    const at = hole ? text.value.indexOf(hole, start) : -1;
    if (at >= 0) text.setSelectionRange(at, at + hole.length); // what nobody knows is to be typed
    text.dispatchEvent(new Event("written", { bubbles: true }));
  }

  document.addEventListener("input", (event) => {
    const text = event.target;
    if (!text.matches?.("form:has([data-templates]) textarea")) return;
    const found = typed(text);
    clearTimeout(timer);
    if (!found) { asked++; prazoOffered.shut(KIND); return; }
    timer = setTimeout(() => ask(text, found), 120);
  });

  // The button types the slash.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-templates]");
    const text = link?.closest("form")?.elements.namedItem("text");
    if (!text) return;
    event.preventDefault();
    text.focus();
    const before = text.value.slice(0, text.selectionStart);
    text.setRangeText(before && !/\s$/.test(before) ? " /" : "/", text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
