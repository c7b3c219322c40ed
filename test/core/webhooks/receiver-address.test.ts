import { addressFault, urlFault } from '../../../core/webhooks/receiver-address.ts';

const fault = (url: string, local = false) => urlFault(new URL(url), local);

describe('a receiver', () => {
  test.each([
    'https://example.com/hook',
    'https://example.com:8443/hook?a=b',
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
    'https://localhost.example.com/',
    'https://xn--bcher-kva.example/',
  ])('%s is let through', (url) => {
    expect(fault(url)).toBeUndefined();
  });

  test.each([
    ['http://example.com/', 'https: is expected, got http:'],
    ['ftp://example.com/', 'https: is expected, got ftp:'],
    ['file:///etc/passwd', 'https: is expected, got file:'],
    ['gopher://127.0.0.1/', 'https: is expected'],
    ['https://user:secret@example.com/', 'no user name and no password'],
    ['https://user@example.com/', 'no user name and no password'],
    ['https://localhost/', 'localhost is this machine'],
    ['https://LOCALHOST:8443/', 'localhost is this machine'],
    ['https://localhost./', 'localhost. is this machine'],
    ['https://app.localhost/', 'app.localhost is this machine'],
  ])('%s is refused: %s', (url, why) => {
    expect(fault(url)).toContain(why);
  });

  test('is quoted with 32 characters of its protocol at most', () => {
    expect(fault(`${'a'.repeat(40)}://example.com/`)).toBe(`https: is expected, got ${'a'.repeat(32)}`);
  });

  test.each([
    ['dotted', '127.0.0.1'],
    ['short', '127.1'],
    ['decimal', '2130706433'],
    ['octal', '0177.0.0.1'],
    ['octal in one number', '017700000001'],
    ['hexadecimal', '0x7f.0.0.1'],
    ['hexadecimal in one number', '0x7f000001'],
    ['in full-width digits', '１２７.０.０.１'],
    ['with enclosed digits', '①②⑦.⓪.⓪.①'],
    ['percent-encoded', '%31%32%37.0.0.1'],
    ['with a dot at its end', '127.0.0.1.'],
    ['in IPv6', '[::1]'],
    ['in IPv6 at length', '[0:0:0:0:0:0:0:1]'],
    ['mapped to IPv6', '[::ffff:127.0.0.1]'],
    ['mapped to IPv6 in hexadecimal', '[::ffff:7f00:1]'],
    ['compatible with IPv4', '[::127.0.0.1]'],
    ['through NAT64', '[64:ff9b::7f00:1]'],
    ['through a local NAT64', '[64:ff9b:1::7f00:1]'],
    ['through 6to4', '[2002:7f00:1::]'],
    ['through Teredo', '[2001:0:7f00:1::]'],
    ['through SIIT', '[::ffff:0:7f00:1]'],
  ])('on the loopback address %s is refused', (_how, host) => {
    expect(fault(`https://${host}/`)).toMatch(/is not a public address/);
  });

  test.each([
    ['the metadata service', '169.254.169.254'],
    ['the metadata service in decimal', '2852039166'],
    ['the metadata service in IPv6', '[fd00:ec2::254]'],
    ['the metadata service mapped', '[::ffff:a9fe:a9fe]'],
    ['the credentials of containers', '169.254.170.2'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.1'],
    ['a private network', '192.168.1.1'],
    ['a private network in IPv6', '[fd12:3456:789a::1]'],
    ['a link', '[fe80::1]'],
    ['a site of old', '[fec0::1]'],
    ['a carrier', '100.64.0.1'],
    ['no host', '0.0.0.0'],
    ['no host in IPv6', '[::]'],
    ['this network', '0.1.2.3'],
    ['everybody', '255.255.255.255'],
    ['a group', '224.0.0.1'],
    ['a group in IPv6', '[ff02::1]'],
    ['benchmarks', '198.18.0.1'],
    ['documentation', '192.0.2.1'],
    ['documentation in IPv6', '[2001:db8::1]'],
    ['the future', '240.0.0.1'],
    ['protocol assignments', '192.0.0.1'],
    ['an unassigned address of IPv6', '[4000::1]'],
  ])('at %s, %s, is refused', (_what, host) => {
    expect(fault(`https://${host}/`)).toMatch(/is not a public address/);
  });
});

describe('on a laptop', () => {
  test.each([
    'http://localhost:3000/hook',
    'http://127.0.0.1:3000/',
    'http://[::1]:3000/',
    'https://localhost/',
  ])('%s is let through', (url) => {
    expect(fault(url, true)).toBeUndefined();
  });

  test.each(['http://example.com/', 'http://10.0.0.1/', 'https://10.0.0.1/', 'https://169.254.169.254/'])(
    '%s is refused all the same',
    (url) => {
      expect(fault(url, true)).toBeDefined();
    },
  );
});

test.each([
  ['8.8.8.8', false, true],
  ['127.0.0.1', false, false],
  ['127.0.0.1', true, true],
  ['10.0.0.1', true, false],
  ['fe80::1%eth0', false, false],
  ['example.com', false, false],
  ['', false, false],
])('an address a name resolves to: %s, on a laptop %s, is fit %s', (address, local, fit) => {
  expect(addressFault(address, local) === undefined).toBe(fit);
});

test.each([
  ['10.0.0.1', '10.0.0.1 is not a public address (private)'],
  ['4000::1', '4000::1 is not a public address (unassigned)'],
])('the refusal of %s says what it is: %s', (address, refusal) => {
  expect(addressFault(address, false)).toBe(refusal);
});
