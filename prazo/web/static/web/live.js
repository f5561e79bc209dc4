// The stream says that something changed; pages then ask for what they show. It says so at once
// when it is opened, or opened again, by a page that is behind. Here: saying that it is down, and
// seeing to it that it comes back.
(() => {
  const SILENT = 40000; // ms; it says every 15 s that it is there
  const MOST = 8000;
  const bar = () => document.getElementById("offline");
  const live = () => document.getElementById("live");
  let timer = null;
  const say = () => { if (bar()) bar().hidden = false; };
  const lost = () => { timer ??= setTimeout(say, 3000); };
  const back = () => { clearTimeout(timer); timer = null; if (bar()) bar().hidden = true; };

  // What the stream said since a request was sent is newer than what its answer shows.
  document.addEventListener("htmx:config:request", (event) => { event.detail.ctx.began = performance.now(); });

  // Who stands between may answer in the desk's place, as while it is started anew. That is no
  // answer: what is shown and what was written stay, as where nobody answered.
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const { fetch } = ctx;
    opening ||= ctx.sourceElement === live();
    ctx.fetch = async (...asked) => {
      const answer = await fetch(...asked);
      if (!answer.headers.has("Prazo-Own")) throw new TypeError(`${answer.status}, not of the desk`);
      return answer;
    };
  });

  let line = null;
  let opening = false;
  let heard = 0;
  let tries = 0;
  function open() {
    if (!line && !opening && live()) htmx.ajax("GET", live().getAttribute("hx-sse:connect"), { source: live() });
  }
  function wake() { // now, not after the pause it is in
    if (line) line.delayCanceller?.();
    else open();
  }
  function drop() { // it opens again, and catches up
    heard = performance.now();
    if (line?.reader) line.reader.cancel(); else line?.abortController?.abort();
  }
  document.addEventListener("htmx:after:sse:connection", (event) => { line = event.detail.connection; heard = performance.now(); });
  document.addEventListener("htmx:before:sse:message", () => { heard = performance.now(); });
  document.addEventListener("htmx:sse:close", (event) => {
    line = null;
    if (event.detail.reason === "ended") setTimeout(open, MOST);
  });
  document.addEventListener("htmx:finally:request", (event) => {
    if (event.target !== live()) return;
    opening = false;
    if (line) return;
    lost();
    setTimeout(open, Math.min(MOST, 1000 * 2 ** tries++));
  });
  setInterval(() => { if (line && !document.hidden && performance.now() - heard > SILENT) { lost(); drop(); } }, 5000);

  document.addEventListener("hello", () => { tries = 0; back(); });
  document.addEventListener("over", () => location.reload());
  document.addEventListener("htmx:sse:error", ({ detail }) => {
    if (detail.status === 401) location.reload(); // signed out meanwhile
    if (!document.hidden) lost();
  });
  addEventListener("offline", lost);
  addEventListener("online", () => { wake(); drop(); });
  document.addEventListener("htmx:error", (event) => {
    if (!(event.detail?.error instanceof TypeError)) return;
    lost(); // fetch could not reach the server
    const { sourceEvent, sourceElement } = event.detail.ctx ?? {};
    if (/^(click|submit)$/.test(sourceEvent?.type)) say(); // what was pressed was not done
    else if (sourceElement !== live()) setTimeout(drop, 2000); // what the page asks for by itself
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { response, request } = event.detail?.ctx ?? {};
    if (response) { back(); wake(); }
    if (response?.raw?.ok && request.method === "POST") document.querySelector("#notices [role=alert]")?.remove();
  });
})();
