// A slider, a number box and a button back to the base value for each letter; the commitment first.
"use strict";
function makeControls() {
  const box = byId("controls");
  const first = RECORD.over;
  const order = [first, ...RECORD.letters.keys()].filter((letter, i) => i === 0 || letter !== first);
  makeControl(box, order[0]);
  if (order.length > 1) {
    const more = add(box, "details");
    more.open = window.matchMedia("(min-width: 50rem)").matches;
    add(more, "summary", order.length === 2 ? "One more letter" : order.length - 1 + " more letters");
    order.slice(1).forEach((letter) => makeControl(more, letter));
  }
  const all = add(box, "button", "All base values", { type: "button", id: "reset" });
  all.addEventListener("click", reset);
}

function makeControl(box, index) {
  const letter = RECORD.letters[index];
  const row = add(box, "div", null, { class: "letter", role: "group", "aria-labelledby": "name-" + index });
  const label = add(row, "label", null, { for: "box-" + index, id: "name-" + index });
  addWords(label, "b", letter.shown);
  add(label, "span", letter.meaning ? " " + letter.meaning : "");
  if (letter.unit) add(label, "small", " (" + letter.unit + ")");
  const track = add(row, "div", null, { class: "track" });
  const shades = add(track, "div", null, { class: "shades", "aria-hidden": "true" });
  const slider = add(track, "input", null, { type: "range", min: 0, max: letter.steps, step: 1 });
  slider.setAttribute("aria-label", letter.name + (letter.meaning ? ": " + letter.meaning : ""));
  slider.setAttribute("aria-describedby", "note-" + index);
  const number = add(row, "input", null, { type: "text", id: "box-" + index, inputmode: "text", size: 7 });
  number.setAttribute("autocomplete", "off");
  const back = add(row, "button", "↺", { type: "button" });
  back.title = letter.name + " back to " + letter.base_text;
  back.setAttribute("aria-label", back.title);
  const note = add(row, "p", "", { class: "note", id: "note-" + index });
  const moves = add(row, "p", "", { class: "moves" });
  const parts = { row, shades, slider, number, back, note, moves };
  listen(parts, letter, index);
  STATE.watchers.push((view) => showControl(parts, letter, index, view));
}

function listen(parts, letter, index) {
  const baseStep = Math.round(placeOn(index, letter.base) * letter.steps);
  parts.slider.addEventListener("input", () => {
    const step = Number(parts.slider.value);
    if (step === baseStep) setValue(index, letter.base, letter.base_text);
    else setValue(index, valueOn(index, step / letter.steps));
    changed();
  });
  parts.number.addEventListener("change", () => {
    const value = parsed(parts.number.value);
    const wrong = Number.isNaN(value) ? "a number is wanted, such as 3/4 or 0.75" : outside(letter, value);
    parts.row.dataset.wrong = wrong;
    if (!wrong) setValue(index, value, parts.number.value.trim());
    changed();
  });
  parts.back.addEventListener("click", () => {
    setValue(index, letter.base, letter.base_text);
    changed();
  });
}

function outside(letter, value) {
  return isOutside(letter, value) ? "its range is " + letter.range : "";
}

function showControl(parts, letter, index, view) {
  const place = placeOn(index, view.values[index]);
  parts.slider.value = Math.round(place * letter.steps);
  parts.slider.setAttribute("aria-valuetext", letter.name + " = " + STATE.texts[index]);
  const wrong = parts.row.dataset.wrong;
  parts.number.setAttribute("aria-invalid", wrong ? "true" : "false");
  if (!wrong) parts.number.value = STATE.texts[index];
  parts.back.disabled = view.values[index] === letter.base;
  const line = lineOf(index, view.values);
  parts.shades.replaceChildren();
  stretches(line).forEach((stretch) => {
    const shade = add(parts.shades, "span", null, { class: stretch.allowed ? "allowed" : "forbidden" });
    shade.style.left = percent(stretch.from);
    shade.style.width = percent(stretch.to - stretch.from);
  });
  changes(line).forEach((cell) => {
    add(parts.shades, "span", null, { class: "tick" }).style.left = percent(cell.from);
  });
  parts.note.textContent = wrong ? wrong[0].toUpperCase() + wrong.slice(1) + "." : lineNote(index, line);
  delete parts.row.dataset.wrong;
  showMoves(parts.moves, letter, index, view);
}

const STEP = 1e-5; // of the range, by which a letter is moved to see what moves with it

// What moves which way as a letter rises a little, in the equilibrium shown: payoffs, then outcomes.
function showMoves(box, letter, index, view) {
  box.replaceChildren();
  if (!view.equilibrium) return;
  const told = movesOf(letter, index, view);
  if (!told.length) return;
  addWords(box, "span", letter.shown + " ↑:");
  told.slice(0, 6).forEach((text) => addWords(box, "span", " " + text));
  if (told.length > 6) add(box, "span", " and " + (told.length - 6) + " more");
}

function movesOf(letter, index, view) {
  const step = STEP * (letter.most - letter.least);
  const ends = [-1, 1].map((way) => {
    const moved = view.values.slice();
    moved[index] += way * step;
    const family = FAMILIES[view.equilibrium.family];
    return [...family.payoffs(moved), ...family.outcomes(moved)];
  });
  return [...RECORD.players, ...RECORD.outcomes]
    .map((name, i) => [name, (ends[1][i] - ends[0][i]) / (2 * STEP)])
    .filter(([, slope]) => Math.abs(slope) > 1e-6)
    .map(([name, slope]) => name + (slope > 0 ? " ↑" : " ↓"));
}

// The cells at whose beginning the equilibria change.
function changes(line) {
  return line.filter((cell, i) => i && cell.allowed && line[i - 1].allowed);
}

// What is allowed and what is not, neighbouring cells taken together.
function stretches(line) {
  const found = [];
  line.forEach((cell) => {
    const last = found[found.length - 1];
    if (last && last.allowed === cell.allowed) last.to = cell.to;
    else found.push({ from: cell.from, to: cell.to, allowed: cell.allowed });
  });
  return found;
}

// Where equilibria change along a letter, and what of its range is allowed, as the others are.
function lineNote(index, line) {
  const said = [];
  const ticks = changes(line);
  if (ticks.length) {
    const some = ticks.slice(0, 6).map((cell) => shown(valueOn(index, cell.from)));
    said.push("Equilibria change at " + some.join(", ") + (ticks.length > 6 ? ", ..." : ""));
  }
  if (line.some((cell) => !cell.allowed)) {
    const told = stretches(line)
      .filter((stretch) => stretch.allowed)
      .map(({ from, to }) => shown(valueOn(index, from)) + " to " + shown(valueOn(index, to)));
    said.push(told.length ? "allowed " + told.join(" and ") : "nothing allowed as the others are");
  }
  return said.join("; ");
}
