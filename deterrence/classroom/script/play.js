// A game played: one reader against equilibrium play, or several at one screen. Types are dealt in secret.
"use strict";

// A table at which a game is played; `seats` says for each player "person" or "equilibrium". In a lesson it does not judge.
function makeTable(box, game, options) {
  const table = { box, game, judges: true, draw: Math.random, ...options };
  table.equilibrium = game.equilibria[options.equilibrium || 0];
  table.scores = [];
  table.shown = null; // who looked at the screen last
  box.replaceChildren();
  table.screen = add(box, "div", null, { class: "table", tabindex: "-1" });
  table.record = add(box, "div", null, { class: "record" });
  playRound(table);
}

function playRound(table) {
  table.at = 0;
  table.path = []; // [set, or null for chance; move] from the root
  table.choices = []; // what persons chose: [set, move]
  goOn(table);
}

function drawn(table, chances) {
  let left = table.draw();
  const last = chances.length - 1;
  return chances.findIndex((chance, k) => {
    left -= chance;
    return (left < 0 && chance > 0) || k === last;
  });
}

function goOn(table) {
  const { game } = table;
  for (;;) {
    const node = game.nodes[table.at];
    if (node.payoffs) return endRound(table, node);
    if (node.chances) take(table, drawn(table, node.chances));
    else if (table.seats[game.sets[node.set].player] === "person") return askPerson(table, node.set);
    else take(table, drawn(table, table.equilibrium.strategies[node.set]));
  }
}

function take(table, move) {
  const node = table.game.nodes[table.at];
  table.path.push([node.chances ? null : node.set, move, node.moves[move]]);
  table.at = childrenOf(table.game)[table.at][move];
}

// --- what is asked ---

function heading(table) {
  const round = table.scores.length + 1;
  return table.rounds > 1 ? "Round " + round + " of " + table.rounds : "Your move";
}

function askPerson(table, set) {
  const { game, screen } = table;
  const player = game.sets[set].player;
  const persons = table.seats.filter((seat) => seat === "person").length;
  if (persons > 1 && table.shown !== player) {
    screen.replaceChildren();
    add(screen, "h3", heading(table));
    add(screen, "p", "It is the turn of " + game.players[player] + ". Nobody else should look at the screen now.");
    const ready = button(screen, "I am " + game.players[player], () => {
      table.shown = player;
      showMoves(table, set);
    });
    ready.focus();
  } else showMoves(table, set);
}

// What the player to move knows: the moves that were made on the way to every node of the information set.
function knownAt(game, set) {
  const ways = game.nodes.map((node, i) => (node.set === set ? wayTo(game, i) : null)).filter(Boolean);
  return ways[0].filter((step) => ways.every((way) => way.some((other) => other.key === step.key)));
}

function wayTo(game, i) {
  const steps = [];
  for (let at = i; game.nodes[at].parent >= 0; at = game.nodes[at].parent) {
    const before = game.nodes[game.nodes[at].parent];
    const mover = before.chances ? null : game.sets[before.set];
    const move = before.moves[game.nodes[at].move];
    steps.unshift({ key: (mover ? mover.player + "/" + mover.name : "chance") + "/" + move, mover, move });
  }
  return steps;
}

function showMoves(table, set) {
  const { game, screen } = table;
  const here = game.sets[set];
  screen.replaceChildren();
  add(screen, "h3", heading(table));
  const who = add(screen, "p", "You are ");
  add(who, "b", here.agent, { class: "p" + (here.player % 6) });
  who.append(".");
  const known = knownAt(game, set).map((step) => (step.mover ? game.players[step.mover.player] : "Chance") + ": " + step.move);
  if (known.length) add(screen, "p", "What you know of what happened: " + known.join("; ") + ".");
  const moves = add(screen, "div", null, { class: "moves-offered", role: "group", "aria-label": "Your moves" });
  here.moves.forEach((name, move) => {
    button(moves, name, () => {
      table.choices.push([set, move]);
      take(table, move);
      goOn(table);
    });
  });
  moves.firstElementChild.focus();
}

// --- what came of it ---

function endRound(table, node) {
  const { game, screen } = table;
  table.scores.push({ payoffs: node.payoffs, written: node.written.map((text) => text.replace("-", "−")), outcome: node.outcome });
  table.shown = null;
  screen.replaceChildren();
  add(screen, "h3", table.rounds > 1 ? "Round " + table.scores.length + " of " + table.rounds + " is over" : "It is over");
  const told = table.path.map(([set, , name]) => (set === null ? "Chance" : game.sets[set].agent) + ": " + name);
  add(screen, "p", told.join("; ") + ".");
  const end = add(screen, "p", node.outcome + ": ");
  end.append(game.players.map((player, i) => player + " gets " + table.scores.at(-1).written[i]).join(", ") + ".");
  if (table.judges) showJudgement(table);
  const isLast = table.scores.length >= table.rounds;
  if (!isLast) button(screen, "Next round", () => playRound(table)).focus();
  else {
    screen.focus();
    if (table.map) button(screen, "Show it on the map", (event) => showOnMap(table, event.target));
    table.done?.(table);
  }
  showScores(table);
}

function showJudgement(table) {
  const { game, screen } = table;
  const told = new Set();
  table.choices.forEach(([set, move]) => {
    if (told.has(set)) return;
    told.add(set);
    const here = game.sets[set];
    const found = judged(game, table.equilibrium.strategies, here.player, set, move);
    const part = add(screen, "details", null, { class: found.isBest ? "right" : "better" });
    part.open = !found.isBest;
    add(part, "summary", here.agent + ": " + found.lines[0]);
    const list = add(part, "ul");
    found.lines.slice(1).forEach((line) => add(list, "li", line));
  });
  add(screen, "p", "Judged against others who play this equilibrium: " + table.equilibrium.name + ".", { class: "note" });
}

function showScores(table) {
  const { game, record, scores } = table;
  record.replaceChildren();
  if (table.rounds > 1) {
    const shown = add(add(record, "div", null, { class: "wide" }), "table");
    add(shown, "caption", "What each round paid");
    const head = add(shown, "tr");
    ["Round", "It ended in", ...game.players].forEach((name) => add(head, "th", name, { scope: "col" }));
    scores.forEach((score, i) => {
      const row = add(shown, "tr");
      [String(i + 1), score.outcome, ...score.written].forEach((text) => add(row, "td", text));
    });
    const row = add(shown, "tr");
    const mean = (i) => rounded(scores.reduce((sum, score) => sum + score.payoffs[i], 0) / scores.length);
    ["", "On average", ...game.players.map((_, i) => mean(i))].forEach((text) => add(row, "td", text));
  }
  if (game.line && table.judges) showWhere(record, game.line);
}

// Where on the line of a letter one was, and what happens elsewhere.
function showWhere(box, line) {
  add(box, "p", "Where you were: " + line.letter + " = " + rounded(line.here) + (line.meaning ? ", " + line.meaning : "") + ". What happens elsewhere on its range:");
  const place = (value) => (value - line.low) / (line.high - line.low);
  const lane = add(box, "div", null, { class: "lane", "aria-hidden": "true" });
  line.cells.forEach((cell, i) => {
    const part = add(lane, "div", null, { class: "cell" });
    part.style.left = percent(place(cell.from));
    part.style.width = percent(place(cell.to) - place(cell.from));
    add(part, "span", cell.names.join(" | "), { class: "piece " + toneOf(i) });
  });
  add(lane, "span", null, { class: "marker" }).style.left = percent(place(line.here));
  const list = add(box, "ul");
  line.cells.forEach((cell) => {
    const isHere = cell.from <= line.here && line.here <= cell.to;
    const where = line.letter + " from " + rounded(cell.from) + " to " + rounded(cell.to);
    add(add(list, "li"), isHere ? "b" : "span", where + (isHere ? " (here)" : "") + ": " + (cell.names.join(" | ") || "no equilibrium found"));
  });
}

// The map of two letters, with a mark where one was; the other letters as they were.
async function showOnMap(table, pressed) {
  pressed.disabled = true;
  const asked = { do: "show", ...table.map, sliders: Object.keys(table.map.values), what: ["map"], over: null, against: null };
  const made = await askMachine(asked, "map");
  if (!made) return;
  if (!made.page) {
    add(table.record, "p", made.stopped || made.error || "There is no map of this game.", { role: "status" });
    return;
  }
  const frame = add(table.record, "iframe", null, { sandbox: "allow-scripts", title: "Map of two letters", class: "shown map" });
  frame.srcdoc = marked(made.page);
  frame.scrollIntoView({ block: "nearest" });
}

// --- the tab ---

const PLAY = { asked: 0, game: null };

function makePlay() {
  const box = byId("play");
  add(box, "h2", "Play");
  add(box, "p", "The model in the studio, played move by move. The others play an equilibrium, unless a person takes their place.");
  PLAY.setting = add(box, "form", null, { class: "tools", "aria-label": "How it is played" });
  PLAY.values = add(box, "form", null, { class: "tools", "aria-label": "Values" });
  PLAY.note = add(box, "p", "", { role: "status" });
  PLAY.box = add(box, "div", null, { id: "table" });
  PLAY.setting.addEventListener("submit", (event) => {
    event.preventDefault();
    beginPlay();
  });
  PLAY.values.addEventListener("submit", (event) => {
    event.preventDefault();
    deal(valuesTyped());
  });
}

function valuesTyped() {
  return Object.fromEntries([...PLAY.values.querySelectorAll("input")].map((input) => [input.name, input.value.trim()]));
}

async function deal(values) {
  const text = EDITOR.text.value;
  PLAY.note.textContent = "Solving the game.";
  PLAY.setting.replaceChildren();
  const game = await askMachine({ do: "play", text, name: FILES.name, values }, "play");
  if (!game) return;
  PLAY.note.textContent = game.stopped || game.error || "";
  if (!game.nodes) return;
  PLAY.game = game;
  PLAY.text = text;
  showSetting(game);
  PLAY.box.replaceChildren();
}

function showSetting(game) {
  game.players.forEach((player, i) => {
    const label = add(PLAY.setting, "label", player + " ");
    const seat = add(label, "select", null, { "data-seat": i });
    add(seat, "option", "plays the equilibrium", { value: "equilibrium" });
    add(seat, "option", "is a person", { value: "person" });
    if (i === game.players.length - 1) seat.value = "person";
  });
  if (game.equilibria.length > 1) {
    const label = add(PLAY.setting, "label", "Equilibrium ");
    const pick = add(label, "select", null, { id: "equilibrium" });
    game.equilibria.forEach((one, i) => add(pick, "option", one.name, { value: i }));
  }
  const label = add(PLAY.setting, "label", "Rounds ");
  add(label, "input", null, { type: "number", id: "rounds", min: 1, max: 100, value: 3 });
  add(PLAY.setting, "button", "Play", { type: "submit", id: "begin" });
  PLAY.values.replaceChildren();
  Object.entries(game.values).forEach(([name, value]) => {
    const one = add(PLAY.values, "label", name + " = ");
    add(one, "input", null, { type: "text", name, size: 6, autocomplete: "off" }).value = value;
  });
  if (Object.keys(game.values).length) add(PLAY.values, "button", "Play at these values", { type: "submit" });
}

function beginPlay() {
  if (!PLAY.game || !PLAY.game.equilibria.length) {
    PLAY.note.textContent = "No equilibrium was found at these values, so nobody knows how the others would play.";
    return;
  }
  const seats = [...PLAY.setting.querySelectorAll("[data-seat]")].map((seat) => seat.value);
  if (!seats.includes("person")) {
    PLAY.note.textContent = "Somebody has to be a person.";
    return;
  }
  PLAY.note.textContent = "";
  const rounds = Math.max(1, Math.min(100, Number(byId("rounds").value) || 1));
  const map = Object.keys(PLAY.game.values).length > 1 ? { text: PLAY.text, name: FILES.name, values: PLAY.game.values } : null;
  makeTable(PLAY.box, PLAY.game, { seats, rounds, map, equilibrium: Number(byId("equilibrium")?.value || 0) });
}

function openPlay() {
  if (PLAY.text !== EDITOR.text.value) deal({});
}
