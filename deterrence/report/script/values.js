// Numbers typed and shown, conditions at values, and where things change on a line. No element of the page is touched.
"use strict";
const NEAR = 1e-9; // below this a number counts as zero: far above rounding errors, far below a step of a slider
const MOST_FIGURES = 6;

function rounded(number, figures) {
  return Number(number.toPrecision(figures || MOST_FIGURES));
}

function shown(number, figures) {
  if (!Number.isFinite(number)) return "not defined";
  return String(Math.abs(number) < NEAR ? 0 : rounded(number, figures || 4)).replace("-", "−");
}

// "3/4", "0.75", "75%" or "−2" as a number; NaN for anything else.
function parsed(text) {
  const plain = text.trim().replace(/[−–]/g, "-");
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?:\s*\/\s*(\d+\.?\d*|\.\d+)|\s*(%))?$/i.exec(plain);
  if (!found) return NaN;
  const value = Number(found[1]) / (found[2] === undefined ? 1 : Number(found[2])) / (found[3] ? 100 : 1);
  return Number.isFinite(value) ? value : NaN;
}

function factorsAt(values) {
  return FACTORS.map((factor) => factor(values));
}

// A condition is [sign, relation, [[factor, exponent], ...]].
function holds(condition, at) {
  let product = condition[0];
  for (const [factor, exponent] of condition[2]) product *= exponent === 2 ? at[factor] * at[factor] : at[factor];
  if (condition[1] === ">") return product > NEAR;
  if (condition[1] === ">=") return product > -NEAR;
  return Math.abs(product) < NEAR === (condition[1] === "==");
}

function all(conditions, at) {
  for (const condition of conditions) if (!holds(condition, at)) return false;
  return true;
}

function some(options, at) {
  for (const option of options) if (all(option, at)) return true;
  return false;
}

function isGranted(at) {
  return RECORD.granted.every((clause) => some(clause, at));
}

// The families that exist, by number; those at ties only where asked for.
function existing(at, ties) {
  const found = [];
  RECORD.families.forEach((family, i) => {
    if ((ties || !family.tie) && all(family.where, at)) found.push(i);
  });
  return found;
}

const KINDS = ["strategies", "payoffs", "outcomes"];

// Equilibria at values: a family that agrees with an earlier one in everything is the same equilibrium.
function equilibriaAt(values) {
  const at = factorsAt(values);
  const found = [];
  for (const family of existing(at, true)) {
    const made = {
      family,
      strategies: FAMILIES[family].strategies(values),
      payoffs: FAMILIES[family].payoffs(values),
      outcomes: FAMILIES[family].outcomes(values),
    };
    if (!found.some((other) => KINDS.every((kind) => alike(other[kind], made[kind])))) found.push(made);
  }
  return found;
}

function alike(one, other) {
  return one.every((value, i) => Math.abs(value - other[i]) < NEAR);
}

// The probabilities of a place's moves, out of those of all moves one after another.
const STARTS = RECORD.places.map((_, i) => RECORD.places.slice(0, i).reduce((sum, p) => sum + p.moves.length, 0));
function rowOf(strategies, place) {
  return strategies.slice(STARTS[place], STARTS[place] + RECORD.places[place].moves.length);
}

// What is done at a place, in words: a move, or the moves that are mixed.
function doneAt(strategies, place) {
  const row = rowOf(strategies, place);
  const used = RECORD.places[place].moves.filter((_, i) => row[i] > NEAR);
  return used.join(" / ");
}

// --- lines ---

// Coefficients, lowest first, of the polynomial that a factor is along a letter, in a variable from 0 to 1.
function coefficients(factor, letter, values, low, high) {
  const degree = RECORD.degrees[factor][letter];
  const moved = values.slice();
  const nodes = [...Array(degree + 1).keys()].map((k) => (degree ? k / degree : 0));
  const table = nodes.map((t) => {
    moved[letter] = low + t * (high - low);
    return FACTORS[factor](moved);
  });
  for (let step = 1; step <= degree; step += 1) {
    for (let k = degree; k >= step; k -= 1) table[k] = (table[k] - table[k - 1]) / (nodes[k] - nodes[k - step]);
  }
  let found = [table[degree]];
  for (let k = degree - 1; k >= 0; k -= 1) {
    const next = [0, ...found];
    found.forEach((coefficient, i) => {
      next[i] -= nodes[k] * coefficient;
    });
    next[0] += table[k];
    found = next;
  }
  return found;
}

function polynomialAt(coefs, t) {
  return coefs.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
}

// Roots strictly between 0 and 1: between two neighbouring roots of the derivative there is one at most.
function rootsInside(coefs) {
  const size = Math.max(...coefs.map(Math.abs));
  let degree = coefs.length - 1;
  while (degree > 0 && Math.abs(coefs[degree]) <= 1e-13 * size) degree -= 1;
  if (degree === 0) return [];
  const kept = coefs.slice(0, degree + 1);
  if (degree === 1) return [-kept[0] / kept[1]].filter((t) => t > 0 && t < 1);
  const fences = [0, ...rootsInside(kept.slice(1).map((c, i) => c * (i + 1))), 1];
  const found = fences.filter((t) => t > 0 && t < 1 && Math.abs(polynomialAt(kept, t)) <= 1e-12 * size);
  for (let i = 1; i < fences.length; i += 1) {
    let [a, b] = [fences[i - 1], fences[i]];
    const left = polynomialAt(kept, a);
    if (left === 0 || left * polynomialAt(kept, b) >= 0) continue;
    for (let k = 0; k < 60; k += 1) {
      const middle = (a + b) / 2;
      if (left * polynomialAt(kept, middle) > 0) a = middle;
      else b = middle;
    }
    found.push((a + b) / 2);
  }
  return found;
}

// The line of a letter, all others as they are: stretches with the same families, and whether they are allowed.
function lineOf(letter, values) {
  const { least, most } = RECORD.letters[letter];
  const cuts = [0, 1];
  FACTORS.forEach((_, factor) => {
    if (RECORD.degrees[factor][letter]) cuts.push(...rootsInside(coefficients(factor, letter, values, least, most)));
  });
  cuts.sort((a, b) => a - b);
  const moved = values.slice();
  const cells = [];
  for (let i = 1; i < cuts.length; i += 1) {
    if (cuts[i] - cuts[i - 1] < 1e-10) continue;
    moved[letter] = least + ((cuts[i] + cuts[i - 1]) / 2) * (most - least);
    const at = factorsAt(moved);
    const allowed = isGranted(at);
    const families = allowed ? existing(at, false) : [];
    const cell = { from: cuts[i - 1], to: cuts[i], allowed, families, at: moved.slice() };
    const before = cells[cells.length - 1];
    if (before && before.allowed === allowed && before.families.join() === families.join()) before.to = cell.to;
    else cells.push(cell);
  }
  return cells;
}

function placeOn(letter, value) {
  const { least, most } = RECORD.letters[letter];
  return most > least ? Math.min(1, Math.max(0, (value - least) / (most - least))) : 0;
}

function valueOn(letter, t) {
  const { least, most } = RECORD.letters[letter];
  return rounded(least + t * (most - least));
}
