/* What becomes of each cell, in words: under it, in the bar at the bottom, and said aloud. */

const WORDS = {
  typed: "pas encore enregistrée",
  saving: "enregistrement…",
  saved: "enregistrée",
  waiting: "gardée ici, pas encore enregistrée",
  asked: "à préciser (Entrée)",
  reason: "à motiver (Entrée)",
  refused: "refusée",
  locked: "refusée",
  conflict: "modifiée par quelqu’un d’autre (Entrée)",
};
// What is to be settled is told by the question, which is drawn beside.
const ASKED = ["asked", "reason", "conflict"];
const TO_SETTLE = [...ASKED, "refused", "locked"];
const UNSAVED = ["typed", "saving", "waiting", ...TO_SETTLE];

export class States {
  constructor(bar, layout) {
    this.layout = layout;
    this.live = bar.querySelector("[data-live]");
    this.told = bar.querySelector("[data-told]");
    this.next = bar.querySelector("[data-next]");
    this.note = "";
    this.next.addEventListener("click", () => this.onNext?.(this.unsettled[0]));
    this.summarise();
  }

  get unsettled() { return this.layout.fillable.filter((cell) => this.isOpen(cell)); }

  isOpen(cell) { return TO_SETTLE.includes(cell.state); }

  get unsaved() { return this.layout.fillable.filter((cell) => UNSAVED.includes(cell.state)); }

  /** Put a cell in a state, with the reason if there is one; `say` is whether it is spoken. */
  set(cell, state, reason = "", { say = true } = {}) {
    cell.state = state;
    cell.td.dataset.state = state;
    const words = WORDS[state] ?? "";
    const mark = this.markOf(cell, Boolean(words));
    if (mark) {
      mark.textContent = reason && !ASKED.includes(state) ? `${words}\u00a0: ${reason}` : words;
    }
    cell.input.toggleAttribute("aria-invalid", TO_SETTLE.includes(state));
    if (TO_SETTLE.includes(state)) {
      cell.input.setAttribute("aria-invalid", "true");
    }
    if (say && words && state !== "typed" && state !== "saving") {
      this.say(`${cell.label}\u00a0: ${words}${reason ? `. ${reason}` : ""}`);
    }
    this.summarise();
  }

  /** The words under the cell, tied to its input. */
  markOf(cell, isWanted) {
    const id = `${cell.name}-etat`;
    let mark = document.getElementById(id);
    if (!mark && isWanted) {
      mark = document.createElement("span");
      mark.id = id;
      mark.className = "snppe-sheet__mark";
      cell.input.after(mark);
      cell.input.setAttribute("aria-describedby", id);
    }
    if (mark && !isWanted) {
      mark.remove();
      cell.input.removeAttribute("aria-describedby");
      return null;
    }
    return mark;
  }

  say(text) { this.live.textContent = text; }

  /** What is wrong with all of them at once (a lost connection), or nothing. */
  warn(note) {
    this.note = note;
    this.summarise();
  }

  summarise() {
    const open = this.unsettled.length, unsaved = this.unsaved.length;
    const going = unsaved - open;
    const parts = [];
    if (this.note) {
      parts.push(this.note);
    }
    if (open) {
      parts.push(open > 1 ? `${open} cases sont à reprendre` : "1 case est à reprendre");
    }
    if (going) {
      parts.push(going > 1 ? `${going} cases ne sont pas encore enregistrées` : "1 case n’est pas encore enregistrée");
    }
    // A refusal is a sentence already.
    this.told.textContent = parts.length ? `${parts.join("\u00a0; ").replace(/\.$/, "")}.` : "Tout est enregistré.";
    this.told.dataset.tone = this.note || open ? "warning" : going ? "info" : "success";
    this.next.hidden = !open;
  }
}
