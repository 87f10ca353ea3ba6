// The game, with what happens in the equilibrium shown: the path of play in colour, probabilities, payoffs as numbers.
"use strict";
function makeGame() {
  const drawn = { tree: showTree, matrix: showMatrix }[RECORD.game.kind];
  if (drawn) STATE.watchers.push((view) => drawn(byId("game"), view));
}

function numberOf(formula, values) {
  return formula === null ? NaN : FORMULAS[formula](values);
}

// "g = 2"; the formula alone where it has no number, or is one.
function withNumber(written, number) {
  if (!Number.isFinite(number) || Math.abs(parsed(written) - number) < NEAR) return written;
  return written + " = " + shown(number, 3);
}

function showTree(box, view) {
  const nodes = RECORD.game.nodes;
  const strategies = view.equilibrium && view.equilibrium.strategies;
  const reach = [];
  nodes.forEach((node, i) => {
    const chance = node.chance === undefined ? 1 : numberOf(node.chance, view.values);
    const made = node.place === undefined ? chance : strategies ? rowOf(strategies, node.place)[node.index] : 0;
    reach.push(node.parent < 0 ? 1 : reach[node.parent] * (Number.isNaN(made) ? 1 : made));
    if (node.parent >= 0) showEdge(box, node, i, made, strategies ? reach[i] : 0, view);
    if (node.payoffs) showEnd(box, node, i, strategies ? reach[i] : 0, view);
  });
}

function showEdge(box, node, i, made, reached, view) {
  const edge = box.querySelector(`[data-edge="${i}"]`);
  const label = box.querySelector(`[data-move="${i}"]`);
  const isOwn = node.player !== undefined;
  if (node.choice !== undefined) setWords(label, view.equilibrium ? doneAt(view.equilibrium.strategies, node.choice) : node.move);
  edge.classList.toggle("played", reached > NEAR);
  edge.classList.toggle("meant", isOwn && reached <= NEAR && made > NEAR);
  edge.style.setProperty("--played", isOwn ? "var(--p" + (node.player % 6) + ")" : "var(--ink)");
  if (node.chance !== undefined) {
    setWords(label, node.move + " (" + withNumber(node.written, numberOf(node.chance, view.values)) + ")");
  }
  label.classList.toggle("played", reached > NEAR);
  showProbability(edge, node.place !== undefined && view.equilibrium && made > NEAR ? shown(made, 2) : "");
}

// A move's probability, over everything else that is drawn.
const CHANCES = new Map();
function showProbability(edge, text) {
  let number = CHANCES.get(edge);
  if (!number) {
    number = document.createElementNS(edge.namespaceURI, "text");
    number.setAttribute("class", "chance");
    const [[x, y], [turn, level]] = edge.getAttribute("points").split(" ").map((point) => point.split(",").map(Number));
    number.setAttribute("x", (x + turn) / 2);
    number.setAttribute("y", (y + level) / 2 + 2.7);
    edge.ownerSVGElement.append(number);
    CHANCES.set(edge, number);
  }
  number.textContent = text;
}

function showEnd(box, node, i, reached, view) {
  box.querySelectorAll(`[data-end="${i}"], [data-end^="${i} "]`).forEach((text) => {
    text.classList.toggle("played", reached > NEAR);
    const player = RECORD.players.indexOf(text.dataset.end.slice(String(i).length + 1));
    if (player < 0) return;
    const [formula, written] = node.payoffs[player];
    setWords(text, withNumber(written, numberOf(formula, view.values)));
  });
}

function showMatrix(box, view) {
  const { rows, columns, cells } = RECORD.game;
  const worth = cells.map((cell) => cell.map(([formula]) => numberOf(formula, view.values)));
  const strategies = view.equilibrium && view.equilibrium.strategies;
  const chances = strategies ? [rowOf(strategies, 0), columns > 1 ? rowOf(strategies, 1) : [1]] : [[], []];
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      const cell = box.querySelector(`[data-cell="${i} ${j}"]`);
      cell.classList.toggle("played", (chances[0][i] || 0) * (chances[1][j] || 0) > NEAR);
      cell.querySelectorAll("[data-pay]").forEach((span, player) => {
        const number = worth[i * columns + j][player];
        setWords(span, withNumber(cells[i * columns + j][player][1], number));
        const rivals = player === 0 ? [...Array(rows).keys()].map((k) => k * columns + j) : [];
        if (player === 1) for (let k = 0; k < columns; k += 1) rivals.push(i * columns + k);
        span.classList.toggle("best", rivals.every((k) => !(worth[k][player] > number + NEAR)));
      });
    }
  }
  showHeads(box, "row", chances[0]);
  showHeads(box, "column", columns > 1 ? chances[1] : []);
}

function showHeads(box, kind, chances) {
  box.querySelectorAll(`[data-${kind}]`).forEach((head, i) => {
    let number = head.querySelector("small");
    if (!number) number = add(head, "small");
    number.textContent = chances[i] > NEAR ? " " + shown(chances[i], 3) : "";
  });
}
