// What stands behind the text of a model: colours for its parts, and lines under mistakes.
"use strict";
const TOKEN = /(#.*$)|("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|([\w][\w .\-\/]*?)(?=\s*:(?:\s|$))|(\b\d+(?:\.\d+)?(?:\/\d+)?\b)|([A-Za-z_][\w]*)|([\[\]{},:>|*+\-\/=<()])/gmu;

// The pieces of a line: text with the class of its colour.
function piecesOf(line, known) {
  const pieces = [];
  let from = 0;
  for (const match of line.matchAll(TOKEN)) {
    if (match.index > from) pieces.push([line.slice(from, match.index), "", from]);
    const [text, comment, quoted, key, number, word] = match;
    let kind = "y-sign";
    if (comment) kind = "y-comment";
    else if (quoted) kind = "y-quoted";
    else if (key) kind = known.keys.has(key) ? "y-key" : known.letters.has(key) ? "y-letter" : "y-name";
    else if (number) kind = "y-digits";
    else if (word) kind = known.letters.has(word) ? "y-letter" : known.players.has(word) ? "y-player" : "";
    pieces.push([text, kind, match.index]);
    from = match.index + text.length;
  }
  if (from < line.length) pieces.push([line.slice(from), "", from]);
  return pieces;
}

function showColours(box, text, known, mistakes) {
  const wrong = new Map();
  mistakes.forEach((one) => wrong.set(one.line, [...(wrong.get(one.line) || []), one.column]));
  const lines = text.split("\n").map((line, number) => {
    const row = document.createElement("span");
    row.className = "line";
    const columns = wrong.get(number + 1) || [];
    const pieces = piecesOf(line, known);
    pieces.forEach(([piece, kind, at], i) => {
      const last = i === pieces.length - 1;
      const isWrong = columns.some((column) => column - 1 >= at && (column - 1 < at + piece.length || last));
      if (!kind && !isWrong) row.append(piece);
      else add(row, "span", piece, { class: (kind + (isWrong ? " wrong" : "")).trim() });
    });
    if (columns.length && !pieces.length) add(row, "span", " ", { class: "wrong" });
    row.append("\n");
    return row;
  });
  box.replaceChildren(...lines);
}
