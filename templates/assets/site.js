/* What a script adds to every page, none of which a page needs: times that count along, the newest stories beside a
   story, keys, and the choice of light or dark. All words come from the page. */
'use strict';
(() => {
  const html = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  // Storage may be forbidden; then a choice lasts as long as the page.
  const kept = (key) => { try { return localStorage.getItem(key) || ''; } catch { return ''; } };
  const keep = (key, value) => {
    try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* as said */ }
  };
  html.dataset.theme = kept('theme');

  /* Times of less than a day ago */
  const [now, minute, minutes, hour, hours] = html.dataset.ago.split('|');
  const ago = (age) => age < 1 ? now : age < 2 ? minute : age < 60 ? minutes.replace('{n}', age)
    : age < 120 ? hour : hours.replace('{n}', Math.floor(age / 60));
  const absolute = new Map();
  const count = () => absolute.forEach((text, time) => {
    const age = Math.floor((Date.now() - Date.parse(time.dateTime)) / 6e4);
    const shown = age >= 0 && age < 1440 ? ago(age) : text;
    if (time.textContent !== shown) time.textContent = shown;
  });
  const follow = (within) => {
    for (const time of all('time[datetime*=T]', within)) {
      if (Date.now() - Date.parse(time.dateTime) > 864e5) continue;
      absolute.set(time, time.textContent);
      time.title ||= time.textContent;
    }
    count();
  };
  follow();
  setInterval(count, 6e4);
  addEventListener('beforeprint', () => absolute.forEach((text, time) => { time.textContent = text; }));
  addEventListener('afterprint', count);

  /* The newest stories, beside a story */
  const box = one('[data-latest]');
  if (box) {
    fetch(box.dataset.latest).then((answer) => answer.json()).then((stories) => {
      const list = document.createElement('ol');
      for (const story of stories.filter((each) => each.address !== location.pathname).slice(0, 6)) {
        const item = document.createElement('li'), time = document.createElement('time');
        const link = document.createElement('a');
        time.dateTime = story.machine;
        time.textContent = Date.now() - Date.parse(story.machine) < 864e5 ? story.time
          : new Date(story.machine).toLocaleDateString(html.lang, { day: 'numeric', month: 'long', year: 'numeric' });
        link.href = story.address;
        link.textContent = story.title;
        item.append(time, link);
        list.append(item);
      }
      follow(list);
      list.firstChild ? box.append(list) : box.remove();
    }).catch(() => box.remove());
  }

  /* Settings */
  const dialog = one('#settings'), theme = all('[name=theme]', dialog), keys = one('[name=keys]');
  for (const choice of theme) {
    choice.checked = choice.value === html.dataset.theme;
    choice.onchange = () => keep('theme', html.dataset.theme = choice.value);
  }
  keys.checked = !kept('keys');
  keys.onchange = () => keep('keys', keys.checked ? '' : 'off');
  one('[data-settings]').onclick = () => dialog.showModal();

  /* Keys. On the window and before all others, so that switched off means off for every script. */
  const step = (by) => {
    const links = all('[data-story]'), at = links.indexOf(document.activeElement);
    if (!links.length) return one(by > 0 ? 'a[rel=prev]' : 'a[rel=next]')?.click();
    const below = links.findIndex((link) => link.getBoundingClientRect().bottom > 0);
    links[at < 0 ? Math.max(below, 0) : Math.min(Math.max(at + by, 0), links.length - 1)].focus();
  };
  const does = {
    '/': () => !one('[data-search]') && one('[data-key="/"]'),
    j: () => step(1),
    k: () => step(-1),
    '?': () => dialog.showModal(),
  };
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || dialog.open || !Object.hasOwn(does, event.key)
      || event.target.closest('input, select, textarea, [contenteditable]')) return;
    if (!keys.checked) return event.stopImmediatePropagation();
    const link = does[event.key]();
    if (link) {
      event.preventDefault();
      link.click();
    }
  }, true);
})();
