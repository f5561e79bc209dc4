// Signs of bold, lists, links and the like: put around what is chosen, gone on with by Enter, made
// of what was copied from a page; and how it will be read. The text stays a text.
(() => {
  const TEXT = "form:has([data-tools]) textarea";
  const PREVIEW = 400; // ms after the last key
  const form_of = (el) => el.closest("form:has([data-tools])");

  // By the browser's own means, so that Ctrl-Z takes it back.
  function put(text, start, end, words, from = start + words.length, to = from) {
    text.focus();
    text.setSelectionRange(start, end);
    if (!document.execCommand(words ? "insertText" : "delete", false, words)) {
      text.setRangeText(words, start, end, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    text.setSelectionRange(from, to);
  }

  function around(text, sign) {
    let { selectionStart: start, selectionEnd: end, value } = text;
    while (start < end && /\s/.test(value[start])) start += 1;
    while (end > start && /\s/.test(value[end - 1])) end -= 1;
    const before = /\**$/.exec(value.slice(0, start))[0].length;
    const has = sign === "*" ? before % 2 : sign === "**" ? before >= 2 : value[start - 1] === sign;
    const n = sign.length, words = value.slice(start, end);
    if (has && value.slice(end, end + n) === sign) {
      put(text, start - n, end + n, words, start - n, end - n);
    } else { // each line by itself: no sign goes on over the end of one
      const signed = words.split("\n").map((line) => line.trim() ? line.replace(/^(\s*(?:[->] |\d+\. )?)(.*?)(\s*)$/, `$1${sign}$2${sign}$3`) : line).join("\n");
      put(text, start, end, words ? signed : sign + sign, start + n, words ? start + signed.length - n : start + n);
    }
  }

  const MARK = /^(?:- |\d+\. |> )/;
  function before(text, mark) { // of each line that is chosen
    const { selectionStart, selectionEnd, value } = text;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const below = value.indexOf("\n", selectionEnd);
    const end = below < 0 ? value.length : below;
    const lines = value.slice(start, end).split("\n");
    const same = lines.every((line, n) => line.startsWith(mark(n)));
    const made = lines.map((line, n) => same ? line.slice(mark(n).length) : mark(n) + line.replace(MARK, "")).join("\n");
    put(text, start, end, made, lines.length > 1 ? start : start + made.length, start + made.length);
  }

  function code(text) {
    const { selectionStart: start, selectionEnd: end, value } = text, words = value.slice(start, end);
    if (!words.includes("\n")) { around(text, "`"); return; }
    const open = start && value[start - 1] !== "\n" ? "\n```\n" : "```\n";
    put(text, start, end, `${open}${words.replace(/\n$/, "")}\n\`\`\`\n`);
  }

  const ADDRESS = /^(?:https?:\/\/|mailto:|tel:)[^\s()<>]+$/i;
  function link(text, address = "") {
    const { selectionStart: start, selectionEnd: end, value } = text, words = value.slice(start, end).trim();
    if (!address && ADDRESS.test(words)) { put(text, start, end, `[](${words})`, start + 1); return; }
    const to = address || "https://", made = `[${words}](${to})`;
    const at = start + words.length + 3;
    if (address) put(text, start, end, made);
    else put(text, start, end, made, words ? at : start + 1, words ? at + to.length : start + 1);
  }

  const acts = {
    bold: (text) => around(text, "**"),
    italic: (text) => around(text, "*"),
    list: (text) => before(text, () => "- "),
    numbers: (text) => before(text, (n) => `${n + 1}. `),
    quote: (text) => before(text, () => "> "),
    code,
    link: (text) => link(text),
  };
  const keys = { KeyB: "bold", KeyI: "italic", KeyE: "code", "+Digit8": "list", "+Digit7": "numbers", "+Digit9": "quote", "+KeyL": "link" };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || !event.target.matches?.(TEXT)) return;
    if (event.ctrlKey || event.metaKey) {
      const letter = /^[a-z]$/i.test(event.key) ? `Key${event.key.toUpperCase()}` : event.code; // also where letters are no Latin ones
      const act = acts[keys[(event.shiftKey ? "+" : "") + letter]];
      if (!act) return;
      event.preventDefault();
      act(event.target);
    } else if (event.key === "Enter" && !event.shiftKey && go_on(event.target)) event.preventDefault();
  });

  // Enter within a list begins its next item; in one that is empty, it ends the list.
  function go_on(text) {
    const { selectionStart: at, selectionEnd, value } = text;
    const start = value.lastIndexOf("\n", at - 1) + 1;
    const found = at === selectionEnd && /^( *)(?:(-)|(\d{1,4})\.|>) (.*)$/.exec(value.slice(start, at));
    if (!found) return false;
    const [, indent, mark, number, words] = found;
    const above = value.slice(value.lastIndexOf("\n", start - 2) + 1, start);
    if (number && number !== "1" && !above.startsWith(`${indent}${number - 1}. `)) return false; // a date
    if (!words.trim()) put(text, start, at, "");
    else put(text, at, at, `\n${indent}${mark ? `${mark} ` : number ? `${Number(number) + 1}. ` : "> "}`);
    return true;
  }

  document.addEventListener("paste", (event) => {
    const text = event.target, data = event.clipboardData;
    if (!text.matches?.(TEXT) || event.defaultPrevented || data.files.length && !data.getData("text/plain")) return;
    const plain = data.getData("text/plain").replaceAll("\r\n", "\n"), { selectionStart: start, selectionEnd: end } = text;
    if (start < end && ADDRESS.test(plain.trim()) && !text.value.slice(start, end).includes("\n")) {
      event.preventDefault();
      link(text, plain.trim());
      return;
    }
    const html = data.getData("text/html");
    if (!html) return;
    event.preventDefault();
    put(text, start, end, from_page(html) || plain);
  });

  // Of a page, or of a text program's document, what there are signs for; null where there is none
  // of it, and for tables, which are text with tabs.
  function from_page(html) {
    const bare = html.replace(/<style\b[^]*?<\/style>/gi, "").replace(/\sstyle=/gi, " data-style="); // the policy applies none
    const { body } = new DOMParser().parseFromString(bare, "text/html");
    if (body.querySelector("table")) return null;
    const made = inside(body).replace(/[ \t\u00a0]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
    return made.replace(/\s+/g, "") === body.textContent.replace(/\s+/g, "") ? null : made;
  }
  const inside = (el) => [...el.childNodes].map(written).join("");
  const signed = (words, sign) => words.split("\n").map((line) =>
    line.trim() ? line.replace(/^(\s*)(.*?)(\s*)$/, `$1${sign}$2${sign}$3`) : line).join("\n");
  const HEAVY = /font-weight:\s*(?:bold|[6-9]00)/, PLAIN = /font-weight:\s*(?:normal|[1-5]00)/, ITALIC = /font-style:\s*italic/;

  function written(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches("style, script, title, [data-style*='mso-list:Ignore']")) return "";
    const name = node.localName;
    if (name === "br") return "\n";
    if (name === "pre") return `\n\n\`\`\`\n${node.textContent.replace(/\n$/, "")}\n\`\`\`\n\n`;
    let words = inside(node);
    if (name === "code" || name === "tt") return signed(words, "`");
    const look = node.dataset?.style ?? "", title = /^h[1-6]$/.test(name);
    const heavy = HEAVY.test(look) || (title || name === "b" || name === "strong") && !PLAIN.test(look);
    if (heavy && !words.includes("**")) words = signed(words, "**");
    if (ITALIC.test(look) || name === "em" || name === "i") words = signed(words, "*");
    if (name === "a") {
      const address = node.getAttribute("href") ?? "", called = words.trim();
      return ADDRESS.test(address) && called && called !== address && !/[[\]\n]/.test(called) ? `[${called}](${address})` : words;
    }
    if (name === "li" || node.matches("p[class^=MsoListParagraph]")) {
      const of_word = name !== "li" && node.querySelector("[data-style*='mso-list:Ignore']")?.textContent;
      const place = [...node.parentNode.children].indexOf(node) + 1;
      const mark = name !== "li" ? (/\d/.test(of_word) ? `${parseInt(of_word, 10) || 1}. ` : "- ") : node.parentNode.localName === "ol" ? `${place}. ` : "- ";
      return `\n${mark}${words.trim().replace(/\n+/g, `\n${" ".repeat(mark.length)}`)}\n`;
    }
    if (name === "ul" || name === "ol") return `\n${words.replace(/\n\s*\n/g, "\n")}\n`;
    if (name === "blockquote") return `\n\n${words.trim().split("\n").map((line) => `> ${line}`).join("\n")}\n\n`;
    return title || name === "p" ? `\n\n${words.trim()}\n\n` : name === "div" || name === "section" ? `\n${words.replace(/^\n|\n$/g, "")}\n` : words;
  }

  // One stop for Tab; arrows go from button to button.
  document.addEventListener("keydown", (event) => {
    const bar = event.target.closest?.("[data-tools]");
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!bar || !by) return;
    const all = [...bar.querySelectorAll("button")], at = all.indexOf(event.target);
    const to = all[Math.abs(by) > 1 ? (by < 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
    event.preventDefault();
    for (const one of all) one.tabIndex = one === to ? 0 : -1;
    to.focus();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-tools] button"), form = button && form_of(button);
    if (!form) return;
    const text = form.elements.namedItem("text");
    if (button.dataset.sign) { acts[button.dataset.sign](text); return; }
    const pressed = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", pressed);
    shown(form).hidden = !pressed;
    if (pressed) look(form);
  });

  const shown = (form) => form.querySelector("[data-shown]");
  const turns = new WeakMap();
  async function look(form) {
    const bar = form.querySelector("[data-tools]"), turn = (turns.get(form) ?? 0) + 1;
    turns.set(form, turn);
    const data = new FormData(), given = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "text", "desk", "address", "language"]) if (given.has(name)) data.set(name, given.get(name));
    data.set("kind", form.dataset.draft ?? "reply");
    const answer = await fetch(bar.dataset.preview, { method: "POST", body: data, headers: { "HX-Request": "true" } }).catch(() => null);
    const html = answer?.ok ? await answer.text() : null;
    if (turns.get(form) !== turn) return;
    if (html === null) shown(form).textContent = bar.dataset.lost;
    else shown(form).innerHTML = html; // made and cleaned by the desk
  }
  const timers = new WeakMap();
  for (const kind of ["input", "written"]) document.addEventListener(kind, (event) => {
    const form = event.target.matches?.(TEXT) && form_of(event.target);
    if (!form || shown(form).hidden) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => look(form), PREVIEW));
  });

  // A picture that was pasted stands where the caret is; taken away, it stands nowhere.
  window.prazoPicture = {
    put(form, name) {
      const text = form.elements.namedItem("text");
      if (!text.matches(TEXT) || /[[\]()<>]/.test(name)) return;
      const at = text.selectionEnd, ahead = at && text.value[at - 1] !== "\n" ? "\n" : "";
      put(text, at, at, `${ahead}![](${name})\n`);
    },
    drop(form, name) {
      const text = form.elements.namedItem("text"), sign = `![](${name})`, at = text.value.indexOf(sign);
      if (at >= 0) put(text, at, at + sign.length + (text.value[at + sign.length] === "\n"), "");
    },
  };
})();
