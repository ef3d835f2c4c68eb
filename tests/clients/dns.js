// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// dns-packet, the codec below most DNS libraries of Node.js, asks for every type that Portolan serves. Run by
// tests/integration/dns. Variable: PORTOLAN_DNS, an address with a port.
'use strict';

const assert = require('node:assert');
const dgram = require('node:dgram');
const packet = require('dns-packet');

const [address, port] = process.env.PORTOLAN_DNS.split(':');

/** The reply to one question, decoded. */
function ask(name, type, more = {}) {
  return new Promise((resolve, reject) => {
    const socket = dgram.createSocket('udp4');
    const timer = setTimeout(() => reject(new Error(`no reply to ${name} ${type}`)), 10000);
    socket.on('message', (bytes) => {
      clearTimeout(timer);
      socket.close();
      resolve(packet.decode(bytes));
    });
    socket.send(packet.encode({ type: 'query', id: 7, flags: 0, questions: [{ name, type }], ...more }),
      Number(port), address);
  });
}

async function main() {
  const data = async (name, type) => (await ask(name, type)).answers.map((answer) => answer.data);
  assert.deepStrictEqual(await data('v4.internal.example', 'A'), ['10.0.0.1', '10.0.0.2']);
  assert.deepStrictEqual(await data('dual.internal.example', 'AAAA'), ['fd00::3']);
  assert.deepStrictEqual(await data('www.internal.example', 'CNAME'), ['dual.internal.example']);
  assert.deepStrictEqual((await data('text.internal.example', 'TXT'))[0].map(String), ['one', 'two "words"']);
  assert.deepStrictEqual(await data('internal.example', 'MX'),
    [{ preference: 10, exchange: 'mail.internal.example' }]);
  assert.deepStrictEqual(await data('internal.example', 'NS'), ['ns.internal.example']);
  assert.deepStrictEqual((await data('internal.example', 'CAA')).map(({ tag, value }) => ({ tag, value })),
    [{ tag: 'issue', value: 'ca.example' }]);
  assert.deepStrictEqual((await data('_sip._tcp.internal.example', 'SRV'))[0],
    { priority: 0, weight: 5, port: 5060, target: 'v4.internal.example' });
  assert.deepStrictEqual(await data('4.3.2.100.in-addr.arpa', 'PTR'), ['box.lab.internal.example']);
  assert.deepStrictEqual(await data('odd.internal.example', 'UNKNOWN_65280').then((all) => all[0].toString('hex')),
    '0a000001');
  const [srv] = await data('_http._tcp.llm.internal.example', 'SRV');
  assert.strictEqual(srv.target, 'llm.internal.example');

  const missing = await ask('missing.internal.example', 'A');
  assert.strictEqual(missing.rcode, 'NXDOMAIN');
  assert.strictEqual(missing.authorities[0].type, 'SOA');
  assert.ok(missing.authorities[0].ttl >= 5 && missing.authorities[0].ttl <= 30);
  assert.ok(missing.flag_aa);

  const edns = { additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 4096, flags: packet.DNSSEC_OK }] };
  const signed = await ask('dual.internal.example', 'A', edns);
  const opt = signed.additionals.find(({ type }) => type === 'OPT');
  assert.ok(opt.flag_do && opt.udpPayloadSize === 1232);
  assert.ok(signed.answers.every(({ type }) => type === 'A'));
  console.log('ok dns');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
