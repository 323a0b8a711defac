/* The page of a section: its text in an editor, saved by itself, with the figures to cite and the draft. */

import { Editor } from "../../django_prose_editor/editor.js";
import { addBar } from "./bar.js";
import { Keeping } from "./keeping.js";
import { written } from "./markup.js";
import { extensions } from "./schema.js";

const form = document.querySelector("[data-writing]");
const field = form.elements.body;
const shown = form.querySelector("[data-preview] .snppe-typed");

// What was refused cannot be shown as it would be printed: it stays in the plain field, to be mended there. So does
// what somebody typed before this came.
if (field.value === field.defaultValue && (shown || !field.value.trim())) {
  start();
}

function start() {
  const host = form.querySelector("[data-editor]");
  const editor = new Editor({
    element: host,
    extensions,
    content: shown?.innerHTML ?? "",
    injectCSS: false,
    editorProps: { attributes: attributes() },
  });
  host.hidden = false;
  host.className = "snppe-editor";
  field.hidden = true;
  form.querySelector("[data-preview]")?.remove();
  relabel(editor);
  addBar(editor, host, "editor-text");
  const text = () => written(editor.state.doc);
  const keeping = new Keeping(form, text, {
    html: () => editor.getHTML(),
    restored: (html) => editor.commands.setContent(html),
    taken: (answer) => editor.commands.setContent(answer.html, { emitUpdate: false }),
    conflict: (answer) => showConflict(answer, keeping),
    told: showUnfound,
  });
  editor.on("update", () => {
    field.value = text();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    keeping.note();
  });
  keeping.restore();
  insertsFrom(editor);
}

function attributes() {
  return {
    id: "editor-text",
    role: "textbox",
    "aria-multiline": "true",
    "aria-labelledby": "editor-label",
    lang: "fr",
  };
}

/** The label of the field names the editor; its help tells of signs that the buttons write. */
function relabel(editor) {
  (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean).forEach((id) => {
    document.getElementById(id).hidden = true;
  });
  const label = form.querySelector("label[for=id_body]");
  label.id = "editor-label";
  label.removeAttribute("for");
  label.addEventListener("click", () => editor.commands.focus());
}

function showUnfound(problems) {
  const told = form.querySelector("[data-unfound]");
  told.hidden = !problems.length;
  told.querySelector("ul").replaceChildren(...problems.map((problem) => {
    const item = document.createElement("li");
    item.textContent = problem;
    return item;
  }));
}

function showConflict(answer, keeping) {
  const panel = form.querySelector("[data-conflict]");
  panel.querySelector("[data-who]").textContent = answer.who;
  panel.querySelector("[data-at]").textContent = answer.at;
  const parsed = new DOMParser().parseFromString(answer.difference, "text/html");
  panel.querySelector("[data-difference]").replaceChildren(...parsed.body.childNodes);
  panel.hidden = false;
  panel.focus();
  panel.querySelectorAll("[data-keep]").forEach((button) => {
    button.onclick = () => {
      panel.hidden = true;
      keeping.settle(answer, button.dataset.keep);
    };
  });
}

/** The buttons that add something to the text, and the search, without leaving the page. */
function insertsFrom(editor) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=add], button[name=search]");
    if (!button) {
      return;
    }
    event.preventDefault();
    if (button.name === "search") {
      search();
    } else if (button.dataset.says) {
      const words = button.value.slice(2, -2);
      editor.view.focus();
      editor.chain().insertContent({ type: "cited", attrs: { words, says: button.dataset.says } }).run();
    } else {
      editor.chain().focus("end").insertContent(form.querySelector("[data-draft]").innerHTML).run();
    }
  });
  form.elements.words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      search();
    }
  });
}

async function search() {
  const { csrfmiddlewaretoken: token, words } = form.elements;
  const body = new URLSearchParams({ search: "1", words: words.value, body: "" });
  const headers = { "X-CSRFToken": token.value };
  const answer = await fetch(window.location.pathname, { method: "POST", body, headers }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    form.querySelector("[data-found]").replaceChildren(...page.querySelector("[data-found]").childNodes);
  }
}
