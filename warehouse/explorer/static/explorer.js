// Enhancement only: without it every row is in the tables below the text, and every link works.
"use strict";

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

const SVG = "http://www.w3.org/2000/svg";
const drawn = (tag, attributes) => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

// the switches of the layers, remembered for this browser
function layers(reader) {
  let off = [];
  try { off = JSON.parse(localStorage.getItem("kawaraban.off") || "[]"); } catch { off = []; }
  for (const box of document.querySelectorAll("input[data-layer]")) {
    box.checked = !off.includes(box.dataset.layer);
    const apply = () => reader.classList.toggle("hide-" + box.dataset.layer, !box.checked);
    apply();
    box.addEventListener("change", () => {
      apply();
      const now = [...document.querySelectorAll("input[data-layer]:not(:checked)")].map((other) => other.dataset.layer);
      try { localStorage.setItem("kawaraban.off", JSON.stringify(now)); } catch { /* not remembered */ }
    });
  }
}

// a row of the tables below as a card
function entry(row, card) {
  const table = row.closest("table");
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const made = make("section", "row");
  made.append(make("h3", "", table.dataset.name));
  const quote = make("blockquote");
  quote.lang = "ja";
  quote.append(...row.cells[0].querySelector("bdi").cloneNode(true).childNodes);
  made.append(quote);
  const facts = make("dl");
  [...row.cells].forEach((cell, place) => {
    if (place === 0) return;
    if (cell.classList.contains("rests")) { made.append(cell.firstElementChild.cloneNode(true)); return; }
    if (cell.querySelector(".null")) return;
    const value = make("dd");
    value.append(...cell.cloneNode(true).childNodes);
    facts.append(make("dt", "", heads[place]), value);
  });
  facts.append(make("dt", "", card.dataset.offsets), make("dd", "", `${row.dataset.start}–${row.dataset.end}`));
  made.append(facts);
  const links = make("p", "links");
  const link = make("a", "", card.dataset.link);
  link.href = row.cells[0].querySelector("a").href;
  links.append(link);
  if (card.dataset.bytes) {
    const bytes = make("a", "", card.dataset.source);
    bytes.href = `${card.dataset.bytes}?span=${row.dataset.start}-${row.dataset.end}`;
    links.append(bytes);
  }
  made.append(links);
  return made;
}

function reading(reader) {
  const text = document.getElementById("text");
  const card = document.getElementById("card");
  const spans = [...text.querySelectorAll(".s[data-r]")].filter((span) => span.dataset.r);
  const starts = spans.map((span) => Number(span.dataset.o));
  let chosen = null;
  let pinned = false;

  const within = (start, end) => {
    const found = [];
    for (let place = 0; place < spans.length && starts[place] < end; place += 1) if (starts[place] >= start) found.push(spans[place]);
    return found;
  };
  const rowsOf = (span) => span.dataset.r.split(" ").map((number) => document.getElementById("r" + number)).filter(
    (row) => row && !reader.classList.contains("hide-" + row.closest("table").dataset.layer));

  // the way from a source to the certainty, drawn in the text
  const draw = (row) => {
    text.querySelector(".arcs")?.remove();
    const steps = [...row.querySelectorAll(".step[data-start]")]
      .map((step) => within(Number(step.dataset.start), Number(step.dataset.end))[0])
      .filter(Boolean);
    if (!steps.length) return;
    const frame = text.getBoundingClientRect();
    const arcs = drawn("svg", { class: "arcs", "aria-hidden": "true", focusable: "false" });
    const places = steps.map((span) => {
      const box = span.getClientRects()[0];
      return { x: box.left - frame.left + 2, y: box.top - frame.top - 1 };
    });
    places.slice(1).forEach((to, number) => {
      const from = places[number];
      const lift = Math.max(16, Math.min(44, Math.abs(to.x - from.x) / 6));
      arcs.append(drawn("path", { d: `M${from.x},${from.y} C${from.x},${from.y - lift} ${to.x},${to.y - lift} ${to.x},${to.y}` }));
    });
    places.forEach((place, number) => {
      arcs.append(drawn("circle", { cx: place.x, cy: place.y, r: 8 }));
      const label = drawn("text", { x: place.x, y: place.y });
      label.textContent = String(number + 1);
      arcs.append(label);
    });
    text.append(arcs);
  };

  const clear = () => {
    for (const span of text.querySelectorAll(".chosen, .lit")) span.classList.remove("chosen", "lit");
    text.querySelector(".arcs")?.remove();
  };
  const close = () => {
    clear();
    chosen = null;
    pinned = false;
    card.classList.remove("open");
    card.replaceChildren(make("p", "nothing", card.dataset.empty));
  };
  const show = (span) => {
    const rows = rowsOf(span);
    if (!rows.length) return;
    clear();
    chosen = span;
    span.classList.add("chosen");
    const first = rows[0];
    for (const other of within(Number(first.dataset.start), Number(first.dataset.end))) other.classList.add("lit");
    const statement = rows.find((row) => row.closest("table").dataset.layer === "st");
    if (statement) draw(statement);
    const shut = make("button", "close plain", card.dataset.close);
    shut.type = "button";
    shut.addEventListener("click", () => { close(); text.focus(); });
    card.replaceChildren(shut, ...rows.map((row) => entry(row, card)));
    card.classList.add("open");
    card.scrollTop = 0;
  };

  text.addEventListener("mouseover", (event) => {
    const span = event.target.closest(".s[data-r]");
    if (span && !pinned && span !== chosen && matchMedia("(hover: hover)").matches) show(span);
  });
  text.addEventListener("click", (event) => {
    const span = event.target.closest(".s[data-r]");
    if (!span) return;
    pinned = !(pinned && span === chosen);
    show(span);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); return; }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 0, ArrowUp: 0 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    let place = chosen ? spans.indexOf(chosen) + step : step > 0 ? 0 : spans.length - 1;
    while (spans[place] && !rowsOf(spans[place]).length) place += step;
    if (!spans[place]) return;
    event.preventDefault();
    pinned = true;
    show(spans[place]);
    spans[place].scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  // a place where no span begins is that of the span before it
  const place = /^#c(\d+)$/.exec(location.hash);
  const target = text.querySelector(".target")
    || (place && (document.getElementById("c" + place[1]) || spans.filter((span) => Number(span.dataset.o) <= Number(place[1])).pop()));
  if (target) {
    target.scrollIntoView({ block: matchMedia("(max-width: 60rem)").matches ? "start" : "center" });
    if (target.dataset.r) { pinned = true; show(target); }
  }
}

// a list of one page, filtered as one types
function filters() {
  for (const input of document.querySelectorAll("input[data-filter]")) {
    const items = [...document.querySelectorAll(input.dataset.filter)];
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const item of items) item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
    });
  }
}

// Ctrl+Enter sends a query
function submits() {
  for (const area of document.querySelectorAll("[data-submit]")) {
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); area.form.requestSubmit(); }
    });
  }
}

const reader = document.getElementById("reader");
if (reader) { layers(reader); reading(reader); }
filters();
submits();
