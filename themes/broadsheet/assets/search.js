// The search page. Pagefind finds, in the reader's browser; this shows what it found. Nothing from the index
// is ever read as HTML: it came from articles, and articles come from anywhere.

const PAGE = 10; // results shown at a time
const PAUSE = 150; // milliseconds without a key before searching
const MOST_LANGUAGES = 6; // each language costs the reader about 100 KB

const form = document.getElementById("search-form");
const field = document.getElementById("search-words");
const filters = document.getElementById("search-filters");
const selects = [...filters.querySelectorAll("select")];
const announcement = document.getElementById("search-status");
const list = document.getElementById("search-results");
const more = document.getElementById("search-more");

const bundle = new URL(form.dataset.index, document.baseURI);
const site = new URL("..", bundle);

let asked; // the search that counts; one that was overtaken is dropped
let waiting = []; // results that are found and not yet shown
let timer;

// One searcher for each language of the articles: each knows the word forms of its own language only. They
// are loaded when the reader turns to the form, so that looking at the page costs nothing.
let searchers;
let filed; // by source and topic, the places of its articles among all pages of the index
const load = () => (searchers ??= Promise.all([searchersOfAll(), offer()]).then(([all]) => all));

async function searchersOfAll() {
  const answer = await fetch(new URL("pagefind-entry.json", bundle), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
  const { languages } = await answer.json();
  const codes = Object.keys(languages).sort((a, b) => languages[b].page_count - languages[a].page_count);
  return Promise.all(codes.slice(0, MOST_LANGUAGES).map(searcher));
}

async function searcher(lang) {
  // A module under an address of its own has a worker of its own, and so room for another language.
  const pagefind = await import(`${bundle.href}?lang=${encodeURIComponent(lang)}`);
  // Pagefind takes the language from here alone. Nothing is drawn in between.
  const page = document.documentElement;
  const own = page.lang;
  page.lang = lang;
  const instance = pagefind.createInstance({});
  page.lang = own;
  await instance.init();
  // A word that is nowhere is found by its beginning. In a list of several languages such finds come last.
  await instance.options({ ranking: { termSimilarity: 10 } });
  return { lang, instance };
}

// What a search can be narrowed to.
async function offer() {
  const answer = await fetch(new URL("filters.json", bundle), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
  filed = await answer.json();
  for (const select of selects) {
    const values = Object.keys(filed[select.name]).sort((a, b) => a.localeCompare(b, document.documentElement.lang));
    select.append(...values.map((value) => new Option(`${value} (${filed[select.name][value].length})`, value)));
    select.hidden = values.length < 2;
  }
  filters.hidden = selects.every((select) => select.hidden);
}

function query() {
  const { q, ...chosen } = Object.fromEntries(new FormData(form));
  return { words: q.trim(), chosen: Object.fromEntries(Object.entries(chosen).filter(([, value]) => value)) };
}

async function search() {
  const wanted = query();
  asked = wanted;
  keep(wanted);
  const { words, chosen } = wanted;
  if (!words && !Object.keys(chosen).length) return show([], "");
  try {
    const found = await Promise.all((await load()).map((one) => results(one, wanted)));
    if (asked !== wanted) return;
    const best = found.flat().sort((a, b) => b.result.score - a.result.score);
    const text = best.length || !words ? form.dataset.found : form.dataset.nothing;
    await show(best, fill(text, { number: best.length.toLocaleString(document.documentElement.lang), words }));
  } catch (error) {
    if (asked === wanted) fail(error);
  }
}

async function results({ lang, instance }, { words, chosen }) {
  const { results: found } = await instance.search(words || null);
  const allowed = Object.entries(chosen).map(
    ([name, value]) => new Set(filed[name][value].map((place) => filed.pages[place])),
  );
  return found.filter(({ id }) => allowed.every((ids) => ids.has(id))).map((result) => ({ lang, result }));
}

async function show(found, text) {
  const wanted = asked;
  const items = await Promise.all(found.slice(0, PAGE).map(item));
  if (asked !== wanted) return;
  waiting = found.slice(PAGE);
  list.replaceChildren(...items);
  more.hidden = !waiting.length;
  announcement.textContent = text;
}

async function showMore() {
  const wanted = asked;
  const items = await Promise.all(waiting.slice(0, PAGE).map(item));
  if (asked !== wanted) return;
  waiting = waiting.slice(PAGE);
  list.append(...items);
  more.hidden = !waiting.length;
  items[0]?.querySelector("a").focus();
}

async function item({ lang, result }) {
  const { raw_url: path, meta, excerpt } = await result.data();
  const link = element("a", meta.title ?? path);
  link.href = new URL(`.${path.split("/").map(encodeURIComponent).join("/")}`, site).href;
  const heading = element("h2");
  heading.append(link);
  const passage = element("p", ...marked(excerpt));
  passage.className = "standfirst";
  const shown = element("li", heading, passage);
  shown.className = "item";
  for (const part of [link, passage]) Object.assign(part, { lang, dir: "auto" });
  const origin = [meta.source, meta.date].filter(Boolean).map((text) => element("span", text));
  if (origin.length) {
    const line = element("p", ...origin.flatMap((part) => [part, " "]));
    line.className = "meta";
    shown.append(line);
  }
  return shown;
}

// Pagefind puts found words between <mark> and </mark>, and writes < and > of the text itself as entities.
function marked(excerpt) {
  return excerpt.split(/<\/?mark>/).map((part, index) => {
    const text = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return index % 2 ? element("mark", text) : text;
  });
}

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function keep({ words, chosen }) {
  const address = new URL(location);
  address.search = new URLSearchParams({ ...(words && { q: words }), ...chosen });
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

function fail(error) {
  console.error(error);
  form.hidden = more.hidden = true;
  list.replaceChildren();
  announcement.textContent = form.dataset.failed;
}

async function begin() {
  const { searchParams } = new URL(location);
  field.value = searchParams.get(field.name) ?? "";
  try {
    if (selects.some((select) => searchParams.has(select.name))) await load();
  } catch (error) {
    return fail(error);
  }
  for (const select of selects) {
    const value = searchParams.get(select.name) ?? "";
    select.value = [...select.options].some((option) => option.value === value) ? value : "";
  }
  search();
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  search();
});
filters.addEventListener("change", search);
more.addEventListener("click", showMore);
addEventListener("popstate", begin);

field.addEventListener("focus", () => load().catch(fail), { once: true });

form.hidden = false;
begin();
