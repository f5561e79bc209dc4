// The bell: the number of unread notices as the stream tells it, in the frame and in the tab's title.
(() => {
  const bell = () => document.getElementById("bell");
  const plain = document.title;
  const counted = 3000; // ms for which the server may show a count without counting again
  let told = null; // what the stream said last, and when
  const first = Number(bell()?.dataset.count ?? 0);

  function entitle() {
    const unread = Number(bell()?.dataset.count ?? 0);
    document.title = unread ? `(${unread > 99 ? "99+" : unread}) ${plain}` : plain;
  }

  function show(unread) {
    const el = bell();
    if (!el) return;
    const figure = el.querySelector(".num");
    el.dataset.count = unread;
    figure.textContent = unread > 99 ? "99+" : unread;
    figure.hidden = unread === 0;
    el.setAttribute("aria-label", `${el.dataset.says} ${figure.textContent}`);
    entitle();
  }

  // What is told of the ticket before one's eyes is read by it.
  function seen() {
    const ticket = document.getElementById("ticket");
    const token = ticket?.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token || document.hidden || !document.hasFocus()) return;
    fetch(ticket.getAttribute("hx-get").replace(/now$/, "seen"), {
      method: "POST",
      body: new URLSearchParams({ csrfmiddlewaretoken: token }),
    }).catch(() => {}); // no connection: the line stays unread
  }

  document.addEventListener("bell", (event) => {
    const unread = Number(event.detail?.data);
    if (!Number.isInteger(unread)) return;
    const more = unread > (told?.unread ?? first); // an answer may have brought the figure already
    told = { unread, at: performance.now() };
    show(unread);
    if (more) seen();
  });
  function older(ctx) {
    if (!told || !ctx?.began) return false;
    return ctx.began < told.at + (ctx.request.method === "GET" ? counted : 0);
  }
  document.addEventListener("htmx:after:swap", (event) => {
    if (older(event.detail?.ctx)) show(told.unread);
    else entitle();
  });

  entitle();
})();
