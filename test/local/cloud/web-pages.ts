import type { RawRequest } from './raw-request.ts';

const EVIL = 'https://evil.example';
const plain = 'Content-Type: text/plain';
const form = 'Content-Type: application/x-www-form-urlencoded';

/** Hosts that are not this machine's listener, though some lead to it. */
const FOREIGN_HOSTS: ((port: number) => string)[] = [
  () => 'evil.example',
  (port) => `evil.example:${port}`,
  (port) => `localhost.evil.com:${port}`,
  (port) => `127.0.0.1.nip.io:${port}`,
  (port) => `0.0.0.0:${port}`,
  (port) => `[::]:${port}`,
  (port) => `localhost.:${port}`,
  (port) => `127.1:${port}`,
  (port) => `2130706433:${port}`,
  (port) => `[::ffff:127.0.0.1]:${port}`,
  (port) => `[::1%25lo]:${port}`,
  (port) => `user@127.0.0.1:${port}`,
  (port) => `127.0.0.1:${port}:${port}`,
  () => '127.0.0.1',
  () => 'localhost:1',
  () => '',
];

const FOREIGN_ORIGINS: ((port: number) => string)[] = [
  () => EVIL,
  () => 'null',
  () => 'http://localhost:3000',
  () => 'http://localhost',
  (port) => `https://127.0.0.1:${port}`,
  (port) => `http://localhost:${port}.evil.com`,
  (port) => `http://127.0.0.1:${port}, ${EVIL}`,
  (port) => `http://evil.example:${port}`,
  () => 'chrome-extension://abcdefgh',
  () => '',
];

/** What web pages make browsers send, and what gets past careless checks, by what it is. */
export function webPages(port: number, target: string): [what: string, request: RawRequest][] {
  const host = `Host: 127.0.0.1:${port}`;
  const evil = `Origin: ${EVIL}`;
  const post = (...headers: string[]): RawRequest => ({
    method: 'POST',
    target,
    headers: [host, ...headers],
    body: '{}',
  });
  const get = (...headers: string[]): RawRequest => ({ target, headers: [host, ...headers] });
  return [
    ...FOREIGN_HOSTS.map((name): [string, RawRequest] => [
      `the host "${name(port)}"`,
      { target, headers: [`Host: ${name(port)}`] },
    ]),
    ...FOREIGN_ORIGINS.map((name): [string, RawRequest] => [
      `the origin "${name(port)}"`,
      post(plain, `Origin: ${name(port)}`),
    ]),
    ['no host', { target, version: '1.0', headers: [] }],
    ['two hosts', get('Host: evil.example')],
    ['two origins', post(plain, `Origin: http://127.0.0.1:${port}`, evil)],
    ['a target for a proxy', { target: `http://evil.example${target}`, headers: [host] }],
    [
      'a target for a proxy on this machine',
      { target: `http://127.0.0.1:${port}${target}`, headers: [host] },
    ],
    ['JSON of another origin', post('Content-Type: application/json', evil)],
    [
      'a preflight',
      {
        method: 'OPTIONS',
        target,
        headers: [
          host,
          evil,
          'Access-Control-Request-Method: POST',
          'Access-Control-Request-Headers: content-type,x-amz-target,authorization',
          'Access-Control-Request-Private-Network: true',
        ],
      },
    ],
    ['a form', post(form, evil, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate')],
    ['a form of an unnamed origin', post(form, 'Origin: null')],
    ['a beacon', post('Content-Type: text/plain;charset=UTF-8', evil, 'Sec-Fetch-Mode: no-cors')],
    ['an image', get('Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: image')],
    ['a link', get('Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate')],
    ['a script of another port', get('Sec-Fetch-Site: same-site', 'Sec-Fetch-Dest: script')],
    ['a WebSocket', get(evil, 'Upgrade: websocket', 'Sec-WebSocket-Key: eA==', 'Sec-WebSocket-Version: 13')],
  ];
}

/** What programs on this machine, and a page of the listener itself, send. */
export function ownCallers(port: number, target: string): [what: string, request: RawRequest][] {
  const asked = (...headers: string[]): RawRequest => ({ target, headers });
  return [
    ['127.0.0.1', asked(`Host: 127.0.0.1:${port}`)],
    ['localhost', asked(`Host: localhost:${port}`)],
    ['capitals', asked(`Host: LOCALHOST:${port}`)],
    ['IPv6', asked(`Host: [::1]:${port}`)],
    ["Node's fetch", asked(`Host: 127.0.0.1:${port}`, 'Sec-Fetch-Mode: cors')],
    ['the address bar', asked(`Host: localhost:${port}`, 'Sec-Fetch-Site: none')],
    [
      'a page of its own',
      asked(`Host: localhost:${port}`, `Origin: http://localhost:${port}`, 'Sec-Fetch-Site: same-origin'),
    ],
  ];
}
