// Who else is about a ticket: in rows of the queue and on top of a ticket's page, as the stream
// says it. Names are put in as text, whatever they hold.
(() => {
  const signs = { looks: "◉", draft: "✎", sends: "➤", writes: "✎" };

  function part(kind, text, hidden) {
    const el = document.createElement("span");
    if (kind) el.className = kind;
    if (hidden) el.setAttribute("aria-hidden", "true");
    el.textContent = text;
    return el;
  }

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

  document.addEventListener("company", (event) => {
    let told;
    try { told = JSON.parse(event.detail.data); } catch { return; }
    for (const place of document.querySelectorAll("[data-company]")) {
      const people = Object.hasOwn(told, place.dataset.company) && told[place.dataset.company];
      if (!people) continue;
      place.replaceChildren(...people.map((one) => chip(one, place.matches(".named"))));
    }
  });
})();
