// The stream says that something changed; pages then ask for what they show. It says so at once
// when it is opened, or opened again, by a page that is behind. Here: saying that it is down.
(() => {
  const bar = () => document.getElementById("offline");
  let timer = null;
  const say = () => { if (bar()) bar().hidden = false; };
  const lost = () => { timer ??= setTimeout(say, 3000); };
  const back = () => { clearTimeout(timer); timer = null; if (bar()) bar().hidden = true; };

  // What the stream said since a request was sent is newer than what its answer shows.
  document.addEventListener("htmx:config:request", (event) => { event.detail.ctx.began = performance.now(); });

  document.addEventListener("hello", back);
  document.addEventListener("over", () => location.reload());
  document.addEventListener("htmx:sse:error", (event) => { if (!document.hidden) lost(event); });
  addEventListener("offline", lost);
  addEventListener("online", back);
  document.addEventListener("htmx:error", (event) => {
    if (!(event.detail?.error instanceof TypeError)) return;
    lost(); // fetch could not reach the server
    if (/^(click|submit)$/.test(event.detail.ctx?.sourceEvent?.type)) say(); // what was pressed was not done
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { response, request } = event.detail?.ctx ?? {};
    if (response) back();
    if (response?.raw?.ok && request.method === "POST") document.querySelector("#notices [role=alert]")?.remove();
  });
})();
