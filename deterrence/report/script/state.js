// The values chosen, and who is told when they change. The address keeps them: #c=3/4&l=1.
"use strict";
const STATE = {
  values: RECORD.letters.map((letter) => letter.base),
  texts: RECORD.letters.map((letter) => letter.base_text),
  chosen: null, // the equilibrium that the reader chose, as it was then
  watchers: [],
};

function setValue(letter, value, text) {
  STATE.values[letter] = value;
  STATE.texts[letter] = text === undefined ? String(value) : text;
}

let waiting = false;
function changed() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw();
    keepAddress();
  });
}

function draw() {
  const at = factorsAt(STATE.values);
  const view = { values: STATE.values, granted: isGranted(at), at, equilibria: [], shown: 0 };
  if (view.granted) view.equilibria = equilibriaAt(STATE.values);
  if (STATE.chosen) view.shown = nearest(view.equilibria, STATE.chosen);
  view.equilibrium = view.equilibria[view.shown] || null;
  STATE.watchers.forEach((watch) => watch(view));
}

// The equilibrium most like the one that was chosen, so that the choice survives a move of a slider.
function nearest(equilibria, chosen) {
  const away = equilibria.map((one) => distance(one.strategies, chosen.strategies) + distance(one.outcomes, chosen.outcomes));
  return Math.max(0, away.indexOf(Math.min(...away)));
}

function distance(one, other) {
  return one.reduce((sum, value, i) => sum + Math.abs(value - other[i]), 0);
}

function reset() {
  RECORD.letters.forEach((letter, i) => setValue(i, letter.base, letter.base_text));
  STATE.chosen = null;
  changed();
}

// Values by name, as in a counterexample or the address; others at their base values.
function setByName(pairs) {
  RECORD.letters.forEach((letter, i) => {
    const text = pairs.get(letter.name);
    const value = text === null || text === undefined ? NaN : parsed(text);
    const inside = !Number.isNaN(value) && !isOutside(letter, value);
    setValue(i, inside ? value : letter.base, inside ? text : letter.base_text);
  });
  changed();
}

function isOutside(letter, value) {
  return (letter.low !== null && value < letter.low) || (letter.high !== null && value > letter.high);
}

function keepAddress() {
  const moved = RECORD.letters
    .map((letter, i) => [letter, i])
    .filter(([letter, i]) => STATE.texts[i] !== letter.base_text)
    .map(([letter, i]) => letter.name + "=" + STATE.texts[i].replace(/\s/g, ""));
  if (!moved.length && !location.hash.includes("=")) return;
  try {
    history.replaceState(null, "", "#" + encodeURI(moved.join("&")));
  } catch (refused) {
    // Some readers of local files keep no address; the page works without.
  }
}

function readAddress() {
  if (!location.hash.includes("=")) return;
  setByName(new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B")));
}
