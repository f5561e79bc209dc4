// A list under the text one writes: arrows choose, Enter or Tab takes, Esc leaves. `kind` is its
// class; whoever shows it fills `rows`, and `preview` where there is more to read of each.
window.prazoOffered = (() => {
  const SAID = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "", "aria-activedescendant": "" };
  let open = null; // {kind, area, box, take, preview, left, at}

  function shut(kind) {
    if (!open || (kind && kind !== open.kind)) return;
    for (const name of Object.keys(SAID)) open.area.removeAttribute(name);
    open.box.remove();
    open = null;
  }

  function mark(at) {
    const items = [...open.box.firstChild.children];
    open.at = (at + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", place === open.at));
    items[open.at].scrollIntoView({ block: "nearest" });
    open.area.setAttribute("aria-activedescendant", items[open.at].id);
    if (open.preview) open.box.lastChild.textContent = open.preview(open.at);
  }

  function show(kind, area, { label, rows, take, preview, left }) {
    shut();
    const el = prazoElement, id = `${area.id}-${kind}`;
    const list = el("ul", { id, role: "listbox", "aria-label": label },
      ...rows.map((inside, place) => el("li", { id: `${id}-${place}`, role: "option" }, ...inside)));
    const box = el("div", { className: kind }, list);
    if (preview) box.append(el("div", { className: "preview text", tabIndex: 0 }));
    area.after(box);
    for (const [name, value] of Object.entries(SAID)) area.setAttribute(name, value || id);
    open = { kind, area, box, take, preview, left };
    mark(0);
    box.scrollIntoView({ block: "nearest" }); // all of it, and not its first line alone
  }

  function take(place) {
    const { take } = open;
    shut();
    take(place);
  }

  document.addEventListener("keydown", (event) => {
    if (event.target !== open?.area || event.isComposing) return;
    const acts = {
      ArrowDown: () => mark(open.at + 1),
      ArrowUp: () => mark(open.at - 1),
      Enter: () => take(open.at),
      Tab: () => take(open.at),
      Escape: () => { open.left?.(); shut(); },
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Escape would leave the field
    acts[event.key]();
  }, true);
  document.addEventListener("mousedown", (event) => {
    const item = open && event.target.closest?.("[role=option]");
    if (!item || item.parentNode !== open.box.firstChild) return;
    event.preventDefault();
    take([...item.parentNode.children].indexOf(item));
  });
  document.addEventListener("focusout", (event) => { if (event.target === open?.area) shut(); });

  return { show, shut };
})();
