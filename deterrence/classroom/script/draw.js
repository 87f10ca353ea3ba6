// The tree of the model drawn by mouse or keyboard: a node is picked and changed, and the text follows. Of the text only
// the section `tree` is written anew; what cannot be drawn there stays as it is.
"use strict";
const DRAW = { root: null, at: [], players: [], open: false };
const SVG = "http://www.w3.org/2000/svg";
const WIDE = 170;
const HIGH = 46;

// --- what stands in the text: a scalar is a text, a list {list}, a mapping {map: [[key, value], ...]} ---

function held(node, key) {
  return node.map?.find(([name]) => name === key)?.[1];
}

function putHeld(node, key, value) {
  const pair = node.map.find(([name]) => name === key);
  if (pair) pair[1] = value;
  else node.map.push([key, value]);
}

function kindOf(node) {
  if (typeof node === "string") return "subtree";
  if (node.list) return "end";
  if (held(node, "chooses")) return "interval";
  return held(node, "moves") ? "player" : held(node, "chance") ? "chance" : "end";
}

// What follows a node: the name of each move, the node it leads to, and how to put another node there.
function follows(node) {
  const kind = kindOf(node);
  if (kind === "player") return held(node, "moves").map.map((pair) => [pair[0], pair[1], (made) => (pair[1] = made)]);
  if (kind === "interval") return [["chooses", held(node, "then"), (made) => putHeld(node, "then", made)]];
  if (kind !== "chance") return [];
  return held(node, "chance").map.map((pair) => {
    const branch = pair[1];
    const then = held(branch, "then") || { map: branch.map.filter(([key]) => key !== "probability") };
    const change = (made) => (pair[1] = { map: [["probability", held(branch, "probability")], ["then", made]] });
    return [pair[0] + " (" + held(branch, "probability") + ")", then, change];
  });
}

const zeros = () => ({ list: DRAW.players.map(() => "0") });
const end = (name) => ({ map: [["outcome", name], ["payoffs", zeros()]] });
const deciding = (player) => ({ map: [["player", player], ["moves", { map: [["Left", end("Left")], ["Right", end("Right")]] }]] });
const chancy = () => ({ map: [["chance", { map: ["One", "Other"].map((name) => [name, { map: [["probability", "1/2"], ["then", end(name)]] }]) }]] });

// --- written as text ---

const PLAIN = /^[-(]?[\p{L}\p{N}_(][\p{L}\p{N}_ .()+*/-]*$/u;
const WORDS = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

function scalar(text) {
  return PLAIN.test(text) && !WORDS.test(text) && text.trim() === text ? text : JSON.stringify(text);
}

function inline(node) {
  if (typeof node === "string") return scalar(node);
  if (node.list) return "[" + node.list.map(inline).join(", ") + "]";
  return "{" + node.map.map(([key, value]) => scalar(key) + ": " + inline(value)).join(", ") + "}";
}

// A node in lines behind a margin; what leads nowhere further stands on one line.
function written(node, margin) {
  if (typeof node === "string" || node.list || (node.map && kindOf(node) === "end" && inline(node).length < 100)) return " " + inline(node);
  return node.map.map(([key, value]) => "\n" + margin + scalar(key) + ":" + written(value, margin + "  ")).join("");
}

function withTree(text, root) {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => /^tree\s*:/.test(line));
  let to = from + 1;
  while (to < lines.length && !/^\S/.test(lines[to])) to += 1;
  while (to > from + 1 && !lines[to - 1].trim()) to -= 1;
  return [...lines.slice(0, from), ...("tree:" + written(root, "  ")).split("\n"), ...lines.slice(to)].join("\n");
}

// --- drawn ---

async function openDrawing() {
  DRAW.open = !DRAW.open;
  byId("drawing").hidden = !DRAW.open;
  byId("page").hidden = DRAW.open;
  byId("draw").setAttribute("aria-pressed", String(DRAW.open));
  if (DRAW.open) await readTree();
}

async function readTree() {
  const text = EDITOR.text.value;
  const found = await askMachine({ do: "outline", text, name: FILES.name }, "outline");
  if (!found || found.stopped || text !== EDITOR.text.value) return;
  DRAW.root = found.tree;
  DRAW.players = found.players || [];
  drawTree(found.tree ? "" : found.error || "This model has no tree. New tree begins one.");
}

function nodeAt(path) {
  return path.reduce((node, i) => node && follows(node)[i]?.[1], DRAW.root);
}

function drawTree(said) {
  const box = byId("drawing");
  box.replaceChildren();
  if (said) return void add(box, "p", said);
  const marks = [];
  let row = 0;
  const lay = (node, path) => {
    const children = follows(node).map(([name, child], i) => [name, lay(child, [...path, i])]);
    const y = children.length ? (children[0][1].y + children.at(-1)[1].y) / 2 : HIGH * (row++ + 0.7);
    const mark = { node, path, x: 70 + WIDE * path.length, y, children };
    marks.push(mark);
    return mark;
  };
  lay(DRAW.root, []);
  const across = Math.max(...marks.map((mark) => mark.x)) + 200;
  const room = add(box, "div", null, { class: "wide", tabindex: "0", role: "group", "aria-label": "The tree: pick a node to change it" });
  const svg = room.appendChild(shape("svg", { width: across, height: HIGH * (row + 0.4), role: "presentation" }));
  marks.forEach((mark) => mark.children.forEach(([name, child]) => {
    svg.append(shape("line", { x1: mark.x, y1: mark.y, x2: child.x, y2: child.y }));
    svg.append(shape("text", { x: (mark.x + 2 * child.x) / 3, y: (mark.y + 2 * child.y) / 3 - 5, class: "move" }, name));
  }));
  marks.forEach((mark) => svg.append(drawnNode(mark)));
  DRAW.form = add(box, "form", null, { class: "node", "aria-label": "The node picked" });
  DRAW.form.addEventListener("submit", (event) => event.preventDefault());
  if (!nodeAt(DRAW.at)) DRAW.at = [];
  showNode();
}

function shape(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  if (text) made.textContent = text;
  return made;
}

function saidOfNode(node) {
  const kind = kindOf(node);
  if (kind === "subtree") return "→ " + node;
  if (kind === "chance") return "Chance";
  if (kind !== "end") return held(node, "player") + (held(node, "information") ? " (" + held(node, "information") + ")" : "");
  const payoffs = node.list || held(node, "payoffs")?.list;
  return [held(node, "outcome"), payoffs && "[" + payoffs.map((one) => (typeof one === "string" ? one : "…")).join(", ") + "]"].filter(Boolean).join(" ");
}

function drawnNode({ node, path, x, y }) {
  const said = saidOfNode(node);
  const picked = path.join() === DRAW.at.join();
  const group = shape("g", { tabindex: 0, role: "button", "aria-pressed": String(picked), "aria-label": said, class: "node " + kindOf(node) + (picked ? " picked" : "") });
  const player = DRAW.players.indexOf(held(node, "player"));
  group.append(shape("circle", { cx: x, cy: y, r: 7, class: player >= 0 ? "p" + (player % 6) : "" }));
  const isEnd = kindOf(node) === "end" || kindOf(node) === "subtree";
  group.append(shape("text", { x: isEnd ? x + 12 : x, y: isEnd ? y + 4 : y + 20, "text-anchor": isEnd ? "start" : "middle" }, said));
  const pick = () => {
    DRAW.at = path;
    drawTree();
    DRAW.form.querySelector("input, select, button")?.focus();
  };
  group.addEventListener("click", pick);
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    pick();
  });
  return group;
}

// --- changed ---

function changedTree(at) {
  if (at) DRAW.at = at;
  EDITOR.text.focus();
  EDITOR.text.select();
  insert(withTree(EDITOR.text.value, DRAW.root));
  closeList();
  const lines = EDITOR.text.value.split("\n");
  EDITOR.text.scrollTop = (EDITOR.text.scrollHeight / lines.length) * Math.max(0, lines.findIndex((line) => /^tree\s*:/.test(line)) - 1);
  drawTree();
  DRAW.form.querySelector("input, select, button")?.focus();
}

function replaceNode(path, made) {
  if (!path.length) DRAW.root = made;
  else follows(nodeAt(path.slice(0, -1)))[path.at(-1)][2](made);
  changedTree(path);
}

function typed(parent, label, value, change) {
  const made = add(add(parent, "label", label + " "), "input", null, { type: "text", size: Math.max(6, value.length), autocomplete: "off" });
  made.value = value;
  made.addEventListener("change", () => {
    if (made.value.trim()) change(made.value.trim());
    changedTree();
  });
}

function playerPicker(parent, value, change) {
  const pick = add(add(parent, "label", "Who moves "), "select");
  DRAW.players.forEach((player) => add(pick, "option", player));
  pick.value = value;
  pick.addEventListener("change", () => change(pick.value));
}

function showNode() {
  const node = nodeAt(DRAW.at);
  SHOWN_NODE[kindOf(node)](DRAW.form, node);
  if (kindOf(node) !== "end" && kindOf(node) !== "interval") button(DRAW.form, "End play here instead", () => replaceNode(DRAW.at, end("New end")));
}

const SHOWN_NODE = {
  player(form, node) {
    playerPicker(form, held(node, "player"), (player) => {
      putHeld(node, "player", player);
      changedTree();
    });
    typed(form, "Information set", held(node, "information") || "", (name) => putHeld(node, "information", name));
    const moves = held(node, "moves").map;
    moves.forEach((pair, i) => {
      typed(form, "Move " + (i + 1), pair[0], (name) => (pair[0] = name));
      if (moves.length > 1) button(form, "Drop " + pair[0], () => dropped(moves, i));
    });
    button(form, "Add a move", () => added(moves, (name) => [name, end(name)]));
  },
  chance(form, node) {
    const branches = held(node, "chance").map;
    branches.forEach((pair, i) => {
      typed(form, "Case " + (i + 1), pair[0], (name) => (pair[0] = name));
      typed(form, "with probability", held(pair[1], "probability"), (text) => putHeld(pair[1], "probability", text));
      if (branches.length > 1) button(form, "Drop " + pair[0], () => dropped(branches, i));
    });
    button(form, "Add a case", () => added(branches, (name) => [name, { map: [["probability", "0"], ["then", end(name)]] }]));
  },
  end(form, node) {
    if (!node.list) typed(form, "Outcome", held(node, "outcome") || "", (name) => putHeld(node, "outcome", name));
    const payoffs = node.list || held(node, "payoffs")?.list || [];
    payoffs.forEach((payoff, i) => {
      if (typeof payoff === "string") typed(form, DRAW.players[i] + " gets", payoff, (text) => (payoffs[i] = text));
    });
    DRAW.players.forEach((player) => button(form, player + " replies here", () => replaceNode(DRAW.at, deciding(player))));
    button(form, "Chance decides here", () => replaceNode(DRAW.at, chancy()));
  },
  subtree(form) {
    add(form, "p", "What follows is written once, under subtrees, and is changed there.");
  },
  interval(form) {
    add(form, "p", "A choice from an interval is changed in the text.");
  },
};

function added(pairs, make) {
  let number = pairs.length + 1;
  while (pairs.some(([name]) => name === "Move " + number)) number += 1;
  pairs.push(make("Move " + number));
  changedTree();
}

function dropped(pairs, i) {
  pairs.splice(i, 1);
  changedTree();
}
