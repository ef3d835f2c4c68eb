// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the scripts beside this file share. Each is run by tests/integration/clients against one started program: it puts
// a server of its own behind Portolan, adds it by the API, and uses it by its name as an application would. Names are
// looked up at Portolan's DNS. Variables: PORTOLAN_API, PORTOLAN_TOKEN, PORTOLAN_DNS, PORTOLAN_HTTP, PORTOLAN_PID.
'use strict';

const dns = require('node:dns');
const http = require('node:http');
const { once } = require('node:events');

const zone = 'internal.example';
const proxyPort = Number(process.env.PORTOLAN_HTTP.split(':')[1]);

const resolver = new dns.promises.Resolver();
resolver.setServers([process.env.PORTOLAN_DNS]);
// Every library here resolves by dns.lookup: names of the zone go to Portolan, like on a device with split DNS.
const systemLookup = dns.lookup;
dns.lookup = (name, options, callback) => {
  if (typeof options === 'function') return dns.lookup(name, {}, options);
  if (!name.endsWith('.' + zone)) return systemLookup(name, options, callback);
  resolver.resolve4(name).then(
    (addresses) =>
      options.all ? callback(null, addresses.map((address) => ({ address, family: 4 }))) : callback(null, addresses[0], 4),
    callback);
};

/** Makes `name` reach `port` on this host; resolves when it is live. Extra fields as POST /api/v1/services takes them. */
async function addService(name, port, fields = {}) {
  const body = JSON.stringify({ host: `${name}.${zone}`, targets: [{ address: '127.0.0.1', port }], ...fields });
  const request = http.request(`${process.env.PORTOLAN_API}/api/v1/services`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${process.env.PORTOLAN_TOKEN}`,
    },
  });
  request.end(body);
  const [response] = await once(request, 'response');
  const text = await textOf(response);
  if (response.statusCode !== 201) throw new Error(`adding ${name}: ${response.statusCode} ${text}`);
  return { host: `${name}.${zone}`, origin: `${name}.${zone}:${proxyPort}`, url: `http://${name}.${zone}:${proxyPort}` };
}

async function textOf(stream) {
  let text = '';
  for await (const piece of stream) text += piece;
  return text;
}

/** Starts `server` on a free loopback port and puts it behind `name`. */
async function serve(name, server, fields) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return addService(name, server.address().port, fields);
}

/** Resolves with `promise`, or rejects after `milliseconds` saying that `what` did not happen. */
function within(milliseconds, what, promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${milliseconds} ms: ${what}`)), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

/** A promise with its two ends. */
function signal() {
  const ends = {};
  ends.promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }));
  return ends;
}

/** Runs the cases (name -> async function) one after the other and ends the process: 0 if all passed. */
async function run(cases) {
  let failed = 0;
  for (const [name, body] of Object.entries(cases)) {
    try {
      await within(60_000, name, body());
      console.log(`ok ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok ${name}\n${error.stack}`);
    }
  }
  process.exit(failed === 0 ? 0 : 1);
}

module.exports = { addService, proxyPort, run, serve, signal, textOf, within, zone };
