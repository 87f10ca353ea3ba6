// The page put together.
"use strict";
(function () {
  makeControls();
  makeNow();
  makeGame();
  makeStrip();
  makeMap();
  makePredict();
  document.querySelectorAll("button[data-values]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      setByName(new Map(Object.entries(JSON.parse(button.dataset.values))));
      byId("answer").scrollIntoView();
      byId("status").focus();
    });
  });
  window.addEventListener("hashchange", readAddress);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  readAddress();
  draw();
})();
