// The studio put together: the text on one side, the live page of it on the other, questions below.
"use strict";
const STUDIO = { shown: "", slow: false, warm: false, clock: 0 };
const QUICK = 4000; // milliseconds within which a page is made by itself as one types

function makeStudio() {
  const box = byId("studio");
  makeFiles(add(box, "div", null, { class: "tools", role: "group", "aria-label": "Models" }));
  const sides = add(box, "div", null, { class: "sides" });
  const left = add(sides, "div", null, { class: "side" });
  makeEditor(left);
  EDITOR.watchers.push(keepTyped);
  add(left, "ul", null, { id: "mistakes", "aria-label": "Mistakes", "aria-live": "polite" });
  makeQuestions(add(left, "section", null, { "aria-label": "Questions" }));
  const right = add(sides, "div", null, { class: "side" });
  const tools = add(right, "div", null, { class: "tools" });
  button(tools, "Show", showPage).title = "Ctrl+Enter in the text";
  button(tools, "Save page", () => STUDIO.page && saveFile(FILES.name + ".html", STUDIO.page, "text/html"));
  button(tools, "Save picture", savePicture);
  const draw = button(tools, "Draw the tree", openDrawing);
  draw.id = "draw";
  draw.setAttribute("aria-pressed", "false");
  add(tools, "small", "", { id: "page-state" });
  add(right, "div", null, { id: "drawing", hidden: "" });
  add(right, "iframe", null, { id: "page", sandbox: "allow-scripts", title: "The page of the model" });
  MACHINE.watchers.push(showState);
  byId("stop").addEventListener("click", () => restartMachine("Stopped."));
  const first = COURSE.models[0];
  show(first.name, first.text);
  STUDIO.shown = EDITOR.text.value;
  framed(COURSE.page); // made when the classroom was built: it is there before the toolkit is
  startMachine();
}

function showState(doing, why) {
  clearInterval(STUDIO.clock);
  const tell = () => {
    const seconds = Math.round((performance.now() - MACHINE.since) / 1000);
    byId("state").textContent = [why, doing ? doing + (seconds > 1 ? ", " + seconds + " s" : "") : "Ready"].filter(Boolean).join(" ");
  };
  tell();
  if (doing) STUDIO.clock = setInterval(tell, 1000);
  byId("stop").disabled = !MACHINE.busy;
  document.body.dataset.state = doing ? "busy" : "ready";
}

// After the toolkit read a text: its page, where that is quickly made.
function lookedOver(found, text) {
  byId("page-state").textContent = found.mistakes.length ? "The page shows the text before the mistakes." : "";
  if (DRAW.open && document.activeElement === EDITOR.text) readTree();
  if (!found.mistakes.length && text !== STUDIO.shown && !STUDIO.slow) showPage();
}

async function showPage() {
  const text = EDITOR.text.value;
  const began = performance.now();
  const made = await askMachine({ do: "page", text, name: FILES.name }, "page");
  if (!made) return;
  STUDIO.slow = performance.now() - began > QUICK && STUDIO.warm; // the first one takes longer than those after it
  STUDIO.warm = true;
  STUDIO.shown = text;
  const told = made.stopped || made.error || "";
  byId("page-state").textContent = told || (STUDIO.slow ? "Press Show after a change: this page takes a while." : "");
  if (made.page) framed(made.page);
}

// The page has a policy of its own, by which its script runs; here that script must also bear this page's mark.
function framed(page) {
  STUDIO.page = page;
  byId("page").srcdoc = marked(page);
}

function marked(page) {
  return page.replace("<script>\n", '<script nonce="' + COURSE.mark + '">\n');
}

// The tree of the game as a picture of its own, with its colours inside.
function savePicture() {
  const found = new DOMParser().parseFromString(STUDIO.page || "", "text/html");
  const drawn = found.querySelector("figure svg");
  if (!drawn) return;
  const colours = found.querySelector("style").textContent;
  const inside = document.createElementNS(drawn.namespaceURI, "style");
  inside.textContent = colours.slice(0, colours.indexOf("@media")) + colours.split("\n").filter((line) => /^\.(tree|p0|ink|t0)/.test(line)).join("\n").replaceAll(".tree ", "");
  drawn.prepend(inside);
  saveFile(FILES.name + ".svg", new XMLSerializer().serializeToString(drawn), "image/svg+xml");
}

// The parts of the classroom, one of them open.
function openTab(name) {
  document.querySelectorAll("#tabs [role=tab]").forEach((tab) => {
    const isOpen = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(isOpen));
    tab.tabIndex = isOpen ? 0 : -1;
    byId(tab.dataset.tab).hidden = !isOpen;
  });
  if (name === "play") openPlay();
  if (name === "lesson") openLesson();
}

function makeTabs() {
  const tabs = [...document.querySelectorAll("#tabs [role=tab]")];
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => openTab(tab.dataset.tab));
    tab.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!way) return;
      const other = tabs[(i + way + tabs.length) % tabs.length];
      openTab(other.dataset.tab);
      other.focus();
    });
  });
}

makeTabs();
makePlay();
makeLesson();
makeStudio();
openTab(COURSE.lesson && COURSE.opens === "lesson" ? "lesson" : "studio");
