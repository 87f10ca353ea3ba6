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
