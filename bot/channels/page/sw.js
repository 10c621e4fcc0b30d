/*
 * Keeps the shell, so that the page opens on a bad line. Nothing under /chat/ ever passes through
 * here. The version is the hash in the addresses of the shell's own files.
 */
'use strict';

const version = new URL(self.location).searchParams.get('v');
const name = 'ansinh-' + version;
const folder = '/page/' + version + '/';
const shell = ['style.css', 'app.js', 'khmer.woff2', 'manifest.webmanifest', 'icon.svg']
  .map(function (file) { return folder + file; });
const PATIENCE = 4000; // milliseconds for the network, where a kept page could be shown instead

function page() {
  return new Request('/', { cache: 'reload', credentials: 'same-origin' });
}

/** Only a page that belongs to the files kept here: another version's would look for its own. */
function keepPage(response) {
  if (!response.ok) return Promise.resolve();
  return response.text().then(function (text) {
    if (text.indexOf(folder) < 0) return undefined;
    const headers = new Headers(response.headers);
    headers.delete('Content-Encoding'); // the text is unpacked
    headers.delete('Content-Length');
    const kept = new Response(text, { headers: headers });
    return caches.open(name).then(function (cache) { return cache.put('/', kept); });
  });
}

function install() {
  return caches.open(name)
    .then(function (cache) { return cache.addAll(shell); })
    .then(function () { return fetch(page()); })
    .then(keepPage)
    .then(function () { return self.skipWaiting(); });
}

function dropOthers() {
  return caches.keys().then(function (names) {
    return Promise.all(names.map(function (other) { return other === name ? null : caches.delete(other); }));
  });
}

function fromNetwork(event) {
  const asked = fetch(event.request);
  const kept = asked.then(function (response) { return keepPage(response.clone()); });
  event.waitUntil(kept.catch(function () {}));
  return asked;
}

/** The network's page, or the kept one when the network fails or takes too long. */
function openPage(event) {
  const asked = fromNetwork(event);
  const kept = caches.open(name).then(function (cache) { return cache.match('/'); });
  return kept.then(function (old) {
    if (!old) return asked;
    const late = new Promise(function (resolve) { setTimeout(function () { resolve(old); }, PATIENCE); });
    const sure = asked.then(function (response) { return response.status < 500 ? response : old; });
    return Promise.race([sure.catch(function () { return old; }), late]);
  });
}

function openFile(request) {
  return caches.open(name).then(function (cache) {
    return cache.match(request).then(function (kept) {
      if (kept) return kept;
      return fetch(request).then(function (response) {
        if (response.ok) cache.put(request, response.clone());
        return response;
      });
    });
  });
}

self.addEventListener('install', function (event) { event.waitUntil(install()); });

self.addEventListener('activate', function (event) { event.waitUntil(dropOthers()); });

self.addEventListener('fetch', function (event) {
  const address = new URL(event.request.url);
  if (event.request.method !== 'GET' || address.origin !== self.location.origin) return;
  if (address.pathname === '/' && event.request.mode === 'navigate') event.respondWith(openPage(event));
  else if (address.pathname.indexOf(folder) === 0) event.respondWith(openFile(event.request));
});
