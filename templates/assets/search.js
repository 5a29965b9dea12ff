/* The search page: plain DOM; every word a reader sees comes from the page. Attributes it expects there:

   [data-search]              the root; data-base: the site's root path, `/` or `/sub/`
     form                     a GET form
       input[name=q]          the field
       select[data-facet]     name = the filter's; its first <option value=""> means all, the rest is filled in here
       input[data-facet]      name = the filter's; list = id of a <datalist>, filled here
     [data-status]            role=status: how many, or what is wrong
     ol[data-results]         gets copies of
     template[data-result]    a[data-title]; [data-excerpt]; [data-field="NAME"] gets the record's meta NAME, else its
                              filter NAME, joined by ', '; without either it is removed
     button[data-more] hidden the next ten, or on into older years
     [data-archive]           links by month and a line for those without scripts; hidden while search works
     script[type="application/json"][data-words]
                              hint busy none one many least more further slow failed, with {n} a number, {day} an ISO
                              day; least counts what is found so far; further, slow and least may be absent

   /pagefind/shards.json lists the shards, newest first. One is asked only if its counts hold every filter chosen and
   its word lists hold a word that begins with each word typed. Pagefind's worker is spoken to directly, because the
   public module does not tell the stems of a query. */
'use strict';
(() => {
  const root = document.querySelector('[data-search]');
  if (!root) return;
  const one = (selector) => root.querySelector(selector);
  const form = one('form'), field = one('input[name=q]'), status = one('[data-status]');
  const results = one('[data-results]'), pattern = one('template[data-result]').content;
  const more = one('[data-more]'), archive = one('[data-archive]');
  const words = JSON.parse(one('[data-words]').textContent);
  const base = (root.dataset.base || '/').replace(/\/?$/, '/');
  const home = base + 'pagefind/';
  const facets = [...root.querySelectorAll('[data-facet]')];
  const language = document.documentElement.lang || 'nl';
  const number = new Intl.NumberFormat(language);
  const PAGE = 10, PATIENCE = 5000, STRETCH = 64;
  const say = (key, n = 0, day = '') =>
    (words[key] || words[{ further: 'more', slow: 'failed', least: 'many' }[key]] || '').replace('{n}', number.format(n)).replace('{day}', day);

  /* ---- Pagefind's worker: one question, one answer ---- */

  let worker, asked = 0;
  const waiting = new Map();
  const ask = (instanceId, method, ...args) => new Promise((resolve, reject) => {
    waiting.set(++asked, { resolve, reject });
    worker.postMessage({ id: asked, instanceId, method, args });
  });

  const json = async (path, cache) => {
    const answer = await fetch(home + path, { cache });
    if (!answer.ok) throw new Error(path + ': ' + answer.status);
    return answer.json();
  };

  let listed, started, instances, lists, core;
  const latest = (fresh) => {
    if (!listed || fresh) {
      // Asked anew it is fetched whole: a host that goes by whole seconds can say that nothing changed.
      listed = json('shards.json', fresh ? 'reload' : 'no-cache').then((list) => {
        fillChoices(list);
        return list;
      });
      listed.catch(() => { listed = undefined; });
    }
    return listed;
  };
  const start = (fresh) => {
    if (!started || fresh) {
      started = latest(fresh).then(async (list) => {
        instances = new Map();
        lists = new Map();
        if (core !== list.core) {
          warm(list.core, 'wasm.' + list.language + '.pagefind');
          hire(core = list.core);
        }
        // Alone and first: Pagefind does not guard the start of its WebAssembly.
        await ask('core', 'init', options(list));
        await ask('core', 'enterPlaygroundMode');
        return list;
      });
      started.catch(() => { started = core = undefined; });
    }
    return started;
  };
  const hire = (folder) => {
    if (worker) worker.terminate();
    worker = new Worker(home + folder + '/pagefind-worker.js');
    worker.onmessage = ({ data }) => {
      const { resolve, reject } = waiting.get(data.id);
      waiting.delete(data.id);
      data.error === undefined ? resolve(data.result) : reject(new Error(data.error));
    };
    worker.onerror = (event) => {
      for (const { reject } of waiting.values()) reject(new Error(event.message));
      waiting.clear();
    };
  };
  const options = (list) =>
    ({ basePath: home + list.core + '/', baseUrl: base, language: list.language, metaCacheTag: '1', primary: true });

  // Into the browser's cache, side by side: Pagefind would ask for one after the other, each a round trip.
  const warm = (folder, ...names) => {
    for (const name of names) fetch(home + folder + '/' + name).catch(() => {});
  };
  const warmShard = (shard) => warm(shard.dir, 'pagefind-entry.json?ts=1', shard.meta);

  const open = (list, shard) => {
    if (!instances.has(shard.dir)) {
      warmShard(shard);
      instances.set(shard.dir, (async () => {
        await ask(shard.dir, 'init', options(list));
        await ask(shard.dir, 'mergeIndex', home + shard.dir + '/',
          { baseUrl: base, language: list.language, metaCacheTag: '1' });
      })());
    }
    return instances.get(shard.dir);
  };

  /* ---- which shards can match ---- */

  // FNV-1a of the first three code points: the build counts the same.
  const wordFile = (word, files) => {
    let value = 0x811c9dc5;
    for (const letter of [...word].slice(0, 3)) value = Math.imul(value ^ letter.codePointAt(0), 0x01000193) >>> 0;
    return value % files;
  };
  const wordList = (shard, word) => {
    const path = home + shard.dir + '/words/' + wordFile(word, shard.words) + '.txt';
    if (!lists.has(path)) {
      lists.set(path, fetch(path).then(async (answer) => {
        if (!answer.ok) throw new Error(path);
        let before = [];
        return ((await answer.text()).match(/[A-Z][^A-Z]*/gu) || []).map((coded) => {
          before = [...before.slice(0, coded.charCodeAt(0) - 65), ...coded.slice(1)];
          return before.join('');
        });
      }));
    }
    return lists.get(path);
  };
  const holds = async (shard, word) => (await wordList(shard, word)).some((known) => known.startsWith(word));

  const counts = (list, shard, query) => Object.entries(query.filters).every(([name, value]) => {
    const place = (list.values[name] || []).indexOf(value), pairs = shard.facets[name] || [];
    return list.typeahead.includes(name) || pairs.some((known, at) => at % 2 === 0 && known === place);
  });
  const canMatch = async (list, shard, query) => {
    if (!counts(list, shard, query)) return false;
    const names = list.typeahead.map((name) => query.filters[name]).filter(Boolean);
    const needed = [...query.stems, ...names.map((name) => name.toLowerCase())];
    return (await Promise.all(needed.map((word) => holds(shard, word)))).every(Boolean);
  };

  /* ---- the walk: newest shard first, exact order of date ---- */

  const begin = async (query) => {
    latest().then((list) => warmShard(list.shards.find((shard) => counts(list, shard, query)))).catch(() => {});
    const list = await start();
    const answer = query.q ? await ask('core', 'search', query.q, {}) : {};
    const stems = (answer.search_keywords || []).filter(Boolean);
    return {
      list, query: { ...query, stems }, term: query.q || list.all, shards: query.q && !stems.length ? [] : list.shards,
      next: 0, wide: 4, queue: [], many: 1, hits: [], shown: 0,
    };
  };
  const ended = (walk) => !walk.queue.length && walk.next >= walk.shards.length;

  // Brings the hits to `goal` or more, or to all there are; gives up for now at shard number `last`.
  const advance = async (walk, goal, last) => {
    while (walk.hits.length < goal && !ended(walk)) {
      if (!walk.queue.length) {
        if (walk.next >= last) break;
        const some = walk.shards.slice(walk.next, walk.next + walk.wide);
        walk.next += some.length;
        walk.wide = Math.min(32, walk.wide * 4);
        const can = await Promise.all(some.map((shard) => canMatch(walk.list, shard, walk.query)));
        walk.queue = some.filter((_, place) => can[place]);
      } else {
        const some = walk.queue.splice(0, walk.many);
        walk.many = Math.min(4, walk.many * 2);
        const answers = await Promise.all(some.map(async (shard) => {
          await open(walk.list, shard);
          const answer = await ask(shard.dir, 'search', walk.term,
            { filters: walk.query.filters, sort: { [walk.list.sort]: 'desc' } });
          return answer.results.map((hit) => ({ shard, data: hit.data }));
        }));
        walk.hits = walk.hits.concat(...answers);
      }
    }
  };

  /* ---- the page ---- */

  // Pagefind escapes the text and adds <mark>; it is read back into text nodes, never into HTML.
  const excerpt = (place, html) => {
    const plain = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>');
    html.split(/<\/?mark>/).forEach((text, odd) => {
      const node = document.createElement('mark');
      node.textContent = plain(text);
      place.append(odd % 2 ? node : plain(text));
    });
  };
  const item = (fragment) => {
    const node = pattern.cloneNode(true);
    const [address, shown] = fragment.raw_url.split('\n');
    const meta = JSON.parse(shown);
    const link = node.querySelector('[data-title]');
    link.textContent = fragment.meta.title;
    link.href = base + address.slice(1);
    excerpt(node.querySelector('[data-excerpt]'), fragment.excerpt);
    for (const place of node.querySelectorAll('[data-field]')) {
      const name = place.dataset.field;
      const text = meta[name] || (fragment.filters[name] || []).join(', ');
      if (text) place.textContent = text; else place.remove();
    }
    return node;
  };

  let run = 0, current;
  const show = async (walk, want, mine) => {
    const goal = walk.shown + want, last = walk.next + STRETCH;
    let hits;
    do {
      await advance(walk, walk.shown + 1, last);
      hits = walk.hits.slice(walk.shown, goal);
      // What is found is shown at once, while the next shards are on their way.
      const enough = !hits.length || walk.shown + hits.length >= goal;
      const ahead = enough ? undefined : advance(walk, walk.hits.length + 1, last);
      if (ahead) ahead.catch(() => {});
      const fragments = await Promise.all(hits.map(({ shard, data }) => ask(shard.dir, 'getData', data)));
      if (mine !== run) return;
      if (!walk.shown) results.replaceChildren();
      results.append(...fragments.map(item));
      walk.shown += hits.length;
      await ahead;
      if (mine !== run) return;
    } while (hits.length && walk.shown < goal);
    archive.hidden = true;
    const all = ended(walk), n = walk.hits.length, done = all && walk.shown === n;
    more.hidden = done;
    if (!done) {
      const older = walk.shards[Math.min(walk.next, walk.shards.length - 1)];
      more.textContent = walk.shown < goal ? say('further', 0, older.to) : say('more');
    }
    status.textContent = all ? say(n > 1 ? 'many' : n ? 'one' : 'none', n) : n ? say('least', n) : more.textContent;
    history.replaceState({ shown: walk.shown }, '');
  };

  const fail = (key) => {
    status.textContent = say(key);
    archive.hidden = false;
  };
  const attempt = async (work) => {
    const mine = ++run;
    const slow = setTimeout(() => mine === run && fail('slow'), PATIENCE);
    root.setAttribute('aria-busy', 'true');
    try {
      await work(mine);
    } catch (error) {
      if (mine !== run) return;
      try { // The site may have been published anew under an open page: look once at the list of today.
        await start(true);
        await work(mine);
      } catch {
        if (mine === run) fail('failed');
      }
    } finally {
      clearTimeout(slow);
      if (mine === run) root.removeAttribute('aria-busy');
    }
  };

  const read = () => ({
    q: field.value.trim(),
    filters: Object.fromEntries(facets.filter((facet) => facet.value.trim()).map((facet) => [facet.name, facet.value.trim()])),
  });
  const search = (shown = PAGE) => {
    const query = read();
    if (!query.q && !Object.keys(query.filters).length) {
      run++;
      results.replaceChildren();
      more.hidden = true;
      status.textContent = say('hint');
      return;
    }
    status.textContent = say('busy');
    attempt(async (mine) => {
      const walk = await begin(query);
      if (mine !== run) return;
      current = walk;
      await show(walk, shown, mine);
    });
  };

  const address = () => {
    const { q, filters } = read();
    const text = new URLSearchParams({ ...(q && { q }), ...filters }).toString();
    return location.pathname + (text && '?' + text);
  };
  const go = (push) => {
    if (address() !== location.pathname + location.search) {
      history[push ? 'pushState' : 'replaceState']({}, '', address());
    }
    search();
  };
  // Choices may not be there yet: a value from the address gets an option of its own until they are.
  const restore = () => {
    const wanted = new URLSearchParams(location.search);
    field.value = wanted.get('q') || '';
    for (const facet of facets) {
      const value = wanted.get(facet.name) || '';
      if (facet.options && ![...facet.options].some((option) => option.value === value)) {
        facet.add(new Option(value, value));
      }
      facet.value = value;
    }
    search((history.state && history.state.shown) || PAGE);
  };

  const fillChoices = (list) => {
    const order = new Intl.Collator(language, { numeric: true }).compare;
    for (const facet of facets.filter((some) => some.options)) {
      const values = list.values[facet.name] || [], chosen = facet.value;
      const counts = values.map(() => 0);
      for (const shard of list.shards) {
        const pairs = shard.facets[facet.name] || [];
        for (let at = 0; at < pairs.length; at += 2) counts[pairs[at]] += pairs[at + 1];
      }
      const years = values.every((value) => /^\d+$/.test(value));
      const places = values.map((_, place) => place).sort((a, b) => (years ? -1 : 1) * order(values[a], values[b]));
      facet.length = 1;
      for (const place of places) {
        facet.add(new Option(values[place] + ' (' + number.format(counts[place]) + ')', values[place]));
      }
      if (chosen && !values.includes(chosen)) facet.add(new Option(chosen, chosen));
      facet.value = chosen;
    }
  };
  // Names of the newest shards, most frequent first; any other name may be typed in full.
  const offerNames = async (facet) => {
    const list = await latest();
    const counts = new Map();
    const sheets = await Promise.all(list.shards.slice(0, 6).map((shard) => json(shard.dir + '/names.json')));
    for (const sheet of sheets) {
      for (const [name, count] of sheet[facet.name] || []) counts.set(name, (counts.get(name) || 0) + count);
    }
    const names = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 500);
    facet.list.replaceChildren(...names.map(([name]) => new Option(name, name)));
  };

  /* ---- what the reader does ---- */

  let typing;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(typing);
    go(true);
  });
  field.addEventListener('input', (event) => {
    clearTimeout(typing);
    if (!event.isComposing) typing = setTimeout(() => go(false), 250);
  });
  field.addEventListener('focus', () => start().catch(() => {}), { once: true });
  for (const facet of facets) {
    facet.addEventListener('change', () => go(true));
    facet.addEventListener('focus', () => {
      (facet.options ? start() : offerNames(facet)).catch(() => {});
    }, { once: true });
  }
  more.addEventListener('click', () => attempt(async (mine) => {
    const first = results.children.length;
    await show(current, PAGE, mine);
    const link = results.children[first] && results.children[first].querySelector('a');
    if (link && mine === run) link.focus();
  }));
  addEventListener('popstate', restore);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = document.activeElement, writes = at.matches('input, select, textarea, [contenteditable]');
    if (event.key === '/' && !writes) {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === 'Escape' && (at === field || results.contains(at))) {
      event.preventDefault();
      field.value = '';
      field.focus();
      go(true);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const links = [...results.querySelectorAll('[data-title]')], place = links.indexOf(at);
      if (place < 0 && at !== field) return;
      const next = place + (event.key === 'ArrowDown' ? 1 : -1);
      if (next >= links.length || (place < 0 && next < 0)) return;
      event.preventDefault();
      (next < 0 ? field : links[next]).focus();
    }
  });

  archive.hidden = true;
  latest().catch(() => fail('failed'));
  restore();
})();
