/* « Sans valeur… » beside the cell that has the attention: a numeric pad can write no word. */

export class AbsenceButton {
  /** `choose` opens the kinds of absence of a place. */
  constructor(choose) {
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "snppe-sheet__absence";
    // Alt and the down arrow open the same list: Tab keeps going from cell to cell.
    this.button.tabIndex = -1;
    // The attention stays in the cell, so that what is half typed is not sent.
    this.button.addEventListener("mousedown", (event) => event.preventDefault());
    this.button.addEventListener("click", () => choose(this.button.parentElement));
  }

  /** Stand in the cell that has the attention; nowhere beside a place that has none, or is only read. */
  follow(cell) {
    if (!cell?.takesAbsence) {
      this.button.remove();
      return;
    }
    const about = document.createElement("span");
    about.className = "fr-sr-only";
    about.textContent = ` pour ${cell.label}`;
    this.button.replaceChildren("Sans valeur…", about);
    cell.input.after(this.button);
  }
}
