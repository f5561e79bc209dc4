// Mentions: "@" in a textarea[data-mentions] offers the people of the desk. The attribute holds
// their address, relative to that of the form. Who writes a name without this is understood too.
(() => {
  const MOST = 8;
  const BEGUN = /(?:^|[^\p{L}\p{N}_@.+-])@([^\n@]{0,40})$/u;
  const KIND = "mentions";
  const known = new Map(); // address → promise of people

  function people(area) {
    const address = new URL(area.dataset.mentions, area.form.action).href;
    if (!known.has(address)) {
      const asked = fetch(address, { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : { people: [] }))
        .then((answer) => answer.people)
        .catch(() => { known.delete(address); return []; });
      known.set(address, asked);
    }
    return known.get(address);
  }

  function matching(all, typed) {
    const wanted = prazoFolded(typed);
    const fits = (one) =>
      prazoFolded(one.name).startsWith(wanted) || prazoFolded(one.address).startsWith(wanted) ||
      prazoFolded(one.name).split(/\s+/).some((word) => word.startsWith(wanted));
    return all.filter(fits).slice(0, MOST);
  }

  async function look(area) {
    const caret = area.selectionStart;
    const begun = area.selectionEnd === caret && BEGUN.exec(area.value.slice(0, caret));
    if (!begun) { prazoOffered.shut(KIND); return; }
    const all = await people(area);
    if (area.selectionStart !== caret || document.activeElement !== area) return;
    const found = matching(all, begun[1]);
    const written = begun[1].endsWith(" ") && found.some((one) => one.word === begun[1].trim());
    if (!found.length || written) { prazoOffered.shut(KIND); return; }
    const el = prazoElement;
    prazoOffered.show(KIND, area, {
      label: area.labels[0]?.textContent.trim() ?? "@",
      rows: found.map((one) => [el("b", {}, one.name), " ", el("span", { className: "muted" }, one.address)]),
      take(place) {
        area.setRangeText(`${found[place].word} `, caret - begun[1].length, area.selectionStart, "end");
        area.dispatchEvent(new Event("input", { bubbles: true }));
        area.focus();
      },
    });
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-mentions]")) look(event.target);
  });
})();
