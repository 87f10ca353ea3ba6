// Models: those of the library, and the reader's own, which the browser keeps; opened from and saved to the disk.
"use strict";
const FILES = { name: "model", own: new Map(), box: null };
const KEPT = "deterrence classroom: models";

function readOwn() {
  try {
    FILES.own = new Map(JSON.parse(localStorage.getItem(KEPT) || "[]"));
  } catch (refused) {
    FILES.own = new Map();
  }
}

function keepOwn() {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...FILES.own]));
    byId("kept").textContent = "Kept in this browser.";
  } catch (refused) {
    byId("kept").textContent = "This browser keeps nothing: save your model to a file.";
  }
}

function makeFiles(box) {
  readOwn();
  const label = add(box, "label", "Model ");
  FILES.box = add(label, "select", null, { id: "models" });
  FILES.box.addEventListener("change", () => pickModel(FILES.box.value));
  button(box, "New tree", () => newModel("tree"));
  button(box, "New matrix", () => newModel("matrix"));
  const open = add(box, "input", null, { type: "file", accept: ".yaml,.yml,.txt", id: "open", "aria-label": "Open a file" });
  open.hidden = true;
  button(box, "Open…", () => open.click());
  open.addEventListener("change", async () => {
    if (open.files.length) openText(open.files[0].name, await open.files[0].text());
    open.value = "";
  });
  button(box, "Save", () => saveFile(FILES.name + ".yaml", EDITOR.text.value));
  button(box, "Forget", forgetModel).id = "forget";
  add(box, "small", "", { id: "kept" });
  listModels();
}

function button(parent, text, act) {
  const made = add(parent, "button", text, { type: "button" });
  made.addEventListener("click", act);
  return made;
}

function listModels() {
  FILES.box.replaceChildren();
  if (FILES.own.size) {
    const group = add(FILES.box, "optgroup", null, { label: "Your own" });
    [...FILES.own.keys()].forEach((name) => add(group, "option", name, { value: "own " + name }));
  }
  const group = add(FILES.box, "optgroup", null, { label: "Library" });
  COURSE.models.forEach((model) => add(group, "option", model.name + ": " + model.title, { value: "library " + model.name }));
  FILES.box.value = (FILES.own.has(FILES.name) ? "own " : "library ") + FILES.name;
  byId("forget").disabled = !FILES.own.has(FILES.name);
}

function pickModel(value) {
  const [kind, ...rest] = value.split(" ");
  const name = rest.join(" ");
  const library = COURSE.models.find((model) => model.name === name);
  if (kind === "own") show(name, FILES.own.get(name));
  else if (library) show(name, library.text);
}

function show(name, text) {
  FILES.name = name;
  STUDIO.slow = false; // another model may be quicker than the one before
  setText(text);
  listModels();
  if (DRAW.open) readTree();
}

// A name that is not taken, of what a file may be called.
function freeName(wanted) {
  const plain = wanted.replace(/\.(ya?ml|txt)$/i, "").replace(/[^\p{L}\p{N}_.-]+/gu, "-").replace(/^[-.]+/, "").slice(0, 60) || "model";
  const taken = (name) => FILES.own.has(name) || COURSE.models.some((model) => model.name === name);
  if (!taken(plain)) return plain;
  let number = 2;
  while (taken(plain + "-" + number)) number += 1;
  return plain + "-" + number;
}

function newModel(kind) {
  const name = freeName("my-" + kind);
  openText(name, COURSE.templates[kind].replaceAll("NAME", name));
}

function openText(wanted, text) {
  const name = freeName(wanted);
  FILES.own.set(name, text);
  keepOwn();
  show(name, text);
}

// What was typed is kept under its name; a model of the library becomes the reader's own by being changed.
function keepTyped(text) {
  const library = COURSE.models.find((model) => model.name === FILES.name);
  const own = FILES.own.has(FILES.name);
  if (!own && library && library.text === text) return;
  if (!own) FILES.name = freeName("my-" + FILES.name);
  if (FILES.own.get(FILES.name) === text) return;
  FILES.own.set(FILES.name, text);
  keepOwn();
  if (!own) listModels();
}

function forgetModel() {
  if (!FILES.own.has(FILES.name) || !confirm("Forget " + FILES.name + "? It is gone then, unless you saved it.")) return;
  FILES.own.delete(FILES.name);
  keepOwn();
  show(COURSE.models[0].name, COURSE.models[0].text);
}

function saveFile(name, text, kind) {
  const link = add(document.body, "a", null, { download: name, href: URL.createObjectURL(new Blob([text], { type: kind || "text/plain" })) });
  link.click();
  link.remove();
}
