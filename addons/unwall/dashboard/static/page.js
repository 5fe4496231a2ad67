// What the pages do beyond what they do without it.
"use strict";

const enter = document.getElementById("enter");
if (enter && location.hash.length > 1) { // the terminal's address: the key never stands in a request's address
  enter.elements.key.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  enter.requestSubmit();
}

for (const button of document.querySelectorAll(".copy")) {
  button.hidden = false;
  const words = button.textContent;
  button.addEventListener("click", async () => {
    await copy(button.dataset.copy);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy"); // a page of another machine, without TLS, has no clipboard
  field.remove();
}

for (const button of document.querySelectorAll("[data-busy]")) {
  button.form.addEventListener("submit", () => {
    button.textContent = button.dataset.busy;
    button.disabled = true;
  });
}

const bookmarklet = document.getElementById("bookmarklet");
if (bookmarklet) {
  bookmarklet.href = `javascript:location='${location.origin}/open?text='+encodeURIComponent(String(getSelection())||location.href)`;
  bookmarklet.addEventListener("click", (event) => event.preventDefault());
}

const handler = document.getElementById("handler");
if (handler && navigator.registerProtocolHandler) {
  handler.hidden = false;
  handler.addEventListener("click", () => {
    navigator.registerProtocolHandler("web+unwall", `${location.origin}/open?text=%s`);
  });
}

const lately = document.getElementById("lately");
if (lately) {
  const events = new EventSource("/events");
  const gone = document.getElementById("gone");
  events.addEventListener("error", () => { gone.hidden = false; });
  events.addEventListener("open", () => { gone.hidden = true; });
  events.addEventListener("lines", (event) => {
    const { counts, lines } = JSON.parse(event.data); // made and escaped by the page that made the rest
    document.getElementById("counts").textContent = counts;
    document.getElementById("nothing").hidden = true;
    lately.insertAdjacentHTML("afterbegin", lines);
    while (lately.children.length > 200) lately.lastElementChild.remove();
  });
  events.addEventListener("mishaps", (event) => {
    const section = document.getElementById("mishaps");
    section.innerHTML = JSON.parse(event.data).mishaps; // made and escaped likewise
    section.hidden = false;
  });
}
