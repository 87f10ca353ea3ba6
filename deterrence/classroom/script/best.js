// What a move is worth to whoever makes it: others play an equilibrium, oneself the best from there on.
"use strict";
const EVEN = 1e-9;

function childrenOf(game) {
  if (!game.children) {
    game.children = game.nodes.map(() => []);
    game.nodes.forEach((node, i) => {
      if (node.parent >= 0) game.children[node.parent][node.move] = i;
    });
  }
  return game.children;
}

// How likely each node is as far as chance and the others decide; oneself is taken to do what leads there.
function reachOf(game, strategies, player) {
  const reach = game.nodes.map(() => 0);
  game.nodes.forEach((node, i) => {
    if (node.parent < 0) reach[i] = 1;
    else reach[i] = reach[node.parent] * chanceOf(game, strategies, player, node);
  });
  return reach;
}

function chanceOf(game, strategies, player, node) {
  const before = game.nodes[node.parent];
  if (before.chances) return before.chances[node.move];
  return game.sets[before.set].player === player ? 1 : strategies[before.set][node.move];
}

// For each information set of a player the worth of each move there, and the best one: from the last to the first.
function worthOf(game, strategies, player) {
  const children = childrenOf(game);
  const reach = reachOf(game, strategies, player);
  const within = game.sets.map(() => []);
  game.nodes.forEach((node, i) => node.set !== undefined && within[node.set].push(i));
  const found = game.sets.map(() => null);
  const value = game.nodes.map(() => null);
  const valueAt = (i) => {
    if (value[i] !== null) return value[i];
    const node = game.nodes[i];
    if (node.payoffs) value[i] = node.payoffs[player];
    else if (node.set !== undefined && game.sets[node.set].player === player) value[i] = valueAt(children[i][settle(node.set).best]);
    else value[i] = children[i].reduce((sum, child, k) => sum + (node.chances || strategies[node.set])[k] * valueAt(child), 0);
    return value[i];
  };
  const settle = (set) => {
    if (found[set]) return found[set];
    const all = within[set].reduce((sum, i) => sum + reach[i], 0);
    const isReached = all > EVEN;
    const weights = within[set].map((i) => (isReached ? reach[i] / all : 1 / within[set].length));
    const worth = game.sets[set].moves.map((_, k) =>
      within[set].reduce((sum, i, at) => (weights[at] > 0 ? sum + weights[at] * valueAt(children[i][k]) : sum), 0));
    found[set] = { worth, best: worth.indexOf(Math.max(...worth)), weights, nodes: within[set], isReached };
    return found[set];
  };
  game.sets.forEach((set, i) => set.player === player && settle(i));
  return found;
}

// How play ends after a move at an information set: outcomes with their chances and what they pay, the likeliest first.
function endsAfter(game, strategies, player, set, move, worth) {
  const children = childrenOf(game);
  const ends = new Map();
  const follow = (i, chance) => {
    if (chance <= EVEN) return;
    const node = game.nodes[i];
    if (node.payoffs) {
      const key = node.outcome + "\n" + node.written[player];
      const before = ends.get(key) || { outcome: node.outcome, pays: node.written[player].replace("-", "−"), chance: 0 };
      before.chance += chance;
      ends.set(key, before);
    } else if (node.set !== undefined && game.sets[node.set].player === player) follow(children[i][worth[node.set].best], chance);
    else children[i].forEach((child, k) => follow(child, chance * (node.chances || strategies[node.set])[k]));
  };
  worth[set].nodes.forEach((i, at) => follow(children[i][move], worth[set].weights[at]));
  return [...ends.values()].sort((one, other) => other.chance - one.chance);
}

function rounded(number) {
  return String(Number(number.toPrecision(4))).replace("-", "−");
}

// Why a move was the best, or was not, in sentences.
function judged(game, strategies, player, set, move) {
  const worth = worthOf(game, strategies, player);
  const here = worth[set];
  const names = game.sets[set].moves;
  const tell = (k) => {
    const ends = endsAfter(game, strategies, player, set, k, worth);
    const parts = ends.slice(0, 4).map((end) => end.outcome + (ends.length > 1 ? " with " + rounded(end.chance) : "") + " (" + end.pays + ")");
    return names[k] + " pays " + rounded(here.worth[k]) + (ends.length > 1 ? " on average" : "") + ": " + parts.join(", ") + (ends.length > 4 ? ", and others" : "") + ".";
  };
  const isBest = here.worth[move] >= here.worth[here.best] - EVEN;
  const order = [move, ...names.keys()].filter((k, i) => i === 0 || k !== move);
  const notes = here.isReached ? [] : ["In this equilibrium play never comes here; what may have happened before counts alike."];
  const head = isBest ? names[move] + " was the best reply." : names[here.best] + " would have been better than " + names[move] + ".";
  return { isBest, lines: [head, ...order.slice(0, 5).map(tell), ...notes] };
}
