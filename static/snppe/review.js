/* The keyboard of a reading, once the focus is in one of its points: J and K go from point to point, O opens or
   folds, L marks as read, R remarks, N writes a note. Words selected in a point are quoted by the remark. */

/* As far as a quotation goes (reports.models.remark.LONGEST_QUOTE). */
const LONGEST = 500;
const WRITING = "input, textarea, select";
const passages = [...document.querySelectorAll(".snppe-passage")];

function go(passage) {
  if (passage) {
    passage.focus();
    passage.scrollIntoView({ block: "start" });
  }
}

/** The point named by the address receives the focus, so that the keys go on from there. */
function land() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.matches(".snppe-passage")) {
    go(target);
  }
}

const ACTS = {
  j: (here) => go(passages[passages.indexOf(here) + 1]),
  k: (here) => go(passages[passages.indexOf(here) - 1]),
  o: (here) => { const details = here.querySelector("details"); details.open = !details.open; },
  l: (here) => here.querySelector("form[data-read]")?.requestSubmit(),
  r: (here) => here.querySelector("a[data-remark]")?.click(),
  n: (here) => here.querySelector("a[data-note]")?.click(),
};

/** The words selected in the point of a link, for the page that it leads to. */
function quote(event) {
  const link = event.target instanceof Element ? event.target.closest("a[data-remark], a[data-note]") : null;
  const prose = link?.closest(".snppe-passage").querySelector(".snppe-prose");
  const selection = document.getSelection();
  const range = selection.isCollapsed ? null : selection.getRangeAt(0);
  const url = link ? new URL(link.href) : null;
  if (url?.searchParams.has("quote")) {
    // From a selection before, whose page was opened beside this one.
    url.searchParams.delete("quote");
    link.href = url.href;
  }
  if (!prose || !range || !prose.contains(range.startContainer)) {
    return;
  }
  if (!prose.contains(range.endContainer)) {
    // A paragraph selected by three clicks ends at the start of what follows.
    range.setEndAfter(prose.lastChild);
  }
  url.searchParams.set("quote", selection.toString().trim().slice(0, LONGEST));
  link.href = url.href;
}

document.addEventListener("click", quote);
document.addEventListener("keydown", (event) => {
  const here = event.target instanceof Element ? event.target.closest(".snppe-passage") : null;
  const isBare = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (!here || !isBare || event.target.matches(WRITING)) {
    return;
  }
  const act = ACTS[event.key];
  if (act) {
    event.preventDefault();
    act(here);
  }
});
window.addEventListener("hashchange", land);
land();
