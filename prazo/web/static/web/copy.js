// The ticket's number, copied; at once again its title, once more its link: `.`, `..` and `...`.
(() => {
  const said = document.getElementById("said");
  let times = 0, timer = 0;

  // Also where a page has no clipboard of its own, as under an address without https.
  function copied(text) {
    document.addEventListener("copy", (event) => {
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    }, { once: true });
    return document.execCommand("copy");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-copied]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const text = [link.textContent, document.querySelector("#head h1").textContent.trim(), link.href][times++ % 3];
    said.textContent = `${copied(text) ? link.dataset.copied : ""} ${text}`;
    said.className = "toast";
    clearTimeout(timer);
    timer = setTimeout(() => { times = 0; said.className = "unseen"; }, 1500);
  });
})();
