// Who else is about a ticket: in rows of the queue and on top of a ticket's page, as the stream
// says it. Names are put in as text, whatever they hold.
(() => {
  const signs = { looks: "◉", draft: "✎", sends: "➤", writes: "✎" };

  const part = (className, text, hidden) => prazoElement("span", hidden ? { className, "aria-hidden": "true" } : { className }, text);

  function chip(person, named) {
    const does = Object.hasOwn(signs, person.does) ? person.does : "looks";
    const said = document.getElementById("words").dataset[does].replace("%(name)s", person.name);
    const el = part(`chip ${does}`, "", false);
    el.append(part("", signs[does], true), " ");
    if (named) {
      el.append(said);
    } else {
      el.title = said;
      el.append(part("", person.initials, true), part("unseen", said, false));
    }
    return el;
  }

  const latest = new Map(); // of each ticket what the stream said last, and when

  function put(number, people) {
    for (const place of document.querySelectorAll(`[data-company="${CSS.escape(number)}"]`)) {
      place.replaceChildren(...people.map((one) => chip(one, place.matches(".named"))));
    }
  }

  document.addEventListener("company", (event) => {
    let told;
    try { told = JSON.parse(event.detail.data); } catch { return; }
    for (const [number, people] of Object.entries(told)) {
      latest.set(number, { people, at: performance.now() });
      put(number, people);
    }
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const began = event.detail?.ctx?.began;
    for (const [number, { people, at }] of latest) {
      if (began < at) put(number, people);
      else latest.delete(number); // what was swapped in is newer
    }
  });
})();
