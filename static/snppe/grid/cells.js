/* The cells of the sheet: those that are filled, and where each one stands. */

/** A cell that is filled: what is stored, what is typed over it, what becomes of that. Its column is the one whose
    header is `h-<part>`: `data-absences` there says that it may be said why there is no value, `data-counted` that
    it is one of those that the page waits for. */
export class Cell {
  constructor(td, headers) {
    this.td = td;
    this.input = td.querySelector("input:not([type])");
    this.shown = td.querySelector("input[type=hidden]");
    this.stored = this.input.defaultValue;
    this.header = headers.find((one) => td.classList.contains(`is-${one.id.slice(2)}`));
    this.part = this.header.id.slice(2);
    this.row = td.parentElement.dataset.row;
    this.state = "";
    this.choices = null;
  }

  get name() { return this.input.name; }

  get mark() { return this.shown.value; }

  get takesAbsence() { return "absences" in this.header.dataset; }

  get isCounted() { return "counted" in this.header.dataset; }

  /** « 1.1, résultat 2024 »: how it is called when one speaks of it from elsewhere. */
  get label() {
    const code = this.td.parentElement.querySelector("th b").textContent;
    const header = this.header.textContent.trim();
    return `${code}, ${header.charAt(0).toLowerCase()}${header.slice(1)}`;
  }

  get isTyped() { return this.input.value.trim() !== this.stored.trim(); }

  /** What is stored is now this, under this mark; what is typed since stays. */
  settle(text, mark, { keep = false } = {}) {
    this.stored = text;
    this.shown.value = mark;
    if (!keep) {
      this.input.value = text;
    }
  }

  restore() { this.input.value = this.stored; }
}

/** The rows and columns of the table, and the one place that has the attention (roving tabindex). */
export class Layout {
  constructor(table) {
    this.table = table;
    this.cells = new Map();
    const headers = [...table.querySelectorAll("thead th[id^=h-]")];
    this.rows = [...table.querySelectorAll("tr.is-row")].map((row) => [...row.children]);
    this.declare();
    this.rows.flat().forEach((td) => {
      const input = td.querySelector("input:not([type])");
      if (input) {
        this.cells.set(td, new Cell(td, headers));
        input.tabIndex = -1;
      } else {
        td.tabIndex = -1;
      }
    });
    // Reached by F4 or from the name of the row, so that Tab goes from cell to cell.
    table.querySelectorAll("a[data-panel]").forEach((link) => { link.tabIndex = -1; });
    this.fillable = [...this.cells.values()];
    this.active = null;
    const blank = this.fillable.find((cell) => cell.isCounted && !cell.stored);
    const first = blank?.td ?? this.fillable[0]?.td;
    if (first) {
      this.attend(first);
    }
  }

  /** The roles that the keyboard makes true; without script the table is a plain one. */
  declare() {
    this.table.setAttribute("role", "grid");
    this.table.querySelectorAll("thead, tbody").forEach((part) => part.setAttribute("role", "rowgroup"));
    this.table.querySelectorAll("tr").forEach((row) => row.setAttribute("role", "row"));
    this.table.querySelectorAll("thead th").forEach((th) => th.setAttribute("role", "columnheader"));
    this.table.querySelectorAll("tbody th").forEach((th) => th.setAttribute("role", "rowheader"));
    this.table.querySelectorAll("td").forEach((td) => {
      td.setAttribute("role", "gridcell");
      if (!td.querySelector("input")) {
        td.setAttribute("aria-readonly", "true");
      }
    });
  }

  /** What takes the focus for a place: the input of a cell to fill, the place itself otherwise. */
  target(td) { return this.cells.get(td)?.input ?? td; }

  of(element) {
    const td = element.closest?.("tr.is-row > *");
    return td && this.table.contains(td) ? td : null;
  }

  place(td) {
    const row = this.rows.findIndex((cells) => cells.includes(td));
    return { row, column: row < 0 ? -1 : this.rows[row].indexOf(td) };
  }

  at(row, column) {
    const line = this.rows[Math.min(Math.max(row, 0), this.rows.length - 1)];
    return line[Math.min(Math.max(column, 0), line.length - 1)];
  }

  /** Make a place the one that Tab comes back to. */
  attend(td) {
    if (this.active) {
      this.target(this.active).tabIndex = -1;
      this.active.classList.remove("is-active");
    }
    this.active = td;
    this.target(td).tabIndex = 0;
    td.classList.add("is-active");
  }

  /** The next place to fill, row after row; nothing past the last one. */
  following(td, step) {
    const places = this.rows.flat();
    for (let at = places.indexOf(td) + step; at >= 0 && at < places.length; at += step) {
      if (this.cells.has(places[at])) {
        return places[at];
      }
    }
    return null;
  }

  /** The rectangle between two places, as rows of places. */
  block(one, other) {
    const a = this.place(one), b = this.place(other);
    const [top, bottom] = [Math.min(a.row, b.row), Math.max(a.row, b.row)];
    const [left, right] = [Math.min(a.column, b.column), Math.max(a.column, b.column)];
    return this.rows.slice(top, bottom + 1).map((row) => row.slice(left, right + 1));
  }

  /** The cell to fill of a row, by its part. */
  cell(row, part) {
    return this.fillable.find((one) => one.row === row && one.part === part);
  }
}
