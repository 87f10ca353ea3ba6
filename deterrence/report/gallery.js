// The gallery: which models are shown, by words typed and by what they are about or rest on.
"use strict";
(function () {
  const cards = [...document.querySelectorAll(".gallery > li")];
  const words = document.getElementById("search");
  const about = document.getElementById("about");
  const source = document.getElementById("source");
  const told = document.getElementById("count");

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }

  const texts = cards.map((card) => plain(card.dataset.words + " " + card.textContent));

  function show() {
    const wanted = plain(words.value).split(/\s+/).filter((word) => word);
    let shown = 0;
    cards.forEach((card, i) => {
      const fits =
        wanted.every((word) => texts[i].includes(word)) &&
        (!about.value || card.dataset.about.split("|").includes(about.value)) &&
        (!source.value || card.dataset.sources.split("|").includes(source.value));
      card.hidden = !fits;
      if (fits) shown += 1;
    });
    told.textContent = shown === cards.length ? shown + " models" : shown + " of " + cards.length + " models";
  }

  [words, about, source].forEach((part) => part.addEventListener("input", show));
  document.querySelector(".tools").hidden = false;
  show();
})();
