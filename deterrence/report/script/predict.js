// Predict first: what happens is hidden until the reader has said what each player will do.
"use strict";
function makePredict() {
  const wanted = byId("predict");
  const form = byId("guess");
  wanted.addEventListener("change", () => {
    hide(wanted.checked);
    changed();
  });
  STATE.watchers.push(() => {
    if (wanted.checked && STATE.texts.join() !== form.dataset.at) ask(form, wanted);
    form.hidden = !wanted.checked;
  });
}

function hide(hidden) {
  document.body.classList.toggle("hidden-play", hidden);
}

function ask(form, wanted) {
  hide(wanted.checked);
  form.dataset.at = STATE.texts.join();
  form.replaceChildren();
  add(form, "p", "At these values, what will each player do?");
  RECORD.places.slice(0, MOST_ROWS).forEach((place, i) => {
    const set = add(form, "fieldset");
    add(set, "legend", place.agent + (place.name ? " (" + place.name + ")" : ""));
    place.moves.forEach((move, k) => {
      const label = add(set, "label");
      add(label, "input", null, { type: "radio", name: "guess-" + i, value: k });
      add(label, "span", " " + move);
    });
  });
  const show = add(form, "button", "Show what happens", { type: "button" });
  show.addEventListener("click", () => {
    hide(false);
    tellGuess(form);
  });
  add(form, "p", "", { role: "status", class: "verdict" });
}

function tellGuess(form) {
  const found = isGranted(factorsAt(STATE.values)) ? equilibriaAt(STATE.values) : [];
  const told = RECORD.places.slice(0, MOST_ROWS).map((place, i) => {
    const pick = form.querySelector(`input[name="guess-${i}"]:checked`);
    if (!pick) return "";
    const said = place.agent + " " + place.moves[Number(pick.value)];
    const times = found.filter(({ strategies }) => rowOf(strategies, i)[Number(pick.value)] > NEAR).length;
    if (times === 0) return said + ": no, in no equilibrium here";
    return said + ": " + (times === found.length ? "yes" : "in " + times + " of " + found.length + " equilibria");
  });
  form.querySelector(".verdict").textContent = told.filter((text) => text).join("; ") || "No guess was made.";
}
