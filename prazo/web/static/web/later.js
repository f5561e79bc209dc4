// What a page needs only once it is used comes then. What was pressed, pasted, dropped or sent
// meanwhile is held, and given to it when it is there, in the order in which it came.
(() => {
  const addresses = Object.fromEntries(document.currentScript.dataset.scripts.split(" ").map((one) => one.split("=")));
  const AGAIN = 4000;
  const asked = new Map(); // by name the promise of it
  const there = new Set();

  async function fetched(name, tries = 0) {
    try {
      await import(addresses[name] + (tries ? `?${tries}` : "")); // a browser may remember a failure
      there.add(name);
    } catch {
      await new Promise((done) => { setTimeout(done, AGAIN); addEventListener("online", done, { once: true }); });
      await fetched(name, tries + 1);
    }
  }
  const later = (name) => {
    if (!asked.has(name)) asked.set(name, fetched(name));
    return asked.get(name);
  };
  later.has = (name) => there.has(name);
  window.prazoLater = later;
  const on = (kind, act) => document.addEventListener(kind, act, true);

  const held = [];
  function hold(event, again, coming) {
    event.preventDefault();
    event.stopImmediatePropagation();
    held.push(again);
    coming.then(() => { while (held.length) held.shift()(); });
  }
  const repeated = ({ target }, copy) => () => target.dispatchEvent(copy);

  // The palette opens at once, so that what is typed is typed into it; its list follows.
  const dialog = document.getElementById("palette"), field = dialog?.querySelector("input");
  function open() {
    if (dialog.open) { dialog.close(); return; }
    if (document.querySelector("dialog[open]")) return;
    field.value = "";
    dialog.showModal();
    field.focus();
    later("palette").then(() => prazoPalette.opened());
  }
  for (const button of dialog ? document.querySelectorAll("[data-palette]") : []) {
    button.hidden = false;
    button.addEventListener("click", open);
  }

  // A passage marked in the customer's words may become a ticket.
  on("selectionchange", () => {
    const from = document.getSelection()?.anchorNode?.parentElement?.closest("#talk .msg.message .text");
    if (!from || document.getSelection().isCollapsed || later.has("split")) return;
    later("split").then(() => document.dispatchEvent(new Event("selectionchange")));
  });

  const awaited = (name) => asked.has(name) && !later.has(name);
  on("keydown", (event) => {
    const ctrl = event.ctrlKey || event.metaKey, { key, target } = event;
    if (dialog && ctrl && !event.altKey && !event.shiftKey && key.toLowerCase() === "k") {
      event.preventDefault();
      open();
      return;
    }
    const waits = target === field ? /^(Enter|Arrow(Up|Down))$/.test(key) && !event.isComposing && "palette"
      : key === "s" && !ctrl && !target.closest("input, textarea, select") && "split";
    if (waits && awaited(waits)) hold(event, repeated(event, new KeyboardEvent("keydown", event)), later(waits));
  });

  // What helps to write comes as soon as somebody is about to.
  const HELPS = ["offered", "mentions", "typeahead", "uploads", "format"];
  let helped = null, typed = null;
  const alone = (event) => !HELPS.every(later.has)
    && event.target.closest?.("form:is([data-draft], :has([data-templates], [data-mentions], [data-tools]))");
  const help = () => helped ??= later("offered").then(() => Promise.all(HELPS.map(later))).then(() => {
    if (typed?.isConnected) typed.dispatchEvent(new Event("input", { bubbles: true }));
  });

  function carried(from) { // what is carried is gone when its event is over
    const data = new DataTransfer();
    for (const file of from.files) data.items.add(file);
    for (const type of from.types) if (type.startsWith("text/")) data.setData(type, from.getData(type));
    return { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
  }
  const again = {
    paste: (event) => (event.clipboardData?.files.length || event.clipboardData?.types.includes("text/html"))
      && new ClipboardEvent("paste", carried(event.clipboardData)),
    drop: (event) => event.dataTransfer?.files.length && new DragEvent("drop", carried(event.dataTransfer)),
    change: (event) => event.target.type === "file" && new Event("change", event),
    click: (event) => event.target.closest("button[name=drop], a[data-templates], [data-tools] button") && new MouseEvent("click", event),
    keydown: (event) => (event.ctrlKey || event.metaKey) && event.target.matches("textarea")
      && (/^[biel]$/i.test(event.key) || /^Key[BIEL]$|^Digit[789]$/.test(event.code)) && new KeyboardEvent("keydown", event),
  };
  for (const [kind, copied] of Object.entries(again)) on(kind, (event) => {
    const copy = alone(event) && copied(event);
    if (copy) hold(event, repeated(event, copy), help());
  });
  on("submit", (event) => { if (held.length && alone(event)) hold(event, () => event.target.requestSubmit(event.submitter), help()); });
  on("input", (event) => { if (event.target.matches("textarea") && alone(event)) { typed = event.target; help(); } });
  for (const kind of ["focusin", "pointerdown", "dragover"]) on(kind, (event) => {
    if (!alone(event)) return;
    help();
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); // it may be dropped here
  });
})();
