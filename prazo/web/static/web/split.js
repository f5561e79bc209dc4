// A passage marked in the customer's words becomes a passage of the split form, and so a ticket.
// Without scripts the same form is filled by hand.
(() => {
  const place = document.querySelector("[data-split]");
  if (!place) return;
  const button = prazoElement("button", { type: "button", className: "btn small split-off", hidden: true, "data-key": "s" }, place.dataset.split);
  document.body.prepend(button); // before the act that has its key
  const number = place.dataset.ticket;
  let marked = null;

  // The message whose own words the selection lies in, if it lies in one.
  function selected() {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
    const range = chosen.getRangeAt(0);
    const from = range.startContainer.parentElement?.closest("#talk .msg.message .text");
    const article = from?.closest(".msg.message");
    const text = chosen.toString().trim();
    if (!article || !article.contains(range.endContainer) || text.length < 3) return null;
    return { message: article.id.slice(1), text, range };
  }

  document.addEventListener("selectionchange", () => {
    const now = selected();
    if (!now) { if (document.activeElement !== button) button.hidden = true; return; }
    marked = now;
    const box = now.range.getBoundingClientRect();
    button.hidden = false;
    const left = Math.min(box.left + scrollX, scrollX + innerWidth - button.offsetWidth - 12);
    button.style.left = `${Math.max(8, left)}px`;
    button.style.top = `${box.bottom + scrollY + 6}px`;
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps what is marked

  button.addEventListener("click", async () => {
    const passage = marked;
    button.hidden = true;
    document.getSelection()?.removeAllRanges();
    if (!document.querySelector("#act #split")) {
      await htmx.ajax("GET", `/t/${number}/split`, { target: "#act", swap: "innerHTML" });
    }
    fill(document.querySelector("#act #split"), passage);
  });

  // Passages that were kept in this browser have room before they are put back.
  document.addEventListener("kept", (event) => {
    while (event.detail[`text_${Math.max(...numbers(event.target)) + 1}`] !== undefined) one_more(event.target);
  });

  function fill(form, passage) {
    if (!form || !passage) return;
    const field = empty(form) ?? one_more(form);
    if (!field) return;
    const of = (name) => form.querySelector(`[name=${name}_${field}]`);
    of("message").value = passage.message;
    of("text").value = passage.text;
    const line = passage.text.split("\n")[0].trim();
    of("subject").value = line.length > 80 ? `${line.slice(0, 79)}…` : line;
    of("subject").select();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.scrollIntoView({ block: "nearest" });
  }

  const numbers = (form) => [...form.querySelectorAll("textarea[name^=text_]")].map((t) => Number(t.name.slice(5)));
  const empty = (form) => numbers(form).find((n) =>
    !form.querySelector(`[name=text_${n}]`).value.trim() && !form.querySelector(`[name=subject_${n}]`).value.trim());

  function one_more(form) {
    const last = Math.max(...numbers(form));
    if (last >= 20) return null;
    const next = last + 1;
    const copy = form.querySelector("template[data-blank]").content.cloneNode(true);
    for (const el of copy.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        if (el.hasAttribute(name)) el.setAttribute(name, el.getAttribute(name).replace(/_0(?=_|$)/, `_${next}`));
      }
    }
    const legend = copy.querySelector("legend");
    legend.textContent = legend.textContent.replace("_0_", next);
    form.querySelector("template[data-blank]").before(copy);
    return next;
  }
})();
