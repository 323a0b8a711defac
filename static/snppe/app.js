/* What script adds to pages that work without it: nothing is lost by leaving, nothing is sent twice. */

const TYPED = "Des modifications ne sont pas enregistrées.";

/** A form that was changed warns before the page is left. */
function guard(form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) {
      event.preventDefault();
      event.returnValue = TYPED;
    }
  });
}

/** A second click on the same button sends nothing; coming back to the page frees it. A file asked for leaves
    the page where it is. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "format") {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });
}

/** A menu closes by Escape, and when the attention goes elsewhere. */
function closes(menu) {
  const away = (event) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  };
  document.addEventListener("click", away);
  document.addEventListener("focusin", away);
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

/** A line of links that slides starts where the current one is in sight; the page itself does not move. */
function showsCurrent(line) {
  const current = line.querySelector("[aria-current]");
  if (current) {
    const ahead = current.getBoundingClientRect().left - line.getBoundingClientRect().left;
    line.scrollLeft += ahead - (line.clientWidth - current.clientWidth) / 2;
  }
}

const LOOKS = 200;
const EVERY = 3000;

/** While a document is being made, its part of the page is asked again; what is typed elsewhere stays. */
async function lookAgain(left) {
  const part = document.getElementById("documents");
  if (!left || !part?.querySelector("[data-pending]")) {
    return;
  }
  await new Promise((resolve) => { setTimeout(resolve, EVERY); });
  const answer = await fetch(window.location.href);
  if (answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("documents");
    const news = fresh?.querySelector("[data-pending]");
    if (news) {
      part.querySelector("[data-pending]").replaceChildren(...news.childNodes);
    } else if (fresh) {
      part.replaceChildren(...fresh.childNodes);
      part.querySelectorAll("form[method=post]").forEach(sendOnce);
    }
  }
  await lookAgain(left - 1);
}

document.querySelectorAll("form[data-guard]").forEach(guard);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
document.querySelectorAll("details[data-closes]").forEach(closes);
// Our letters, once they are there, are wider than those that held their place.
const slides = document.querySelectorAll(".snppe-slides ul");
slides.forEach(showsCurrent);
document.fonts.ready.then(() => slides.forEach(showsCurrent));
document.querySelector("[data-focus]")?.focus();
// Leaving the page cuts the question short, which is no fault.
lookAgain(LOOKS).catch(() => {});
