// The stream says that something changed; pages then ask for what they show. It says so at once
// when it is opened, or opened again, by a page that is behind. Here: saying that it is down.
(() => {
  const bar = () => document.getElementById("offline");
  let timer = null;
  const lost = () => { timer ??= setTimeout(() => { if (bar()) bar().hidden = false; }, 3000); };
  const back = () => { clearTimeout(timer); timer = null; if (bar()) bar().hidden = true; };

  // What the stream said since a request was sent is newer than what its answer shows.
  document.addEventListener("htmx:config:request", (event) => { event.detail.ctx.began = performance.now(); });

  document.addEventListener("hello", back);
  document.addEventListener("over", () => location.reload());
  document.addEventListener("htmx:sse:error", (event) => { if (!document.hidden) lost(event); });
  addEventListener("offline", lost);
  addEventListener("online", back);
  document.addEventListener("htmx:error", (event) => {
    if (event.detail?.error instanceof TypeError) lost(); // fetch could not reach the server
  });
  document.addEventListener("htmx:after:request", (event) => { if (event.detail?.ctx?.response) back(); });
})();
