// Due times count on by themselves; for those who asked for calm, twice a minute.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const two = (n) => String(n).padStart(2, "0");
  function show() {
    const now = Date.now() / 1000;
    for (const el of document.querySelectorAll("time[data-due]")) {
      const away = Math.trunc(el.dataset.due - now);
      const late = away < 0;
      const s = Math.abs(away);
      if (s >= 86400) continue; // that far away it is told as a moment, which stays
      el.textContent = (late ? "−" : "") + two(Math.trunc(s / 3600)) + ":" + two(Math.trunc(s / 60) % 60) + ":" + two(s % 60);
      const cell = el.closest(".due");
      if (cell) {
        cell.classList.toggle("missed", late);
        cell.classList.toggle("soon", !late && s < 7200);
      }
    }
  }
  setInterval(() => { if (!document.hidden) show(); }, calm ? 30000 : 1000);
})();
