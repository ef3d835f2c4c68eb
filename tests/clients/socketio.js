// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// socket.io on both sides: it begins with long polling and upgrades to a WebSocket.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const { once } = require('node:events');
const { Server } = require('socket.io');
const { io } = require('socket.io-client');
const { run, serve, within } = require('./support.js');

const server = http.createServer();
const hub = new Server(server);
hub.on('connection', (socket) => {
  socket.on('join', (room, done) => { socket.join(room); done(); });
  socket.on('say', (room, what) => hub.to(room).emit('said', what));
  socket.on('echo', (what, done) => done(what));
});

let app;
const connect = async (options) => {
  const socket = io(app.url, { forceNew: true, ...options });
  await within(10_000, 'connect', once(socket, 'connect'));
  return socket;
};

run({
  async 'the server gets a name'() { app = await serve('chat', server); },

  async 'begins with polling and moves to a WebSocket'() {
    const socket = await connect({});
    if (socket.io.engine.transport.name !== 'websocket')
      await within(10_000, 'upgrade', new Promise((resolve) => socket.io.engine.once('upgrade', resolve)));
    assert.strictEqual(socket.io.engine.transport.name, 'websocket');
    assert.strictEqual(await socket.timeout(5000).emitWithAck('echo', 'over the socket'), 'over the socket');
    socket.close();
  },

  async 'long polling alone works'() {
    const socket = await connect({ transports: ['polling'] });
    const bytes = Buffer.alloc(200_000, 7);
    assert.deepStrictEqual(Buffer.from(await socket.timeout(5000).emitWithAck('echo', bytes)), bytes);
    socket.close();
  },

  async 'a message to a room reaches every member'() {
    const members = await Promise.all(Array.from({ length: 20 }, () => connect({})));
    await Promise.all(members.map((member) => member.timeout(5000).emitWithAck('join', 'port')));
    const heard = Promise.all(members.map((member) => once(member, 'said')));
    members[0].emit('say', 'port', 'ahoy');
    for (const [what] of await within(10_000, 'the message', heard)) assert.strictEqual(what, 'ahoy');
    for (const member of members) member.close();
  },

  async 'a client finds its server again after it was cut off'() {
    const socket = await connect({ reconnectionDelay: 10, reconnectionDelayMax: 50 });
    const again = once(socket.io, 'reconnect');
    hub.sockets.sockets.get(socket.id).conn.close();
    await within(10_000, 'reconnect', again);
    assert.strictEqual(await socket.timeout(5000).emitWithAck('echo', 'back'), 'back');
    socket.close();
  },
});
