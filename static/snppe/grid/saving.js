/* Sending each cell by itself, one after the other: what fails is kept and sent again, never dropped. */

const SLOWEST = 30_000;
const SOONEST = 2_000;
const PATIENCE = 20_000;
const LOST = "La connexion est perdue\u00a0: votre saisie est gardée dans cette page et sera enregistrée dès son retour";
const FAILING = "Le service ne répond pas\u00a0: votre saisie est gardée dans cette page, un nouvel essai suit";
const SIGNED_OUT = "Votre session a pris fin\u00a0: votre saisie est gardée dans cette page";

export class Saver {
  constructor(form, states) {
    this.form = form;
    this.states = states;
    this.queue = [];
    this.wait = SOONEST;
    this.signIn = form.querySelector("[data-sign-in]");
    window.addEventListener("online", () => this.retry());
    window.addEventListener("focus", () => this.retry());
    document.addEventListener("visibilitychange", () => document.hidden || this.retry());
  }

  get token() { return this.form.elements.csrfmiddlewaretoken; }

  /** Send a cell, with what was answered about it if anything; a later text takes the place of an earlier. */
  send(cell, extra = {}) {
    this.queue = this.queue.filter((job) => job.cell !== cell || job === this.current);
    this.queue.push({ cell, extra });
    this.states.set(cell, "saving", "", { say: false });
    this.run();
  }

  retry() {
    if (this.queue.length) {
      clearTimeout(this.timer);
      this.halted = false;
      this.run();
    }
  }

  async run() {
    if (this.current || this.halted) {
      return;
    }
    while (this.queue.length && !this.halted) {
      [this.current] = this.queue;
      // One cell after the other: the second waits for what became of the first.
      await this.post(this.current); // eslint-disable-line no-await-in-loop
      this.current = null;
    }
  }

  async post(job) {
    const text = job.cell.input.value;
    let response;
    try {
      response = await this.request(job, text);
    } catch {
      return this.postpone(LOST);
    }
    if (response.status === 401) {
      return this.signedOut();
    }
    if (response.status >= 500 || response.status === 429) {
      return this.postpone(FAILING);
    }
    if (!response.headers.get("Content-Type")?.includes("json")) {
      return this.renew(job, response.status);
    }
    const answer = await response.json();
    this.arrived();
    this.queue.shift();
    return this.onAnswer(job.cell, answer, { text, ...job.extra });
  }

  request(job, text) {
    const { cell, extra } = job;
    const body = new URLSearchParams({
      row: cell.row, part: cell.part, seat: this.form.dataset.seat, shown: cell.mark, value: text, ...extra,
    });
    return fetch(this.form.dataset.sheet, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRFToken": this.token.value },
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  arrived() {
    this.wait = SOONEST;
    this.renewed = false;
    this.said = "";
    this.states.warn("");
    this.signIn.hidden = true;
  }

  /** Keep everything, say why, try again a little later. */
  postpone(why) {
    this.halt(why);
    this.timer = setTimeout(() => this.retry(), this.wait);
    this.wait = Math.min(this.wait * 2, SLOWEST);
  }

  signedOut() {
    this.halt(SIGNED_OUT);
    this.signIn.hidden = false;
  }

  halt(why) {
    this.halted = true;
    this.states.warn(why);
    this.queue.forEach(({ cell }) => this.states.set(cell, "waiting", "", { say: false }));
    if (this.said !== why) {
      this.states.say(why);
    }
    this.said = why;
  }

  /** The form was opened under a sign-in that is over: take the token of the present one, once. */
  async renew(job, status) {
    if (this.renewed) {
      this.queue.shift();
      this.states.set(job.cell, "locked", status === 403 ? "votre siège ne permet plus cette saisie" : "rechargez la page");
      return;
    }
    this.renewed = true;
    const page = await fetch(window.location.pathname).catch(() => null);
    const fresh = page && new DOMParser().parseFromString(await page.text(), "text/html");
    const token = fresh?.querySelector("[data-sheet] [name=csrfmiddlewaretoken]");
    if (token) {
      this.token.value = token.value;
    } else if (!page || page.redirected) {
      this.renewed = false;
      this.signedOut();
    }
  }
}
