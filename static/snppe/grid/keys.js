/* The keyboard of a spreadsheet. Two modes: one moves among the cells, the other writes in one of them.

   Moving: arrows, Tab, Enter, Home, End, PageUp, PageDown, with Ctrl for the ends of the table, with Shift to
   select; typing replaces, F2 writes in what is there. Escape, then Tab, leaves the table. Writing: Enter and
   Tab keep what is typed, F4 too before it opens the details, Escape gives back what was there; the up and down arrows keep it too, unless F2 was
   used. */

const PAGE = 10;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-PAGE, 0], PageDown: [PAGE, 0] };

export const MOVING = "moving", TYPING = "typing", EDITING = "editing";

export class Keys {
  /** `act` is what the sheet does: go, commit, restore, undo, choose, details. */
  constructor(layout, act) {
    this.layout = layout;
    this.act = act;
    this.mode = MOVING;
    this.isLeaving = false;
    layout.table.addEventListener("keydown", (event) => this.press(event));
  }

  become(mode) {
    this.mode = mode;
    this.layout.active?.classList.toggle("is-editing", mode !== MOVING);
  }

  press(event) {
    const td = this.layout.of(event.target);
    if (!td || event.target !== this.layout.target(td) || event.isComposing) {
      return;
    }
    const isDone = this.mode === MOVING ? this.move(event, td) : this.write(event, td);
    if (isDone) {
      event.preventDefault();
    }
    this.isLeaving = this.isLeaving && event.key !== "Tab";
  }

  move(event, td) {
    const { key } = event, isCommand = event.ctrlKey || event.metaKey;
    if (event.altKey && key === "ArrowDown") {
      return this.act.choose(td);
    }
    if (key in STEPS && !event.altKey) {
      return this.step(td, STEPS[key], event.shiftKey, isCommand);
    }
    if (key === "Home" || key === "End") {
      return this.jump(td, key === "Home", isCommand, event.shiftKey);
    }
    if (key === "Enter") {
      return td.matches("th") ? this.act.details(td) : this.act.enter(td, event.shiftKey ? -1 : 1);
    }
    if (key === "Tab") {
      return !this.isLeaving && this.act.next(td, event.shiftKey ? -1 : 1);
    }
    if (key === "Escape") {
      this.isLeaving = true;
      this.act.leaving();
      return true;
    }
    return this.command(event, td, isCommand);
  }

  command(event, td, isCommand) {
    if (event.key === "F2" && this.layout.cells.has(td)) {
      this.become(EDITING);
      this.act.edit(td);
      return true;
    }
    if (event.key === "F4") {
      return this.act.details(td);
    }
    if (isCommand && event.key.toLowerCase() === "z") {
      return this.act.undo();
    }
    return false;
  }

  step(td, [down, right], isSelecting, isCommand) {
    const { row, column } = this.layout.place(td);
    const far = isCommand ? Number.MAX_SAFE_INTEGER : 1;
    const next = this.layout.at(row + down * far, column + right * far);
    return this.act.go(next, isSelecting);
  }

  jump(td, isFirst, isCommand, isSelecting) {
    const { row } = this.layout.place(td);
    const line = isCommand ? (isFirst ? 0 : this.layout.rows.length) : row;
    return this.act.go(this.layout.at(line, isFirst ? 0 : Number.MAX_SAFE_INTEGER), isSelecting);
  }

  write(event, td) {
    const { key } = event;
    if (key === "Enter") {
      return this.act.enter(td, event.shiftKey ? -1 : 1);
    }
    if (key === "Tab") {
      return this.act.next(td, event.shiftKey ? -1 : 1);
    }
    if (key === "Escape") {
      this.act.restore(td);
      this.become(MOVING);
      return true;
    }
    if (event.altKey && key === "ArrowDown") {
      return this.act.choose(td);
    }
    if (key === "F4") {
      return this.act.details(td);
    }
    if (key === "F2") {
      this.become(this.mode === TYPING ? EDITING : TYPING);
      return true;
    }
    if (this.mode === TYPING && (key === "ArrowUp" || key === "ArrowDown")) {
      return this.step(td, STEPS[key], false, false);
    }
    return false;
  }
}
