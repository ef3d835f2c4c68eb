// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Chromium: a page that uses a WebSocket, server-sent events and a form behind Portolan, and the page for a service that
// is down, which must find back by itself.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { spawn } = require('node:child_process');
const { WebSocketServer } = require('ws');
const { addService, run, serve, signal, textOf, within, zone } = require('./support.js');

const page = `<!doctype html><meta charset="utf-8"><title>Ahoy</title><script>
const told = {};
const tell = (what, value) => {
  told[what] = value;
  if (told.socket && told.events && told.posted)
    fetch('/result', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(told) });
};
const socket = new WebSocket('ws://' + location.host + '/socket');
socket.onopen = () => socket.send('ping from the page');
socket.onmessage = (event) => tell('socket', event.data);
const source = new EventSource('/events');
const heard = [];
source.onmessage = (event) => { heard.push(event.data); if (heard.length === 3) { source.close(); tell('events', heard); } };
fetch('/post', { method: 'POST', body: new Blob(['x'.repeat(300000)]) })
  .then((answer) => answer.text()).then((text) => tell('posted', text));
</script>`;

const result = signal();
const server = http.createServer(async (request, response) => {
  if (request.url === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  if (request.url === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const name of ['one', 'two', 'three']) response.write(`data: ${name}\n\n`);
    return undefined;
  }
  if (request.url === '/post') return response.end(String((await textOf(request)).length));
  if (request.url === '/result') { result.resolve(JSON.parse(await textOf(request))); return response.end(); }
  return response.writeHead(404).end();
});
new WebSocketServer({ server, path: '/socket' }).on('connection', (socket) =>
  socket.on('message', (text) => socket.send(`${text}, and back`)));

let profiles = 0;
const running = [];

/** Opens `url` in a browser of its own, with the zone's names on this host. */
function browse(url, ...more) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), `portolan-browser-${profiles++}-`));
  const child = spawn('chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
    '--remote-debugging-port=0', `--user-data-dir=${profile}`,
    `--host-resolver-rules=MAP *.${zone} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`, ...more, url],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  child.stderr.resume();
  const browser = { child, profile };
  running.push(browser);
  return browser;
}

/** Resolves when a page of `browser` has a title like `pattern`; asks its debugging port. */
async function titleIs({ profile }, pattern) {
  for (;;) {
    try {
      const [port] = fs.readFileSync(path.join(profile, 'DevToolsActivePort'), 'latin1').split('\n');
      const pages = await (await fetch(`http://127.0.0.1:${port}/json`)).json();
      if (pages.some(({ title }) => pattern.test(title))) return;
    } catch { /* it is still starting */ }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

process.on('exit', () => {
  for (const { child, profile } of running) {
    try { process.kill(-child.pid, 'SIGKILL'); } catch { /* it has ended */ }
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

run({
  async 'a page with a WebSocket, events and an upload'() {
    const app = await serve('page', server);
    browse(app.url + '/');
    assert.deepStrictEqual(await within(50_000, 'the page to report', result.promise),
      { socket: 'ping from the page, and back', events: ['one', 'two', 'three'], posted: '300000' });
  },

  async 'the page for a service that is down returns by itself when it is back'() {
    const late = http.createServer((request, response) => response.end('I am back'));
    late.listen(0, '127.0.0.1');
    await once(late, 'listening');
    const { port } = late.address();
    late.close();
    await once(late, 'close');
    const app = await addService('late', port);
    const down = await fetch(app.url, { headers: { accept: 'text/html' } });
    assert.strictEqual(down.status, 502);
    const html = await down.text();
    assert.match(html, /http-equiv="?refresh/i);
    assert.ok(!html.includes(String(port)), 'the page must not name the target');

    // The server comes back when the browser shows that it is down.
    const browser = browse(app.url + '/');
    await within(50_000, 'the page to say that the service does not run', titleIs(browser, /does not run/));
    const asked = new Promise((resolve) => {
      late.on('request', (request) => { if (/Chrom/.test(request.headers['user-agent'] ?? '')) resolve(); });
    });
    late.listen(port, '127.0.0.1');
    await within(50_000, 'the page to ask again', asked);
  },
});
