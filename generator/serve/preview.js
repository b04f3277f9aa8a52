// Keeps a page of the preview as its files are: nothing of this is in the site that is published.
"use strict";
{
  let digest = document.currentScript.dataset.digest;
  let held = {};
  let work = Promise.resolve();

  const labels = new CSSStyleSheet();
  labels.replaceSync(`[data-preview]::after, body[data-preview]::before {
    content: attr(data-preview); display: inline-block; margin: 0 .4em; padding: .1em .5em; border-radius: .3em;
    background: #ffd54a; color: #1a1a1a; font: 600 12px/1.5 system-ui, sans-serif; vertical-align: middle; }
    body[data-preview]::after { content: none; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, labels];

  // Drafts and what is still to come, by the paths of their addresses.
  function mark() {
    const label = (path) => (held[path] === "draft" ? "Draft" : held[path] && `From ${held[path]}`);
    for (const element of [document.body, ...document.links]) {
      const found = label(element === document.body ? location.pathname : element.pathname);
      const isHere = element === document.body || element.host === location.host;
      if (found && isHere) element.dataset.preview = found;
      else delete element.dataset.preview;
    }
  }

  function loaded(link) {
    return new Promise((done) => {
      link.addEventListener("load", done);
      link.addEventListener("error", done);
    });
  }

  // The new style sheet comes before the old one goes, so that no moment is without.
  async function swap(old, href) {
    const link = old.cloneNode();
    link.href = href;
    const shown = loaded(link);
    old.after(link);
    await shown;
    old.remove();
  }

  const styles = (page) => [...page.querySelectorAll("link[rel=stylesheet]")];
  const scripts = (page) =>
    [...page.querySelectorAll("script:not([data-digest], [type='application/ld+json'])")].map((one) => one.outerHTML).join();

  async function follow(fresh) {
    const [mine, wanted] = [styles(document), styles(fresh)];
    if (mine.length !== wanted.length) return location.reload();
    await Promise.all(
      mine.map((old, at) => old.getAttribute("href") !== wanted[at].getAttribute("href") && swap(old, wanted[at].getAttribute("href"))),
    );
    document.title = fresh.title;
    attributes(document.documentElement, fresh.documentElement);
    delete document.body.dataset.preview;
    for (const link of document.links) delete link.dataset.preview;
    change(document.body, document.adoptNode(fresh.body));
  }

  function attributes(old, fresh) {
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }

  // Touches only what differs, so that the reader's place, selection and open details stay.
  function change(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
    attributes(old, fresh);
    const [mine, wanted] = [[...old.childNodes], [...fresh.childNodes]];
    while (mine.length && wanted.length && mine[0].isEqualNode(wanted[0])) mine.shift(), wanted.shift();
    let tail = null;
    while (mine.length && wanted.length && mine.at(-1).isEqualNode(wanted.at(-1))) (tail = mine.pop()), wanted.pop();
    const common = Math.min(mine.length, wanted.length);
    for (let at = 0; at < common; at++) change(mine[at], wanted[at]);
    for (const extra of mine.slice(common)) extra.remove();
    for (const extra of wanted.slice(common)) old.insertBefore(extra, tail);
  }

  async function refresh() {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const script = fresh.querySelector("script[data-digest]");
    if (!script || answer.redirected || scripts(fresh) !== scripts(document)) return location.reload();
    digest = script.dataset.digest;
    await follow(fresh);
  }

  // Style sheets and pictures whose names do not tell that they have changed.
  function renew(changed) {
    const isChanged = (address) => changed.includes(new URL(address, location.href).pathname);
    for (const link of styles(document)) if (isChanged(link.href)) swap(link, anew(link.href));
    for (const image of document.images) if (isChanged(image.src)) image.src = anew(image.src);
  }

  function anew(address) {
    const url = new URL(address, location.href);
    url.searchParams.set("preview", Date.now());
    return url.href;
  }

  let box;
  let closed = "";

  function element(name, text, children = []) {
    const made = document.createElement(name);
    made.textContent = text;
    made.append(...children);
    return made;
  }

  function notice({ message, place, hint, lines }) {
    const shown = lines.map(({ number, text, is_it }) => {
      const line = element("span", `${String(number).padStart(5)}  ${text}\n`);
      if (is_it) line.className = "it";
      return line;
    });
    return element("li", "", [
      element("p", message),
      element("p", place || ""),
      ...(lines.length ? [element("pre", "", shown)] : []),
      ...(hint ? [element("p", `Hint: ${hint}`)] : []),
    ]);
  }

  function tell(problems) {
    const all = JSON.stringify(problems);
    box?.remove();
    box = undefined;
    if (!problems.length || all === closed) return;
    box = document.createElement("broadsheet-problems");
    const root = box.attachShadow({ mode: "open" });
    const button = element("button", "Close");
    button.addEventListener("click", () => (closed = all) && box.remove());
    root.append(
      element("style", `:host { all: initial; position: fixed; inset: auto 0 0; z-index: 2147483647; max-height: 70vh; overflow: auto;
        background: #fff; color: #1a1a1a; border-top: 4px solid #c62828; box-shadow: 0 0 2em #0006; font: 15px/1.5 system-ui, sans-serif; }
        div { padding: 1em 1.5em; max-width: 60em; margin: auto; } h2 { margin: 0; font-size: 1.1em; color: #c62828; }
        ul { padding: 0; list-style: none; } li p { margin: .2em 0; } li p:first-child { font-weight: 600; } li + li { margin-top: 1.5em; }
        pre { background: #f5f5f5; padding: .6em; overflow: auto; font: 13px/1.5 ui-monospace, monospace; } .it { background: #ffd9d9; display: block; }
        button { float: right; font: inherit; }`),
      element("div", "", [button, element("h2", "Something needs mending; this is the page as it last was"), element("ul", "", problems.map(notice))]),
    );
    box.setAttribute("role", "alert");
    document.documentElement.append(box);
  }

  function connect() {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/livereload`);
    const send = (message) => socket.send(JSON.stringify(message));
    socket.addEventListener("open", () => send({ command: "hello", protocols: ["http://livereload.com/protocols/official-7"] }));
    socket.addEventListener("close", () => setTimeout(connect, 500));
    socket.addEventListener("message", ({ data }) => {
      const told = JSON.parse(data);
      if (told.command === "hello") send({ command: "info", url: location.href });
      if (told.command === "state") work = work.then(() => take(told)).catch(console.error);
    });
  }

  // The way to what the desk says of this page.
  function leadToTheDesk() {
    const place = document.createElement("broadsheet-desk");
    const link = element("a", "Desk");
    link.href = `/_desk/of?page=${encodeURIComponent(location.pathname)}`;
    const landmark = element("nav", "", [link]);
    landmark.setAttribute("aria-label", "Preview");
    place.attachShadow({ mode: "open" }).append(
      element("style", `:host { all: initial; position: fixed; inset: auto .8em .8em auto; z-index: 2147483646; }
        a { display: block; padding: .4em .9em; border-radius: 2em; background: #1a1a1a; color: #fff; box-shadow: 0 0 0 1px #fff6, 0 1px 6px #0006;
          font: 600 14px/1.5 system-ui, sans-serif; text-decoration: none; } a:hover, a:focus-visible { outline: 3px solid #ffd54a; }
        @media print { a { display: none; } }`),
      landmark,
    );
    document.documentElement.append(place);
  }

  async function take({ digest: wanted, problems, held: waiting, changed }) {
    held = waiting;
    // Without a digest the page is one that tells the problems itself.
    tell(digest ? problems : []);
    if (wanted !== digest) await refresh();
    renew(changed);
    mark();
    document.documentElement.dataset.previewed = digest;
  }

  leadToTheDesk();
  connect();
}
