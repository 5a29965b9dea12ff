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

   /pagefind/shards.json lists the shards, newest first. Of one whose counts hold every filter chosen, the word lists
   tell which stories hold a word that begins with each word typed ("in quotes": exactly so), and packs hold what is
   shown of them. Pagefind's worker gives the stems of what was typed; it is spoken to directly, because the public
   module does not tell them. */
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
  const language = document.documentElement.lang;
  let figures;
  const number = (n) => (figures ||= new Intl.NumberFormat(language)).format(n); // made when the first is shown
  const PAGE = 10, PATIENCE = 5000, STRETCH = 64, CLOSELY = 640;
  const say = (key, n = 0, day = '') =>
    (words[key] || words[{ further: 'more', slow: 'failed', least: 'many' }[key]] || '').replace('{n}', number(n)).replace('{day}', day);

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

  // A folder's name says all it holds: what was once fetched from it stays right.
  const kept = new Map();
  const pack = (path, priority = 'high') => {
    if (!kept.has(path)) {
      const got = fetch(home + path, { priority }).then(async (answer) => {
        if (!answer.ok) throw new Error(path + ': ' + answer.status);
        const body = await answer.arrayBuffer(), [one, two] = new Uint8Array(body);
        // Some hosts say that it is zipped, and the browser has unzipped it.
        if (one !== 0x1f || two !== 0x8b) return new TextDecoder().decode(body);
        return new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
      });
      got.catch(() => kept.delete(path));
      kept.set(path, got);
    }
    return kept.get(path);
  };

  let listed, started, core;
  const latest = (fresh) => {
    if (!listed || fresh) {
      // Asked anew it is fetched whole: a host that goes by whole seconds can say that nothing changed.
      listed = json('shards.json', fresh ? 'reload' : 'no-cache').then((list) => {
        setTimeout(() => fillChoices(list)); // what an answer needs is asked for first
        return list;
      });
      listed.catch(() => { listed = undefined; });
    }
    return listed;
  };
  const start = (fresh) => {
    if (!started || fresh) {
      started = latest(fresh).then(async (list) => {
        if (core !== list.core) {
          // Into the browser's cache, side by side: Pagefind would ask for one after the other, each a round trip.
          for (const name of list.warm) fetch(home + list.core + '/' + name).catch(() => {});
          hire(core = list.core);
          await ask('core', 'init',
            { basePath: home + core + '/', baseUrl: base, language: list.language, metaCacheTag: '1', primary: true });
          await ask('core', 'enterPlaygroundMode');
        }
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
  /* ---- which stories of a shard hold what is asked: numbers, 0 for the newest ---- */

  // FNV-1a of the first three code points: the build counts the same.
  const listOf = (word, files) => {
    let value = 0x811c9dc5;
    for (const letter of [...word].slice(0, 3)) value = Math.imul(value ^ letter.codePointAt(0), 0x01000193) >>> 0;
    return value % files;
  };
  const lists = new Map();
  const wordList = (shard, word) => {
    const path = shard.dir + '/words/' + listOf(word, shard.words) + '.pack';
    if (!lists.has(path)) {
      const read = pack(path, 'low').then((text) => { // what can be shown goes before
        let before = [];
        return text.split('\n').filter(Boolean).map((line) => {
          const [coded, places] = line.split('\t');
          before = [...before.slice(0, coded.charCodeAt(0) - 48), ...coded.slice(1)];
          return [before.join(''), places];
        });
      });
      read.catch(() => lists.delete(path));
      lists.set(path, read);
    }
    return lists.get(path);
  };
  // Gaps in characters of five bits, the least first; all but a gap's last have 32 added.
  const addPlaces = (found, coded) => {
    let place = -1, gap = 0, shift = 0;
    for (let at = 0; at < coded.length; at++) {
      const bits = coded.charCodeAt(at) - 48;
      gap += (bits & 31) << shift;
      if (bits & 32) shift += 5;
      else {
        found.add(place += gap + 1);
        gap = shift = 0;
      }
    }
  };
  const holding = async (shard, key) => {
    const found = new Set(), begins = [...key].length > 2 && key[0] !== '=';
    for (const [word, places] of await wordList(shard, key)) {
      if (begins ? word.startsWith(key) : word === key) addPlaces(found, places);
    }
    return found;
  };

  const count = (list, shard, name, value) => {
    const place = (list.values[name] || []).indexOf(value), pairs = shard.facets[name] || [];
    const at = pairs.findIndex((known, at) => at % 2 === 0 && known === place);
    return at < 0 ? 0 : pairs[at + 1];
  };
  // How many of a shard's stories a filter leaves, as far as the list of shards tells.
  const left = (list, shard, name, value) =>
    (list.typeahead.includes(name) ? shard.n : count(list, shard, name, value));
  const matches = async (list, shard, query) => {
    const keys = [...query.stems];
    for (const [name, value] of Object.entries(query.filters)) {
      const some = left(list, shard, name, value);
      if (!some) return [];
      if (some < shard.n || list.typeahead.includes(name)) {
        keys.push('=' + value.toLowerCase().replace(/\s+/g, ' ') + '=' + name);
      }
    }
    const found = await Promise.all(keys.map((key) => holding(shard, key)));
    if (!found.length) return Array.from({ length: shard.n }, (_, place) => place);
    found.sort((one, other) => one.size - other.size);
    return [...found[0]].filter((place) => found.every((some) => some.has(place))).sort((one, other) => one - other);
  };

  const story = async (list, { shard, place }) => {
    const text = await pack(shard.dir + '/stories/' + Math.floor(place / list.pack) + '.pack');
    const [address, title, copy, shown] = JSON.parse(text)[place % list.pack];
    return { address, title, copy, shown };
  };

  /* ---- the walk: newest shard first, exact order of date ---- */

  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const spaced = (text) => ' ' + plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(' ') + ' ';

  const begin = async (query) => {
    const list = await (query.q ? start() : latest());
    const answer = query.q ? await ask('core', 'search', query.q, {}) : {};
    const stems = (answer.search_keywords || []).filter(Boolean);
    const quoted = (query.q.match(/"[^"]+"/g) || []).map(spaced);
    return {
      list, query: { ...query, stems, quoted }, shards: query.q && !stems.length ? [] : list.shards,
      next: 0, sent: [], looked: 0, wanted: PAGE, turn: Promise.resolve(), bell: () => {},
      waiting: [], hits: [], shown: 0,
    };
  };
  const ended = (walk) => !walk.waiting.length && walk.next >= walk.shards.length;

  // Of the stories that hold all words, those that hold them as they are quoted.
  const readClosely = async (walk, some) => {
    const read = await Promise.all(some.map((hit) => story(walk.list, hit)));
    return some.filter((_, at) => {
      const text = spaced(read[at].title + '\n' + read[at].copy);
      return walk.query.quoted.every((words) => text.includes(words));
    });
  };

  // Asks shards ahead of the walk: at first the four newest, then as many as the hits so far let expect to be needed.
  const send = (walk, last) => {
    const { list, shards, query, sent, next } = walk;
    const found = walk.hits.length + walk.waiting.length;
    const need = found ? 1.5 * (walk.wanted - found) * walk.looked / found : Infinity;
    const most = next < 4 ? 4 - next : next < 20 ? 16 : 32;
    let weight = sent.reduce((sum, each) => sum + each.weight, 0);
    for (let at = next + sent.length; at < Math.min(last, shards.length); at++) {
      if (sent.length >= most || (sent.length && weight >= need)) break;
      const shard = shards[at];
      const bounds = Object.entries(query.filters).map(([name, value]) => left(list, shard, name, value));
      const asked = { shard, weight: Math.min(shard.n, ...bounds), places: matches(list, shard, query) };
      asked.places.catch(() => {});
      sent.push(asked);
      weight += asked.weight;
    }
  };
  // Brings the hits to `goal` or more, or to all there are; gives up for now at shard number `last`, or when as many
  // stories as that were read closely. One walk goes one step at a time, whoever asks.
  const advance = (walk, goal, last) => (walk.turn = walk.turn.catch(() => {}).then(() => stride(walk, goal, last)));
  const stride = async (walk, goal, last) => {
    let read = 0;
    while (walk.hits.length < goal && !ended(walk)) {
      if (walk.waiting.length) {
        if (read >= CLOSELY) break;
        const some = walk.waiting.splice(0, 32);
        read += some.length;
        walk.hits.push(...await readClosely(walk, some));
        walk.bell();
        continue;
      }
      if (walk.next >= last) break;
      send(walk, last);
      const { shard, weight, places } = walk.sent[0];
      let found;
      try {
        found = await places;
      } catch (error) {
        walk.sent = []; // the next attempt asks again
        throw error;
      }
      walk.sent.shift();
      walk.next++;
      walk.looked += weight;
      (walk.query.quoted.length ? walk.waiting : walk.hits).push(...found.map((place) => ({ shard, place })));
      walk.bell();
    }
  };

  /* ---- the page ---- */

  // A word is marked if it begins like a stem; where none does, a letter less will do (brief: brieven).
  const marked = (text, stems) => {
    const parts = text.split(/([\p{L}\p{N}\p{M}]+)/u);
    const heads = parts.map((part, at) => (at % 2 ? plain(part) : ''));
    const begin = (less) => heads.map((head) =>
      head && stems.some((stem) => head.startsWith(stem.slice(0, Math.max(3, stem.length - less)))));
    const marks = begin(0);
    return { parts, marks: marks.includes(true) ? marks : begin(1) };
  };
  const AROUND = 30;
  const excerpt = (where, text, stems) => {
    const { parts, marks } = marked(text, stems);
    // The stretch with the most marks, and of those the first.
    let best = 0, most = -1, inside = 0;
    for (let at = 0; at < parts.length; at++) {
      inside += marks[at] ? 1 : 0;
      if (at >= AROUND * 2 && marks[at - AROUND * 2]) inside--;
      if (inside > most) [best, most] = [at, inside];
    }
    const first = Math.max(0, Math.min(best - (most > 1 ? AROUND * 2 : AROUND), parts.length - AROUND * 2));
    const past = Math.min(parts.length, first + AROUND * 2);
    if (first) where.append('… ');
    for (let at = first; at < past; at++) {
      if (!marks[at]) where.append(parts[at]);
      else where.appendChild(document.createElement('mark')).textContent = parts[at];
    }
    if (past < parts.length) where.append(' …');
  };
  const item = ({ address, title, copy, shown }, stems) => {
    const node = pattern.cloneNode(true);
    const link = node.querySelector('[data-title]');
    link.textContent = title;
    link.href = base + address.slice(1);
    excerpt(node.querySelector('[data-excerpt]'), copy, stems);
    for (const place of node.querySelectorAll('[data-field]')) {
      const text = shown[place.dataset.field];
      if (text) place.textContent = text; else place.remove();
    }
    return node;
  };

  let run = 0, current;
  const report = (walk) => {
    const all = ended(walk), n = walk.hits.length;
    status.textContent = all ? say(n > 1 ? 'many' : n ? 'one' : 'none', n) : n ? say('least', n) : more.textContent;
  };
  const show = async (walk, want, mine) => {
    const goal = walk.wanted = walk.shown + want, last = walk.next + STRETCH;
    const fetched = [];
    let over = false, rung;
    // What is found is fetched and shown at once, while the walk goes on.
    walk.bell = () => {
      for (const hit of walk.hits.slice(walk.shown + fetched.length, goal)) {
        fetched.push(story(walk.list, hit));
        fetched.at(-1).catch(() => {});
      }
      if (rung) rung();
    };
    const walking = advance(walk, goal, last).finally(() => {
      over = true;
      walk.bell();
    });
    walking.catch(() => {});
    walk.bell();
    while (fetched.length || !over) {
      if (!fetched.length) {
        await new Promise((resolve) => { rung = resolve; });
        continue;
      }
      const read = await Promise.all(fetched);
      if (mine !== run) return;
      if (!walk.shown) results.replaceChildren();
      results.append(...read.map((each) => item(each, walk.query.stems)));
      fetched.splice(0, read.length);
      walk.shown += read.length;
    }
    await walking;
    if (mine !== run) return;
    if (!walk.shown) results.replaceChildren();
    archive.hidden = true;
    more.hidden = ended(walk) && walk.shown === walk.hits.length;
    if (!more.hidden) {
      const older = walk.shards[Math.min(walk.next, walk.shards.length - 1)];
      more.textContent = walk.shown < goal ? say('further', 0, older.to) : say('more');
    }
    report(walk);
    history.replaceState({ shown: walk.shown }, '');
    if (walk.shown >= goal) countAll(walk, mine);
  };
  // With the page shown and nothing typed for a moment, the rest is counted, if that asks for few lists.
  const countAll = (walk, mine) => {
    const { stems, filters, quoted } = walk.query;
    const lists = (stems.length + Object.keys(filters).length) * (walk.shards.length - walk.next);
    if (quoted.length || lists > STRETCH) return;
    if (navigator.connection && navigator.connection.saveData) return;
    setTimeout(async () => {
      walk.wanted = Infinity;
      while (mine === run && !ended(walk)) await advance(walk, walk.hits.length + 1, walk.next + STRETCH);
      if (mine === run) report(walk);
    }, 600);
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
        await (read().q ? start(true) : latest(true));
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
        facet.add(new Option(values[place] + ' (' + number(counts[place]) + ')', values[place]));
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
