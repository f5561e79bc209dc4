// Ctrl-K: a place, a ticket, an act, by a few of its letters. Places come from the server, once for
// each page; acts are the links and buttons of this page that have a key, and are pressed as such.
// It is opened by later.js.
(() => {
  const dialog = document.getElementById("palette");
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("ul");
  const status = dialog.querySelector("[role=status]");
  const said = dialog.dataset;
  const MOST = 12;
  let places = null;
  let shown = [];
  let at = 0;
  let lost = false;

  function acts() {
    const found = [];
    for (const el of document.querySelectorAll("a[data-key], button[data-key], input[type=radio][data-key]")) {
      const text = el.labels?.[0] ?? el;
      if (el.matches("[data-shows], .brand a") || (!text.checkVisibility() && !el.closest("details.more"))) continue;
      const copy = text.cloneNode(true);
      for (const extra of copy.querySelectorAll("kbd, .unseen")) extra.remove();
      const name = el.getAttribute("aria-label") || copy.textContent.trim();
      if (name) found.push({ kind: said.act, name, more: el.dataset.key, press: el });
    }
    // those of the ticket or the queue before those of the frame
    return found.sort((a, b) => Boolean(b.press.closest("#main")) - Boolean(a.press.closest("#main")));
  }

  // Letters in their order; the beginnings of words count most, then letters side by side.
  function score(letters, text) {
    let place = 0;
    let sum = 0;
    let last = -2;
    for (const letter of letters) {
      let found = text.indexOf(letter, place);
      if (found < 0) return -1;
      if (found !== last + 1) { // rather at the beginning of a word, if one is left
        const begins = text.indexOf(` ${letter}`, Math.max(place - 1, 0));
        if (begins >= 0 && found > 0 && text[found - 1] !== " ") found = begins + 1;
      }
      sum += found === last + 1 ? 5 : found === 0 || text[found - 1] === " " ? 4 : 0;
      last = found;
      place = found + 1;
    }
    return sum - text.length / 100 - (last - letters.length) / 20;
  }

  function matching(typed) {
    const words = prazoFolded(typed).split(/\s+/).filter(Boolean);
    const all = [...acts(), ...(places ?? [])];
    if (!words.length) return all.slice(0, MOST);
    const judged = [];
    for (const item of all) {
      const text = prazoFolded(`${item.name} ${item.more} ${item.kind}`);
      let sum = 0;
      for (const word of words) {
        const one = text.includes(word) ? score(word, text) + 10 : score(word, text);
        if (one < word.length) { sum = -1; break; }
        sum += one;
      }
      if (sum >= 0) judged.push([sum, item]);
    }
    judged.sort((a, b) => b[0] - a[0]);
    return judged.slice(0, MOST).map(([, item]) => item);
  }

  function draw() {
    const typed = input.value.trim();
    shown = matching(typed);
    const found = shown.length;
    if (typed) shown = [...shown, { kind: said.find, name: `“${typed}”`, more: "", search: true }];
    at = 0;
    list.replaceChildren(...shown.map((item, n) => {
      const el = prazoElement;
      return el("li", { id: `palette-${n}`, role: "option" }, el("b", {}, item.name), el("small", {}, item.more), el("span", { className: "kind" }, item.kind));
    }));
    choose(0);
    status.textContent = found ? said.some.replace("%n", found) : lost ? said.lost : said.none;
  }

  function choose(n) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = shown.length ? (n + shown.length) % shown.length : 0;
    const row = list.children[at];
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    if (row) input.setAttribute("aria-activedescendant", row.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function post(item) {
    const form = prazoElement("form", { method: "post", action: item.address });
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
    const fields = { ...item.fields, csrfmiddlewaretoken: token };
    if ("next" in fields) fields.next = location.pathname + location.search;
    for (const [name, value] of Object.entries(fields)) {
      form.append(prazoElement("input", { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  }

  function go(item) {
    const typed = input.value.trim();
    dialog.close();
    if (!item || item.search) {
      if (typed) location.assign(`${said.search}?q=${encodeURIComponent(typed)}`);
    } else if (item.press) {
      if (!item.press.matches("input")) { item.press.click(); return; }
      item.press.checked = true;
      item.press.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (item.fields) {
      post(item);
    } else {
      location.assign(item.address);
    }
  }

  async function fetched() {
    try {
      const answer = await fetch(said.address, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error("no list");
      places = (await answer.json()).items;
      lost = false;
    } catch {
      lost = true; // acts and the search are there all the same; the next time it is asked again
    }
    if (dialog.open) draw();
  }

  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at - 1);
    else if (event.key === "Enter") go(shown[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("li");
    if (row) go(shown[[...list.children].indexOf(row)]);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  function opened() {
    draw();
    if (!places) fetched();
  }
  window.prazoPalette = { opened };
})();
