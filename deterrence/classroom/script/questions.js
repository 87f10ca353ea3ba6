// Questions to the toolkit: each is a command of the command line, asked of the text in the editor.
"use strict";
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
const ENDINGS = { latex: ".tex", efg: ".efg", nfg: ".nfg", python: ".py", yaml: ".yaml" };

function makeQuestions(box) {
  const form = add(box, "form", null, { id: "ask" });
  const label = add(form, "label", "Ask for ");
  const what = add(label, "select", null, { id: "question" });
  Object.entries(QUESTIONS).forEach(([command, [said]]) => add(what, "option", said, { value: command }));
  const words = add(form, "input", null, { type: "text", id: "words", autocomplete: "off", "aria-label": "With" });
  add(form, "button", "Ask", { type: "submit" });
  const save = button(form, "Save answer", () => saveFile(save.dataset.name, byId("said").textContent));
  save.hidden = true;
  add(box, "p", "", { id: "command", class: "note" });
  add(box, "pre", "", { id: "said", tabindex: "0", role: "region", "aria-label": "The answer", "aria-live": "polite" });
  const told = () => {
    words.placeholder = QUESTIONS[what.value][1];
    byId("command").textContent = "deterrence " + [what.value, FILES.name + ".yaml", words.value].join(" ").trim();
  };
  what.addEventListener("change", () => {
    words.value = what.value === "export" ? "--to latex" : "";
    told();
  });
  words.addEventListener("input", told);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told();
    const asked = [what.value, ...wordsOf(words.value)];
    save.hidden = true;
    byId("said").textContent = "";
    const answer = await askMachine({ do: "command", words: asked, text: EDITOR.text.value, name: FILES.name }, "command");
    if (!answer) return;
    byId("said").textContent = answer.stopped || (answer.error + answer.out).trimEnd();
    save.dataset.name = FILES.name + "-" + what.value + (ENDINGS[/--to\s+(\w+)/.exec(words.value)?.[1]] || ".txt");
    save.hidden = Boolean(answer.stopped);
  });
  EDITOR.watchers.push(told);
  told();
}

// Words as a shell takes them: apart at spaces, unless in quotes.
function wordsOf(text) {
  return [...text.matchAll(/(?:"([^"]*)"|'([^']*)'|[^\s"'])+/g)].map((match) => match[0].replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}
