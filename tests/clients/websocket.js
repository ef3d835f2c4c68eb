// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// ws on both sides: frames, compression, close codes and handshakes as an application sees them.
'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const { WebSocket, WebSocketServer } = require('ws');
const { proxyPort, run, serve, signal, within } = require('./support.js');

const server = http.createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 0 } });
const closes = new Map();  // path -> signal
sockets.on('connection', (socket, request) => {
  if (request.url === '/greet') socket.send('hello');
  if (request.url === '/bye') socket.close(4001, 'enough');
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', (code, reason) => closes.get(request.url)?.resolve({ code, reason: reason.toString() }));
});

// Answers the handshake and says the first thing in one write.
const accept = (key) =>
  crypto.createHash('sha1').update(key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
const eager = http.createServer();
eager.on('upgrade', (request, socket, head) => {
  const greeting = Buffer.from([0x81, 5, ...Buffer.from('early')]);
  socket.write(Buffer.concat([
    Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept(request.headers['sec-websocket-key'])}\r\n\r\n`),
    greeting,
    Buffer.from([0x81, head.length, ...head]),
  ]));
  socket.on('data', (bytes) => socket.write(bytes));
  socket.on('end', () => socket.end(Buffer.from([0x88, 0])));
});

async function open(url, options) {
  const socket = new WebSocket(url, options);
  await once(socket, 'open');
  return socket;
}

async function echoed(socket, data) {
  socket.send(data);
  const [answer] = await within(20_000, 'the echo', once(socket, 'message'));
  return answer;
}

let app;
let early;

run({
  async 'both servers get a name'() {
    app = await serve('ws', server);
    early = await serve('eager', eager);
  },

  async 'text and binary messages of many sizes come back whole'() {
    const socket = await open(`ws://${app.origin}/`);
    assert.strictEqual(socket.extensions, 'permessage-deflate');
    for (const size of [0, 1, 125, 126, 65_535, 65_536, 5_000_000]) {
      const data = crypto.randomBytes(size);
      assert.deepStrictEqual(await echoed(socket, data), data);
    }
    assert.strictEqual((await echoed(socket, 'grüße')).toString(), 'grüße');
    socket.close(1000);
    assert.deepStrictEqual(await within(5000, 'close', once(socket, 'close')).then(([code]) => code), 1000);
  },

  async 'a greeting sent right after the handshake arrives'() {
    const socket = new WebSocket(`ws://${app.origin}/greet`);
    const [greeting] = await within(5000, 'greeting', once(socket, 'message'));
    assert.strictEqual(greeting.toString(), 'hello');
    socket.terminate();
  },

  async 'close codes pass both ways'() {
    const bye = new WebSocket(`ws://${app.origin}/bye`);
    const [code, reason] = await within(5000, 'close', once(bye, 'close'));
    assert.deepStrictEqual([code, reason.toString()], [4001, 'enough']);
    closes.set('/leaving', signal());
    const socket = await open(`ws://${app.origin}/leaving`);
    socket.close(4002, 'leaving');
    assert.deepStrictEqual(await within(5000, 'close', closes.get('/leaving').promise), { code: 4002, reason: 'leaving' });
  },

  async 'a client that vanishes is noticed by the server'() {
    closes.set('/vanishing', signal());
    const socket = await open(`ws://${app.origin}/vanishing`);
    socket.terminate();
    assert.strictEqual((await within(5000, 'close', closes.get('/vanishing').promise)).code, 1006);
  },

  async 'pings are answered through the tunnel'() {
    const socket = await open(`ws://${app.origin}/`);
    socket.ping('are you there');
    const [payload] = await within(5000, 'pong', once(socket, 'pong'));
    assert.strictEqual(payload.toString(), 'are you there');
    socket.terminate();
  },

  async 'two hundred sockets at a time'() {
    const all = await Promise.all(Array.from({ length: 200 }, () => open(`ws://${app.origin}/`)));
    const answers = await Promise.all(all.map((socket, i) => echoed(socket, `number ${i}`)));
    answers.forEach((answer, i) => assert.strictEqual(answer.toString(), `number ${i}`));
    for (const socket of all) socket.terminate();
  },

  async 'frames sent together with the handshake pass in both directions'() {
    const socket = net.connect(proxyPort, '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\nHost: ${early.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nfirst`);
    let text = '';
    socket.on('data', (bytes) => { text += bytes.toString('latin1'); });
    while (!text.includes('first')) await within(5000, 'both first frames', once(socket, 'data'));
    assert.ok(text.startsWith('HTTP/1.1 101 '), text);
    assert.ok(text.indexOf('early') < text.indexOf('first'), text);
    // Half-close: our end is over, theirs still says good-bye.
    socket.end();
    await within(5000, 'the end', once(socket, 'end'));
    assert.ok(text.endsWith('\x88\x00'), JSON.stringify(text.slice(-10)));
  },
});
