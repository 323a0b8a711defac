/* The keyboard of the committee's screen: the arrows go from objective to objective, N writes a decision,
   Ctrl + Enter saves it, Escape leaves the field, then the screen. */

const WRITING = "input, textarea, select";

function isWriting(event) {
  return event.target instanceof Element && event.target.matches(WRITING);
}

function follow(key) {
  document.querySelector(`a[data-key="${key}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  const isBare = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (isWriting(event)) {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      event.target.form?.requestSubmit();
    } else if (event.key === "Escape") {
      event.target.blur();
    }
    return;
  }
  if (!isBare) {
    return;
  }
  if (event.key === "n" || event.key === "N") {
    event.preventDefault();
    document.querySelector("textarea[name=text]")?.focus();
  } else if (["ArrowLeft", "ArrowRight", "Escape"].includes(event.key)) {
    follow(event.key);
  }
});
