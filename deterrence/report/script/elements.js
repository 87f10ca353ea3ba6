// Elements. Text is set, never parsed as markup.
"use strict";
function add(parent, kind, text, attributes) {
  const made = document.createElement(kind);
  if (text !== undefined && text !== null) made.textContent = text;
  Object.entries(attributes || {}).forEach(([key, value]) => made.setAttribute(key, value));
  parent.append(made);
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

function percent(t) {
  return (100 * t).toFixed(3) + "%";
}

function toneOf(number) {
  return "t" + (number % 8);
}

// A bar with its number: of a probability, or of a payoff on a scale that has zero on it.
function bar(parent, from, to, tone) {
  const track = add(parent, "span", null, { class: "bar", "aria-hidden": "true" });
  const filled = add(track, "span", null, { class: tone });
  filled.style.left = percent(Math.min(from, to));
  filled.style.width = percent(Math.abs(to - from));
}
