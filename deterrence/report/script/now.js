// What happens at the values chosen: which equilibria there are, what is done in the one shown, and what comes of it.
"use strict";
function makeNow() {
  STATE.watchers.push((view) => {
    showStatus(view);
    showChoice(view);
    showWhatIsDone(view);
  });
}

function brokenAssumptions(view) {
  return RECORD.assumptions.filter((assumption) => !some(assumption.holds, view.at));
}

function showStatus(view) {
  const status = byId("status");
  const count = view.equilibria.length;
  let said = "";
  if (!view.granted) {
    const broken = brokenAssumptions(view).map((one) => one.says + (one.reason ? " (" + one.reason + ")" : ""));
    said = "These values break an assumption of the model: " + (broken.join("; ") || "a range") + ".";
  } else if (count === 0) {
    said = "No equilibrium was found at these values.";
  } else if (count === 1) {
    said = "One equilibrium exists here.";
  } else {
    const why = STATE.chosen ? "the one you chose, or the nearest to it" : "the first of the list; choose another";
    const mixed = RECORD.mixed.some((where) => all(where, view.at));
    const exist = mixed ? "are told here, and mixtures of some are equilibria as well" : "exist here";
    said = count + " equilibria " + exist + ". Shown is number " + (view.shown + 1) + ": " + why + ".";
  }
  if (status.textContent !== said) status.textContent = said;
  status.classList.toggle("broken", !view.granted);
}

// The name; where another equilibrium here has the same, with what tells them apart.
function nameOf(equilibrium, others) {
  const family = RECORD.families[equilibrium.family];
  const again = others.filter((other) => RECORD.families[other.family].name === family.name).length > 1;
  const mixed = equilibrium.strategies.filter((p) => p > NEAR && p < 1 - NEAR).map((p) => shown(p, 3));
  const ends = RECORD.outcomes.filter((_, i) => equilibrium.outcomes[i] > NEAR);
  const apart = mixed.length ? mixed.join(", ") : "ends in " + ends.join(" or ");
  return family.name + (again ? " (" + apart + ")" : "") + (family.tie ? " — at a tie" : "");
}

// The places that play comes to, by number; all of them where the game is no tree.
function placesOnPath(strategies, values) {
  if (RECORD.game.kind !== "tree") return [...RECORD.places.keys()];
  const found = new Set();
  const reach = [];
  RECORD.game.nodes.forEach((node) => {
    const before = node.parent < 0 ? 1 : reach[node.parent];
    if (node.choice !== undefined && before > NEAR) found.add(node.choice);
    if (node.place === undefined) {
      const chance = node.chance === undefined ? 1 : numberOf(node.chance, values);
      reach.push(before * (Number.isNaN(chance) ? 1 : chance));
    } else {
      if (before > NEAR) found.add(node.place);
      reach.push(before * rowOf(strategies, node.place)[node.index]);
    }
  });
  return [...RECORD.places.keys()].filter((place) => found.has(place));
}

const LONG_NAME = 90;
// What happens on the path of play, in words, where the whole name is too long to be read.
function pathName(strategies, values) {
  const told = placesOnPath(strategies, values).map((place) => {
    const { agent, name } = RECORD.places[place];
    return agent + " " + doneAt(strategies, place) + (name && !name.startsWith("after ") ? " (" + name + ")" : "");
  });
  return "On the path: " + told.join(", ");
}

function showChoice(view) {
  const box = byId("choice");
  const names = view.equilibria.map((one) => nameOf(one, view.equilibria));
  const paths = view.equilibria.map((one, i) =>
    RECORD.game.kind === "tree" && names[i].length > LONG_NAME ? pathName(one.strategies, view.values) : ""
  );
  const key = names.concat(paths).join("\n");
  if (box.dataset.key !== key) {
    box.dataset.key = key;
    box.replaceChildren();
    if (names.length > 1) add(box, "legend", "Equilibria here");
    names.forEach((name, i) => {
      const label = add(box, names.length > 1 ? "label" : "p", null, { class: "equilibrium" });
      if (names.length > 1) {
        const pick = add(label, "input", null, { type: "radio", name: "equilibrium", value: i });
        pick.addEventListener("change", () => {
          STATE.chosen = equilibriaAt(STATE.values)[i];
          changed();
        });
      }
      const called = RECORD.families[view.equilibria[i].family].called;
      if (called && paths[i]) add(label, "b", " " + called);
      if (paths[i]) addWords(label, "span", " " + paths[i]);
      addWords(label, paths[i] ? "small" : "span", " " + name, { class: "name", title: name });
    });
  }
  box.querySelectorAll("input").forEach((pick, i) => {
    pick.checked = i === view.shown;
  });
}

function showWhatIsDone(view) {
  const done = byId("done");
  const ends = byId("ends");
  const worth = byId("worth");
  [done, ends, worth].forEach((box) => box.replaceChildren());
  if (!view.equilibrium) return;
  const { strategies, payoffs, outcomes } = view.equilibrium;
  const onPath = placesOnPath(strategies, view.values);
  const off = [...RECORD.places.keys()].filter((place) => !onPath.includes(place));
  const few = RECORD.places.length <= 4;
  doneTable(done, "What each player does", few ? [...RECORD.places.keys()] : onPath, strategies);
  if (!few && off.length) {
    const more = add(done, "details");
    more.open = offPathOpen;
    more.addEventListener("toggle", () => {
      offPathOpen = more.open;
    });
    add(more, "summary", "Off the path of play: " + off.length + " more");
    doneTable(more, "What would be done", off, strategies);
  }
  barTable(ends, "How it ends", RECORD.outcomes, outcomes, (p) => p > NEAR || RECORD.outcomes.length < 7, 0, 1);
  const low = Math.min(0, ...payoffs);
  const high = Math.max(0, ...payoffs, low + NEAR);
  barTable(worth, "What it is worth", RECORD.players, payoffs, () => true, low, high);
}

let offPathOpen = false;

function doneTable(box, title, places, strategies) {
  const table = add(box, "table");
  add(table, "caption", title);
  places.forEach((i) => {
    const place = RECORD.places[i];
    const row = rowOf(strategies, i);
    const many = RECORD.places.filter((other) => other.agent === place.agent).length > 1;
    const told = place.moves.map((move, k) => k).filter((k) => row[k] > NEAR || place.moves.length <= 3);
    told.forEach((k, n) => {
      const line = add(table, "tr");
      if (n === 0) {
        const who = add(line, "th", null, { scope: "rowgroup", rowspan: told.length });
        add(who, "b", place.agent, { class: "p" + (place.player % 6) });
        if (many && place.name) add(who, "small", " " + place.name);
      }
      barCells(line, place.moves[k], 0, row[k], "p" + (place.player % 6), row[k]);
    });
  });
}

function barTable(box, title, names, numbers, wanted, low, high) {
  if (!names.length) return;
  const table = add(box, "table");
  add(table, "caption", title);
  names.forEach((name, i) => {
    if (!wanted(numbers[i])) return;
    const line = add(table, "tr");
    const tone = low === 0 && high === 1 ? "tone" : "p" + (i % 6);
    barCells(line, null, (0 - low) / (high - low), (numbers[i] - low) / (high - low), tone, numbers[i], name);
  });
}

function barCells(line, move, from, to, tone, number, head) {
  if (head !== undefined) addWords(line, "th", head, { scope: "row" });
  if (move !== null) addWords(line, "td", move);
  bar(add(line, "td", null, { class: "bars" }), from, to, tone);
  add(line, "td", shown(number), { class: "number" });
}
