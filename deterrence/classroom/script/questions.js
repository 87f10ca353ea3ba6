// Questions to the toolkit: each is a command of the command line, asked of the text in the editor.
"use strict";
const QUESTION = { picture: "" }; // the answer as a picture, where it was asked for as one
const QUESTIONS = {
  solve: ["Equilibria", "options, such as --set c=0.3"],
  thresholds: ["Thresholds", "a letter; without one, the commitment"],
  map: ["Map of two letters", "two letters"],
  check: ["Claims", "options"],
  required: ["What deters", "--outcome NAME or --move PLAYER=MOVE, with a letter before"],
  statics: ["What moves what", "a letter; without one, all"],
  worth: ["What committing is worth", "options, such as --set c=0.3"],
  show: ["The model in words", ""],
  export: ["For another program", "--to latex, efg, nfg, python or yaml"],
};
const PICTURED = ["thresholds", "required", "statics"]; // what is drawn without numpy, too
const ENDINGS = { latex: ".tex", efg: ".efg", nfg: ".nfg", python: ".py", yaml: ".yaml" };

function makeQuestions(box) {
  const form = add(box, "form", null, { id: "ask" });
  const label = add(form, "label", "Ask for ");
  const what = add(label, "select", null, { id: "question" });
  Object.entries(QUESTIONS).forEach(([command, [said]]) => add(what, "option", said, { value: command }));
  const words = add(form, "input", null, { type: "text", id: "words", autocomplete: "off", "aria-label": "With" });
  add(form, "button", "Ask", { type: "submit" });
  const draw = button(form, "As a picture", () => ask(true));
  const save = button(form, "Save answer", () => saveFile(save.dataset.name, QUESTION.picture || byId("said").textContent));
  save.hidden = true;
  add(box, "p", "", { id: "command", class: "note" });
  add(box, "div", null, { id: "answer-picture", hidden: "" });
  add(box, "pre", "", { id: "said", tabindex: "0", role: "region", "aria-label": "The answer", "aria-live": "polite" });
  const told = () => {
    words.placeholder = QUESTIONS[what.value][1];
    draw.hidden = !PICTURED.includes(what.value);
    byId("command").textContent = "deterrence " + [what.value, FILES.name + ".yaml", words.value].join(" ").trim();
  };
  what.addEventListener("change", () => {
    words.value = what.value === "export" ? "--to latex" : "";
    told();
  });
  words.addEventListener("input", told);
  async function ask(picture) {
    told();
    const asked = [what.value, ...wordsOf(words.value)];
    save.hidden = true;
    byId("said").textContent = "";
    showDrawn(null);
    const answer = await askMachine({ do: "command", words: asked, picture, text: EDITOR.text.value, name: FILES.name }, "command");
    if (!answer) return;
    byId("said").textContent = answer.stopped || (answer.error + answer.out).trimEnd();
    showDrawn(answer.picture, QUESTIONS[asked[0]][0]);
    const ending = answer.picture ? ".svg" : ENDINGS[/--to\s+(\w+)/.exec(words.value)?.[1]] || ".txt";
    save.dataset.name = FILES.name + "-" + what.value + ending;
    save.hidden = Boolean(answer.stopped);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(false);
  });
  EDITOR.watchers.push(told);
  told();
}

// An answer as a picture, in place of words.
function showDrawn(svg, title) {
  QUESTION.picture = svg || "";
  const place = byId("answer-picture");
  place.replaceChildren();
  place.hidden = !svg;
  byId("said").hidden = Boolean(svg);
  if (!svg) return;
  const drawn = document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", title);
  place.append(drawn);
}

// Words as a shell takes them: apart at spaces, unless in quotes.
function wordsOf(text) {
  return [...text.matchAll(/(?:"([^"]*)"|'([^']*)'|[^\s"'])+/g)].map((match) => match[0].replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}
