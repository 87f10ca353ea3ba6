// Elements. Text is set, never parsed as markup.
"use strict";
function add(parent, kind, text, attributes) {
  const made = document.createElement(kind);
  if (text !== undefined && text !== null) made.textContent = text;
  Object.entries(attributes || {}).forEach(([key, value]) => made.setAttribute(key, value));
  parent.append(made);
  return made;
}

// A name such as c_R has its subscript; the text is set anew only where it is another one.
const SUBSCRIPT = /(?<![\p{L}\p{Nd}_.])(\p{L}+\d*)_([\p{L}\p{Nd}]+(?:_[\p{L}\p{Nd}]+)*)(?![\p{L}\p{Nd}_])/gu;
const SAID = new WeakMap();
function setWords(element, text) {
  if (SAID.get(element) === text) return;
  SAID.set(element, text);
  const inPicture = element.namespaceURI.endsWith("svg");
  element.replaceChildren();
  let from = 0;
  let lowered = false;
  const line = (words) => {
    if (words && lowered && inPicture) addRaised(element, words);
    else if (words) element.append(words);
  };
  for (const found of text.matchAll(SUBSCRIPT)) {
    line(text.slice(from, found.index) + found[1]);
    const below = inPicture ? document.createElementNS(element.namespaceURI, "tspan") : document.createElement("sub");
    if (inPicture) below.setAttribute("dy", "2");
    below.setAttribute("class", "below");
    below.textContent = found[2].replaceAll("_", ",");
    element.append(below);
    lowered = true;
    from = found.index + found[0].length;
  }
  line(text.slice(from));
}

function addRaised(element, words) {
  const back = document.createElementNS(element.namespaceURI, "tspan");
  back.setAttribute("dy", "-2");
  back.textContent = words;
  element.append(back);
}

function addWords(parent, kind, text, attributes) {
  const made = add(parent, kind, null, attributes);
  setWords(made, text);
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
