'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const one = (id) => document.getElementById(id);
  const show = (...ids) => ids.forEach((id) => { one(id).hidden = false; });

  // The counts of a row with this threshold in place of every other. A session is kept at the second
  // that its wait lies within, so whole seconds are exact.
  const within = (steps, threshold) => {
    let second = 0;
    let sum = 0;
    for (let at = 0; at < steps.length; at += 2) {
      second += steps[at];
      if (second > threshold) break;
      sum += steps[at + 1];
    }
    return sum;
  };
  const ratios = (row, threshold) => {
    const answeredIn = within(row.a, threshold);
    const abandonedIn = within(row.x, threshold);
    const offered = row.answered + row.abandoned + row.short + row.unanswered;
    return [
      [answeredIn, offered - row.short],
      [answeredIn, offered],
      [answeredIn, row.answered],
      [answeredIn, offered - abandonedIn],
      [answeredIn + abandonedIn, offered],
    ];
  };
  // Ten-thousandths, rounded half up, in whole numbers.
  const rate = ([numerator, denominator]) => (denominator === 0
    ? null : Math.floor((numerator * 20000 + denominator) / (2 * denominator)));
  const percent = (value) => (value === null ? data.nothing
    : Math.floor(value / 100) + data.decimal + String(value % 100).padStart(2, '0') + data.percent);

  const slider = one('slider');
  const seconds = one('seconds');
  const line = one('threshold-line');
  const now = one('now');
  const rows = [...one('levels').tBodies[0].rows].map((row) => [...row.querySelectorAll('.level')]);
  const asSet = rows.map((cells) => cells.map((cell) => [cell.textContent, cell.className]));
  const say = (text) => { now.textContent = text; };
  const mark = (threshold) => {
    const x = 48 + 944 * Math.min(threshold, data.end) / data.end;
    line.setAttribute('x1', x);
    line.setAttribute('x2', x);
  };
  const set = (threshold) => {
    rows.forEach((cells, place) => {
      ratios(data.rows[place], threshold).forEach((ratio, formula) => {
        const value = rate(ratio);
        cells[formula].textContent = percent(value);
        cells[formula].className = 'n level ' + (value === null ? '' : value >= data.rows[place].target ? 'met' : 'missed');
      });
    });
    mark(threshold);
    const total = ratios(data.rows[data.rows.length - 1], threshold)[data.formula];
    say(percent(rate(total)) + ' = ' + total[0] + ' / ' + total[1]);
  };
  const reset = () => {
    rows.forEach((cells, place) => cells.forEach((cell, formula) => {
      [cell.textContent, cell.className] = asSet[place][formula];
    }));
    slider.value = data.threshold;
    seconds.value = data.threshold;
    mark(data.threshold);
    say('');
  };
  slider.addEventListener('input', () => {
    seconds.value = slider.value;
    set(Number(slider.value));
  });
  seconds.addEventListener('input', () => {
    const typed = Number(seconds.value);
    if (seconds.value === '' || !Number.isInteger(typed) || typed < 0 || typed > data.last) return;
    slider.value = typed;
    set(typed);
  });
  one('reset').addEventListener('click', reset);

  // A long list is folded on a screen: what is sorted to its top is shown, and all that a search finds.
  const table = one('operator-table');
  const body = table.tBodies[0];
  const most = Number(table.dataset.shown);
  const all = one('all-operators');
  const fold = () => {
    const isFolded = all !== null && !all.hidden && one('search').value.trim() === '';
    [...body.rows].forEach((row, place) => row.classList.toggle('folded', isFolded && place >= most));
  };

  // Sorting: by the number where there is one, else by the name; what is not known stays below.
  const headings = [...table.tHead.rows[0].cells];
  const names = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const sort = (column, direction) => {
    const sign = direction === 'ascending' ? 1 : -1;
    const key = (row) => row.cells[column].dataset.v;
    const compare = (a, b) => {
      const [x, y] = [key(a), key(b)];
      if (x === undefined) return sign * names.compare(a.cells[column].textContent, b.cells[column].textContent);
      if (x === '' || y === '') return (x === '') - (y === '');
      return sign * (Number(x) - Number(y));
    };
    body.append(...[...body.rows].sort(compare));
    headings.forEach((heading, place) => heading.setAttribute('aria-sort', place === column ? direction : 'none'));
    fold();
  };
  headings.forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = heading.textContent;
    button.addEventListener('click', () => {
      const before = heading.getAttribute('aria-sort');
      const first = column === 0 ? 'ascending' : 'descending';
      const other = column === 0 ? 'descending' : 'ascending';
      sort(column, before === first ? other : first);
    });
    heading.replaceChildren(button);
  });

  // Searching: without regard to case and accents.
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
  const search = one('search');
  search.addEventListener('input', () => {
    const wanted = plain(search.value);
    let found = 0;
    for (const row of body.rows) {
      row.hidden = !plain(row.cells[0].textContent).includes(wanted);
      found += row.hidden ? 0 : 1;
    }
    one('nobody').hidden = found > 0;
    fold();
  });
  if (all !== null) {
    show('all-operators');
    fold();
    all.addEventListener('click', () => {
      all.hidden = true;
      fold();
      // With the keyboard, the first row that the button showed comes next.
      const next = body.rows[most];
      next.tabIndex = -1;
      next.focus();
    });
  }

  // A box wider than the screen scrolls by itself, also by the arrow keys.
  const boxes = [...document.querySelectorAll('.scroll')];
  const reach = () => boxes.forEach((box) => {
    const isWide = box.scrollWidth > box.clientWidth;
    const title = [...box.closest('section').querySelectorAll('h2, h3')]
      .filter((heading) => heading.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
    for (const [name, value] of [['tabindex', '0'], ['role', 'group'], ['aria-label', title ? title.textContent : '']]) {
      if (isWide) box.setAttribute(name, value); else box.removeAttribute(name);
    }
  });
  new ResizeObserver(reach).observe(document.body);
  reach();

  // Where the months do not fit, the last of them are those that are asked for.
  document.querySelectorAll('.scroll:has(.months)').forEach((box) => { box.scrollLeft = box.scrollWidth; });

  one('theme').addEventListener('click', () => {
    const root = document.documentElement;
    const isDark = root.classList.contains('dark')
      || (!root.classList.contains('light') && matchMedia('(prefers-color-scheme: dark)').matches);
    root.classList.toggle('dark', !isDark);
    root.classList.toggle('light', isDark);
  });
  one('print').addEventListener('click', () => window.print());
  show('slider', 'controls', 'find', 'theme', 'print');
})();
