// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Server-sent events through the eventsource package: each arrives when it is sent, silence is no fault.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const { once } = require('node:events');
const { EventSource } = require('eventsource');
const { run, serve, within } = require('./support.js');

const streams = [];
const seenIds = [];
const server = http.createServer((request, response) => {
  seenIds.push(request.headers['last-event-id']);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  streams.push(response);
  server.emit('stream', response);
});

let app;

run({
  async 'the server gets a name'() { app = await serve('events', server); },

  async 'the stream opens before anything is sent, and each event comes by itself'() {
    const source = new EventSource(`${app.url}/`);
    await within(5000, 'open', new Promise((resolve) => source.addEventListener('open', resolve)));
    const stream = streams.at(-1);
    for (let i = 0; i < 50; ++i) {
      const heard = new Promise((resolve) => source.addEventListener('message', resolve, { once: true }));
      stream.write(`id: ${i}\ndata: event ${i}\n\n`);
      assert.strictEqual((await within(5000, `event ${i}`, heard)).data, `event ${i}`);
    }
    source.close();
    await within(5000, 'the server to see that the client has gone', once(stream, 'close'));
  },

  async 'a stream that was cut is continued from the last id'() {
    const source = new EventSource(`${app.url}/`);
    await within(5000, 'open', new Promise((resolve) => source.addEventListener('open', resolve)));
    const heard = new Promise((resolve) => source.addEventListener('message', resolve, { once: true }));
    streams.at(-1).write('retry: 10\nid: 77\ndata: last words\n\n');
    await within(5000, 'event', heard);
    const next = once(server, 'stream');
    streams.at(-1).destroy();
    await within(10_000, 'the next stream', next);
    assert.strictEqual(seenIds.at(-1), '77');
    source.close();
  },

  async 'five hundred streams hear one event'() {
    const before = streams.length;
    const sources = Array.from({ length: 500 }, () => new EventSource(`${app.url}/`));
    await within(20_000, 'all open',
      Promise.all(sources.map((source) => new Promise((resolve) => source.addEventListener('open', resolve)))));
    const heard = Promise.all(
      sources.map((source) => new Promise((resolve) => source.addEventListener('message', resolve, { once: true }))));
    for (const stream of streams.slice(before)) stream.write('data: all hands\n\n');
    await within(10_000, 'all to hear', heard);
    for (const source of sources) source.close();
  },
});
