// What each player does along a letter, the others as they are, with a marker at the present value.
"use strict";
const MOST_ROWS = 10;
let stripLetter = RECORD.over;

function makeStrip() {
  const box = byId("strip");
  const label = add(box, "label", "Along ");
  letterPicker(label, () => stripLetter, (letter) => {
    stripLetter = letter;
  });
  add(box, "div", null, { class: "rows" });
  STATE.watchers.push((view) => showStrip(box.querySelector(".rows"), view));
}

function letterPicker(parent, now, pick) {
  const select = add(parent, "select");
  RECORD.letters.forEach((letter, i) => add(select, "option", letter.shown, { value: i }));
  select.value = now();
  select.addEventListener("change", () => {
    pick(Number(select.value));
    changed();
  });
  return select;
}

// What is done at each place in each cell of the line: one text an equilibrium, the same ones said once.
function stripRows(line, letter) {
  const done = line.map((cell) => {
    const found = cell.families.map((family) => FAMILIES[family].strategies(cell.at));
    return RECORD.places.map((_, place) => [...new Set(found.map((strategies) => doneAt(strategies, place)))]);
  });
  const rows = RECORD.places.map((place, i) => ({ place, index: i, done: done.map((cell) => cell[i]) }));
  const moving = rows.filter((row) => new Set(row.done.filter((d) => d.length).map((d) => d.join("|"))).size > 1);
  return rows.length <= MOST_ROWS ? rows : (moving.length ? moving : rows).slice(0, MOST_ROWS);
}

function showStrip(box, view) {
  const letter = stripLetter;
  const line = lineOf(letter, view.values);
  const rows = stripRows(line, letter);
  box.replaceChildren();
  rows.forEach((row) => {
    const many = RECORD.places.filter((other) => other.agent === row.place.agent).length > 1;
    const name = add(box, "div", null, { class: "who" });
    add(name, "b", row.place.agent, { class: "p" + (row.place.player % 6) });
    if (many && row.place.name) add(name, "small", " " + row.place.name);
    drawRow(add(box, "div", null, { class: "lane" }), line, row);
  });
  if (rows.length < RECORD.places.length) {
    add(box, "p", "Shown are " + rows.length + " of " + RECORD.places.length + " places where somebody chooses.", {
      class: "note wholerow",
    });
  }
  drawAxis(box, letter, line, view);
}

// Neighbouring cells in which the same is done, as one.
function taken(line, row) {
  const parts = [];
  line.forEach((cell, i) => {
    const last = parts[parts.length - 1];
    const key = cell.allowed + row.done[i].join("|");
    if (last && last.key === key) last.to = cell.to;
    else parts.push({ key, from: cell.from, to: cell.to, allowed: cell.allowed, here: row.done[i] });
  });
  return parts;
}

function drawRow(lane, line, row) {
  lane.style.minHeight = Math.max(2.2, 1.35 * Math.max(...row.done.map((done) => done.length))) + "rem";
  taken(line, row).forEach((cell) => {
    const here = cell.here;
    const part = add(lane, "div", null, { class: cell.allowed ? "cell" : "cell forbidden" });
    part.style.left = percent(cell.from);
    part.style.width = percent(cell.to - cell.from);
    if (cell.allowed && !here.length) add(part, "span", "none found", { class: "piece" });
    here.forEach((text) => {
      const moves = row.place.moves;
      const tone = text.includes(" / ") && !moves.includes(text) ? "mixed" : toneOf(moves.indexOf(text));
      addWords(part, "span", text, { class: "piece " + tone, title: text });
    });
  });
}

function drawAxis(box, letter, line, view) {
  const { least, most, shown: name } = RECORD.letters[letter];
  addWords(box, "div", name, { class: "who" });
  const axis = add(box, "div", null, { class: "axis lane" });
  const ends = [[0, shown(least)], [1, shown(most)]];
  line.slice(1).forEach((cell) => ends.push([cell.from, shown(valueOn(letter, cell.from))]));
  let last = -1;
  ends.sort((a, b) => a[0] - b[0]).forEach(([t, text], i) => {
    if (t - last < 0.07 && i) return;
    last = t;
    const place = t === 0 ? "start" : t > 0.95 ? "end" : "middle";
    add(axis, "span", text, { class: place }).style.left = percent(t);
  });
  box.querySelectorAll(".lane").forEach((lane) => {
    add(lane, "div", null, { class: "marker" }).style.left = percent(placeOn(letter, view.values[letter]));
    lane.addEventListener("click", (event) => {
      const room = lane.getBoundingClientRect();
      setValue(letter, valueOn(letter, Math.min(1, Math.max(0, (event.clientX - room.left) / room.width))));
      changed();
    });
  });
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", stripSaid(letter, line));
}

// The strip in words, for those who cannot see it.
function stripSaid(letter, line) {
  const name = RECORD.letters[letter].name;
  return line.map((cell) => {
    const from = shown(valueOn(letter, cell.from));
    const to = shown(valueOn(letter, cell.to));
    const what = cell.families.map((family) => RECORD.families[family].name).join(", or ");
    return name + " from " + from + " to " + to + ": " + (cell.allowed ? what || "no equilibrium found" : "not allowed");
  }).join(". ");
}
