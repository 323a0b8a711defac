/* What is typed and not yet saved, kept by the browser for this tab, this page and this seat alone. */

export class Drafts {
  constructor(seat) {
    this.key = `snppe ${seat} ${window.location.pathname}`;
    this.kept = this.read();
  }

  read() {
    try {
      return JSON.parse(window.sessionStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  write() {
    try {
      if (Object.keys(this.kept).length) {
        window.sessionStorage.setItem(this.key, JSON.stringify(this.kept));
      } else {
        window.sessionStorage.removeItem(this.key);
      }
    } catch {
      // A browser that keeps nothing: the page itself still holds what was typed.
    }
  }

  /** Remember what is in a cell, over what it was shown; forget it once it is saved. */
  note(cell) {
    if (cell.isTyped) {
      this.kept[cell.name] = { text: cell.input.value, mark: cell.mark, stored: cell.stored };
    } else {
      delete this.kept[cell.name];
    }
    this.write();
  }

  /** Put back what an earlier visit left unsaved; the cells concerned. */
  restore(cells) {
    const found = cells.filter((cell) => this.kept[cell.name] && this.kept[cell.name].text !== cell.stored);
    const names = new Set(found.map((cell) => cell.name));
    found.forEach((cell) => {
      const { text, mark } = this.kept[cell.name];
      cell.input.value = text;
      // What it was typed over, so that another's change meanwhile is found.
      cell.shown.value = mark;
    });
    Object.keys(this.kept).filter((name) => !names.has(name)).forEach((name) => delete this.kept[name]);
    this.write();
    return found;
  }
}
