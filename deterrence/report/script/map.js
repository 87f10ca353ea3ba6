// A map of two letters, all others as they are: which equilibria exist where, or what is done in them. A click or a drag
// sets both letters.
"use strict";
const FINE = 140; // points a side, and while something moves
const COARSE = 56;
const MAP = { across: RECORD.over, up: RECORD.against, by: "equilibria", colours: new Map(), used: new Map(), settle: 0 };

function makeMap() {
  const box = byId("map");
  const head = add(box, "p");
  const one = add(head, "label", "Across ");
  letterPicker(one, () => MAP.across, (letter) => pickAxis("across", letter));
  const other = add(head, "label", " up ");
  letterPicker(other, () => MAP.up, (letter) => pickAxis("up", letter));
  colourPicker(add(head, "label", " coloured by "));
  const plane = add(box, "div", null, { class: "plane" });
  const frame = add(plane, "div", null, { class: "frame" });
  add(frame, "span", "", { class: "upper" });
  const canvas = add(frame, "canvas", null, { tabindex: 0, width: 2 * FINE, height: 2 * FINE, role: "application" });
  add(frame, "span", "", { class: "lower" });
  add(plane, "ul", null, { class: "key" });
  pointAt(canvas);
  canvas.addEventListener("keydown", arrows);
  STATE.watchers.push((view) => showMap(box, canvas, view));
}

// By which equilibria exist, by how play ends, or by what is done at one place.
function colourPicker(parent) {
  const select = add(parent, "select");
  add(select, "option", "equilibria", { value: "equilibria" });
  if (RECORD.outcomes.length) add(select, "option", "how it ends", { value: "outcomes" });
  RECORD.places.forEach((place, i) => {
    add(select, "option", place.agent + (place.name ? " (" + place.name + ")" : ""), { value: i });
  });
  select.addEventListener("change", () => {
    MAP.by = select.value;
    MAP.colours.clear();
    changed();
  });
}

// What is said of a point at which these families exist. Which moves and outcomes a family uses is the same everywhere.
function saidOf(families) {
  if (!families.length) return "no equilibrium found";
  if (MAP.by === "equilibria") {
    const names = families.map((family) => shortName(RECORD.families[family]));
    return (names.length > 1 ? names.length + " equilibria: " : "") + names.join(" | ");
  }
  const told = families.map((family) => {
    const { strategies, outcomes } = MAP.used.get(family);
    if (MAP.by !== "outcomes") return doneAt(strategies, Number(MAP.by));
    return RECORD.outcomes.filter((_, i) => outcomes[i] > NEAR).join(" / ");
  });
  const texts = [...new Set(told)];
  return texts.length === 1 ? texts[0] : texts.join(", or ") + ", depending on the equilibrium";
}

function pickAxis(axis, letter) {
  const other = axis === "across" ? "up" : "across";
  if (MAP[other] === letter) MAP[other] = MAP[axis];
  MAP[axis] = letter;
  const selects = byId("map").querySelectorAll("select");
  selects[0].value = MAP.across;
  selects[1].value = MAP.up;
}

function pointAt(canvas) {
  const go = (event) => {
    const room = canvas.getBoundingClientRect();
    const t = Math.min(1, Math.max(0, (event.clientX - room.left) / room.width));
    const u = Math.min(1, Math.max(0, 1 - (event.clientY - room.top) / room.height));
    setValue(MAP.across, valueOn(MAP.across, t));
    setValue(MAP.up, valueOn(MAP.up, u));
    changed();
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    go(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) go(event);
  });
}

function arrows(event) {
  const moves = { ArrowLeft: ["across", -1], ArrowRight: ["across", 1], ArrowDown: ["up", -1], ArrowUp: ["up", 1] };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  const letter = MAP[move[0]];
  const step = (event.shiftKey ? 10 : 1) / RECORD.letters[letter].steps;
  const t = placeOn(letter, STATE.values[letter]) + move[1] * step;
  setValue(letter, valueOn(letter, Math.min(1, Math.max(0, t))));
  changed();
}

// What is said of each point of a grid; null where an assumption fails.
function mapGrid(values, size) {
  const moved = values.slice();
  const grid = [];
  const said = new Map();
  for (let j = 0; j < size; j += 1) {
    moved[MAP.up] = valueOnMap(MAP.up, j, size);
    for (let i = 0; i < size; i += 1) {
      moved[MAP.across] = valueOnMap(MAP.across, i, size);
      const at = factorsAt(moved);
      if (!isGranted(at)) {
        grid.push(null);
        continue;
      }
      const families = existing(at, false);
      const key = families.join();
      if (!said.has(key)) {
        families.forEach((family) => useAt(family, moved));
        said.set(key, saidOf(families));
      }
      grid.push(said.get(key));
    }
  }
  return grid;
}

function useAt(family, values) {
  if (MAP.used.has(family)) return;
  MAP.used.set(family, { strategies: FAMILIES[family].strategies(values), outcomes: FAMILIES[family].outcomes(values) });
}

function valueOnMap(letter, index, size) {
  const { least, most } = RECORD.letters[letter];
  return least + ((index + 0.5) / size) * (most - least);
}

function showMap(box, canvas, view) {
  paintMap(box, canvas, view, COARSE);
  clearTimeout(MAP.settle);
  MAP.settle = setTimeout(() => paintMap(box, canvas, view, FINE), 120);
}

function paintMap(box, canvas, view, size) {
  const grid = mapGrid(view.values, size);
  const style = getComputedStyle(document.documentElement);
  const areas = areasOf(grid, size);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingEnabled = false;
  pen.drawImage(pixels(grid, size, style), 0, 0, canvas.width, canvas.height);
  labelAreas(pen, canvas, grid, areas, size, style);
  markPresent(pen, canvas, view, style);
  showAxes(box, canvas, areas, grid.includes(null));
}

// How large each area is, and the sums of its points' coordinates; a new area takes the next colour.
function areasOf(grid, size) {
  const areas = new Map();
  grid.forEach((key, k) => {
    if (key === null) return;
    if (!MAP.colours.has(key)) MAP.colours.set(key, MAP.colours.size);
    const area = areas.get(key) || { count: 0, x: 0, y: 0 };
    areas.set(key, area);
    area.count += 1;
    area.x += k % size;
    area.y += Math.floor(k / size);
  });
  return areas;
}

// The grid as a picture, a pixel a point.
function pixels(grid, size, style) {
  const small = document.createElement("canvas");
  small.width = small.height = size;
  const pen = small.getContext("2d");
  const image = pen.createImageData(size, size);
  const colour = (name) => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    const pairs = hex.length === 3 ? [...hex].map((digit) => digit + digit) : hex.match(/../g);
    return pairs.map((pair) => parseInt(pair, 16));
  };
  const tones = [...Array(8).keys()].map((tone) => colour("--t" + tone));
  const forbidden = colour("--forbidden");
  grid.forEach((key, k) => {
    const tone = key === null ? forbidden : tones[MAP.colours.get(key) % 8];
    image.data.set([...tone, 255], 4 * ((size - 1 - Math.floor(k / size)) * size + (k % size)));
  });
  pen.putImageData(image, 0, 0);
  return small;
}

function labelAreas(pen, canvas, grid, areas, size, style) {
  pen.fillStyle = style.getPropertyValue("--ink");
  pen.font = "bold 18px sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  areas.forEach((area, key) => {
    if (area.count < (size * size) / 150) return;
    const spot = innermost(grid, key, size, area);
    pen.fillText(letterOf(key), ((spot[0] + 0.5) / size) * canvas.width, (1 - (spot[1] + 0.5) / size) * canvas.height);
  });
}

// The point of an area nearest to its centre of mass, which may itself lie outside.
function innermost(grid, key, size, area) {
  const [x, y] = [area.x / area.count, area.y / area.count];
  let best = [0, 0];
  let least = Infinity;
  grid.forEach((other, k) => {
    if (other !== key) return;
    const [i, j] = [k % size, Math.floor(k / size)];
    const away = (i - x) ** 2 + (j - y) ** 2;
    if (away < least) [least, best] = [away, [i, j]];
  });
  return best;
}

function letterOf(key) {
  return String.fromCharCode(65 + (MAP.colours.get(key) % 26));
}

function markPresent(pen, canvas, view, style) {
  const x = placeOn(MAP.across, view.values[MAP.across]) * canvas.width;
  const y = (1 - placeOn(MAP.up, view.values[MAP.up])) * canvas.height;
  [[9, 5, "--paper"], [9, 2.5, "--ink"]].forEach(([radius, width, colour]) => {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.lineWidth = width;
    pen.strokeStyle = style.getPropertyValue(colour);
    pen.stroke();
  });
}

// The name that the model has for an equilibrium, where no other equilibrium has the same; else what is done in it.
function shortName(family) {
  const alone = RECORD.families.filter((other) => other.called === family.called && !other.tie).length === 1;
  return family.called && alone ? family.called : family.name;
}

function showAxes(box, canvas, areas, forbidden) {
  const [across, up] = [RECORD.letters[MAP.across], RECORD.letters[MAP.up]];
  setWords(box.querySelector(".upper"), "↑ " + up.shown + ": " + shown(up.least) + " to " + shown(up.most));
  const lower = across.shown + ": " + shown(across.least) + " to " + shown(across.most) + " →";
  setWords(box.querySelector(".lower"), lower);
  const key = box.querySelector(".key");
  key.replaceChildren();
  [...areas.keys()].forEach((said) => {
    const item = add(key, "li");
    add(item, "span", letterOf(said), { class: "swatch " + toneOf(MAP.colours.get(said)) });
    addWords(item, "span", said);
  });
  if (forbidden) {
    const item = add(key, "li");
    add(item, "span", "", { class: "swatch forbidden" });
    add(item, "span", "an assumption fails");
  }
  const values = [MAP.across, MAP.up].map((letter) => RECORD.letters[letter].name + " = " + STATE.texts[letter]);
  canvas.setAttribute("aria-label", "Map of equilibria, at " + values.join(", ") + ". Arrow keys move the two letters.");
}
