// The text of a model: typed, coloured, completed, and held to the toolkit's own messages as one types.
"use strict";
const EDITOR = { text: null, back: null, list: null, mistakes: [], known: null, timer: 0, watchers: [], pick: 0 };

function makeEditor(box) {
  const room = add(box, "div", null, { class: "editor" });
  EDITOR.back = add(room, "pre", null, { "aria-hidden": "true" });
  EDITOR.text = add(room, "textarea", null, {
    id: "text", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off",
    "aria-label": "The model", "aria-describedby": "mistakes", "aria-autocomplete": "list", "aria-controls": "completions",
  });
  EDITOR.list = add(room, "ul", null, { id: "completions", role: "listbox", "aria-label": "Completions", hidden: "" });
  EDITOR.known = { keys: new Set(COURSE.keys), letters: new Set(), players: new Set(), names: [] };
  EDITOR.text.addEventListener("input", () => {
    edited();
    complete();
  });
  EDITOR.text.addEventListener("scroll", followScroll);
  EDITOR.text.addEventListener("keydown", keyed);
  EDITOR.text.addEventListener("blur", closeList);
  EDITOR.text.addEventListener("click", closeList);
}

function followScroll() {
  EDITOR.back.scrollTop = EDITOR.text.scrollTop;
  EDITOR.back.scrollLeft = EDITOR.text.scrollLeft;
}

function setText(text) {
  EDITOR.text.value = text;
  EDITOR.text.scrollTop = 0;
  EDITOR.mistakes = [];
  edited();
}

function colour() {
  showColours(EDITOR.back, EDITOR.text.value, EDITOR.known, EDITOR.mistakes);
  followScroll();
}

function edited() {
  colour();
  EDITOR.watchers.forEach((watch) => watch(EDITOR.text.value));
  clearTimeout(EDITOR.timer);
  EDITOR.timer = setTimeout(lookOver, 250);
}

// Ask what is wrong with the text as it is now.
async function lookOver() {
  const text = EDITOR.text.value;
  const found = await askMachine({ do: "mistakes", text, name: FILES.name }, "mistakes");
  if (!found || found.stopped || text !== EDITOR.text.value) return;
  EDITOR.mistakes = found.mistakes;
  if (found.letters) {
    EDITOR.known.letters = new Set(found.letters);
    EDITOR.known.players = new Set(found.players);
    EDITOR.known.names = found.names;
  }
  colour();
  showMistakes();
  lookedOver(found, text);
}

function showMistakes() {
  const box = byId("mistakes");
  box.replaceChildren();
  EDITOR.mistakes.forEach((one) => {
    const item = add(box, "li");
    const jump = add(item, "button", "line " + one.line + ", column " + one.column, { type: "button" });
    jump.addEventListener("click", () => goTo(one.line, one.column));
    add(item, "span", " " + one.message);
  });
}

function goTo(line, column) {
  const lines = EDITOR.text.value.split("\n");
  const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  EDITOR.text.focus();
  EDITOR.text.setSelectionRange(at, at);
  const high = EDITOR.text.scrollHeight / Math.max(1, lines.length);
  EDITOR.text.scrollTop = Math.max(0, (line - 4) * high);
}

// --- completion ---

function wordBefore() {
  const before = EDITOR.text.value.slice(0, EDITOR.text.selectionStart);
  return /[\p{L}_][\p{L}\p{N}_]*$/u.exec(before)?.[0] || "";
}

// Names that begin as what was typed does: those of the model first, then keys of model files, then words of the text.
function completions(word) {
  const here = EDITOR.known;
  const words = EDITOR.text.value.match(/[\p{L}_][\p{L}\p{N}_]+/gu) || [];
  const all = [...here.letters, ...here.players, ...here.names, ...here.keys, ...new Set(words)];
  const low = word.toLowerCase();
  return [...new Set(all)].filter((name) => name !== word && name.toLowerCase().startsWith(low)).slice(0, 8);
}

function complete() {
  const word = wordBefore();
  const found = word.length >= 2 ? completions(word) : [];
  closeList();
  if (!found.length) return;
  EDITOR.list.hidden = false;
  found.forEach((name, i) => {
    const item = add(EDITOR.list, "li", name, { role: "option", id: "completion-" + i, "aria-selected": "false" });
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      put(name);
    });
  });
  const before = EDITOR.text.value.slice(0, EDITOR.text.selectionStart).split("\n");
  const style = getComputedStyle(EDITOR.text);
  const high = parseFloat(style.lineHeight);
  const across = (before[before.length - 1].length - word.length) * charWidth(style) - EDITOR.text.scrollLeft;
  EDITOR.list.style.top = before.length * high + parseFloat(style.paddingTop) - EDITOR.text.scrollTop + "px";
  EDITOR.list.style.left = Math.max(0, Math.min(across, EDITOR.text.clientWidth - 180)) + "px";
  choose(0);
}

function charWidth(style) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.fontSize + " " + style.fontFamily;
  return pen.measureText("m").width;
}

function choose(number) {
  const items = [...EDITOR.list.children];
  EDITOR.pick = (number + items.length) % items.length;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === EDITOR.pick)));
  EDITOR.text.setAttribute("aria-activedescendant", "completion-" + EDITOR.pick);
}

function closeList() {
  EDITOR.list.hidden = true;
  EDITOR.list.replaceChildren();
  EDITOR.text.removeAttribute("aria-activedescendant");
}

// Put a name in place of the word that was begun.
function put(name) {
  const end = EDITOR.text.selectionStart;
  EDITOR.text.setSelectionRange(end - wordBefore().length, end);
  insert(name);
  closeList();
}

// Typed, so that the browser can take it back.
function insert(text) {
  if (!document.execCommand("insertText", false, text)) {
    EDITOR.text.setRangeText(text, EDITOR.text.selectionStart, EDITOR.text.selectionEnd, "end");
    edited();
  }
}

function keyed(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    showPage();
    return;
  }
  if (!EDITOR.list.hidden) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) choose(EDITOR.pick + moves[event.key]);
    else if (event.key === "Enter" || event.key === "Tab") put(EDITOR.list.children[EDITOR.pick].textContent);
    else if (event.key === "Escape") closeList();
    else return;
    event.preventDefault();
  } else if (event.key === "Enter") {
    const line = EDITOR.text.value.slice(0, EDITOR.text.selectionStart).split("\n").pop();
    event.preventDefault();
    insert("\n" + /^\s*/.exec(line)[0]);
  }
}
