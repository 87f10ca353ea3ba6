// The page put together.
"use strict";
// What scrolls by itself is reached by the keyboard, too.
function reachScrolled() {
  document.querySelectorAll(".wide, .key, #choice").forEach((box) => {
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (scrolls) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
    if (scrolls && !box.hasAttribute("aria-label")) {
      box.setAttribute("aria-label", box.closest("section, main > details").querySelector("h2").textContent);
      if (box.localName === "div") box.setAttribute("role", "group");
    }
  });
}

// A link to a part below opens it. The address stays as it is: it keeps the values, and a page in a frame has none.
function openPart(event, link) {
  const part = byId(link.getAttribute("href").slice(1));
  if (!part) return;
  event.preventDefault();
  part.open = true;
  part.scrollIntoView();
  part.querySelector("summary").focus();
}

let settling = 0;
(function () {
  makeNow();
  makeGame();
  if (RECORD.over !== null) {
    makeControls();
    makeStrip();
    makePredict();
  }
  if (RECORD.against !== null) makeMap();
  document.querySelectorAll("button[data-values]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      setByName(new Map(Object.entries(JSON.parse(button.dataset.values))));
      byId("answer").scrollIntoView();
      byId("status").focus();
    });
  });
  document.querySelectorAll('a[href^="#"]').forEach((link) => link.addEventListener("click", (event) => openPart(event, link)));
  window.addEventListener("hashchange", readAddress);
  window.addEventListener("resize", reachScrolled);
  document.querySelectorAll("details").forEach((part) => part.addEventListener("toggle", reachScrolled));
  STATE.watchers.push(() => {
    clearTimeout(settling);
    settling = setTimeout(reachScrolled, 200);
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  readAddress();
  draw();
})();
