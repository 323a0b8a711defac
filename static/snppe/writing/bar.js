/* The buttons of the editor: one line, walked by the arrows, each telling whether it is on. */

import { isSafe, LEVEL } from "./schema.js";

const inTable = (editor) => editor.isActive("table");
const ACTS = [
  ["Gras", (go) => go.toggleBold(), (editor) => editor.isActive("bold")],
  ["Italique", (go) => go.toggleItalic(), (editor) => editor.isActive("italic")],
  ["Intertitre", (go) => go.toggleHeading({ level: LEVEL }), (editor) => editor.isActive("heading")],
  ["Liste", (go) => go.toggleBulletList(), (editor) => editor.isActive("bulletList")],
  ["Liste numérotée", (go) => go.toggleOrderedList(), (editor) => editor.isActive("orderedList")],
  ["Citation", (go) => go.toggleBlockquote(), (editor) => editor.isActive("blockquote")],
  ["Lien", null, (editor) => editor.isActive("link")],
  ["Tableau", (go) => go.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), null, (editor) => !inTable(editor)],
  ["Ajouter une ligne", (go) => go.addRowAfter(), null, inTable],
  ["Ajouter une colonne", (go) => go.addColumnAfter(), null, inTable],
  ["Retirer la ligne", (go) => go.deleteRow(), null, inTable],
  ["Retirer la colonne", (go) => go.deleteColumn(), null, inTable],
  ["Annuler la frappe", (go) => go.undo(), null],
  ["Rétablir", (go) => go.redo(), null],
];
const LINK = "L’adresse commence par https:// ou mailto:";

export function addBar(editor, host, id) {
  const bar = document.createElement("div");
  bar.className = "snppe-editor__bar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Mise en forme");
  bar.setAttribute("aria-controls", id);
  const link = linkForm(editor);
  const buttons = ACTS.map(([label, act, isOn, isShown]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.tabIndex = -1;
    button.addEventListener("click", () => (act ? done(editor, act) : link.open()));
    return { button, isOn, isShown };
  });
  buttons[0].button.tabIndex = 0;
  bar.append(...buttons.map(({ button }) => button));
  bar.addEventListener("keydown", (event) => walk(event, bar));
  host.prepend(bar, link.row);
  const refresh = () => buttons.forEach(({ button, isOn, isShown }) => {
    button.hidden = isShown ? !isShown(editor) : false;
    if (isOn) {
      button.setAttribute("aria-pressed", isOn(editor));
    }
  });
  editor.on("transaction", refresh);
  refresh();
}

/** The attention is back in the text at once: what is typed next goes there. */
function done(editor, act) {
  editor.view.focus();
  act(editor.chain()).run();
}

function walk(event, bar) {
  const shown = [...bar.querySelectorAll("button:not([hidden])")];
  const at = shown.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
  if (to === undefined || at < 0) {
    return;
  }
  event.preventDefault();
  shown[at].tabIndex = -1;
  const next = shown[(to + shown.length) % shown.length];
  next.tabIndex = 0;
  next.focus();
}

function linkForm(editor) {
  const row = document.createElement("div");
  row.className = "snppe-editor__link";
  row.hidden = true;
  const input = document.createElement("input");
  input.type = "text";
  input.className = "fr-input";
  input.setAttribute("aria-label", LINK);
  input.placeholder = "https://";
  const told = document.createElement("p");
  told.setAttribute("role", "alert");
  const close = () => { row.hidden = true; editor.commands.focus(); };
  const set = () => {
    const href = input.value.trim();
    if (href && !isSafe(href)) {
      told.textContent = `${LINK}.`;
      return;
    }
    const go = editor.chain().focus().extendMarkRange("link");
    (href ? place(editor, go, href) : go.unsetMark("link")).run();
    close();
  };
  row.append(input, button("Poser le lien", set), button("Fermer", close), told);
  row.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      (event.key === "Enter" ? set : close)();
    }
  });
  const open = () => {
    input.value = editor.getAttributes("link").href ?? "";
    told.textContent = "";
    row.hidden = false;
    input.focus();
  };
  return { row, open };
}

/** On the words that are chosen; where none is, the address itself is written. */
function place(editor, go, href) {
  const isBare = editor.state.selection.empty && !editor.isActive("link");
  const mark = { type: "link", attrs: { href } };
  return isBare ? go.insertContent({ type: "text", text: href, marks: [mark] }) : go.setMark("link", { href });
}

function button(label, act) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "fr-btn fr-btn--sm fr-btn--tertiary";
  one.textContent = label;
  one.addEventListener("click", act);
  return one;
}
