// The conditions of a queue are drawn by the server while they are changed. An answer to what has
// been changed since, or drawn since, is dropped and asked for anew, so that it undoes nothing.
(() => {
  let version = 0;
  const inside = (el) => Boolean(el?.closest?.("#builder"));
  const changed = (event) => { if (inside(event.target)) version++; };

  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    if (inside(ctx.sourceElement)) ctx.saw = version;
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.saw === undefined || ctx.saw === version) return;
    event.preventDefault();
    const asked = ctx.sourceElement;
    setTimeout(() => {
      const again = asked.isConnected ? asked : document.getElementById(asked.id); // drawn anew
      if (again) htmx.trigger(again, again.matches("form") ? "look" : "click");
    });
  });
  document.addEventListener("htmx:after:swap", (event) => { if (inside(event.target)) version++; });
})();
