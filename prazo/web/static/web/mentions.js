// Mentions: "@" in a textarea[data-mentions] offers the people of the desk. The attribute holds
// their address, relative to that of the form. Who writes a name without this is understood too.
(() => {
  const MOST = 8;
  const BEGUN = /(?:^|[^\p{L}\p{N}_@.+-])@([^\n@]{0,40})$/u;
  const known = new Map(); // address → promise of people
  let open = null; // {area, list, begins, found, at}

  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function people(area) {
    const address = new URL(area.dataset.mentions, area.form.action).href;
    if (!known.has(address)) {
      const asked = fetch(address, { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : { people: [] }))
        .then((answer) => answer.people)
        .catch(() => { known.delete(address); return []; });
      known.set(address, asked);
    }
    return known.get(address);
  }

  function matching(all, typed) {
    const wanted = folded(typed);
    const fits = (one) =>
      folded(one.name).startsWith(wanted) || folded(one.address).startsWith(wanted) ||
      folded(one.name).split(/\s+/).some((word) => word.startsWith(wanted));
    return all.filter(fits).slice(0, MOST);
  }

  function close() {
    if (!open) return;
    const { area, list } = open;
    list.remove();
    for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete", "aria-haspopup"]) {
      area.removeAttribute(name);
    }
    open = null;
  }

  function mark(at) {
    open.at = at;
    [...open.list.children].forEach((item, place) => item.setAttribute("aria-selected", place === at));
    open.list.children[at].scrollIntoView({ block: "nearest" });
    open.area.setAttribute("aria-activedescendant", open.list.children[at].id);
  }

  function draw(area, begins, found) {
    close();
    const el = prazoElement, id = `${area.id}-mentions`;
    const list = el("ul", { className: "mentions", id, role: "listbox", "aria-label": area.labels[0]?.textContent.trim() ?? "@" },
      ...found.map((one, place) => el("li", { id: `${id}-${place}`, role: "option" }, el("b", {}, one.name), " ", el("span", { className: "muted" }, one.address))));
    area.after(list);
    area.setAttribute("aria-controls", list.id);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-haspopup", "listbox");
    open = { area, list, begins, found, at: 0 };
    mark(0);
  }

  function choose(place) {
    const { area, begins, found } = open;
    close();
    area.setRangeText(`${found[place].word} `, begins, area.selectionStart, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  async function look(area) {
    const caret = area.selectionStart;
    const begun = area.selectionEnd === caret && BEGUN.exec(area.value.slice(0, caret));
    if (!begun) { close(); return; }
    const all = await people(area);
    if (area.selectionStart !== caret || document.activeElement !== area) return;
    const found = matching(all, begun[1]);
    const written = begun[1].endsWith(" ") && found.some((one) => one.word === begun[1].trim());
    if (!found.length || written) { close(); return; }
    draw(area, caret - begun[1].length, found);
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-mentions]")) look(event.target);
  });

  document.addEventListener("keydown", (event) => {
    if (!open || event.target !== open.area || event.isComposing) return;
    const last = open.found.length - 1;
    const acts = {
      ArrowDown: () => mark(open.at === last ? 0 : open.at + 1),
      ArrowUp: () => mark(open.at === 0 ? last : open.at - 1),
      Enter: () => choose(open.at),
      Tab: () => choose(open.at),
      Escape: close,
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Escape would leave the field
    acts[event.key]();
  }, true);

  document.addEventListener("mousedown", (event) => {
    const item = open && event.target.closest?.(".mentions [role=option]");
    if (!item) return;
    event.preventDefault();
    choose([...open.list.children].indexOf(item));
  });
  document.addEventListener("focusout", (event) => { if (event.target === open?.area) close(); });
})();
