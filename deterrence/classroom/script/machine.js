// The worker in which the toolkit runs: started, asked one thing at a time, ended and started again.
"use strict";
const MACHINE = { worker: null, ready: false, busy: null, queue: [], number: 0, watchers: [], parts: null, since: 0 };

// A part of the page as text; the page lets it go, so that it is held once. On a host it is a file beside the page.
async function takePart(name) {
  if (COURSE.parts) return COURSE.parts[name] && (await fetch(COURSE.parts[name])).arrayBuffer();
  const holder = byId("part-" + name);
  if (!holder) return null;
  const text = holder.textContent;
  holder.remove();
  return text;
}

async function unzipped(part) {
  const bytes = typeof part === "string" ? Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0)) : part;
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

async function startMachine() {
  if (!MACHINE.parts) {
    const held = await Promise.all(["wasm", "stdlib", "packages", "memory"].map(async (name) => [name, await takePart(name)]));
    MACHINE.program = new Blob([await unzipped(await takePart("worker"))], { type: "text/javascript" });
    MACHINE.parts = Object.fromEntries(held);
  }
  const address = URL.createObjectURL(MACHINE.program);
  const worker = new Worker(address);
  MACHINE.worker = worker;
  MACHINE.ready = false;
  MACHINE.since = performance.now();
  worker.onmessage = ({ data }) => heard(worker, data);
  worker.onerror = (event) => {
    event.preventDefault();
    if (worker !== MACHINE.worker) return;
    if (MACHINE.ready) restartMachine("The toolkit stopped and starts again. Nothing you typed is lost.");
    else heard(worker, { failed: event.message || "its worker cannot be made" });
  };
  worker.postMessage({ parts: MACHINE.parts });
  shownState("starting the toolkit");
}

function heard(worker, data) {
  if (worker !== MACHINE.worker) return;
  if (data.ready) {
    MACHINE.ready = true;
    shownState("");
    nextAsked();
  } else if (data.failed && MACHINE.parts.memory) {
    MACHINE.parts.memory = null; // this browser does not go on from the memory: Python starts from its beginning
    restartMachine("");
  } else if (data.failed) {
    shownState("The toolkit does not start in this browser: " + data.failed);
  } else if (data.progress !== undefined) {
    shownState(data.progress);
  } else if (MACHINE.busy && data.id === MACHINE.busy.id) {
    const done = MACHINE.busy;
    MACHINE.busy = null;
    shownState("");
    if (data.fault !== undefined) {
      done.refuse(new Error(data.fault));
      restartMachine("Something broke in the toolkit, which starts again. Nothing you typed is lost.");
    } else {
      done.settle(data.answer);
      nextAsked();
    }
  }
}

// Ask for something; of the same kind only what was asked last waits for its turn.
function askMachine(asked, kind) {
  return new Promise((settle, refuse) => {
    if (kind) {
      MACHINE.queue.filter((one) => one.kind === kind).forEach((one) => one.settle(null));
      MACHINE.queue = MACHINE.queue.filter((one) => one.kind !== kind);
    }
    MACHINE.number += 1;
    MACHINE.queue.push({ id: MACHINE.number, asked, kind, settle, refuse });
    nextAsked();
  });
}

// What is asked by hand has a kind, and goes before what a lesson prepares.
function nextAsked() {
  if (!MACHINE.ready || MACHINE.busy || !MACHINE.queue.length) return;
  const byHand = MACHINE.queue.findIndex((one) => one.kind);
  [MACHINE.busy] = MACHINE.queue.splice(Math.max(0, byHand), 1);
  MACHINE.since = performance.now();
  MACHINE.worker.postMessage({ id: MACHINE.busy.id, asked: MACHINE.busy.asked });
  shownState("at work");
}

// Break off what is being done. What waits is asked of the next worker.
function restartMachine(why) {
  MACHINE.worker.terminate();
  if (MACHINE.busy) {
    MACHINE.busy.settle({ stopped: why });
    MACHINE.busy = null;
  }
  startMachine();
  MACHINE.watchers.forEach((watch) => watch("starting the toolkit", why));
}

function shownState(doing) {
  MACHINE.watchers.forEach((watch) => watch(doing));
}
