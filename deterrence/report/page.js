// Sliders: evaluate the families at the values chosen, and say what exists there. Text is set, never parsed as markup.
"use strict";
(function () {
  const names = JSON.parse(document.getElementById("names").textContent);
  const controls = document.getElementById("controls");
  const result = document.getElementById("result");
  const values = names.letters.map((letter) => letter.base);

  function add(parent, kind, text) {
    const made = document.createElement(kind);
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  }

  function shown(number) {
    if (!Number.isFinite(number)) return "not defined";
    return String(Number(number.toPrecision(4)));
  }

  function pairs(labels, numbers, keep) {
    return labels
      .map((label, i) => [label, numbers[i]])
      .filter(([, number]) => keep(number))
      .map(([label, number]) => label + " " + shown(number))
      .join(", ");
  }

  function describe(i) {
    const family = names.families[i];
    const block = add(result, "div");
    block.className = "family";
    add(block, "strong", family.name);
    const strategies = FAMILIES[i].strategies(values);
    const mixed = pairs(
      family.moves.map(([who, move]) => who + ": " + move),
      strategies,
      (p) => p > 1e-9 && p < 1 - 1e-9
    );
    if (mixed) add(block, "p", "Mixing: " + mixed);
    add(block, "p", "Payoffs: " + pairs(family.players, FAMILIES[i].payoffs(values), () => true));
    const ends = pairs(family.outcomes, FAMILIES[i].outcomes(values), (p) => p > 1e-9);
    if (ends) add(block, "p", "Outcomes: " + ends);
  }

  function show() {
    result.replaceChildren();
    if (!GRANTED(values)) {
      add(result, "p", "These values break an assumption of the model.");
      return;
    }
    let count = 0;
    FAMILIES.forEach((family, i) => {
      if (family.exists(values)) {
        describe(i);
        count += 1;
      }
    });
    if (count === 0) add(result, "p", "No family that exists on more than a boundary exists here.");
  }

  names.letters.forEach((letter, i) => {
    const row = add(controls, "label");
    add(row, "span", letter.name).title = letter.meaning;
    const slider = add(row, "input");
    slider.type = "range";
    slider.min = letter.low;
    slider.max = letter.high;
    slider.step = letter.step;
    slider.value = letter.base;
    const number = add(row, "output", shown(letter.base));
    slider.addEventListener("input", () => {
      values[i] = Number(slider.value);
      number.textContent = shown(values[i]);
      show();
    });
  });
  show();
})();
