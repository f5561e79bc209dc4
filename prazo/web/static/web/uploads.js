// Files pasted, dragged or chosen go into the draft at once, with progress, and out again. While the
// desk cannot be reached they wait on the page. What was pressed meanwhile waits for all of them.
(() => {
  const AGAIN = 4000, AWAY = [0, 429, 502, 503, 504];
  const waiting = new WeakMap(); // how many are on their way, and the button that was pressed meanwhile

  function send(form, data, item) {
    return new Promise((done) => {
      const asked = new XMLHttpRequest();
      asked.open("POST", `/t/${form.dataset.number}/upload`);
      asked.setRequestHeader("HX-Request", "true");
      asked.upload.addEventListener("progress", (event) => {
        const bar = item?.querySelector("progress");
        if (bar && event.lengthComputable) bar.value = event.loaded / event.total;
      });
      asked.addEventListener("loadend", () => {
        let told = null;
        try { told = JSON.parse(asked.responseText); } catch { /* said below */ }
        done({ status: asked.status, told });
      });
      asked.send(data);
    });
  }

  function fields(form) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("kind", form.dataset.draft);
    return data;
  }

  function shown(form, name) {
    const bar = prazoElement("progress", { max: 1, "aria-label": `${said(form).sending} ${name}` });
    const item = prazoElement("li", { className: "going" }, name, " ", bar);
    form.querySelector(".drafted").append(item);
    return item;
  }

  async function put(form, files, inside = false) {
    const state = waiting.get(form) ?? { count: 0, pressed: null };
    waiting.set(form, state);
    state.count += files.length;
    for (const file of files) {
      const item = shown(form, file.name);
      const data = fields(form);
      data.set("files", file, file.name);
      let answer = await send(form, data, item);
      while (AWAY.includes(answer.status) && item.isConnected) {
        wait(form, item);
        await new Promise((done) => { setTimeout(done, AGAIN); addEventListener("online", done, { once: true }); });
        if (item.isConnected) answer = await send(form, data, item);
      }
      const { status, told } = answer, wanted = item.isConnected;
      state.count -= 1;
      item.remove();
      if (status === 200 && told) {
        window.prazoDrafts.put(form, told);
        if (inside && file.type.startsWith("image/")) window.prazoPicture?.put(form, told.kept[0]);
      } else if (wanted) refused(form, state, file.name, told?.refused ?? said(form).refused);
    }
    if (!state.count && state.pressed) {
      const button = state.pressed;
      state.pressed = null;
      form.requestSubmit(button);
    }
  }

  const said = (form) => form.querySelector("[data-mark]").dataset;

  function wait(form, item) {
    if (item.querySelector("button")) return;
    item.append(said(form).waits, prazoElement("button", { type: "button", className: "link", onclick: () => item.remove() }, said(form).remove));
  }

  // Nothing goes out without a file that was to go with it.
  function refused(form, state, name, why) {
    const words = why.includes(name) ? why : `${name}: ${why}`;
    const pressed = window.prazoDrafts.unpress(form) || state.pressed;
    const told = prazoElement("span", { role: "alert" }, words, pressed ? ` ${said(form).unsent}` : "");
    const item = prazoElement("li", { className: "error" }, told);
    form.querySelector(".drafted").append(item);
    if (!pressed) setTimeout(() => item.remove(), 15000);
    state.pressed = null;
  }
  addEventListener("beforeunload", (event) => { if (document.querySelector(".drafted progress")) event.preventDefault(); });

  const target = (event) => event.target.closest?.("form[data-draft]");
  const named = (file, at) => {
    if (file.name && file.name !== "image.png") return file;
    const local = new Date(at - at.getTimezoneOffset() * 60000).toISOString();
    return new File([file], `${local.slice(0, 19).replace("T", " ").replaceAll(":", ".")}.${(file.type.split("/")[1] || "png").slice(0, 4)}`, { type: file.type });
  };

  document.addEventListener("paste", (event) => {
    const form = target(event);
    const files = [...(event.clipboardData?.files ?? [])];
    if (!form || !files.length) return;
    if (event.clipboardData.getData("text/plain")) return; // text with a picture of it: the text
    event.preventDefault();
    put(form, files.map((file) => named(file, new Date())), true);
  });
  document.addEventListener("dragover", (event) => {
    const form = target(event);
    if (!form || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  for (const kind of ["dragleave", "drop"]) document.addEventListener(kind, (event) => target(event)?.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    const form = target(event);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!form || !files.length) return;
    event.preventDefault();
    put(form, files);
  });
  document.addEventListener("change", (event) => {
    const form = target(event);
    if (!form || event.target.name !== "files") return;
    const files = [...event.target.files];
    event.target.value = "";
    put(form, files);
  });

  // A file is taken away without sending anything else.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[name=drop]");
    const form = button?.closest("form[data-draft]");
    if (!form) return;
    event.preventDefault();
    button.disabled = true;
    const name = button.closest("li").querySelector("a").textContent;
    const data = fields(form);
    data.set("drop", button.value);
    const { status, told } = await send(form, data, null);
    if (status === 200 && told) {
      window.prazoDrafts.put(form, told);
      window.prazoPicture?.drop(form, name);
    } else button.disabled = false;
    form.elements.text.focus();
  });

  // Sent while a file is on its way: it waits for it.
  document.addEventListener("submit", (event) => {
    const state = waiting.get(event.target);
    if (!state?.count) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    state.pressed = event.submitter;
  }, true);
})();
