export default {
  layout: "article.njk",
  permalink: (data) => `/${data.page.date.toISOString().slice(0, 7).replace("-", "/")}/${data.slug}/index.html`,
};
