// What is written is kept: in this browser at once, at the desk a second after the last key. What
// the desk has not said that it has stays here, over a lost connection, a closed window, a crash.
(() => {
  const QUIET = 1000, AGAIN = 4000;
  const FIELDS = ["text", "templates", "to", "cc", "investigation", "party", "subject", "reference"];
  const kept = window.prazoKept;
  const states = new WeakMap();
  const forms = () => document.querySelectorAll("form[data-draft]");
  const address = (form) => `/t/${form.dataset.number}/draft`;
  const place = (form) => `${form.dataset.number}:${form.dataset.draft}`;
  const mark = (form) => form.querySelector("[data-mark]");

  const of = (target) => { const form = target.closest?.("form[data-draft]"); return [form, form && states.get(form)]; };

  const written = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => FIELDS.includes(name)));
  function fill(form, words) { // what is not said stays
    for (const el of form.elements) {
      const word = FIELDS.includes(el.name) ? words[el.name] ?? null : null;
      if (word === null) continue;
      if (/radio|checkbox/.test(el.type)) el.checked = word === true || word === el.value; else el.value = word;
    }
  }
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  function say(form, word, more = "") {
    const el = mark(form);
    if (!el) return;
    el.dataset.now = word;
    el.textContent = (el.dataset[word] ?? "") + more;
  }

  function body(form, state, words) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("kind", form.dataset.draft);
    data.set("revision", state.revision);
    for (const [name, value] of Object.entries(words)) data.set(name, value);
    return data;
  }

  async function save(form) {
    const state = states.get(form);
    if (!state || state.done || !form.isConnected || state.asking) return;
    clearTimeout(state.timer);
    if (state.saving) { state.more = true; return; }
    const words = written(form), base = state.revision;
    if (same(words, state.saved)) { settled(form, state); return; }
    state.saving = words;
    say(form, "saving");
    try {
      const answer = await fetch(address(form), { method: "POST", body: body(form, state, words), headers: { "HX-Request": "true" } });
      const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
      if (state.done) return;
      if (answer.ok && told) {
        if (state.revision === base) upon(form, state, told.revision); // else a file came after it
        state.saved = words;
        if (same(written(form), words)) settled(form, state);
      } else if (answer.status === 409 && told) {
        if (known(form, state, told)) { files(form, state, told); state.more = true; } else elsewhere(form, state, told);
      } else {
        say(form, answer.status < 500 ? "refused" : "unsaved");
        if (answer.status >= 500) state.timer = setTimeout(() => save(form), AGAIN);
      }
    } catch {
      say(form, "unsaved");
      state.timer = setTimeout(() => save(form), AGAIN);
    } finally {
      state.saving = null;
      const pressed = state.pressed;
      delete state.pressed;
      if (pressed !== undefined) form.requestSubmit(pressed);
      else if (state.more) { state.more = false; save(form); }
    }
  }

  function settled(form, state) {
    kept.drop(place(form));
    const text = form.elements.text;
    text.defaultValue = text.value; // leaving asks nothing: it is kept
    say(form, state.back ? "restored" : state.revision ? "saved" : "none");
    discardable(form, state);
  }
  function discardable(form, state) {
    const button = form.querySelector(".discard");
    if (button) button.hidden = !state.revision && !written(form).text && !form.querySelector(".drafted li");
  }

  // Its form says upon which revision it stands, so that what is sent is what is seen.
  function upon(form, state, revision) {
    state.revision = revision;
    form.dataset.revision = revision;
    form.elements.revision.value = revision;
  }

  // Whether those are words of this form, so that no more than its files are other ones.
  function known(form, state, told) {
    return [state.saved, state.saving, written(form)].some((own) => own && own.text === told.text
      && (told.to === null || !("to" in own) || (own.to === told.to && own.cc === told.cc))
      && Boolean(own.investigation) === told.investigation);
  }
  function list(form, told) { // and what is on its way, or was refused
    const list = form.querySelector(".drafted");
    for (const item of list.querySelectorAll("li:not(.going, .error)")) item.remove();
    list.insertAdjacentHTML("afterbegin", told.files.join(""));
  }
  function files(form, state, told) {
    list(form, told);
    upon(form, state, told.revision);
    discardable(form, state);
  }

  // Written on in another place: neither is thrown away before somebody chose.
  function elsewhere(form, state, told) {
    state.asking = true;
    say(form, "elsewhere", " ");
    const el = mark(form);
    const choice = (word, act) => {
      const onclick = () => { state.asking = false; upon(form, state, told.revision); act(); };
      el.append(prazoElement("button", { type: "button", className: "btn small", onclick }, el.dataset[word]), " ");
    };
    choice("theirs", () => { put(form, state, told); });
    choice("mine", () => { if (told.files) files(form, state, told); state.saved = null; save(form); });
  }

  function put(form, state, told) {
    fill(form, told);
    if (told.files) list(form, told);
    upon(form, state, told.revision);
    state.saved = written(form);
    settled(form, state);
    form.elements.text.dispatchEvent(new Event("written", { bubbles: true })); // it grows
  }

  function begin(form) {
    if (states.has(form)) return;
    const back = form.querySelector("[role=alert], .wrong"); // with what was typed
    const state = { revision: Number(form.dataset.revision) || 0, saved: back ? null : written(form), timer: 0, saving: null };
    states.set(form, state);
    discardable(form, state);
    const here = kept.get(place(form));
    if (back) state.timer = setTimeout(() => save(form), QUIET);
    if (!here || back) return;
    if (same(here.words, state.saved) || !here.words?.text) { kept.drop(place(form)); return; }
    if (here.revision !== state.revision) {
      const told = { ...state.saved, to: state.saved.to ?? null, investigation: Boolean(state.saved.investigation), revision: state.revision };
      fill(form, here.words);
      elsewhere(form, state, told);
      return;
    }
    fill(form, here.words);
    state.back = true;
    save(form);
  }

  function changed(event) {
    const [form] = of(event.target);
    if (!form || event.target.type === "file" || event.target.name === "offered") return;
    const state = states.get(form) ?? (begin(form), states.get(form));
    if (!state || state.done) return;
    const words = written(form);
    state.back = false;
    if (words.text || state.revision) kept.put(place(form), { words, revision: state.revision });
    discardable(form, state);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), QUIET);
  }
  document.addEventListener("input", changed);
  document.addEventListener("written", changed);

  // Leaving: what is not there yet goes along in the last moment.
  function leave() {
    for (const form of forms()) {
      const state = states.get(form);
      if (!state || state.done || state.asking || same(written(form), state.saved)) continue;
      navigator.sendBeacon?.(address(form), body(form, state, written(form)));
    }
  }
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) for (const form of forms()) save(form); else look(); });
  addEventListener("online", () => { for (const form of forms()) save(form); });

  // Sent while it is being kept: it waits for that, and stands upon it.
  document.addEventListener("submit", (event) => {
    const state = states.get(event.target);
    if (!state?.saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    state.pressed = event.submitter;
  }, true);

  // Sent: what was kept here is used up. Refused: it came back in the form.
  document.addEventListener("htmx:before:request", (event) => {
    const [form, state] = of(event.target);
    if (!state) return;
    clearTimeout(state.timer);
    kept.put(place(form), { words: written(form), revision: state.revision });
    state.done = true;
  });
  document.addEventListener("htmx:after:request", (event) => {
    const [form, state] = of(event.target);
    if (state && event.detail?.ctx?.response?.raw?.ok) kept.drop(place(form));
    else if (state) state.done = false;
  });
  document.addEventListener("htmx:error", (event) => {
    const [form, state] = of(event.target);
    if (!state) return;
    state.done = false;
    say(form, "unsaved");
    state.timer = setTimeout(() => save(form), AGAIN);
  });

  // The page was drawn anew: what was written on another machine stands here, if nothing was here.
  async function look() {
    const talk = document.getElementById("talk");
    const [reply, note] = (talk?.dataset.drafts ?? "").split(".").map(Number);
    for (const form of forms()) {
      const there = { reply, note }[form.dataset.draft];
      const state = states.get(form);
      if (!state || state.done || state.saving || state.asking || !Number.isInteger(there)) continue;
      if (there === state.revision || !same(written(form), state.saved)) continue;
      const answer = await fetch(address(form)).catch(() => null);
      if (!answer?.ok) return;
      const told = (await answer.json()).drafts[form.dataset.draft];
      if (told && told.revision !== state.revision && same(written(form), state.saved)) put(form, state, told);
      else if (!told && state.revision && same(written(form), state.saved)) put(form, state, { text: "", templates: "", files: [], revision: 0, to: null, investigation: false });
    }
  }

  // How far one has seen moves on while nothing is written.
  function seen() {
    const talk = document.getElementById("talk");
    const form = document.querySelector("form[data-draft=reply]");
    if (talk && form && !written(form).text.trim()) form.elements.seen.value = talk.dataset.last;
  }

  document.addEventListener("htmx:after:swap", () => {
    for (const form of forms()) {
      const fresh = !states.has(form);
      begin(form);
      if (fresh && form.querySelector("[role=alert]")) form.elements.text.focus();
    }
    seen();
    look();
  });
  document.addEventListener("keydown", (event) => { // Enter in an address sends nothing
    if (event.key === "Enter" && event.target.closest?.(".recipients") && !event.ctrlKey && !event.metaKey) event.preventDefault();
  });
  for (const form of forms()) begin(form);

  window.prazoDrafts = {
    put(form, told) { // what a later answer said already is known
      const state = states.get(form);
      if (told.revision && told.revision <= state.revision) return;
      if (known(form, state, told)) files(form, state, told); else elsewhere(form, state, told);
    },
    unpress(form) { const state = states.get(form), was = state.pressed; delete state.pressed; return was !== undefined; },
  };
})();
