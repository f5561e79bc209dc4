// The keyboard: one letter, one act. Every key presses a link or a button that is on the page,
// so what a key can do, a pointer can do, and what is not there cannot be pressed.
(() => {
  const typing = (el) => el.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll(".queue a.subject")];

  function step(by) {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(document.activeElement.closest?.("tr, li")?.querySelector("a.subject"));
    const to = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    to.focus();
    to.scrollIntoView({ block: "nearest" });
    return true;
  }

  function press(key) {
    for (const el of document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)) {
      if (!el.checkVisibility() && !el.closest("details.more")) continue;
      if (el.matches("input[type=radio]")) {
        el.checked = true;
        el.dispatchEvent(new Event("change", { bubbles: true }));
      } else {
        el.click();
        if (el.matches("summary")) if (el.parentNode.open) go(el.parentNode, 0); else el.focus();
      }
      return true;
    }
    return false;
  }

  // A menu that is open: arrows go through what it holds, Esc closes it.
  function go(menu, by) {
    const all = [...menu.querySelectorAll("a")];
    const at = all.indexOf(document.activeElement);
    all[at < 0 ? 0 : (at + by + all.length) % all.length].focus();
  }

  function inMenu(event) {
    const menu = document.querySelector("details.more[open]");
    const by = { ArrowDown: 1, ArrowUp: -1, Escape: 0 }[event.key];
    if (!menu || by === undefined || typing(event.target)) return false;
    if (by) {
      go(menu, by);
    } else {
      menu.open = false;
      menu.firstElementChild.focus();
    }
    event.preventDefault();
    return true;
  }

  // Ctrl+Enter presses what sends; with Shift or Alt what sends and goes on, where there is such.
  function send(event, form) {
    const and = event.shiftKey ? "wait" : event.altKey ? "resolve" : "";
    const button = form.querySelector(and ? `[name=then][value=${and}]` : ".btn.go");
    if (and && !button) return;
    event.preventDefault();
    form.requestSubmit(button);
  }

  document.addEventListener("keydown", (event) => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.isComposing || (event.altKey && !(ctrl && event.key === "Enter"))) return;
    const el = event.target;
    if (inMenu(event)) return;
    if (event.key === "Escape") {
      if (document.querySelector("dialog[open]")) return;
      const act = el.closest("#act");
      if (typing(el) && !act) { el.blur(); return; }
      document.querySelector("#act [data-leave]")?.click();
      return;
    }
    if (ctrl && event.key === "Enter") {
      const form = el.form ?? el.closest("form");
      if (form?.method === "post") send(event, form);
      return;
    }
    if (ctrl || typing(el)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("search")?.select();
    } else if ((/^[jk]$/.test(event.key) && step(event.key === "j" ? 1 : -1)) || press(event.key)) {
      event.preventDefault();
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.more[open]")) {
      if (!event.target.closest?.("details.more summary")) menu.open = false;
    }
    const shows = event.target.closest?.("[data-shows]");
    if (shows) document.getElementById(shows.dataset.shows)?.showModal();
    const leave = event.target.closest?.("[data-leave]");
    const act = leave?.closest("#act");
    if (act && history.length) { // with scripts the panel just goes away
      event.preventDefault();
      act.replaceChildren();
      document.getElementById("main")?.focus();
    }
  });

  // The tab that was chosen gets the caret.
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.(".tabs input")) return;
    const text = document.querySelector(`#${CSS.escape(event.target.dataset.panel)} textarea`);
    text?.form.scrollIntoView({ block: "nearest" }); // with what sends it
    text?.focus();
  });

  // A mail's own page is as high as what it shows; it has no scripts and cannot say so itself.
  document.addEventListener("load", (event) => {
    const frame = event.target;
    if (!frame.matches?.("iframe.mail") || !frame.contentDocument) return;
    const high = frame.contentDocument.documentElement.scrollHeight;
    if (high) frame.height = Math.min(high + 2, 4000);
  }, true);

  // What a swap brought and wants the caret gets it, once, so that a live refresh takes none away.
  const had = new WeakSet();
  document.addEventListener("htmx:after:swap", () => {
    const wants =
      document.querySelector(".panel .wrong :is(input, textarea, select), #act .wrong :is(input, textarea, select)") ??
      document.querySelector("#act [autofocus]:checked") ??
      document.querySelector("#act [autofocus]") ??
      document.querySelector(".panel [autofocus]");
    const form = wants?.form;
    if (!form || had.has(form)) return;
    had.add(form);
    wants.focus();
  });

  // An act is done and its form gone: the caret stands on the page, not nowhere.
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail?.ctx?.request.method === "POST") setTimeout(() => {
      if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
    });
  });

  // What had the caret is gone, as when a colleague closes that ticket: it goes on from the next row,
  // or stands on the page.
  let from = null;
  document.addEventListener("htmx:before:swap", () => {
    const now = document.activeElement;
    if (now === document.body) return;
    const all = rows(), at = all.indexOf(now.closest("tr, li")?.querySelector("a.subject"));
    from = { now, next: at < 0 ? [] : [...all.slice(at), ...all.slice(0, at).reverse()].map((row) => row.id) };
  });
  document.addEventListener("htmx:after:swap", () => setTimeout(() => {
    if (!from || from.now.isConnected || document.activeElement !== document.body) return;
    const next = from.next.map((id) => document.getElementById(id)).find(Boolean);
    from = null;
    (next ?? document.getElementById("main"))?.focus({ preventScroll: !next });
  }));

  // Leaving with something typed asks first, unless it is what was sent.
  addEventListener("beforeunload", (event) => {
    const typed = [...document.querySelectorAll("form[data-keep]:not([data-sent]) textarea")].some((t) => t.value !== t.defaultValue);
    if (typed) event.preventDefault();
  });
  document.addEventListener("submit", (event) => { event.target.dataset.sent = "1"; });
  for (const kind of ["htmx:error", "htmx:after:request"]) document.addEventListener(kind, (event) => {
    if (!event.detail?.ctx?.response?.raw?.ok) delete event.target.dataset?.sent;
  });

  for (const el of document.querySelectorAll(".keys-help")) el.hidden = false;
})();
