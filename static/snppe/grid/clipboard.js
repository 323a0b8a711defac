/* Copying a block as a spreadsheet takes it, and pasting one. */

/** The selected block, as tab-separated text: bare numbers, so that they are numbers elsewhere too. */
export function copied(event, rows) {
  const text = rows.map((row) => row.map(textOf).join("\t")).join("\n");
  event.clipboardData.setData("text/plain", text);
  event.preventDefault();
}

function textOf(td) {
  const input = td.querySelector("input:not([type])");
  const notes = new Set(td.querySelectorAll("small, title"));
  const own = [...td.childNodes].filter((node) => !notes.has(node)).map((node) => node.textContent).join("");
  const text = (input ? input.value : own).trim().replace(/\s+/g, " ");
  return text.replace(/(\d)[\u00a0 ](?=\d)/g, "$1").replace(/\u00a0[%€]$/, "");
}

// As many rows as a table has above its values, at most.
const TITLES = 6;

/** What a spreadsheet copied, as tab-separated lines, and its merged cells. Its table is read where it gives one:
    there, a line break within a cell is not the end of a row. */
function blockOf(data) {
  const plain = data.getData("text/plain").replace(/[\r\n]+$/, "");
  if (!/[\t\n\r]/.test(plain)) {
    return { text: plain, spans: "" };
  }
  const table = new DOMParser().parseFromString(data.getData("text/html"), "text/html").querySelector("table");
  const lines = table ? linesOf(table) : [];
  return lines.some((line) => line.length > 0)
    ? { text: lines.map((line) => line.join("\t")).join("\n"), spans: spansOf(table) }
    : { text: plain, spans: "" };
}

/** The cells that are merged across columns in the first rows, where titles stand: « line.column.width ». */
function spansOf(table) {
  return [...table.querySelectorAll("[data-column]")]
    .filter((cell) => cell.colSpan > 1 && cell.parentElement.rowIndex < TITLES)
    .map((cell) => `${cell.parentElement.rowIndex}.${cell.dataset.column}.${cell.colSpan}`).join(",");
}

/** The rows of a table, merged cells leaving blank what they cover; each cell keeps the column where it begins. */
function linesOf(table) {
  const lines = [...table.rows].map(() => []);
  [...table.rows].forEach((row, place) => {
    let column = 0;
    for (const cell of row.cells) {
      while (lines[place][column] !== undefined) {
        column += 1;
      }
      for (let down = 0; down < Math.min(cell.rowSpan, lines.length - place); down += 1) {
        for (let across = 0; across < cell.colSpan; across += 1) {
          lines[place + down][column + across] = "";
        }
      }
      cell.querySelectorAll("br, p + p, div + div").forEach((one) => one.before(" "));
      lines[place][column] = cell.textContent.replace(/[\t\r\n ]+/g, " ").trim();
      cell.dataset.column = column;
      column += cell.colSpan;
    }
  });
  return lines;
}

const LOST = "La connexion est perdue\u00a0: rien n’est enregistré de ce bloc, collez-le de nouveau à son retour.";
const SIGNED_OUT = "Votre session a pris fin\u00a0: rien n’est enregistré de ce bloc. Reconnectez-vous, puis collez-le de nouveau.";

/** A block is read by the server and shown in a dialog; one press applies it, Ctrl+Z or a press undoes it. */
export class Paste {
  constructor(form, sheet) {
    this.form = form;
    this.sheet = sheet;
    this.dialog = document.querySelector("[data-paste-dialog]");
    this.body = this.dialog.querySelector("[data-paste-body]");
    this.key = `${sheet.drafts.key} paste`;
    this.dialog.addEventListener("submit", (event) => this.submit(event));
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.body.querySelector("button[formaction$='/abandonner/']")?.click() ?? this.dialog.close();
    });
    this.undoButton = form.querySelector("[data-undo-paste]");
    this.undoButton.addEventListener("click", () => sheet.undo());
    this.resume();
  }

  /** After the page has been read again: where one was, and the paste that can still be undone. */
  resume() {
    const left = JSON.parse(window.sessionStorage.getItem(this.key) ?? "null");
    window.sessionStorage.removeItem(this.key);
    if (left?.batch) {
      this.sheet.done.push({ batch: left.batch });
      this.undoButton.hidden = false;
    }
    if (left?.row) {
      this.anchor = { ...left, batch: undefined };
      this.choose(left);
    }
  }

  /** The block where it fell, its first cell having the focus. */
  choose({ row, column, height, width }) {
    const { layout } = this.sheet;
    const line = layout.rows.findIndex(([first]) => first.parentElement.dataset.row === row);
    if (line < 0) {
      return;
    }
    const last = layout.at(line + height - 1, column + width - 1);
    this.sheet.go(last);
    this.sheet.anchor = last;
    this.sheet.go(layout.at(line, column), true);
  }

  take(event) {
    const { text, spans } = blockOf(event.clipboardData);
    if (!/[\t\n\r]/.test(text)) {
      return;
    }
    event.preventDefault();
    this.preview(this.sheet.layout.active, text, spans);
  }

  async preview(td, text, spans) {
    const column = td.matches("th") ? "name" : td.matches(".is-year") ? td.dataset.l : td.className.match(/is-(\w+)/)[1];
    const { row } = td.parentElement.dataset;
    this.sheet.states.say("Lecture du bloc collé…");
    const rows = this.sheet.layout.rows.map(([first]) => first.parentElement.dataset.row).join(",");
    const answer = await this.post(this.form.dataset.paste, new URLSearchParams({ row, column, text, rows, spans }));
    if (answer?.markup) {
      const lines = text.split(/\r\n|\r|\n/);
      const width = Math.max(...lines.map((line) => line.split("\t").length));
      this.anchor = { row, column: this.sheet.layout.place(td).column, height: lines.length, width };
      this.show(answer.markup);
    }
  }

  /** Send, and read what comes: the markup of a preview, or where one was led. Null once the fault is said. */
  async post(url, body) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
      });
    } catch {
      return this.fail(LOST);
    }
    if (response.headers.get("Content-Type")?.includes("json")) {
      const { message } = await response.json();
      return this.fail(message ?? SIGNED_OUT);
    }
    if (response.status === 403) {
      return this.fail(SIGNED_OUT);
    }
    return { markup: await response.text(), url: new URL(response.url), isRedirected: response.redirected };
  }

  fail(message) {
    this.sheet.states.warn(message);
    this.sheet.states.say(message);
    return null;
  }

  show(markup) {
    const page = new DOMParser().parseFromString(markup, "text/html");
    this.sheet.states.warn("");
    this.body.replaceChildren(...page.body.childNodes);
    if (this.body.querySelector("[data-elsewhere]")) {
      // What is written is not where one stands: nothing is chosen there.
      this.anchor = { ...this.anchor, height: 1, width: 1 };
    }
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
    (this.body.querySelector("[data-focus]") ?? this.dialog.querySelector("h2")).focus();
  }

  async submit(event) {
    event.preventDefault();
    const { target, submitter } = event;
    const answer = await this.post(submitter?.getAttribute("formaction") ?? target.action, new FormData(target, submitter));
    if (!answer) {
      this.dialog.close();
    } else if (!answer.isRedirected) {
      this.show(answer.markup);
    } else if (/\/imports\/\d+\/$/.test(answer.url.pathname)) {
      this.again({ batch: answer.url.pathname });
    } else {
      this.dialog.close();
      this.sheet.layout.target(this.sheet.layout.active).focus();
    }
  }

  /** Read the page again: many cells have changed; what is typed elsewhere is kept. */
  again(left) {
    window.sessionStorage.setItem(this.key, JSON.stringify({ ...this.anchor, ...left }));
    this.sheet.isReloading = true;
    window.location.reload();
  }

  /** Undo a paste, from the page of its import, which knows its version. */
  async undo(batch) {
    this.undoButton.hidden = true;
    const response = await fetch(batch).catch(() => null);
    const page = response && new DOMParser().parseFromString(await response.text(), "text/html");
    const form = page?.querySelector("form[action$='/annuler/']");
    const answer = form && await this.post(form.getAttribute("action"), new FormData(form));
    if (answer) {
      this.again({});
    } else {
      this.sheet.done.push({ batch });
      this.undoButton.hidden = false;
    }
  }
}
