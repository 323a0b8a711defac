/* What is asked at a cell: a doubt to settle, a value to keep, an absence to choose. */

/** Draw the choices under a cell; picking one, or Escape, takes them away. Returns what takes the focus. */
export function ask(cell, question, choices, pick) {
  const group = open(cell, question);
  group.append(...choices.map(([value, label]) => button(value, label)));
  group.addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (chosen) {
      close(cell, () => pick(chosen.value, chosen.textContent));
    }
  });
  return group.querySelector("button");
}

/** Ask for words (the reason of a revision). Returns what takes the focus. */
export function askWords(cell, question, pick) {
  const group = open(cell, question);
  const words = document.createElement("input");
  words.type = "text";
  words.className = "fr-input";
  words.maxLength = 500;
  words.setAttribute("aria-label", "Motif");
  const send = () => words.value.trim() && close(cell, () => pick(words.value.trim()));
  const done = button("", "Enregistrer avec ce motif");
  done.addEventListener("click", send);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      send();
    }
  });
  group.append(words, done);
  return words;
}

function open(cell, question) {
  dismiss(cell);
  const group = document.createElement("div");
  group.className = "snppe-sheet__ask";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", question);
  const title = document.createElement("p");
  title.textContent = question;
  group.append(title);
  group.addEventListener("keydown", (event) => walk(event, group, cell));
  cell.td.append(group);
  cell.asks = group;
  return group;
}

function close(cell, then) {
  dismiss(cell);
  cell.input.focus();
  then();
}

/** Take the choices away. */
export function dismiss(cell) {
  cell.asks?.remove();
  cell.asks = null;
}

function button(value, label) {
  const one = document.createElement("button");
  one.type = "button";
  one.value = value;
  one.textContent = label;
  return one;
}

function walk(event, group, cell) {
  const buttons = [...group.querySelectorAll("button, input")];
  const at = buttons.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    buttons[(at + steps[event.key] + buttons.length) % buttons.length].focus();
  } else if (event.key === "Escape") {
    cell.input.focus();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
