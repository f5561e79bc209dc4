// The conditions of a queue are drawn by the server while they are changed. An answer to what has
// been changed since, or drawn since, is dropped and asked for anew, so that it undoes nothing.
(() => {
  let version = 0, touched = false;
  const inside = (el) => Boolean(el?.closest?.("#builder"));
  const changed = (event) => { if (inside(event.target)) { version++; touched = true; } };

  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    if (inside(ctx.sourceElement)) ctx.saw = version;
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.saw === undefined || ctx.saw === version) return;
    event.preventDefault();
    const asked = ctx.sourceElement;
    setTimeout(() => {
      const again = asked.isConnected ? asked : document.getElementById(asked.id); // drawn anew
      if (again) htmx.trigger(again, again.matches("form") ? "look" : "click");
    });
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (inside(event.target)) version++;
    // A row that was asked for gets the caret.
    const [, part] = /"add(?:_deed)?": "(\w+)"/.exec(event.detail?.ctx?.sourceElement?.getAttribute("hx-vals")) ?? [];
    const rows = part ? document.querySelectorAll(`#${part === "1" ? "deeds" : part} > [role=group]`) : [];
    rows[rows.length - 1]?.querySelector("select").focus();
  });

  // What was built is asked about before it is left, unless by the button that says so.
  document.addEventListener("click", (event) => { if (event.target.closest?.("#builder a.btn")) touched = false; });
  addEventListener("beforeunload", (event) => {
    const form = document.getElementById("builder");
    if (touched && form && !form.dataset.sent) event.preventDefault();
  });
})();
// Columns are dragged to their place; they are sent in the order in which they stand.
(() => {
  let dragged = null;
  const item = (event) => event.target.closest?.("[data-columns] li.chosen");
  document.addEventListener("dragstart", (event) => {
    dragged = item(event);
    dragged?.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && item(event);
    if (!over || over.parentNode !== dragged.parentNode) return;
    event.preventDefault();
    const all = [...over.parentNode.children];
    if (over !== dragged) over[all.indexOf(dragged) < all.indexOf(over) ? "after" : "before"](dragged);
  });
  document.addEventListener("drop", (event) => { if (dragged && item(event)) event.preventDefault(); });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged?.dispatchEvent(new Event("input", { bubbles: true }));
    dragged = null;
  });
})();
