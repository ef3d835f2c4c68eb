// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Node's HTTP parser (llhttp, strict) over messages. In: the file that is named, one JSON object a line, {type, bytes,
// method}, where type is "request" or "response", bytes is base64 and method is that of the request to a response. Out:
// one object a line with what the parser made of it; the first line says which parser it is.
'use strict';

process.removeAllListeners('warning');
const { HTTPParser, methods, allMethods } = process.binding('http_parser');
const fs = require('fs');

const SKIP_BODY = 1;

function parse({ type, bytes, method: requestMethod }) {
  const kind = type === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE;
  const parser = new HTTPParser();
  parser.initialize(kind, {}, 1 << 20, 0);
  const seen = { accepted: false, complete: false, body: '', fields: [], target: '' };
  parser[HTTPParser.kOnHeaders] = (fields, url) => {
    if (seen.accepted) return; // trailers
    seen.fields.push(...fields);
    seen.target += url;
  };
  parser[HTTPParser.kOnHeadersComplete] = (major, minor, fields, method, url, status, reason, upgrade, keepAlive) => {
    if (seen.accepted) return 0; // of a second message
    Object.assign(seen, { accepted: true, version: `${major}.${minor}`, status, reason, upgrade, keepAlive });
    if (fields) seen.fields.push(...fields);
    if (url) seen.target += url;
    seen.method = kind === HTTPParser.REQUEST ? (allMethods || methods)[method] : '';
    return requestMethod === 'HEAD' ? SKIP_BODY : 0;
  };
  parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
    if (seen.complete) return;
    const part = offset === undefined ? chunk : chunk.subarray(offset, offset + length);
    seen.body += part.toString('latin1');
  };
  parser[HTTPParser.kOnMessageComplete] = () => { seen.complete = true; };
  const result = parser.execute(Buffer.from(bytes, 'base64'));
  seen.error = result instanceof Error ? result.code : '';
  seen.body = Buffer.from(seen.body, 'latin1').toString('base64');
  // Node gives names and values as Latin-1.
  seen.fields = seen.fields.map((text) => Buffer.from(text, 'latin1').toString('base64'));
  seen.target = Buffer.from(seen.target, 'latin1').toString('base64');
  return seen;
}

console.log(JSON.stringify({ llhttp: process.versions.llhttp, node: process.version }));
for (const line of fs.readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line) console.log(JSON.stringify(parse(JSON.parse(line))));
}
