// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// curl sends and fetches 2 GiB: every byte arrives, and Portolan's memory stays where it was. A client that stops reading
// stops the server, too.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const { execFile, spawn } = require('node:child_process');
const { once } = require('node:events');
const { promisify } = require('node:util');
const { proxyPort, run, serve, within } = require('./support.js');

const size = 2 * 1024 ** 3;
const block = Buffer.alloc(1024 * 1024, 'portolan');
const mostGrowth = 24 * 1024;  // KiB

/** Resident memory of the program in KiB. A sanitizer's shadow would be counted with it: those builds skip the check. */
function residentMemory() {
  const status = fs.readFileSync(`/proc/${process.env.PORTOLAN_PID}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]);
}

async function download(response, bytes) {
  for (let sent = 0; sent < bytes && !response.destroyed; sent += block.length)
    if (!response.write(block)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  response.end();
}

let received = 0;
let taken = 0;
const server = http.createServer(async (request, response) => {
  if (request.method === 'PUT') {
    for await (const piece of request) received += piece.length;
    response.end(String(received));
  } else if (request.url === '/endless') {
    response.on('error', () => {});
    while (!response.destroyed) {
      taken += block.length;
      if (!response.write(block)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
  } else {
    response.writeHead(200, { 'content-length': size });
    await download(response, size);
  }
});

let app;
let largest = 0;
const watch = setInterval(() => { largest = Math.max(largest, residentMemory()); }, 50);
watch.unref();
const curl = (...more) => ['-sS', '--fail', '--resolve', `${app.host}:${proxyPort}:127.0.0.1`, ...more];

function assertFlat(before) {
  if (process.env.PORTOLAN_SANITIZED) return;
  assert.ok(largest - before < mostGrowth, `memory grew from ${before} KiB to ${largest} KiB`);
}

run({
  async 'the server gets a name'() { app = await serve('files', server); },

  async 'an upload of 2 GiB'() {
    const before = residentMemory();
    largest = before;
    const sender = spawn('curl', curl('-T', '-', `${app.url}/upload`), { stdio: ['pipe', 'pipe', 'inherit'] });
    let answer = '';
    sender.stdout.on('data', (text) => { answer += text; });
    for (let sent = 0; sent < size; sent += block.length)
      if (!sender.stdin.write(block)) await once(sender.stdin, 'drain');
    sender.stdin.end();
    const [code] = await once(sender, 'close');
    assert.strictEqual(code, 0);
    assert.strictEqual(answer, String(size));
    assertFlat(before);
  },

  async 'a download of 2 GiB'() {
    const before = residentMemory();
    largest = before;
    const { stdout } = await promisify(execFile)('curl',
      curl('-o', '/dev/null', '-w', '%{size_download} %{response_code}', `${app.url}/download`));
    assert.strictEqual(stdout, `${size} 200`);
    assertFlat(before);
  },

  async 'a client that does not read holds the server back'() {
    const before = residentMemory();
    largest = before;
    const lazy = net.connect(proxyPort, '127.0.0.1');
    lazy.write(`GET /endless HTTP/1.1\r\nHost: ${app.host}\r\n\r\n`);
    lazy.pause();
    // It comes to rest when all buffers on the way are full.
    let last = -1;
    let resting = 0;
    while (resting < 10) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      resting = taken === last && taken > 0 ? resting + 1 : 0;
      last = taken;
      assert.ok(taken < 256 * block.length, `${taken} bytes were taken for a client that reads none`);
    }
    assertFlat(before);
    lazy.destroy();
    await within(10_000, 'the server to be released', new Promise((resolve) => {
      const poll = setInterval(() => server.getConnections((error, count) => {
        if (count === 0) { clearInterval(poll); resolve(); }
      }), 20);
    }));
  },
});
