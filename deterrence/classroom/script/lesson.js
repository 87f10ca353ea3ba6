// A lesson: chapters of steps that are met one after the other, by mouse or by keyboard. Marks stay with the reader.
"use strict";
const LESSON = { given: null, at: [0, 0], marks: [], waiting: [], asked: new Map() };

function makeLesson() {
  LESSON.given = COURSE.lesson;
  if (!LESSON.given) return;
  const box = byId("lesson");
  add(box, "h2", LESSON.given.title);
  add(box, "p", LESSON.given.summary);
  const known = LESSON.given["know first"];
  if (known.length) {
    const part = add(box, "details");
    add(part, "summary", "What to know first");
    const list = add(part, "ul");
    known.forEach((text) => add(list, "li", text));
  }
  LESSON.box = add(box, "div", null, { id: "chapters" });
  LESSON.next = button(box, "Begin", nextStep);
  LESSON.next.id = "next";
  LESSON.sum = add(box, "div", null, { id: "marks", "aria-live": "polite" });
}

// Ask for everything that the lesson shows while the reader reads.
function openLesson() {
  if (!LESSON.given || LESSON.asked.size) return;
  LESSON.given.chapters.forEach((chapter) => chapter.steps.forEach((step) => {
    if (step.kind === "show" || step.kind === "play") requestOf(chapter, step);
  }));
}

function requestOf(chapter, step) {
  const model = { text: LESSON.given.models[chapter.model], name: chapter.model.replace(/\.ya?ml$/, ""), values: chapter.values };
  const asked = step.kind === "play"
    ? { do: "play", ...model }
    : { do: "show", ...model, sliders: chapter.sliders, what: step.what, over: step.over, against: step.against };
  const key = JSON.stringify(asked);
  if (!LESSON.asked.has(key)) {
    LESSON.asked.set(key, askMachine(asked).then((answer) => {
      if (answer.stopped) LESSON.asked.delete(key);
      return answer;
    }));
  }
  return LESSON.asked.get(key);
}

function nextStep() {
  const [chapterAt, stepAt] = LESSON.at;
  const chapter = LESSON.given.chapters[chapterAt];
  if (!chapter) return;
  if (stepAt === 0) LESSON.part = beginChapter(chapter, chapterAt);
  const step = chapter.steps[stepAt];
  LESSON.at = stepAt + 1 < chapter.steps.length ? [chapterAt, stepAt + 1] : [chapterAt + 1, 0];
  LESSON.next.textContent = "Continue";
  LESSON.next.hidden = true;
  const box = add(LESSON.part, "section", null, { class: "step " + step.kind, tabindex: "-1" });
  STEPS[step.kind](box, step, chapter);
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "nearest" });
}

function mayGoOn() {
  LESSON.next.hidden = LESSON.at[0] >= LESSON.given.chapters.length;
  if (LESSON.next.hidden) endLesson();
}

function beginChapter(chapter, number) {
  const part = add(LESSON.box, "article", null, { class: "chapter", "aria-label": chapter.title });
  add(part, "h3", number + 1 + ". " + chapter.title);
  if (chapter.idea) add(part, "p", chapter.idea, { class: "said" });
  return part;
}

// --- steps ---

const STEPS = { text: stepText, play: stepPlay, show: stepShow, ask: stepAsk, predict: stepAsk };
const MARKS = { strong: "strong", em: "em", code: "code" };

function stepText(box, step) {
  step.blocks.forEach((block) => {
    const [kind] = Object.keys(block);
    if (kind === "p") block.p.forEach((line) => addLine(add(box, "p"), line));
    else {
      const list = add(box, kind === "ol" ? "ol" : "ul");
      block[kind].forEach((line) => addLine(add(list, "li"), line));
    }
  });
  mayGoOn();
}

function addLine(box, line) {
  line.forEach(([kind, words, address]) => {
    if (kind === "link" && /^https:\/\//.test(address)) add(box, "a", words, { href: address, rel: "noopener noreferrer", target: "_blank" });
    else if (MARKS[kind]) add(box, MARKS[kind], words);
    else box.append(words);
  });
}

async function stepPlay(box, step, chapter) {
  const note = add(box, "p", "The table is being laid.", { role: "status" });
  const game = await requestOf(chapter, step);
  if (!game.nodes) return failed(note, game);
  note.remove();
  const place = add(box, "div");
  const seats = game.players.map((player) => (player === step.as ? "person" : "equilibrium"));
  makeTable(place, game, { seats, rounds: step.rounds, done: mayGoOn, judges: false });
}

async function stepShow(box, step, chapter) {
  const note = add(box, "p", "A picture is being made.", { role: "status" });
  const made = await requestOf(chapter, step);
  if (!made.page) return failed(note, made);
  note.remove();
  const frame = add(box, "iframe", null, { sandbox: "allow-scripts", title: step.what.join(", "), class: "shown " + step.what.join(" ") });
  frame.srcdoc = marked(made.page);
  LESSON.waiting.forEach((tell) => tell());
  LESSON.waiting = [];
  mayGoOn();
}

function failed(note, answer) {
  note.textContent = answer.stopped || answer.error || "This cannot be shown.";
  mayGoOn();
}

// --- questions ---

let asked = 0;
function stepAsk(box, step) {
  const { question } = step;
  asked += 1;
  const form = add(box, "form");
  const field = add(form, "fieldset");
  add(field, "legend", (step.kind === "predict" ? "Predict: " : "") + question.ask);
  question.options.forEach((option) => {
    const label = add(field, "label", null, { class: "option" });
    add(label, "input", null, { type: question.several ? "checkbox" : "radio", name: "question-" + asked, value: option });
    label.append(" " + option);
  });
  if (question.number) {
    const label = add(field, "label", (question.options.length ? "or a number: " : "A number: "), { class: "option" });
    add(label, "input", null, { type: "text", inputmode: "text", size: 8, class: "number-given", autocomplete: "off" });
  }
  if (!question.marked) add(field, "textarea", null, { rows: 3, "aria-label": "Your thoughts" });
  add(field, "button", question.marked ? "Answer" : "Go on", { type: "submit" });
  const told = add(box, "div", null, { role: "status" });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answered(step, field, told);
  });
}

function givenIn(field, question) {
  const chosen = [...field.querySelectorAll("input:checked")].map((input) => input.value);
  const number = field.querySelector(".number-given")?.value.trim();
  if (number) return [number];
  if (!question.marked) return [field.querySelector("textarea").value];
  return chosen;
}

function answered(step, field, told) {
  const { question } = step;
  const given = givenIn(field, question);
  if (question.marked && !given.length) {
    told.textContent = "Choose an answer, or write a number.";
    return;
  }
  field.disabled = true;
  if (!question.marked) {
    LESSON.marks.push({ asked: question.ask, given: given[0], right: null });
    keepMarks();
    if (!LESSON.next.hidden) LESSON.next.focus();
    return;
  }
  const mark = { asked: question.ask, given: given.join(", "), right: isRight(question, given), predicted: step.kind === "predict" };
  LESSON.marks.push(mark);
  if (step.kind === "predict") {
    told.textContent = "Noted.";
    LESSON.waiting.push(() => tellAnswer(told, question, mark.right));
  } else tellAnswer(told, question, mark.right);
  keepMarks();
  if (!LESSON.next.hidden) LESSON.next.focus();
}

// The options that are right, all of them; or the number, a decimal within one per cent of it.
function isRight(question, given) {
  const { right, number } = question.answer;
  const same = given.length === right.length && given.every((one) => right.includes(one));
  if (same) return true;
  if (number === null || given.length !== 1) return false;
  const [is, typed] = [valueOf(number), valueOf(given[0])];
  if (Number.isNaN(typed)) return false;
  return Math.abs(is - typed) <= 0.01 * Math.abs(is) + 1e-12;
}

function valueOf(text) {
  const match = /^([-−]?\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/.exec(text.replace(/\s/g, ""));
  return match ? Number(match[1].replace("−", "-")) / Number(match[2] || 1) : NaN;
}

function tellAnswer(told, question, right) {
  told.replaceChildren();
  add(told, "p", (right ? "Right. " : "Not quite. ") + question.answer.said, { class: right ? "right" : "better" });
  if (question.answer.proof.length) {
    const part = add(told, "details");
    add(part, "summary", "Why");
    add(part, "pre", question.answer.proof.join("\n"));
  }
}

// --- marks ---

function keepMarks() {
  try {
    localStorage.setItem("deterrence classroom: marks of " + LESSON.given.name, JSON.stringify(LESSON.marks));
  } catch (refused) {
    // Marks can still be saved as a file.
  }
  mayGoOn();
}

function endLesson() {
  const counted = LESSON.marks.filter((mark) => mark.right !== null && !mark.predicted);
  const predicted = LESSON.marks.filter((mark) => mark.predicted);
  const right = (marks) => marks.filter((mark) => mark.right).length;
  LESSON.waiting.forEach((tell) => tell());
  LESSON.sum.replaceChildren();
  add(LESSON.sum, "h3", "The end");
  add(LESSON.sum, "p", right(counted) + " of " + counted.length + " questions right; " + right(predicted) + " of " + predicted.length + " predictions.");
  button(LESSON.sum, "Save my marks", () => {
    const kept = { lesson: LESSON.given.name, title: LESSON.given.title, when: new Date().toISOString(), marks: LESSON.marks };
    saveFile(LESSON.given.name + "-marks.json", JSON.stringify(kept, null, 2), "application/json");
  }).focus();
}
