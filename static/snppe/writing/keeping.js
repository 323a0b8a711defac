/* The text saves itself a little after the last key; what cannot be sent is kept here and sent again. */

const QUIET = 4_000;
const LOOKS = 15_000;
const PATIENCE = 20_000;
const SAYS = {
  typing: "Modification non encore enregistrée",
  saving: "Enregistrement…",
  saved: "Enregistré",
  lost: "La connexion est perdue\u00a0: votre texte est gardé dans cette page et sera enregistré dès son retour",
  failing: "Le service ne répond pas\u00a0: votre texte est gardé dans cette page, un nouvel essai suit",
  out: "Votre session a pris fin\u00a0: votre texte est gardé dans cette page",
  closed: "Vous ne pouvez plus écrire ici\u00a0: copiez votre texte, puis rechargez la page",
};

export class Keeping {
  /** `text` gives what is written, `on` what to do of a conflict and of another's text. */
  constructor(form, text, on) {
    this.form = form;
    this.text = text;
    this.on = on;
    this.key = `snppe text ${window.location.pathname}`;
    this.stored = text();
    this.state = form.querySelector("[data-state]");
    this.signIn = form.querySelector("[data-sign-in]");
    ["online", "focus"].forEach((name) => window.addEventListener(name, () => this.save()));
    form.addEventListener("submit", () => this.rest());
    setInterval(() => this.look(), LOOKS);
  }

  get version() { return this.form.elements.version; }

  get isTyped() { return this.text() !== this.stored; }

  say(name) { this.state.textContent = SAYS[name]; }

  /** Something was typed: kept by the browser at once, sent when the keys rest. */
  note() {
    clearTimeout(this.timer);
    if (!this.isTyped) {
      return;
    }
    this.remember();
    this.say("typing");
    this.timer = setTimeout(() => this.save(), QUIET);
  }

  remember() {
    try {
      window.sessionStorage.setItem(this.key, JSON.stringify({ html: this.on.html(), version: this.version.value }));
    } catch {
      // A browser that keeps nothing: the page itself still holds what was typed.
    }
  }

  rest() {
    clearTimeout(this.timer);
    this.isResting = true;
    window.sessionStorage.removeItem(this.key);
  }

  async save() {
    if (this.isSending || this.isResting || this.inConflict || !this.isTyped) {
      return;
    }
    this.isSending = true;
    this.say("saving");
    const text = this.text();
    try {
      await this.answered(await this.send(text), text);
    } catch {
      this.wait("lost");
    } finally {
      this.isSending = false;
    }
  }

  send(text) {
    const { csrfmiddlewaretoken: token } = this.form.elements;
    return fetch(window.location.pathname, {
      method: "POST",
      body: new URLSearchParams({ body: text, version: this.version.value }),
      headers: { Accept: "application/json", "X-CSRFToken": token.value },
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  async answered(response, text) {
    this.signIn.hidden = response.status !== 401;
    if (response.status === 401) {
      return this.wait("out");
    }
    if (!response.headers.get("Content-Type")?.includes("json")) {
      return response.status >= 500 ? this.wait("failing") : this.renew();
    }
    const answer = await response.json();
    if (answer.state === "saved") {
      this.keep(answer.text, answer.version, text);
    } else if (answer.state === "conflict") {
      this.inConflict = true;
      this.say("typing");
      this.on.conflict(answer);
    } else {
      this.state.textContent = answer.problems.join(" ");
    }
    return this.on.told(answer.state === "saved" ? answer.problems : []);
  }

  /** The text is stored; what was typed meanwhile is sent next. */
  keep(stored, version, sent) {
    this.stored = sent;
    this.version.value = version;
    this.hasRenewed = false;
    this.say("saved");
    window.sessionStorage.removeItem(this.key);
    this.note();
  }

  wait(why) {
    this.say(why);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET * 2);
  }

  /** The page was opened under a sign-in that is over: take the token of the present one, once. */
  async renew() {
    const page = this.hasRenewed ? null : await fetch(window.location.pathname);
    if (page?.redirected) {
      this.signIn.hidden = false;
      this.wait("out");
      return;
    }
    this.hasRenewed = true;
    const fresh = page?.ok && new DOMParser().parseFromString(await page.text(), "text/html");
    const token = fresh && fresh.querySelector("[data-writing] [name=csrfmiddlewaretoken]");
    if (!token) {
      this.say("closed");
      return;
    }
    this.form.elements.csrfmiddlewaretoken.value = token.value;
    this.wait("failing");
  }

  /** Did somebody else write? Their text comes in by itself where nothing is being typed. */
  async look() {
    if (document.hidden || this.isSending || this.inConflict || this.isResting) {
      return;
    }
    const address = `${window.location.pathname}?version=${encodeURIComponent(this.version.value)}`;
    const response = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    const answer = response?.ok ? await response.json() : null;
    if (answer?.state !== "other" || this.isSending) {
      return;
    }
    if (this.isTyped) {
      this.save();
    } else {
      this.take(answer);
    }
  }

  /** Another's text takes the place of ours. */
  take(answer) {
    this.on.taken(answer);
    this.stored = this.text();
    this.version.value = answer.version;
    this.state.textContent = `${answer.who} vient de modifier ce texte\u00a0: le voici à jour`;
  }

  /** After a conflict: theirs, or ours over it. */
  settle(answer, keeps) {
    this.inConflict = false;
    this.version.value = answer.version;
    if (keeps === "theirs") {
      this.take(answer);
      window.sessionStorage.removeItem(this.key);
    } else {
      this.stored = answer.text;
      this.save();
    }
  }

  /** Put back what an earlier visit of this tab left unsaved, over the version it was typed on: another's
      change meanwhile is found. */
  restore() {
    try {
      const left = JSON.parse(window.sessionStorage.getItem(this.key));
      if (left) {
        this.on.restored(left.html);
        this.version.value = left.version;
        this.note();
      }
    } catch {
      // Nothing that can be read was kept.
    }
  }
}
