// The rival's site: the same kinds of pages as sitegen makes with feeds = ["rss"]. Stories stand in content/.
const BASE = 'https://proefnieuws.example', TITLE = 'Proefnieuws', PER_PAGE = 40, IN_FEED = 50;
const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const slug = (text) => plain(text).replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
const parts = new Intl.DateTimeFormat('nl-NL', {
  timeZone: 'Europe/Amsterdam', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit',
});
const words = (date) => {
  const part = Object.fromEntries(parts.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${part.day} ${part.month} ${part.year} om ${part.hour}.${part.minute} uur`;
};

// A memo for one build: nothing here is worked out twice.
let known;
const grouped = (api) => {
  const stories = api.getFilteredByGlob('content/**/*.md').reverse();
  if (known && known.stories.length === stories.length && known.stories[0] === stories[0]) return known;
  const kinds = { section: new Map(), country: new Map(), person: new Map(), agency: new Map() };
  const put = (kind, name, story) => {
    if (!kinds[kind].has(name)) kinds[kind].set(name, []);
    kinds[kind].get(name).push(story);
  };
  for (const story of stories) {
    put('section', story.data.section, story);
    for (const name of story.data.countries || []) put('country', name, story);
    for (const name of story.data.persons || []) put('person', name, story);
    for (const name of story.data.agencies) put('agency', name, story);
  }
  known = { stories, kinds };
  return known;
};
const HOMES = { section: '/', country: '/land/', person: '/persoon/', agency: '/bron/' };
const lists = (api) => {
  const { stories, kinds } = grouped(api);
  const named = Object.entries(kinds).flatMap(([kind, groups]) =>
    [...groups].map(([title, own]) => ({ url: `${HOMES[kind]}${slug(title)}/`, title, own })));
  const ticker = stories.filter((story) => story.data.form === 'ticker');
  return [{ url: '/', title: TITLE, own: stories }, { url: '/ticker/', title: 'Ticker', own: ticker }, ...named];
};
const paged = (list) => {
  const pages = Math.max(1, Math.ceil(list.own.length / PER_PAGE));
  const at = (page) => (page === 1 ? list.url : `${list.url}pagina/${page}/`);
  return Array.from({ length: pages }, (_, index) => ({
    url: at(index + 1), home: list.url, title: list.title,
    stories: list.own.slice(index * PER_PAGE, (index + 1) * PER_PAGE),
    newer: index && at(index), older: index + 1 < pages && at(index + 2),
  }));
};

export default function (config) {
  config.addGlobalData('layout', 'story.njk');
  config.addGlobalData('site', { base: BASE, title: TITLE });
  config.addPassthroughCopy('assets');
  config.addFilter('slug', slug);
  config.addFilter('words', words);
  config.addFilter('iso', (date) => date.toISOString());
  config.addFilter('rfc', (date) => date.toUTCString());
  config.addFilter('five', (stories, url) => stories.slice(0, 6).filter((story) => story.url !== url).slice(0, 5));
  config.addFilter('linked', (data) => JSON.stringify({
    '@context': 'https://schema.org', '@type': 'NewsArticle', headline: data.title, description: data.description,
    url: BASE + data.page.url, mainEntityOfPage: BASE + data.page.url, inLanguage: 'nl-NL',
    datePublished: data.page.date.toISOString(), dateline: data.place, articleSection: data.section,
    author: data.agencies.map((name) => ({ '@type': 'Organization', name })),
    publisher: { '@type': 'Organization', name: TITLE, url: BASE + '/' },
    about: [
      ...(data.countries || []).map((name) => ({ '@type': 'Country', name, url: `${BASE}/land/${slug(name)}/` })),
      ...(data.persons || []).map((name) => ({ '@type': 'Person', name, url: `${BASE}/persoon/${slug(name)}/` })),
    ],
  }).replace(/</g, '\\u003c'));
  config.addCollection('stories', (api) => grouped(api).stories);
  config.addCollection('heads', (api) =>
    Object.fromEntries([...grouped(api).kinds.section].map(([name, own]) => [name, own.slice(0, 6)])));
  config.addCollection('pages', (api) => lists(api).flatMap(paged));
  config.addCollection('feeds', (api) => lists(api).map((list) => ({ ...list, own: list.own.slice(0, IN_FEED) })));
  config.addCollection('indexes', (api) => [['Landen', '/landen/', 'country'], ['Personen', '/personen/', 'person'],
    ['Bronnen', '/bronnen/', 'agency']].map(([title, url, kind]) => ({
    title, url, terms: [...grouped(api).kinds[kind]].map(([name, own]) =>
      ({ name, url: `${HOMES[kind]}${slug(name)}/`, count: own.length })).sort((a, b) => (plain(a.name) < plain(b.name) ? -1 : 1)),
  })));
  return { dir: { input: '.', includes: '_includes', output: 'public' }, markdownTemplateEngine: false };
}
