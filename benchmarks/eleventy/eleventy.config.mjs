// The same kinds of pages as the other sites of this comparison: articles, lists of twenty, tags, feeds with summaries.
const SIZE = 20;

function parted(name, place, items) {
  const total = Math.max(1, Math.ceil(items.length / SIZE));
  return Array.from({ length: total }, (_, number) => ({
    name, place, number, total, cards: items.slice(number * SIZE, (number + 1) * SIZE),
  }));
}

export default function (eleventy) {
  let tags = [];
  let newest = [];
  const gather = (api) => {
    const found = api.getFilteredByGlob("content/**/*.md");
    if (found.length === newest.length) return;
    newest = found.sort((one, other) => other.date - one.date);
    const byTag = new Map();
    for (const article of newest)
      for (const tag of article.data.tags ?? []) byTag.set(tag, [...(byTag.get(tag) ?? []), article]);
    tags = [...byTag].sort(([one], [other]) => (one < other ? -1 : 1));
  };
  eleventy.addCollection("lists", (api) => {
    gather(api);
    return [...parted("Bench", "", newest), ...tags.flatMap(([name, items]) => parted(name, `tags/${name}/`, items))];
  });
  eleventy.addCollection("feeds", (api) => {
    gather(api);
    const all = [["Bench", "", newest], ...tags.map(([name, items]) => [name, `tags/${name}/`, items])];
    return all.map(([name, place, items]) => ({ name, place, items: items.slice(0, SIZE) }));
  });
  eleventy.addCollection("names", (api) => (gather(api), tags.map(([name, items]) => ({ name, count: items.length }))));
  eleventy.addFilter("iso", (date) => date.toISOString());
  eleventy.addFilter("rfc", (date) => date.toUTCString());
  return { dir: { input: ".", output: "_site", includes: "_includes" }, markdownTemplateEngine: false };
}
