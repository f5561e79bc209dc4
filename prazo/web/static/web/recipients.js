// To whom an answer goes. New here: addresses that took no part in this ticket yet.
(() => {
  function fresh(box) {
    const known = new Set(box.dataset.known.split(" "));
    const given = [...box.querySelectorAll("input[name=to], input[name=cc]")].flatMap((el) => el.value.split(/[,;]/));
    const ticked = [...box.querySelectorAll("input[name=offered]:checked")].map((el) => el.value);
    const addresses = given.map((one) => (/<([^<>]*)>\s*$/.exec(one)?.[1] ?? one).trim()).concat(ticked);
    const ones = [...new Set(addresses.filter((one) => one.includes("@") && !known.has(one.toLowerCase())))];
    const place = box.querySelector("[data-fresh-ones]");
    place.hidden = !ones.length;
    place.textContent = ones.length ? `${box.dataset.fresh} ${ones.join(", ")}` : "";
  }
  document.addEventListener("change", (event) => {
    if (event.target.name !== "offered" || !event.target.checked) return;
    const form = event.target.form;
    const to = form.elements.namedItem("to");
    const into = to.value.trim() ? form.elements.namedItem("cc") : to; // nobody is known to write to
    into.value = [into.value.trim().replace(/,$/, ""), event.target.value].filter(Boolean).join(", ");
    const row = event.target.closest(".offered");
    event.target.closest("label").remove();
    if (!row.querySelector("label")) row.remove();
    into.focus();
    into.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const all = () => document.querySelectorAll(".recipients").forEach(fresh);
  for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => {
    const box = event.target.closest?.(".recipients");
    if (box) fresh(box);
  });
  document.addEventListener("written", all);
  document.addEventListener("htmx:after:swap", all);
  all();
})();
