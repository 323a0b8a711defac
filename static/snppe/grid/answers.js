/* What the server answers about a cell: saved, or held back with what is to be settled on the spot. */

import { ask, askWords } from "./asking.js";
import { MOVING } from "./keys.js";

export class Answers {
  constructor(sheet) {
    this.sheet = sheet;
    this.states = sheet.states;
  }

  settle(cell, answer, sent) {
    const then = cell.then;
    cell.then = null;
    if (answer.state === "saved") {
      this.saved(cell, answer, sent);
      then?.();
    } else if (sent.undo === undefined || answer.state === "reason") {
      this.held(cell, answer, sent);
    } else {
      this.states.set(cell, cell.isTyped ? "typed" : "", "", { say: false });
      this.states.say(answer.message);
    }
    this.sheet.drafts.note(cell);
  }

  saved(cell, answer, sent) {
    const fresh = this.redraw(cell, answer.row);
    const isStill = cell.input.value === sent.text || sent.undo !== undefined;
    cell.settle(fresh ?? cell.input.value, answer.mark, { keep: !isStill });
    if (document.activeElement === cell.input && this.sheet.keys.mode === MOVING) {
      cell.input.select();
    }
    if (answer.before !== answer.mark && sent.undo === undefined) {
      this.sheet.done.push({ cell, before: answer.before, mark: answer.mark });
    }
    // What the page counts beside the grid, each by its identifier.
    Object.entries(answer.around ?? {}).forEach(([id, markup]) => {
      document.getElementById(id).innerHTML = markup;
    });
    this.states.set(cell, isStill ? "saved" : "typed", answer.said.join("\u00a0; "));
    if (!isStill && document.activeElement !== cell.input) {
      this.sheet.commit(cell);
    }
    this.sheet.count();
  }

  /** What is read beside the cell, as it now stands; returns the text of the cell itself. */
  redraw(cell, markup) {
    const template = document.createElement("template");
    template.innerHTML = markup;
    const row = template.content.querySelector("tr.is-row");
    [...cell.td.parentElement.children].forEach((td, place) => {
      const drawn = row.children[place];
      if (td.querySelector("input")) {
        td.querySelectorAll(":scope > small").forEach((note) => note.remove());
        td.append(...(drawn?.querySelectorAll(":scope > small") ?? []));
      } else if (drawn && !td.matches("th")) {
        td.replaceChildren(...drawn.childNodes);
      }
    });
    return row.querySelector(`#${CSS.escape(cell.name)}`)?.value;
  }

  /** Something was written in the details of a row: it is read again, what is typed in it stays. */
  async refresh(key) {
    const response = await fetch(window.location.pathname).catch(() => null);
    const page = response && new DOMParser().parseFromString(await response.text(), "text/html");
    const row = page?.querySelector(`tr[data-row="${key}"]`);
    const cells = this.sheet.layout.fillable.filter((cell) => cell.row === key);
    if (row && cells.length) {
      const table = page.querySelector("table").cloneNode();
      table.append(row);
      this.redraw(cells[0], table.outerHTML);
      cells.filter((cell) => !cell.isTyped).forEach((cell) => {
        const input = row.querySelector(`#${CSS.escape(cell.name)}`);
        if (input) {
          cell.settle(input.value, input.closest("td").querySelector("input[type=hidden]").value);
        }
      });
      this.sheet.count();
    }
  }

  held(cell, answer, sent) {
    if (answer.state === "asked") {
      this.question(cell, answer.message, (pick) => ask(cell, answer.message, answer.choices, pick), (meaning) => ({ meaning }));
    } else if (answer.state === "reason") {
      this.question(cell, answer.message, (pick) => askWords(cell, answer.message, pick), (reason) => ({ ...sent, reason }));
    } else if (answer.state === "conflict") {
      const choices = this.sides(cell, answer);
      this.question(cell, answer.message, (pick) => ask(cell, answer.message, choices, pick), (resolve) => ({ resolve }));
    }
    this.states.set(cell, answer.state, answer.message);
  }

  sides(cell, { mark, theirs, who, at }) {
    const told = [theirs, who && `par ${who}`, at].filter(Boolean).join(", ");
    return [
      [`mine:${mark}`, `Garder ma saisie\u00a0: ${cell.input.value || "case vide"}`],
      [`theirs:${mark}`, `Garder l’autre valeur\u00a0: ${told}`],
    ];
  }

  /** Ask at the cell; the attention goes to the answers when it has not gone elsewhere. */
  question(cell, message, draw, sending) {
    const pick = (chosen) => this.sheet.send(cell, sending(chosen));
    cell.choices = () => draw(pick);
    const first = cell.choices();
    if (document.activeElement === cell.input && this.sheet.keys.mode === MOVING) {
      first.focus();
    }
  }

  reopen(cell) {
    cell.choices().focus();
    return true;
  }
}
