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
      if (HELPS.includes(name)) { lost = true; letGo(helped, "plainly"); }
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

  const held = new Map(); // by what it waits for
  function letGo(coming, how) {
    const all = held.get(coming) ?? [];
    held.delete(coming);
    for (const one of all) one[how]();
  }
  function hold(event, coming, again, plainly) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!held.has(coming)) { held.set(coming, []); coming.then(() => letGo(coming, "again")); }
    held.get(coming).push({ again, plainly });
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
    if (waits && awaited(waits)) hold(event, later(waits), repeated(event, new KeyboardEvent("keydown", event)));
  });

  // What helps to write comes as soon as somebody is about to.
  const HELPS = ["offered", "mentions", "typeahead", "uploads", "format"], TEXT = "form:has([data-tools]) textarea";
  let helped = null, typed = null, lost = false; // then nothing more is held
  const alone = (event) => !HELPS.every(later.has)
    && event.target.closest?.("form:is([data-draft], :has([data-templates], [data-mentions], [data-tools]))");
  const help = () => helped ??= later("offered").then(() => Promise.all(HELPS.map(later))).then(() => {
    for (const item of document.querySelectorAll(".drafted .plain")) item.remove();
    for (const input of document.querySelectorAll("[data-draft] [name=files]")) if (input.files.length) input.dispatchEvent(new Event("change", { bubbles: true }));
    if (typed?.isConnected) typed.dispatchEvent(new Event("input", { bubbles: true }));
  });

  function carried(from) { // what is carried is gone when its event is over
    const data = new DataTransfer();
    for (const file of from.files) data.items.add(file);
    for (const type of from.types) if (type.startsWith("text/")) data.setData(type, from.getData(type));
    return { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
  }
  const files = (data) => data?.files.length && !data.getData("text/plain");
  const again = {
    paste: ({ clipboardData: data, target }) => (target.closest("[data-draft]") && files(data) || target.matches(TEXT) && data?.types.includes("text/html"))
      && new ClipboardEvent("paste", carried(data)),
    drop: ({ dataTransfer: data }) => data?.files.length && new DragEvent("drop", carried(data)),
    change: (event) => event.target.type === "file" && new Event("change", event),
    click: (event) => event.target.closest("button[name=drop], a[data-templates], [data-tools] button") && new MouseEvent("click", event),
    keydown: (event) => (event.ctrlKey || event.metaKey) && event.target.matches(TEXT)
      && (/^[biel]$/i.test(event.key) || /^Key[BIEL]$|^Digit[789]$/.test(event.code)) && new KeyboardEvent("keydown", event),
  };
  function plainly(target, copy) { // as where there are no scripts; files go with what is sent
    const data = copy.clipboardData ?? copy.dataTransfer, input = target.closest("form")?.elements.namedItem("files");
    if (copy.type === "click") target.dispatchEvent(copy);
    else if (copy.type === "drop" || files(data)) {
      const all = new DataTransfer();
      for (const file of [...input?.files ?? [], ...data.files]) all.items.add(file);
      if (!input) return;
      input.files = all.files;
      for (const { name } of data.files) target.closest("form").querySelector(".drafted")?.append(prazoElement("li", { className: "plain" }, name));
    } else if (data) {
      target.focus();
      document.execCommand("insertText", false, data.getData("text/plain"));
    }
  }
  for (const [kind, copied] of Object.entries(again)) on(kind, (event) => {
    const { target } = event, copy = alone(event) && copied(event);
    if (!copy) return;
    if (!lost) hold(event, help(), repeated(event, copy), () => plainly(target, copy));
    else if (kind === "drop" || kind === "paste" && files(event.clipboardData)) { event.preventDefault(); plainly(target, copy); }
  });
  on("submit", (event) => {
    const sent = () => event.target.requestSubmit(event.submitter);
    if (held.has(helped) && alone(event)) hold(event, helped, sent, sent);
  });
  on("input", (event) => { if (event.target.matches("textarea") && alone(event)) { typed = event.target; help(); } });
  for (const kind of ["focusin", "pointerdown", "dragover"]) on(kind, (event) => {
    if (!alone(event)) return;
    help();
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); // it may be dropped here
  });
})();
