/*
 * The browser side of the web chat: a mailbox that shows nothing twice and loses nothing.
 *
 * Plain ES2015, for the browsers that messengers and old phones bring. What is said goes to the
 * server and to this page, never to the console.
 */
(function () {
  'use strict';

  const scanned = takeCode();
  const config = JSON.parse(byId('config').textContent);
  const talk = byId('talk');
  const first = byId('first');
  const input = byId('say');

  const TIMEOUT = 15000;
  const RETRY = [1000, 2000, 4000, 8000, 15000];
  const LOOK = { alone: 4000, woken: 25000, idle: 60000 };
  const IDLE = 10 * 60 * 1000;
  const TWICE = 700; // two taps closer than this are one tap of a shaking hand
  const WINDOW = 30; // replies that a fresh page gets
  const MOODS = { 401: 'cookies', 429: 'busy' }; // any other failure: offline
  const VERDICTS = ['go', 'wait', 'stop'];
  const DOTS = '••••';
  const LIKE_A_CODE = /^(?=(.*[a-z]){2})(?=.*\d)[a-z\d]{4}[ .-]?[a-z\d]{4}$/i;

  // ---------------------------------------------------------------- store: what is kept

  const UNSENT = 'ansinh.unsent.';
  const CLOCK = 'ansinh.clock';
  const FORGOTTEN = 'ansinh.forgotten';
  const SAID = 'ansinh.said';
  const ERA = 'ansinh.era';
  const LANGUAGE = 'ansinh.language';
  const SECRET = 'ansinh.secret';

  /** Storage that never throws: what the browser does not keep, the page keeps while it is open. */
  function box(open) {
    let real = null;
    let memory = {};
    try {
      real = open();
      real.getItem(CLOCK);
    } catch (refused) {
      real = null;
    }
    return {
      get: function (key) {
        try {
          return key in memory ? memory[key] : JSON.parse(real.getItem(key));
        } catch (unreadable) {
          return null;
        }
      },
      set: function (key, value) {
        try {
          real.setItem(key, JSON.stringify(value));
          delete memory[key];
        } catch (full) {
          memory[key] = value;
        }
      },
      /** For secrets: only while the page is open, and for this tab alone. */
      hold: function (key, value) { memory[key] = value; },
      drop: function (key) {
        delete memory[key];
        if (real) real.removeItem(key);
      },
      keys: function () {
        return Object.keys(memory).concat(real ? Object.keys(real) : []);
      },
      forgetHeld: function () { memory = {}; },
      clear: function () {
        memory = {};
        if (real) real.clear();
      },
    };
  }

  const kept = box(function () { return window.localStorage; }); // shared by tabs, outlives them
  const here = box(function () { return window.sessionStorage; }); // this tab, outlives a reload

  /** A logical clock, shared by tabs: every message is later than all that was heard or made. */
  function tick() {
    const next = (kept.get(CLOCK) || 0) + 1;
    kept.set(CLOCK, next);
    return next;
  }

  function setClock(order) {
    if (order > (kept.get(CLOCK) || 0)) kept.set(CLOCK, order);
  }

  function isUnsent(id) {
    return kept.get(UNSENT + id) !== null;
  }

  /** Every message that waits, of whatever tab, oldest first. Sending one twice does no harm. */
  function unsent() {
    return kept.keys()
      .filter(function (key) { return key.indexOf(UNSENT) === 0; })
      .map(function (key) { return kept.get(key); })
      .filter(function (message) { return message && message.id; })
      .sort(function (a, b) { return a.order - b.order || a.at - b.at; });
  }

  // What she said, in this tab: [{id, order, era, after, turn, label, sign, on, choice, answer,
  // waits, failed}]. It stands after reply number `after`; `on` is the reply whose button she
  // pressed, `choice` which (0: her place), `answer` whether that closes the question; `waits` marks
  // a secret that is not known to be heard. Of a secret it holds nothing but dots.
  let said = here.get(SAID) || [];

  function remember(entry) {
    said.push(entry);
    said = said.slice(-100);
    here.set(SAID, said);
  }

  function saidOf(id) {
    return said.filter(function (entry) { return entry.id === id; })[0];
  }

  // The server says after which reply a secret is expected. Until it has said so, what looks like a
  // code is one, and so is whatever follows a secret that still waits.
  function isSecret(text) {
    return Boolean(here.get(SECRET)) || LIKE_A_CODE.test(text) || /^\/link\s/i.test(text)
      || unsent().some(function (message) { return message.secret; });
  }

  /** A secret is in no storage, so one that was not heard before a reload is lost: that is said. */
  function findLost(heard) {
    said.forEach(function (entry) {
      if (!entry.waits || isUnsent(entry.id)) return;
      entry.waits = false;
      if (entry.order > heard) entry.failed = 'not_sent';
    });
    here.set(SAID, said);
    refreshStates();
  }

  /** The code in `/#code=…`, which a slip's QR opens; gone from the address before anything else. */
  function takeCode() {
    const found = /^#code=([a-z\d]{4})(?:%20|[ .-])?([a-z\d]{4})$/i.exec(location.hash);
    if (location.href.indexOf('#') >= 0) {
      history.replaceState(null, '', location.pathname + location.search);
    }
    return found ? found[1] + found[2] : null;
  }

  function sayCode(code) {
    if (code) say({ text: '/link ' + code }, { label: DOTS, sign: 'papers', secret: true });
  }

  // ---------------------------------------------------------------- mail: what comes

  // An address that the server no longer knows is followed by a new one, which counts its mail
  // anew: a new era. `lives` marks answers that belong to an address given up since.
  let era = here.get(ERA) || 0;
  let lives = 0;
  let seen = 0;
  let latest = 0; // the newest reply that is no notice: a notice closes no question
  let fresh = true;
  let asleep = false; // after forgetting nothing is asked, and no address made, until she speaks
  let looking = false;
  let due = false;
  let misses = 0;
  let lookTimer = 0;
  let touched = Date.now();
  let drawn = {};

  /** What the server answered; status 0 where nothing (readable) came back in time. */
  function post(path, body) {
    const control = window.AbortController ? new AbortController() : null;
    const options = {
      method: 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    };
    if (control) options.signal = control.signal;
    return new Promise(function (resolve) {
      const nothing = { status: 0 };
      const timer = setTimeout(function () {
        resolve(nothing);
        if (control) control.abort();
      }, TIMEOUT);
      const done = function (answer) {
        clearTimeout(timer);
        resolve(answer);
      };
      fetch(path, options).then(read).then(done, function () { done(nothing); });
    });
  }

  function read(response) {
    const answer = { status: response.status, after: Number(response.headers.get('Retry-After')) };
    if (answer.status !== 200) return answer;
    return response.json().then(function (body) {
      // A hotel's or a café's login page answers 200, too.
      if (!body || !Array.isArray(body.mail)) throw new Error('not ours');
      answer.body = body;
      return answer;
    });
  }

  function look() {
    if (asleep) return;
    if (looking) {
      due = true;
      return;
    }
    looking = true;
    due = false;
    clearTimeout(lookTimer);
    const life = lives;
    post('/chat/mail', { seen: seen, fresh: fresh }).then(function (answer) {
      if (life !== lives) return;
      looking = false;
      if (answer.status === 200) looked(answer.body);
      else missed(answer);
    });
  }

  function looked(body) {
    const found = take(body);
    misses = 0;
    connect();
    flush();
    if (found || due) look(); // tells the server what was shown, and brings what else there is
    else lookLater();
  }

  function missed(answer) {
    misses += 1;
    if (fresh && unsent().length) setMood(MOODS[answer.status] || 'offline');
    lookLater((answer.after || 0) * 1000);
  }

  function lookLater(atLeast) {
    clearTimeout(lookTimer);
    // Without cookies every look would make one more address that nobody returns to.
    if (asleep || document.hidden || mood === 'cookies' || navigator.cookieEnabled === false) return;
    lookTimer = setTimeout(look, Math.max(atLeast || 0, pause()));
  }

  function pause() {
    if (Date.now() - touched > IDLE) return LOOK.idle;
    if (misses) return delay(misses);
    return socketIsOpen() ? LOOK.woken : LOOK.alone;
  }

  function delay(failures) {
    return RETRY[Math.min(failures, RETRY.length) - 1];
  }

  /** Shows what is new in an answer and says whether anything was. */
  function take(body) {
    const wasFresh = fresh;
    fresh = false;
    setClock(body.heard || 0);
    setLanguage(body.language);
    const news = body.mail
      .filter(function (reply) { return !drawn[era + '.' + reply.n]; })
      .sort(function (a, b) { return a.n - b.n; });
    if (wasFresh) {
      findLost(body.heard);
      forgetBefore(body.mail);
    }
    if (!news.length) return false;
    if (wasFresh) quietly();
    const bubbles = news.map(drawReply);
    seen = Math.max(seen, news[news.length - 1].n);
    settle();
    showTalk();
    reveal(wasFresh ? bubbles[bubbles.length - 1] : bubbles[0], wasFresh);
    if (!wasFresh && news[news.length - 1].wants === 'phone') input.focus();
    return true;
  }

  /** What she said before the oldest reply that a full window still holds would stand alone. */
  function forgetBefore(mail) {
    if (mail.length < WINDOW) return;
    const oldest = Math.min.apply(null, mail.map(function (reply) { return reply.n; }));
    said = said.filter(function (entry) {
      const stays = entry.after >= oldest || isUnsent(entry.id);
      if (!stays) remove(bubbleOf(entry.id));
      return stays;
    });
    here.set(SAID, said);
  }

  /** A new address: the old conversation stays to be read, the new one is counted apart. */
  function startEra() {
    lives += 1;
    era += 1;
    seen = latest = 0;
    fresh = true;
    expectSecret(false);
    looking = false;
    here.set(ERA, era);
    said.forEach(function (entry) {
      if (!isUnsent(entry.id)) return;
      entry.era = era;
      entry.after = 0;
      const bubble = bubbleOf(entry.id);
      if (bubble) bubble.place = placeOf(entry);
    });
    here.set(SAID, said);
  }

  // The socket only ever says that there is mail.
  let socket = null;
  let socketMisses = 0;
  let socketTimer = 0;

  function socketIsOpen() {
    return Boolean(socket) && socket.readyState === 1;
  }

  function connect() {
    if (!window.WebSocket || socket || asleep) return;
    clearTimeout(socketTimer);
    try {
      socket = new WebSocket(location.protocol.replace('http', 'ws') + '//' + location.host + '/chat/wake');
    } catch (refused) {
      return;
    }
    const mine = socket;
    mine.onopen = function () { socketMisses = 0; };
    mine.onmessage = wake;
    mine.onclose = function () {
      if (socket !== mine) return;
      socket = null;
      socketMisses += 1;
      socketTimer = setTimeout(connect, Math.min(60000, 500 * Math.pow(2, socketMisses)));
      if (!looking) lookLater();
    };
  }

  function disconnect() {
    clearTimeout(socketTimer);
    const open = socket;
    socket = null;
    if (open) open.close();
  }

  function wake() {
    if (document.hidden || sending) due = true; // what is being said brings its replies itself
    else look();
  }

  // ---------------------------------------------------------------- outgoing queue

  let sending = false;
  let holding = false; // while the server is asked to forget
  let attempts = 0;
  let flushTimer = 0;
  let mood = 'sending'; // what every waiting bubble shows

  /** Puts one message in the queue. `shown`: {label, sign, on, choice, answer, secret} of her bubble. */
  function say(body, shown) {
    const message = { id: newId(), order: tick(), at: Date.now(), body: body, label: shown.label, sign: shown.sign };
    if (shown.secret) {
      message.secret = true;
      kept.hold(UNSENT + message.id, message);
    } else {
      kept.set(UNSENT + message.id, message);
    }
    if (shown.file) hold(message.id, shown.file);
    if (mood === 'cookies') mood = 'sending';
    const bubble = drawSaid(enter(message, shown));
    asleep = false;
    settle();
    showTalk();
    scrollTo(talk.scrollHeight);
    flush();
    return bubble;
  }

  /** Writes down where a message stands in the conversation. */
  function enter(message, shown) {
    const entry = {
      id: message.id,
      order: message.order,
      era: era,
      after: seen,
      turn: nextTurn(),
      label: message.label,
      sign: message.sign || null,
      on: shown.on || null,
      choice: shown.choice || 0,
      answer: Boolean(shown.answer),
      waits: Boolean(message.secret),
    };
    remember(entry);
    return entry;
  }

  function nextTurn() {
    return said.length ? said[said.length - 1].turn + 1 : 1;
  }

  function newId() {
    const bytes = new Uint8Array(16);
    if (window.crypto && crypto.getRandomValues) crypto.getRandomValues(bytes);
    else bytes.forEach(function (_, at) { bytes[at] = Math.random() * 256; });
    return Array.prototype.map.call(bytes, function (byte) {
      return (byte + 256).toString(16).slice(1);
    }).join('');
  }

  // Files. Only what a question has taken is brought; until then it is on this phone alone, and
  // after a reload it is picked again.
  let bringing = {}; // by the message's id: {file, wanted, misses}
  const PICKED = 'image/jpeg,image/png,image/webp';
  const SHEETS = '.xlsx,.xls,.csv';
  const FILES = ['photo', 'voice', 'sheet'];
  const LARGE = 1500000; // bytes; on a slow line a minute
  const SIDE = 2400; // what a card is still read at
  const BRING = 5 * 60 * 1000; // as long as the server waits
  const BRING_TRIES = 5;

  function hold(id, file) {
    bringing[id] = { file: file, wanted: false, misses: 0 };
  }

  /** The server has heard the message: it wants the file, or never will. */
  function bringWanted(id, wanted) {
    const waits = bringing[id];
    if (!waits) return;
    if ((wanted || []).indexOf(id) < 0) drop(id);
    else if (!waits.wanted) {
      waits.wanted = true;
      shrink(waits.file).then(function (content) { bring(id, content); });
    }
  }

  function drop(id, why) {
    delete bringing[id];
    const entry = saidOf(id);
    if (entry && why) {
      entry.failed = why;
      here.set(SAID, said);
    }
    refreshStates();
  }

  function bring(id, content) {
    const life = lives;
    postFile('/chat/file/' + id, content).then(function (answer) {
      if (life !== lives || !bringing[id]) return;
      if (answer.status === 204 || answer.status === 404) drop(id); // there, or given up
      else if (answer.status === 422) drop(id, 'not_sent'); // why is said by a message
      else if ((bringing[id].misses += 1) > BRING_TRIES) drop(id, 'not_sent');
      else setTimeout(function () { bring(id, content); }, Math.max((answer.after || 0) * 1000, delay(bringing[id].misses)));
    });
  }

  function postFile(path, content) {
    const control = window.AbortController ? new AbortController() : null;
    const options = {
      method: 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: content,
    };
    if (control) options.signal = control.signal;
    return new Promise(function (resolve) {
      const timer = setTimeout(function () {
        resolve({ status: 0 });
        if (control) control.abort();
      }, BRING);
      const done = function (answer) {
        clearTimeout(timer);
        resolve(answer);
      };
      fetch(path, options).then(function (response) {
        done({ status: response.status, after: Number(response.headers.get('Retry-After')) });
      }, function () { done({ status: 0 }); });
    });
  }

  /** A large photo made smaller here; what this browser cannot draw goes as it is. */
  function shrink(file) {
    if (!/^image\//.test(file.type) || (file.size < LARGE && PICKED.indexOf(file.type) >= 0)) {
      return Promise.resolve(file);
    }
    return new Promise(function (resolve) {
      const image = new Image();
      const address = URL.createObjectURL(file);
      const done = function (content) {
        URL.revokeObjectURL(address);
        resolve(content && (content.size < file.size || PICKED.indexOf(file.type) < 0) ? content : file);
      };
      image.onerror = function () { done(null); };
      image.onload = function () {
        try {
          drawn2d(image).toBlob(done, 'image/jpeg', 0.85);
        } catch (refused) {
          done(null);
        }
      };
      image.src = address;
    });
  }

  function drawn2d(image) {
    const scale = Math.min(1, SIDE / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = make('canvas');
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    const paper = canvas.getContext('2d');
    paper.fillStyle = '#fff'; // what is see-through would be black
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  function flush() {
    if (sending || holding || mood === 'cookies') return;
    clearTimeout(flushTimer);
    refreshStates();
    const message = unsent()[0];
    if (!message) {
      attempts = 0;
      mood = 'sending';
    } else if (fresh) {
      look(); // first the mail, which also brings the cookie
    } else {
      deliver(message, false);
    }
  }

  function deliver(message, again) {
    sending = true;
    const life = lives;
    bubbleForOrphan(message);
    post('/chat/say', Object.assign({ id: message.id, order: message.order, seen: seen }, message.body))
      .then(function (answer) {
        if (life !== lives) return;
        sending = false;
        answered(message, answer, again);
      });
  }

  function answered(message, answer, again) {
    if (answer.status === 200) heard(message, answer.body);
    else if (answer.status === 401 && again) setMood('cookies');
    else if (answer.status === 401) renew(message);
    else if (answer.status === 400) refuse(message, 'not_sent');
    else if (answer.status === 413) refuse(message, 'too_big');
    else if (answer.status === 429) waitThenFlush('busy', (answer.after || 5) * 1000);
    else waitThenFlush('offline', delay(++attempts));
  }

  function heard(message, body) {
    kept.drop(UNSENT + message.id);
    noLongerWaits(message.id);
    attempts = 0;
    bringWanted(message.id, body.wanted);
    setMood('sending');
    if (take(body) || body.more || due) look();
    flush();
  }

  function noLongerWaits(id) {
    const entry = saidOf(id);
    if (!entry || !entry.waits) return;
    entry.waits = false;
    here.set(SAID, said);
  }

  /** The server does not know our cookie: the mail brings a new one, then once more. */
  function renew(message) {
    startEra();
    sending = true;
    const life = lives;
    post('/chat/mail', { seen: 0, fresh: true }).then(function (answer) {
      if (life !== lives) return;
      sending = false;
      if (answer.status !== 200) {
        answered(message, answer, true);
        return;
      }
      take(answer.body);
      disconnect();
      connect();
      deliver(message, true);
    });
  }

  function refuse(message, why) {
    kept.drop(UNSENT + message.id);
    attempts = 0;
    delete bringing[message.id];
    const entry = saidOf(message.id);
    if (entry) {
      entry.failed = why;
      entry.waits = false;
      here.set(SAID, said);
    }
    refreshStates();
    settle();
    announce(why);
    flush();
  }

  function waitThenFlush(why, milliseconds) {
    setMood(why);
    clearTimeout(flushTimer);
    flushTimer = setTimeout(flush, milliseconds);
  }

  function setMood(key) {
    const changed = mood !== key;
    mood = key;
    refreshStates();
    if (changed && key !== 'sending') announce(key);
  }

  // ---------------------------------------------------------------- drawing

  let language = here.get(LANGUAGE);

  function byId(id) {
    return document.getElementById(id);
  }

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function make(tag, className, children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    (children || []).forEach(function (child) { if (child) element.appendChild(child); });
    return element;
  }

  function remove(element) {
    if (element && element.parentNode) element.parentNode.removeChild(element);
  }

  function sign(name, className) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    svg.setAttribute('class', 'sign' + (className ? ' ' + className : ''));
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', '#s-' + name);
    svg.appendChild(use);
    return svg;
  }

  function known(name) {
    return name && byId('s-' + name) ? name : null;
  }

  function langOf(text) {
    if (/[\u1780-\u17ff\u19e0-\u19ff]/.test(text)) return 'km';
    return language === 'en' ? 'en' : 'vi';
  }

  function written(text, tag, className) {
    const element = make(tag || 'span', className);
    element.lang = langOf(text);
    element.textContent = text;
    return element;
  }

  /** "Xem thêm · មើលបន្ថែម" as two lines, each in its own language. */
  function parts(label) {
    return make('span', 'parts', label.split(' · ').map(function (part) { return written(part); }));
  }

  // Words of the page itself

  function words(key) {
    const strings = config.strings[language || 'vi+km'] || config.strings['vi+km'];
    return strings[key] || '';
  }

  function fill(element, key) {
    const languages = language === null || language === 'vi+km' ? ['vi', 'km'] : [language];
    element.textContent = '';
    languages.forEach(function (code, at) {
      const span = make('span');
      span.lang = code;
      span.textContent = (config.strings[code] || {})[key] || '';
      if (at) element.appendChild(document.createTextNode(' '));
      element.appendChild(span);
    });
  }

  function filled(key, tag, className) {
    const element = make(tag || 'span', className);
    element.setAttribute('data-string', key);
    fill(element, key);
    return element;
  }

  function setLanguage(code) {
    const next = config.strings[code] ? code : null;
    if (next === language) return;
    language = next;
    here.set(LANGUAGE, language);
    fillAll();
  }

  function fillAll() {
    document.documentElement.lang = language === 'km' || language === 'en' ? language : 'vi';
    all('[data-string]').forEach(function (element) {
      fill(element, element.getAttribute('data-string'));
    });
    all('[data-string-label]').forEach(function (element) {
      element.setAttribute('aria-label', words(element.getAttribute('data-string-label')));
    });
    all('[data-string-placeholder]').forEach(function (element) {
      const lines = words(element.getAttribute('data-string-placeholder')).split(' · ');
      element.placeholder = lines.join('\n');
      element.classList.toggle('two', lines.length > 1);
    });
  }

  /** For ears only: own bubbles are silent in the log. */
  function announce(key) {
    fill(byId('status'), key);
  }

  /** What is only drawn again is not read out again. */
  function quietly() {
    talk.setAttribute('aria-live', 'off');
    setTimeout(function () { talk.setAttribute('aria-live', 'polite'); }, 1000);
  }

  // Bubbles stand in the order of [era, reply number, 0 for a reply or 1 for hers, her turn].

  function placeOf(entry) {
    return [entry.era, entry.after, 1, entry.turn];
  }

  function isAfter(a, b) {
    for (let at = 0; at < a.length; at += 1) {
      if (a[at] !== b[at]) return a[at] > b[at];
    }
    return false;
  }

  function insert(bubble, place) {
    let before = null;
    let previous = talk.lastElementChild;
    while (previous && isAfter(previous.place, place)) {
      before = previous;
      previous = previous.previousElementSibling;
    }
    bubble.place = place;
    talk.insertBefore(bubble, before);
    return bubble;
  }

  function bubbleOf(id) {
    return byId('said-' + id);
  }

  function drawSaid(entry) {
    const bubble = make('div', 'bubble', [
      filled('you_said', 'span', 'unseen'),
      make('p', 'words', [known(entry.sign) && sign(entry.sign), parts(entry.label)]),
    ]);
    bubble.id = 'said-' + entry.id;
    bubble.setAttribute('data-from', 'me');
    bubble.setAttribute('aria-live', 'off');
    showState(bubble, entry);
    return insert(bubble, placeOf(entry));
  }

  function showState(bubble, entry) {
    const waits = bringing[entry.id] ? 'sending' : null;
    const key = entry.failed || (isUnsent(entry.id) ? mood : waits);
    const state = bubble.querySelector('.state');
    bubble.classList.toggle('failed', Boolean(entry.failed));
    if (state && state.getAttribute('data-string') === key) return;
    remove(state);
    if (key) bubble.appendChild(filled(key, 'span', 'state'));
  }

  function refreshStates() {
    said.forEach(function (entry) {
      const bubble = bubbleOf(entry.id);
      if (bubble) showState(bubble, entry);
    });
  }

  /** A message that another tab, or an earlier visit, could not send. */
  function bubbleForOrphan(message) {
    if (saidOf(message.id)) return;
    drawSaid(enter(message, {}));
    showTalk();
  }

  function drawReply(reply) {
    drawn[era + '.' + reply.n] = true;
    if (!reply.notice && reply.n > latest) {
      latest = reply.n;
      expectSecret(reply.secret);
    }
    const bubble = make('div', 'bubble', [
      filled('it_said', 'span', 'unseen'),
      drawLines(reply.lines || []),
      reply.picture && drawPicture(reply.picture),
      drawFiles(reply),
      reply.pin && drawPin(reply.pin),
      drawChoices(reply),
      reply.wants === 'place' && drawWantsPlace(reply),
      FILES.indexOf(reply.wants) >= 0 && drawWantsFile(reply),
    ]);
    if (reply.large) enlarge(bubble);
    if (reply.work) bubble.classList.add('work');
    bubble.setAttribute('data-from', 'them');
    bubble.setAttribute('data-n', reply.n);
    return insert(bubble, [era, reply.n, 0, 0]);
  }

  /** To be held up to somebody, or to be taken along on paper. */
  function enlarge(bubble) {
    bubble.classList.add('large');
    if (!window.print) return;
    const button = make('button', 'choice', [sign('papers'), filled('print', 'span', 'parts')]);
    button.type = 'button';
    button.setAttribute('data-print', '');
    button.press = function () { printOnly(bubble); };
    bubble.appendChild(make('div', 'choices', [button]));
  }

  function printOnly(bubble) {
    const body = document.body;
    const done = function () {
      window.removeEventListener('afterprint', done);
      body.classList.remove('printing');
      bubble.classList.remove('on-paper');
    };
    body.classList.add('printing');
    bubble.classList.add('on-paper');
    window.addEventListener('afterprint', done);
    window.print();
  }

  function drawLines(lines) {
    const signed = lines.some(function (line) { return known(line.sign) || line.day; });
    return make('div', signed ? 'signed' : '', lines.map(drawLine));
  }

  function drawLine(line) {
    if (!line.text) return make('hr', 'between');
    const name = known(line.sign) || (line.day ? 'day' : null);
    const picture = line.day ? drawLeaf(line.day, name) : name && sign(name);
    const row = make('p', 'line', [picture, drawWords(line.text)]);
    row.lang = langOf(line.text);
    if (name) row.setAttribute('data-sign', name);
    if (VERDICTS.indexOf(name) >= 0) row.classList.add('verdict');
    if (/^\(.*\)$/.test(line.text)) row.classList.add('aside');
    return row;
  }

  /** Of addresses in a line only those of a poster and of the officials' page can be followed, and only on this very site. */
  function drawWords(text) {
    const words = make('span');
    const parts = /^(.*?)(\S+(\/poster\/\d+|\/day\/in\/[\w-]{43}))$/.exec(text);
    words.textContent = parts ? parts[1] : text;
    if (!parts) return words;
    const link = make('a');
    link.href = parts[3];
    link.target = '_blank';
    link.rel = 'noopener';
    link.textContent = parts[2];
    words.appendChild(link);
    return words;
  }

  /** Dashed, with a question mark, where the day is not certain; crossed out where it is over. */
  function drawLeaf(day, kind) {
    const numbers = day.split('-').map(Number);
    const leaf = make('span', 'leaf ' + kind, [make('b'), make('i')]);
    leaf.firstChild.textContent = numbers[2];
    leaf.lastChild.textContent = numbers[1];
    leaf.setAttribute('aria-hidden', 'true');
    return leaf;
  }

  function drawChoices(reply) {
    if (!reply.choices || !reply.choices.length) return null;
    const group = make('div', 'choices', reply.choices.map(function (choice, at) {
      return drawChoice(reply.n, choice, at + 1);
    }));
    group.setAttribute('role', 'group');
    return group;
  }

  function drawChoice(n, choice, number) {
    const name = known(choice.sign);
    const button = make('button', 'choice', [
      name && sign(name),
      parts(choice.label),
      sign('tick', 'tick-sign'),
    ]);
    button.type = 'button';
    button.setAttribute('data-choice', number);
    button.isAnswer = choice.tap.indexOf('a:') === 0;
    const shown = { label: choice.label, sign: name, on: era + '.' + n, choice: number, answer: button.isAnswer };
    button.press = function () { say({ tap: choice.tap }, shown); };
    return button;
  }

  function drawWantsPlace(reply) {
    const button = make('button', 'choice', [sign('place'), filled('share_place', 'span', 'parts'), sign('tick', 'tick-sign')]);
    button.type = 'button';
    button.setAttribute('data-wants', 'place');
    button.press = function () { sharePlace(button, era + '.' + reply.n); };
    button.isAnswer = true;
    return make('div', 'choices', [button]);
  }

  /** What brings a photo or a voice; another kind of file goes by the picture in the bar below. */
  function drawWantsFile(reply) {
    const on = era + '.' + reply.n;
    if (reply.wants === 'sheet') {
      return make('div', 'choices', [drawPicker('list', 'choose_sheet', SHEETS, null, on)]);
    }
    const voice = reply.wants === 'voice' && drawPicker('speak', 'speak', 'audio/*', '', on);
    return make('div', 'choices', [voice, drawPicker('attach', 'attach', PICKED, 'environment', on)]);
  }

  function drawPicker(name, key, accept, camera, on) {
    const picker = make('input', 'unseen');
    const label = make('label', 'choice pick', [picker, sign(name), filled(key, 'span', 'parts')]);
    picker.type = 'file';
    picker.accept = accept;
    if (camera !== null) picker.setAttribute('capture', camera);
    picker.addEventListener('change', function () { sayFile(picker, on); });
    label.setAttribute('data-wants', accept === PICKED ? 'photo' : accept === SHEETS ? 'sheet' : 'voice');
    return label;
  }

  function drawFiles(reply) {
    if (!reply.files || !reply.files.length) return null;
    return make('div', 'files', reply.files.map(function (file, at) {
      return drawFile(file, '/chat/file/' + reply.n + '/' + at);
    }));
  }

  /** Asked for as the conversation was: with the cookie, and kept nowhere but in this page. */
  function drawFile(file, path) {
    const place = make('div', 'file', [written(file.told, 'p', 'told')]);
    fetch(path, { credentials: 'same-origin', cache: 'no-store' }).then(function (response) {
      if (response.status !== 200) throw new Error('not shown');
      return response.blob();
    }).then(function (content) {
      place.appendChild(shownFile(file, URL.createObjectURL(content)));
    }).catch(function () {
      place.appendChild(filled('not_shown', 'p', 'aside'));
    });
    return place;
  }

  function shownFile(file, address) {
    if (file.as === 'paper') return drawSaved(address, 'papers', 'save_paper', 'file.pdf');
    if (file.as === 'sheet') return drawSaved(address, 'list', 'save_sheet', 'an-sinh.xlsx');
    const shown = make(file.as === 'picture' ? 'img' : 'audio', 'sent');
    if (file.as === 'picture') {
      shown.alt = file.told;
      shown.onload = keepEnd;
    } else {
      shown.controls = true;
    }
    shown.src = address;
    return shown;
  }

  function drawSaved(address, name, key, called) {
    const link = make('a', 'big', [sign(name), filled(key, 'span', 'parts')]);
    link.href = address;
    link.download = called;
    return link;
  }

  /** A blob, because the page loads nothing but what is its own. */
  function drawPicture(picture) {
    const bytes = atob(picture.png);
    const numbers = new Uint8Array(bytes.length);
    for (let at = 0; at < bytes.length; at += 1) numbers[at] = bytes.charCodeAt(at);
    const image = make('img', 'picture');
    image.alt = picture.told;
    image.lang = langOf(picture.told);
    image.onload = function () {
      URL.revokeObjectURL(image.src);
      keepEnd();
    };
    image.src = URL.createObjectURL(new Blob([numbers], { type: 'image/png' }));
    return image;
  }

  function drawPin(pin) {
    const at = pin.latitude + ',' + pin.longitude;
    const name = encodeURIComponent(pin.name.replace(/[()]/g, ' '));
    const link = make('a', 'big', [sign('map'), filled('map', 'span', 'parts')]);
    link.href = isApple() ? 'maps:?ll=' + at + '&q=' + name : 'geo:' + at + '?q=' + at + '(' + name + ')';
    return link;
  }

  function isApple() {
    return /iPhone|iPad|iPod/.test(navigator.userAgent)
      || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  }

  /** Which buttons can still be pressed: an answered question cannot, a way to begin always can. */
  function settle() {
    all('.bubble[data-n]', talk).forEach(function (bubble) {
      const on = bubble.place[0] + '.' + bubble.place[1];
      const older = bubble.place[0] < era || bubble.place[1] < latest;
      const taken = said.filter(function (entry) { return entry.on === on && !entry.failed; });
      bubble.classList.toggle('older', older);
      all('button', bubble).forEach(function (button) { settleButton(button, older, taken); });
    });
  }

  function settleButton(button, older, taken) {
    const number = Number(button.getAttribute('data-choice')) || 0;
    const pressed = taken.some(function (entry) { return entry.choice === number; });
    const answered = taken.some(function (entry) { return entry.answer; });
    const over = older || (answered && !pressed);
    button.disabled = button.isAnswer && over;
    mark(button, pressed);
    // Not `disabled`, which would take the focus from under a reader's finger.
    if (pressed && !older) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }

  function mark(button, pressed) {
    const word = button.querySelector('.chosen');
    if (pressed) button.setAttribute('aria-pressed', 'true');
    else button.removeAttribute('aria-pressed');
    if (pressed && !word) button.appendChild(filled('chosen', 'span', 'chosen unseen'));
    if (!pressed) remove(word);
  }

  /** Something that the page itself says; it is not kept. */
  function sayHere(key) {
    const bubble = make('div', 'bubble local', [
      filled('it_said', 'span', 'unseen'),
      make('p', 'line', [filled(key, 'span', 'parts')]),
    ]);
    bubble.setAttribute('data-from', 'them');
    insert(bubble, [era, seen, 1, nextTurn() - 0.5]);
    reveal(bubble);
  }

  // Screens and scrolling

  function showTalk() {
    if (first.hidden) return;
    first.hidden = true;
    talk.hidden = false;
  }

  function showFirst() {
    talk.hidden = true;
    first.hidden = false;
    first.scrollTop = 0;
  }

  let atEnd = true;

  function noteEnd() {
    atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 40;
  }

  function scrollTo(top, atOnce) {
    const smooth = !atOnce && talk.scrollTo && 'scrollBehavior' in talk.style
      && window.matchMedia('(prefers-reduced-motion: no-preference)').matches;
    if (smooth) talk.scrollTo({ top: top, behavior: 'smooth' });
    else talk.scrollTop = top;
    noteEnd();
  }

  /** As far down as goes while the first line of the bubble stays in sight. */
  function reveal(bubble, atOnce) {
    scrollTo(Math.min(bubble.offsetTop - 8, talk.scrollHeight - talk.clientHeight), atOnce);
  }

  // ---------------------------------------------------------------- controls

  function onPress(event) {
    const button = event.target.closest ? event.target.closest('button') : null;
    if (!button || isEcho(event) || button.getAttribute('aria-disabled') === 'true') return;
    if (button.id === 'forget') openDialog();
    else if (button.id === 'no-keep') closeDialog();
    else if (button.id === 'yes-forget') forget();
    else if (!isSecondTap(button)) pressToSay(button);
  }

  function pressToSay(button) {
    if (button.press) button.press();
    else if (button.hasAttribute('data-tap')) tapFirst(button);
    else if (button.id === 'menu') sayCommand('/menu', 'menu');
    else if (button.id === 'language') sayCommand('/language', 'language');
  }

  let tapped = { x: 0, y: 0, at: 0 };

  /** The second half of a double tap: the first may have put another button under the finger. */
  function isEcho(event) {
    const before = tapped;
    tapped = { x: event.clientX, y: event.clientY, at: Date.now() };
    if (event.detail === 0) return false; // a keyboard's press is nowhere
    const isNear = Math.abs(tapped.x - before.x) < 30 && Math.abs(tapped.y - before.y) < 30;
    const isSoon = tapped.at - before.at < TWICE;
    return event.detail > 1 || (event.pointerType !== 'mouse' && isNear && isSoon);
  }

  function isSecondTap(button) {
    const before = button.pressedAt || 0;
    button.pressedAt = Date.now();
    return button.pressedAt - before < TWICE;
  }

  function tapFirst(button) {
    const use = button.querySelector('use');
    const label = all('[lang]', button).map(function (part) { return part.textContent; });
    say({ tap: button.getAttribute('data-tap') }, {
      label: label.join(' · ') || button.textContent,
      sign: use ? (use.getAttribute('href') || '').replace('#s-', '') : null,
    });
  }

  function sayCommand(command, key) {
    const waits = unsent().some(function (message) { return message.body.text === command; });
    if (!waits) say({ text: command }, { label: words(key), sign: key });
  }

  function sayTyped() {
    const text = input.value.trim();
    const secret = isSecret(text);
    if (text) say({ text: text }, { label: secret ? DOTS : text, secret: secret });
    input.value = '';
    fitInput();
    // A keyboard on the screen would cover the reply.
    if (text && window.matchMedia('(pointer: coarse)').matches) input.blur();
    else input.focus();
  }

  /** While a secret is asked for, the keyboard suggests nothing, and learns nothing from it. */
  function expectSecret(yes) {
    if (yes) here.set(SECRET, true);
    else here.drop(SECRET);
    input.setAttribute('autocapitalize', yes ? 'off' : 'sentences');
    input.setAttribute('autocorrect', yes ? 'off' : 'on');
  }

  function onKey(event) {
    // While a Vietnamese or Khmer keyboard still composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    sayTyped();
  }

  function fitInput() {
    input.style.height = 'auto';
    input.style.height = input.scrollHeight + 4 + 'px';
    keepEnd();
  }

  /** What it is called stays here: names of files tell of people. */
  function sayFile(picker, on) {
    const file = picker.files && picker.files[0];
    if (!file) return;
    const isVoice = /^audio\//.test(file.type);
    const isSheet = /\.(xlsx|xls|csv)$/i.test(file.name);
    const shown = { label: file.name, sign: isVoice ? 'speak' : isSheet ? 'list' : 'attach', file: file, on: on, answer: Boolean(on) };
    const bubble = say({ file: { name: isVoice ? 'voice' : 'file', size: file.size, type: file.type } }, shown);
    if (/^image\//.test(file.type)) showPreview(bubble, file);
    picker.value = '';
  }

  function showPreview(bubble, file) {
    const image = make('img', 'seen');
    const address = URL.createObjectURL(file);
    image.alt = '';
    image.onload = function () {
      URL.revokeObjectURL(address);
      scrollTo(talk.scrollHeight);
    };
    image.onerror = function () {
      URL.revokeObjectURL(address);
      remove(image);
    };
    image.src = address;
    bubble.querySelector('.words').insertAdjacentElement('afterend', image);
  }

  function sharePlace(button, on) {
    const life = lives;
    button.setAttribute('aria-disabled', 'true');
    button.setAttribute('aria-busy', 'true');
    const done = function () {
      button.removeAttribute('aria-disabled');
      button.removeAttribute('aria-busy');
    };
    const failed = function () {
      if (!button.hasAttribute('aria-busy')) return;
      done();
      if (life === lives) sayHere('place_failed');
    };
    const found = function (position) {
      done();
      if (life !== lives || button.disabled) return;
      const place = { latitude: round(position.coords.latitude), longitude: round(position.coords.longitude) };
      say({ place: place }, { label: words('share_place'), sign: 'place', on: on, answer: true });
    };
    setTimeout(failed, 2 * TIMEOUT); // a messenger's browser may never answer
    if (!navigator.geolocation) failed();
    else navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: false, timeout: 15000, maximumAge: 60000 });
  }

  function round(degrees) {
    return Math.round(degrees * 1e5) / 1e5; // a metre
  }

  // Forgetting

  function openDialog() {
    showInDialog(null);
    byId('veil').hidden = false;
    setInert(true);
    byId('no-keep').focus();
  }

  function closeDialog() {
    if (holding || byId('veil').hidden) return;
    byId('veil').hidden = true;
    setInert(false);
    byId('forget').focus();
  }

  function setInert(on) {
    [all('header')[0], first, talk, byId('bar')].forEach(function (element) {
      if (on) element.setAttribute('aria-hidden', 'true');
      else element.removeAttribute('aria-hidden');
      element.inert = on;
    });
  }

  function onDialogKey(event) {
    if (event.key === 'Escape' || event.key === 'Esc') {
      closeDialog();
    } else if (event.key === 'Tab') {
      const ends = all('button', byId('asking'));
      const edge = event.shiftKey ? ends[0] : ends[ends.length - 1];
      if (document.activeElement !== edge) return;
      event.preventDefault();
      ends[event.shiftKey ? ends.length - 1 : 0].focus();
    }
  }

  function forget() {
    if (holding) return;
    holding = true;
    showInDialog('sending');
    post('/chat/forget', {}).then(function (answer) {
      holding = false;
      // 401: the server knows no such address, so there is nothing left to forget but what is here.
      if (answer.status === 204 || answer.status === 401) forgotten();
      else forgetFailed();
    });
  }

  function forgetFailed() {
    showInDialog('forget_failed');
    flush();
  }

  function showInDialog(key) {
    const notice = byId('forget-news');
    notice.hidden = !key;
    notice.textContent = '';
    if (key) fill(notice, key);
  }

  function forgotten() {
    kept.set(FORGOTTEN, Date.now()); // other tabs hear of this, and of a clearing of something
    kept.clear();
    dropShell();
    startOver();
  }

  function dropShell() {
    const nothing = function () {};
    if (navigator.serviceWorker) {
      navigator.serviceWorker.getRegistrations().then(function (workers) {
        workers.forEach(function (worker) { worker.unregister(); });
      }).catch(nothing);
    }
    if (window.caches) {
      caches.keys().then(function (names) {
        names.forEach(function (name) { caches.delete(name); });
      }).catch(nothing);
    }
  }

  function startOver() {
    lives += 1;
    [lookTimer, flushTimer].forEach(clearTimeout);
    disconnect();
    said = [];
    bringing = {};
    drawn = {};
    era = seen = latest = attempts = misses = 0;
    fresh = asleep = true;
    looking = due = sending = holding = false;
    mood = 'sending';
    talk.textContent = '';
    input.value = '';
    fitInput();
    byId('status').textContent = '';
    setLanguage(null);
    expectSecret(false);
    kept.forgetHeld();
    here.clear(); // after all that writes to it
    closeDialog();
    showFirst();
    byId('forgotten').hidden = false;
    byId('forgotten').focus();
  }

  function onStorage(event) {
    if (event.key === null || (event.key === FORGOTTEN && event.newValue)) {
      if (!asleep) startOver();
    } else if (event.key.indexOf(UNSENT) === 0) {
      refreshStates();
    }
  }

  // The phone: keyboard, connection, attention

  function keepEnd() {
    if (atEnd) talk.scrollTop = talk.scrollHeight;
  }

  /** iOS lays the keyboard over the page and pushes the page up; this undoes both. */
  function measure() {
    const viewport = window.visualViewport;
    const covered = viewport.scale < 1.02 && window.innerHeight - viewport.height > 60;
    document.body.classList.toggle('measured', covered);
    if (covered) {
      document.documentElement.style.setProperty('--left', viewport.height + 'px');
      window.scrollTo(0, 0);
    }
    keepEnd();
  }

  function onTouched() {
    const wasIdle = Date.now() - touched > IDLE;
    touched = Date.now();
    if (wasIdle) look();
  }

  function onBack() {
    if (document.hidden) {
      clearTimeout(lookTimer);
      return;
    }
    flush();
    look();
    connect();
  }

  function keepShell() {
    const hash = config.static.split('/').pop();
    if (navigator.serviceWorker) {
      navigator.serviceWorker.register('/sw.js?v=' + hash).catch(function () {});
    }
  }

  function listen() {
    document.addEventListener('click', onPress);
    byId('bar').addEventListener('submit', function (event) {
      event.preventDefault();
      sayTyped();
    });
    input.addEventListener('keydown', onKey);
    input.addEventListener('input', fitInput);
    byId('file').addEventListener('change', function () { sayFile(byId('file')); });
    byId('veil').addEventListener('keydown', onDialogKey);
    talk.addEventListener('scroll', noteEnd);
    ['click', 'keydown', 'touchstart'].forEach(function (name) {
      document.addEventListener(name, onTouched, { capture: true, passive: true });
    });
    document.addEventListener('visibilitychange', onBack);
    window.addEventListener('pageshow', function (event) { if (event.persisted) onBack(); });
    window.addEventListener('online', onBack);
    window.addEventListener('hashchange', function () { sayCode(takeCode()); });
    window.addEventListener('storage', onStorage);
    window.addEventListener('resize', keepEnd);
    window.addEventListener('load', keepShell);
    if (window.visualViewport) visualViewport.addEventListener('resize', measure);
  }

  function start() {
    said = said.filter(function (entry) { return entry.era === era; });
    said.forEach(drawSaid);
    unsent().forEach(bubbleForOrphan);
    if (said.length) {
      showTalk();
      scrollTo(talk.scrollHeight, true);
    }
    fillAll();
    listen();
    look();
    sayCode(scanned);
  }

  start();
}());
