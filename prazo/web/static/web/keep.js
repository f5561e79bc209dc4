// What is typed into a form[data-keep] stays in this browser, under its writer's name, until it was
// sent or given up, or he signed out. Answers and notes have drafts besides: drafts.js.
(() => {
  const own = `prazo-kept:${document.querySelector(".rail-foot a")?.dataset.user}:`, OUT = "prazo-out";
  let out = false; // signed out in another window
  const kept = {
    put(place, value) { try { if (!out) localStorage.setItem(own + place, JSON.stringify(value)); } catch { /* full, or forbidden */ } },
    get(place) { try { return JSON.parse(localStorage.getItem(own + place)); } catch { return null; } },
    drop(place) { try { localStorage.removeItem(own + place); } catch { /* none */ } },
  };
  function sweep(which) {
    try { for (const name of Object.keys(localStorage)) if (name.startsWith("prazo-") && which(name)) localStorage.removeItem(name); } catch { /* none */ }
  }
  window.prazoKept = kept;

  const OF = "form[data-keep]:not([data-draft])";
  const bases = new WeakMap(); // what stood in a form before anything was typed
  const ours = (event) => event.target.closest?.(OF);
  const fields = (form) => [...form.elements].filter((el) => el.name && /^(text|select-one|email|date|time|radio|checkbox)/.test(el.type));
  const ticked = (el) => /^(radio|checkbox)$/.test(el.type);
  const named = (el) => ticked(el) ? `${el.name}=${el.value}` : el.name;
  const place = (form) => [form.getAttribute("action") ?? location.pathname,
    ...[...form.elements].filter((el) => ["act", "thread", "t"].includes(el.name)).map((el) => el.value)].join(" ");

  function typed(form) {
    const words = {}, base = bases.get(form) ?? {};
    for (const el of fields(form)) words[named(el)] = ticked(el) ? el.checked : el.value;
    return Object.keys(words).some((name) => (words[name] || "") !== (base[name] || "")) ? { words, base } : null;
  }

  function begin(form) {
    if (bases.has(form)) return;
    const { needs } = form.dataset; // a script that makes room for what was kept
    if (needs && !prazoLater.has(needs)) { prazoLater(needs).then(() => begin(form)); return; }
    const found = kept.get(place(form)), now = {};
    for (const el of fields(form)) now[named(el)] = ticked(el) ? el.defaultChecked : el.defaultValue ?? el.value;
    const back = form.querySelector("[role=alert], .wrong"); // with what was typed
    bases.set(form, back ? found?.base ?? {} : now);
    if (!found || back || Object.keys(now).some((name) => (found.base[name] ?? now[name]) !== now[name])) return;
    form.dispatchEvent(new CustomEvent("kept", { bubbles: true, detail: found.words }));
    for (const el of fields(form)) {
      const word = found.words[named(el)];
      if (ticked(el)) el.checked = word ?? el.checked;
      else if (word !== undefined && (!el.options || [...el.options].some((one) => one.value === word))) el.value = word;
    }
    form.append(prazoElement("p", { className: "muted", role: "status" }, document.getElementById("words").dataset.restored));
  }
  const all = () => document.querySelectorAll(OF).forEach(begin);

  for (const kind of ["input", "written"]) document.addEventListener(kind, (event) => {
    const form = ours(event), now = form && typed(form);
    if (now) kept.put(place(form), now); else if (form) kept.drop(place(form));
  });
  document.addEventListener("htmx:after:swap", all);
  document.addEventListener("htmx:after:request", (event) => {
    const form = ours(event), ctx = event.detail?.ctx;
    if (form && ctx?.response?.raw?.ok && ctx.request.submitter?.value !== "preview") kept.drop(place(form));
  });

  // A form that htmx does not send leads to another page. If that came of it, and is no refusal, no
  // error and no way back, what was sent is kept no more.
  const SENT = "prazo-sent";
  document.addEventListener("submit", (event) => {
    const form = ours(event);
    try { if (form && !form.hasAttribute("hx-post")) sessionStorage.setItem(SENT, JSON.stringify([place(form), location.href])); } catch { /* kept on */ }
  });
  function arrived() {
    try {
      const [sent, from] = JSON.parse(sessionStorage.getItem(SENT)) ?? [];
      sessionStorage.removeItem(SENT);
      const [way] = performance.getEntriesByType("navigation");
      const refused = way?.responseStatus >= 400 || document.querySelector(`${OF} .wrong, ${OF} [role=alert]`);
      if (sent && way?.type === "navigate" && document.referrer === from.split("#")[0] && !refused) kept.drop(sent);
    } catch { /* kept on */ }
  }
  addEventListener("DOMContentLoaded", () => { arrived(); all(); });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".rail-foot form")) return;
    sweep(() => true);
    try { localStorage.setItem(OUT, ""); } catch { /* no window keeps anything */ }
  });
  addEventListener("storage", (event) => { out ||= event.key === OUT; });
  sweep((name) => !name.startsWith(own) && name !== "prazo-held");
})();
