// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
// undici (fetch, pools, pipelining) and Node's own http client against a server with the corners of HTTP/1.1.
'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const http = require('node:http');
const { once } = require('node:events');
const { Readable } = require('node:stream');
const undici = require('undici');
const { run, serve, signal, textOf, within } = require('./support.js');

const gone = new Map();  // path -> signal, for requests whose client leaves
const asked = signal();    // /thinking has begun
const document = crypto.randomBytes(100_000);

const routes = {
  '/': (request, response) => response.end('probed'),
  '/hello': (request, response) => response.end('hello'),
  '/echo': (request, response) => request.pipe(response),
  '/facts': async (request, response) => {
    const body = await textOf(request);
    response.end(JSON.stringify({ method: request.method, headers: request.headers, body, trailers: request.trailers }));
  },
  '/slowly': async (request, response) => {
    for (let i = 0; i < 5; ++i) {
      response.write(`piece ${i};`);
      await within(5000, 'the client to say go', once(server, 'go'));
    }
    response.end();
  },
  '/never': (request, response) => {
    response.on('close', () => gone.get(request.url)?.resolve('closed'));
    response.write('the beginning');
  },
  '/thinking': (request, response) => {
    response.on('close', () => gone.get(request.url)?.resolve('closed'));
    asked.resolve();
  },
  '/hints': (request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    response.end('with hints');
  },
  '/nothing': (request, response) => response.writeHead(204).end(),
  '/unchanged': (request, response) => response.writeHead(304, { etag: '"v1"' }).end(),
  '/document': (request, response) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const headers = { 'accept-ranges': 'bytes', etag: '"doc"' };
    if (range) {
      const [from, to] = [Number(range[1]), Number(range[2])];
      const part = document.subarray(from, to + 1);
      response.writeHead(206, { ...headers, 'content-length': part.length,
        'content-range': `bytes ${from}-${to}/${document.length}` });
      return response.end(part);
    }
    response.writeHead(200, { ...headers, 'content-length': document.length });
    return response.end(request.method === 'HEAD' ? undefined : document);
  },
  '/trailers': (request, response) => {
    response.writeHead(200, { trailer: 'Digest' });
    response.write('checked');
    response.addTrailers({ Digest: 'sum=42' });
    response.end();
  },
  '/refuse': (request, response) => response.writeHead(413, { connection: 'close' }).end('too much'),
};

const server = http.createServer((request, response) => routes[request.url](request, response));
server.on('checkContinue', (request, response) => {
  if (request.url === '/refuse') return routes['/refuse'](request, response);
  response.writeContinue();
  return routes[request.url](request, response);
});

let app;
const agent = new http.Agent({ keepAlive: true });

/** Node's own client, for what fetch hides. */
async function plain(path, options = {}, body) {
  const request = http.request(app.url + path, { agent, ...options });
  const seen = { information: [] };
  request.on('information', (info) => seen.information.push(info));
  request.end(body);
  const [response] = await within(10_000, path, once(request, 'response'));
  return Object.assign(seen, { response, text: await textOf(response) });
}

run({
  async 'the server gets a name'() { app = await serve('web', server); },

  async 'many requests over few connections'() {
    const pool = new undici.Pool(app.url, { connections: 4, pipelining: 8 });
    const answers = await Promise.all(Array.from({ length: 500 }, async (_, i) => {
      const { statusCode, body } = await pool.request({ path: '/facts', method: 'PUT', body: `number ${i}` });
      assert.strictEqual(statusCode, 200);
      return (await body.json()).body;
    }));
    answers.forEach((answer, i) => assert.strictEqual(answer, `number ${i}`));
    await pool.close();
  },

  async 'the server learns who asked and by which name'() {
    const { text } = await plain('/facts', { headers: { 'X-Forwarded-For': '8.8.8.8', 'X-Forwarded-Proto': 'https' } });
    const { headers } = JSON.parse(text);
    assert.strictEqual(headers.host, app.origin);
    assert.strictEqual(headers['x-forwarded-for'], '127.0.0.1');
    assert.strictEqual(headers['x-forwarded-proto'], 'http');
    assert.strictEqual(headers['x-forwarded-host'], app.origin);
  },

  async 'each piece of a response passes when it is sent'() {
    const { body } = await undici.request(`${app.url}/slowly`);
    let pieces = 0;
    for await (const piece of body) {
      assert.strictEqual(piece.toString(), `piece ${pieces};`);
      pieces += 1;
      server.emit('go');
    }
    assert.strictEqual(pieces, 5);
  },

  async 'the response begins while the request is still being sent'() {
    const upload = new Readable({ read() {} });
    const answer = undici.request(`${app.url}/echo`, { method: 'POST', body: upload });
    upload.push('first');
    const { body } = await within(5000, 'the response head', answer);
    const pieces = body[Symbol.asyncIterator]();
    assert.strictEqual((await within(5000, 'first piece', pieces.next())).value.toString(), 'first');
    upload.push('second');
    assert.strictEqual((await within(5000, 'second piece', pieces.next())).value.toString(), 'second');
    upload.push(null);
    assert.ok((await within(5000, 'the end', pieces.next())).done);
  },

  async 'a client that leaves cancels the request at its server'() {
    for (const path of ['/never', '/thinking']) {
      gone.set(path, signal());
      const leaving = new AbortController();
      const answer = fetch(app.url + path, { signal: leaving.signal });
      const ended = answer.then((response) => response.text()).catch((error) => error.name);
      if (path === '/never') await answer;
      else await within(5000, 'the server to be asked', asked.promise);
      // Who ends the connection within 50 ms of the request may be a script that waits (docs/adr/0007-half-close.md).
      await new Promise((resolve) => setTimeout(resolve, 100));
      leaving.abort();
      await within(5000, `${path} to be cancelled`, gone.get(path).promise);
      assert.strictEqual(await ended, 'AbortError');
    }
  },

  async 'interim responses pass'() {
    const { response, information, text } = await plain('/hints');
    assert.strictEqual(response.statusCode, 200);
    assert.strictEqual(text, 'with hints');
    assert.strictEqual(information[0].statusCode, 103);
    assert.strictEqual(information[0].headers.link, '</style.css>; rel=preload; as=style');
  },

  async '100-continue comes from the server, and so does a refusal'() {
    const asking = http.request(`${app.url}/echo`,
      { method: 'PUT', agent, headers: { expect: '100-continue', 'content-length': 4 } });
    asking.flushHeaders();
    await within(5000, '100 Continue', once(asking, 'continue'));
    asking.end('body');
    assert.strictEqual(await textOf((await once(asking, 'response'))[0]), 'body');

    const refused = http.request(`${app.url}/refuse`,
      { method: 'PUT', headers: { expect: '100-continue', 'content-length': 1_000_000_000 } });
    refused.on('error', () => {});
    refused.flushHeaders();
    refused.on('continue', () => assert.fail('nobody said continue'));
    const [response] = await within(5000, 'the refusal', once(refused, 'response'));
    assert.strictEqual(response.statusCode, 413);
    assert.strictEqual(await textOf(response), 'too much');
    refused.destroy();
  },

  async 'HEAD, 204 and 304 have no body and keep the connection'() {
    const single = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const head = await plain('/document', { method: 'HEAD', agent: single });
    assert.strictEqual(head.response.headers['content-length'], '100000');
    assert.strictEqual(head.text, '');
    const nothing = await plain('/nothing', { agent: single });
    assert.strictEqual(nothing.response.statusCode, 204);
    assert.strictEqual(nothing.response.headers['content-length'], undefined);
    const unchanged = await plain('/unchanged', { agent: single });
    assert.strictEqual(unchanged.response.statusCode, 304);
    assert.strictEqual(unchanged.response.headers.etag, '"v1"');
    const hello = await plain('/hello', { agent: single });
    assert.strictEqual(hello.text, 'hello');
    assert.ok(hello.response.req.reusedSocket);
  },

  async 'ranges are the server\'s'() {
    const { statusCode, headers, body } =
      await undici.request(`${app.url}/document`, { headers: { range: 'bytes=100-299' } });
    assert.strictEqual(statusCode, 206);
    assert.strictEqual(headers['content-range'], 'bytes 100-299/100000');
    assert.deepStrictEqual(Buffer.from(await body.arrayBuffer()), document.subarray(100, 300));
  },

  async 'trailers pass both ways'() {
    const answer = await plain('/trailers', { headers: { te: 'trailers', connection: 'te' } });
    assert.strictEqual(answer.response.trailers.digest, 'sum=42');
    const request = http.request(`${app.url}/facts`, { method: 'POST', agent, headers: { trailer: 'Checksum' } });
    request.addTrailers({ Checksum: '17' });
    request.write('body');
    request.end();
    const [response] = await once(request, 'response');
    assert.strictEqual(JSON.parse(await textOf(response)).trailers.checksum, '17');
  },
});
