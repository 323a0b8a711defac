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

/** A second click on the same button sends nothing; coming back to the page frees it. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
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

document.querySelectorAll("form[data-guard]").forEach(guard);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
document.querySelectorAll("details[data-closes]").forEach(closes);
document.querySelector("[data-focus]")?.focus();
