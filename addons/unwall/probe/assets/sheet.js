"use strict";
const words = document.getElementById("words");
words.closest("label").hidden = false;
words.addEventListener("input", () => {
  const wanted = words.value.toLowerCase();
  for (const body of document.querySelectorAll(".wide > table > tbody")) {
    const link = body.querySelector("th.link");
    body.hidden = !(link.title + link.textContent).toLowerCase().includes(wanted);
  }
});
