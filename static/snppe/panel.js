/* The details of a figure, opened beside the grid. Without script, the same link leads to the same page.
 *
 * When something was written, the document hears « snppe:figure », with the key of its row; a grid that
 * draws its row again by itself says so by preventing the default.
 */

const HEADERS = { "X-Fragment": "1", Accept: "text/html" };
const PREFIX = "panel-";
const LOST = "La connexion est perdue\u00a0: votre saisie est gardée ici. Enregistrez de nouveau dès son retour.";
const FAILED = "Le service ne répond pas comme prévu\u00a0: votre saisie est gardée ici. Enregistrez de nouveau.";
const SIGNED_OUT = "Votre session a pris fin\u00a0: votre saisie est gardée ici. Reconnectez-vous, puis enregistrez.";
const UNSAVED = "Ce que vous avez saisi ici n’est pas enregistré.";
const REFERENCES = ["for", "aria-describedby", "aria-labelledby", "aria-controls"];

/** What a form holds, to know whether it was touched. */
function stateOf(form) {
  return JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
}

/** The names of the drawer are its own: the grid behind it has inputs of the same names. */
function rename(root) {
  root.querySelectorAll("[id]").forEach((one) => { one.id = PREFIX + one.id; });
  REFERENCES.forEach((reference) => {
    root.querySelectorAll(`[${reference}]`).forEach((one) => {
      const names = one.getAttribute(reference).split(/\s+/u).filter(Boolean);
      one.setAttribute(reference, names.map((name) => PREFIX + name).join(" "));
    });
  });
  root.querySelectorAll('a[href^="#"]').forEach((one) => {
    one.setAttribute("href", `#${PREFIX}${one.getAttribute("href").slice(1)}`);
  });
}

/** A number as people write it, when it is plain; the server reads the others. */
function plain(text) {
  const bare = text.replace(/[\s\u00a0\u202f]/gu, "").replace(",", ".");
  return /^\d+(\.\d+)?$/u.test(bare) ? Number(bare) : null;
}

/** Show what the ratio comes to as one types; the server computes the one that counts. */
function preview(form) {
  const output = form.querySelector("[data-preview]");
  const [up, down] = ["numerator", "denominator"].map((name) => form.querySelector(`[name$="-${name}"]`));
  if (!output || !up || !down) {
    return;
  }
  const decimals = Number(form.dataset.decimals);
  const scale = Number(form.dataset.ratio);
  const show = () => {
    const [above, below] = [plain(up.value), plain(down.value)];
    const known = above !== null && below;
    const ratio = known ? (above * scale) / below : 0;
    const format = { minimumFractionDigits: 0, maximumFractionDigits: decimals };
    const told = ratio.toLocaleString("fr-FR", format).replace(/\u202f/gu, "\u00a0");
    output.textContent = known ? `Rapport\u00a0: ${told}${scale === 100 ? "\u00a0%" : ""}` : "";
  };
  form.addEventListener("input", show);
  show();
}

function isSignIn(response) {
  return response.status === 401 || new URL(response.url).pathname.startsWith("/connexion/");
}

function element(tag, className, text = "") {
  const one = document.createElement(tag);
  one.className = className;
  one.textContent = text;
  return one;
}

function button(text, look, act) {
  const one = element("button", `fr-btn fr-btn--sm ${look}`, text);
  one.type = "button";
  one.addEventListener("click", act);
  return one;
}

class Drawer {
  constructor() {
    this.content = element("div", "");
    this.note = element("p", "snppe-drawer__note");
    this.note.setAttribute("role", "status");
    this.alone = element("a", "fr-link", "Ouvrir dans une page");
    this.close = button("Fermer", "fr-btn--tertiary", () => this.leave());
    this.bar = element("div", "snppe-drawer__bar");
    this.bar.append(this.alone, this.close, this.note);
    this.dialog = element("dialog", "snppe-drawer");
    this.dialog.setAttribute("aria-labelledby", `${PREFIX}panel-title`);
    this.dialog.append(this.bar, this.content);
    document.body.append(this.dialog);
    this.listen();
  }

  listen() {
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        this.leave();
      }
    });
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.leave());
    this.dialog.addEventListener("close", () => this.back());
    this.dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.target);
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.dialog.open && this.isTyped) {
        event.preventDefault();
        event.returnValue = UNSAVED;
      }
    });
  }

  get forms() { return [...this.content.querySelectorAll("form")]; }

  get isTyped() { return this.forms.some((form) => stateOf(form) !== form.dataset.state); }

  /** Open an address; what is typed in the one that is open is asked about first. */
  open(link) {
    if (this.dialog.open) {
      this.unlessTyped(() => this.load(link.href));
      return;
    }
    this.opener = link;
    this.address = link.getAttribute("href");
    this.content.replaceChildren(element("p", "snppe-soft", "Chargement…"));
    this.say("");
    this.dialog.showModal();
    this.load(link.href);
  }

  leave() { this.unlessTyped(() => this.dialog.close()); }

  /** Do it, once the person has said that what they typed may go. */
  unlessTyped(act) {
    this.asked?.remove();
    if (!this.isTyped) {
      act();
      return;
    }
    const ask = element("div", "snppe-drawer__ask");
    ask.setAttribute("role", "alert");
    const stay = button("Continuer la saisie", "", () => { ask.remove(); this.returned?.focus(); });
    const drop = button("Abandonner cette saisie", "fr-btn--secondary", () => { ask.remove(); act(); });
    const buttons = element("div", "snppe-buttons");
    buttons.append(stay, drop);
    ask.append(element("p", "", UNSAVED), buttons);
    this.returned = document.activeElement;
    this.bar.append(ask);
    this.asked = ask;
    stay.focus();
  }

  /** The attention goes back to what opened the drawer, or to what took its place. */
  back() {
    const again = [...document.querySelectorAll("a[data-panel]")].find(
      (link) => link.getAttribute("href") === this.address && !this.dialog.contains(link),
    );
    (this.opener?.isConnected ? this.opener : again)?.focus();
  }

  async load(url) {
    try {
      const response = await fetch(url, { headers: HEADERS });
      this.show(await response.text(), response, url);
    } catch {
      this.say(LOST);
    }
  }

  /** Send a form; whatever fails leaves it as it was typed. */
  async send(form) {
    if (form.dataset.sending) {
      return;
    }
    form.dataset.sending = "yes";
    this.say("Enregistrement…");
    try {
      const response = await fetch(form.action, { method: "POST", headers: HEADERS, body: new FormData(form) });
      const isDone = response.redirected && response.ok;
      if (this.show(await response.text(), response, form.action) && isDone) {
        this.tell();
      }
    } catch {
      this.say(LOST);
    }
    delete form.dataset.sending;
  }

  /** Draw an answer, when it is one of ours; the rest (a sign-in, an error) is told beside what is typed. */
  show(html, response, url) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const body = page.querySelector("[data-panel-body]");
    if (!body) {
      this.refused(response);
      return false;
    }
    rename(body);
    this.row = body.dataset.row;
    this.content.replaceChildren(body);
    this.forms.forEach((form) => {
      preview(form);
      // What comes back to be mended is typed, and not saved.
      form.dataset.state = response.ok ? stateOf(form) : "";
    });
    this.alone.href = response.redirected ? response.url : url;
    this.say("");
    this.dialog.scrollTop = 0;
    const aimed = new URL(url, document.baseURI).hash.slice(1);
    const place = aimed && body.querySelector(`#${CSS.escape(PREFIX + aimed)}`);
    if (place) {
      place.tabIndex = -1;
      place.scrollIntoView({ block: "start" });
    }
    (body.querySelector(".snppe-problems") ?? (place || body.querySelector("h2"))).focus();
    return true;
  }

  /** What was answered is no figure: a sign-in, or an error, which may be a token that is no longer ours. */
  refused(response) {
    if (isSignIn(response)) {
      this.askToSignIn();
      return;
    }
    this.say(FAILED);
    this.renew();
  }

  askToSignIn() {
    this.say(SIGNED_OUT);
    const link = element("a", "fr-link", "Se reconnecter dans un nouvel onglet");
    link.href = "/connexion/";
    link.target = "_blank";
    link.rel = "noopener";
    this.note.append(" ", link);
    window.addEventListener("focus", () => this.renew(), { once: true });
  }

  /** A new sign-in draws a new token: the forms take it, and keep what was typed. */
  async renew() {
    try {
      const answer = await fetch(this.alone.href, { headers: HEADERS });
      if (isSignIn(answer)) {
        this.askToSignIn();
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = page.querySelector("[data-panel-body] [name=csrfmiddlewaretoken]")?.value;
      this.forms.filter((form) => token && form.elements.csrfmiddlewaretoken).forEach((form) => {
        const wasTyped = stateOf(form) !== form.dataset.state;
        form.elements.csrfmiddlewaretoken.value = token;
        form.dataset.state = wasTyped ? "" : stateOf(form);
      });
    } catch {
      // The connection is lost too: the next try says so.
    }
  }

  say(text) { this.note.textContent = text; }

  tell() {
    const detail = { row: this.row };
    const isDrawn = !document.dispatchEvent(new CustomEvent("snppe:figure", { cancelable: true, detail }));
    if (!isDrawn) {
      this.say("La grille montrera ce changement quand la page sera rechargée.");
    }
  }
}

let drawer = null;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
  if (!link || !isPlain || document.querySelector("[data-panel-here]")) {
    return;
  }
  event.preventDefault();
  drawer ??= new Drawer();
  drawer.open(link);
});

document.querySelectorAll("[data-panel-here] form").forEach(preview);
