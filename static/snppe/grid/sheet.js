/* The grid of a year: moving, writing, saving, put together over the plain form that works without script. */

import { AbsenceButton } from "./absences.js";
import { Answers } from "./answers.js";
import { ask, dismiss } from "./asking.js";
import { Layout } from "./cells.js";
import { copied, Paste } from "./clipboard.js";
import { Drafts } from "./drafts.js";
import { EDITING, Keys, MOVING, TYPING } from "./keys.js";
import { land } from "./landing.js";
import { Saver } from "./saving.js";
import { States } from "./states.js";

// What is read in one way alone: the next cell is reached without waiting for the answer.
const PLAIN = /^([+−-]?\d[\d \u00a0\u202f]*(,\d+)?\s*%?)?$/;

class Sheet {
  constructor(form) {
    this.form = form;
    this.layout = new Layout(form.querySelector("table"));
    this.states = new States(form.querySelector("[data-bar]"), this.layout);
    this.states.onNext = (cell) => this.layout.target(cell.td).focus();
    this.saver = new Saver(form, this.states);
    this.answers = new Answers(this);
    this.saver.onAnswer = (cell, answer, sent) => this.answers.settle(cell, answer, sent);
    this.drafts = new Drafts(form.dataset.seat);
    const kinds = form.querySelector("template[data-absences]").content;
    this.absences = [...kinds.querySelectorAll("option")].map((one) => [one.value, one.label]);
    this.absence = new AbsenceButton((td) => this.choose(td));
    this.keys = new Keys(this.layout, this);
    this.done = [];
    this.elsewhere = this.shownCount - this.filledHere;
    this.anchor = this.layout.active;
    this.listen();
    this.paste = new Paste(form, this);
    form.classList.add("is-live");
    this.drafts.restore(this.layout.fillable).forEach((cell) => this.commit(cell));
  }

  listen() {
    const { table } = this.layout;
    table.addEventListener("focusin", (event) => this.arrive(event));
    table.addEventListener("focusout", (event) => this.depart(event));
    table.addEventListener("input", (event) => this.typed(event));
    table.addEventListener("pointerdown", (event) => this.point(event));
    table.addEventListener("dblclick", (event) => this.layout.of(event.target) && this.keys.become(EDITING));
    table.addEventListener("copy", (event) => this.keys.mode === MOVING && copied(event, this.picked()));
    table.addEventListener("paste", (event) => this.keys.mode === MOVING && this.paste.take(event));
    this.form.querySelector("[data-retry]").addEventListener("click", () => {
      this.saver.retry();
      this.go(this.layout.active);
    });
    document.addEventListener("snppe:figure", (event) => {
      event.preventDefault();
      this.answers.refresh(event.detail.row);
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.states.unsaved.length && !this.isReloading) {
        event.preventDefault();
      }
    });
  }

  // -- Attention

  arrive(event) {
    const td = this.layout.of(event.target);
    if (this.cameFrom && event.target.matches("a[data-panel]")) {
      // The details are closed: back to the cell from which they were asked.
      const from = this.cameFrom;
      this.cameFrom = null;
      this.go(from);
      return;
    }
    if (!td || event.target !== this.layout.target(td) || td === this.layout.active && this.keys.mode !== MOVING) {
      return;
    }
    this.keys.become(MOVING);
    this.layout.attend(td);
    this.absence.follow(this.layout.cells.get(td));
    if (!this.isSelecting) {
      this.anchor = td;
    }
    this.paint();
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
    // So that what is typed, dictated or composed replaces what is there.
    this.layout.cells.get(td)?.input.select();
  }

  depart(event) {
    const td = this.layout.of(event.target);
    const cell = td && this.layout.cells.get(td);
    if (cell && !td.contains(event.relatedTarget)) {
      this.keys.become(MOVING);
      this.commit(cell);
    }
  }

  /** A first press chooses the cell, a second one places the caret in it; with Shift, it selects. */
  point(event) {
    const td = this.layout.of(event.target);
    if (!td || event.target.closest("a, button, summary, label")) {
      return;
    }
    if (td !== this.layout.active || document.activeElement !== this.layout.target(td)) {
      event.preventDefault();
      this.go(td, event.shiftKey);
    } else {
      this.keys.become(EDITING);
    }
  }

  typed(event) {
    const cell = this.layout.cells.get(this.layout.of(event.target));
    if (!cell || event.target !== cell.input) {
      return;
    }
    if (this.keys.mode === MOVING) {
      this.keys.become(TYPING);
    }
    // What was asked of another text is no more to be answered.
    cell.choices = null;
    dismiss(cell);
    this.states.set(cell, cell.isTyped ? "typed" : "", "", { say: false });
    this.drafts.note(cell);
  }

  paint() {
    this.layout.table.querySelectorAll(".is-picked").forEach((td) => td.classList.remove("is-picked"));
    const picked = this.picked();
    if (picked.flat().length > 1) {
      picked.flat().forEach((td) => td.classList.add("is-picked"));
    }
  }

  picked() {
    return this.anchor && this.layout.active ? this.layout.block(this.anchor, this.layout.active) : [];
  }

  // -- What the keyboard asks

  go(td, isSelecting = false) {
    this.isSelecting = isSelecting;
    this.layout.target(td).focus();
    this.isSelecting = false;
    this.paint();
    return true;
  }

  /** Down a row; where the text leaves a doubt, its answer is waited for, on the spot. On the last row there
      is nowhere to go: what is typed is kept there. */
  enter(td, step) {
    const cell = this.layout.cells.get(td);
    if (cell?.choices) {
      return this.answers.reopen(cell);
    }
    const { row, column } = this.layout.place(td), next = this.layout.at(row + step, column);
    if (cell?.isTyped && (next === td || !PLAIN.test(cell.input.value.trim()))) {
      cell.then = () => this.go(next);
      this.keys.become(MOVING);
      this.commit(cell);
      return true;
    }
    return this.go(next);
  }

  next(td, step) {
    const following = this.layout.following(td, step);
    return following ? this.go(following) : false;
  }

  edit(td) {
    const { input } = this.layout.cells.get(td);
    input.setSelectionRange(input.value.length, input.value.length);
  }

  restore(td) {
    const cell = this.layout.cells.get(td);
    cell.restore();
    cell.choices = null;
    dismiss(cell);
    this.states.set(cell, "", "", { say: false });
    this.drafts.note(cell);
    cell.input.select();
  }

  leaving() { this.states.say("Tab quitte le tableau."); }

  /** The details of the row, beside the grid, once what is typed in the cell is saved: they would show what
      was there before. False where there is none. */
  details(td) {
    const cell = this.layout.cells.get(td);
    if (cell?.isTyped && ["typed", "", "saving"].includes(cell.state)) {
      cell.then = () => this.open(td);
      this.keys.become(MOVING);
      this.commit(cell);
      return true;
    }
    return this.open(td);
  }

  open(td) {
    const link = td.parentElement.querySelector("a[data-panel]");
    this.cameFrom = td;
    link?.click();
    return Boolean(link);
  }

  /** Why there is no value: the kinds of absence, or the doubt that is open. */
  choose(td) {
    const cell = this.layout.cells.get(td);
    if (cell?.choices) {
      return this.answers.reopen(cell);
    }
    if (!cell?.takesAbsence) {
      return false;
    }
    ask(cell, "Pourquoi n’y a-t-il pas de valeur ?", this.absences, (kind, label) => {
      cell.input.value = label;
      this.send(cell, { meaning: `absence:${kind}` });
    }).focus();
    return true;
  }

  undo() {
    const last = this.done.pop();
    if (!last) {
      this.states.say("Rien à annuler.");
    } else if (last.batch) {
      this.paste.undo(last.batch);
    } else {
      this.go(last.cell.td);
      this.saver.send(last.cell, { undo: last.before, shown: last.mark });
    }
    return true;
  }

  // -- Saving

  commit(cell) {
    if (!cell.isTyped) {
      if (this.states.isOpen(cell) || cell.state === "typed") {
        this.states.set(cell, "", "", { say: false });
      }
    } else if (cell.state === "typed" || cell.state === "") {
      this.send(cell);
    }
  }

  send(cell, extra = {}) {
    cell.choices = null;
    dismiss(cell);
    this.saver.send(cell, extra);
  }

  get filledHere() { return this.layout.fillable.filter((cell) => cell.isCounted && cell.stored).length; }

  get shownCount() { return Number(document.querySelector("[data-filled]")?.textContent ?? 0); }

  /** How many rows are filled, at the top of the page; those that a filter leaves out are counted too. */
  count() {
    const filled = this.elsewhere + this.filledHere;
    const bar = document.getElementById("avancement");
    if (bar) {
      bar.value = filled;
      document.querySelector("[data-filled]").textContent = filled;
    }
  }
}

document.querySelectorAll("[data-sheet]").forEach((form) => new Sheet(form));
// Once the browser has gone there itself.
window.addEventListener("load", land);
window.addEventListener("hashchange", land);
