// An element with its properties, or attributes where it has no such property, and what is in it.
window.prazoElement = (tag, of = {}, ...inside) => {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(of)) if (name in el) el[name] = value; else el.setAttribute(name, value);
  el.append(...inside);
  return el;
};

// A text as it is compared: without accents and capitals.
window.prazoFolded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
