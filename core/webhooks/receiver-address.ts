import ipaddr from 'ipaddr.js';

/**
 * Why deliveries never go to this URL, or undefined. Hosts written in decimal, octal or hexadecimal are addresses to
 * `URL` already, so they are judged as such; names are judged by {@link addressFault} when they are resolved.
 * @param local lets through what runs on this machine, also without TLS, for laptops
 */
export function urlFault(url: URL, local: boolean): string | undefined {
  if (url.username !== '' || url.password !== '') return 'it must hold no user name and no password';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isAddress = ipaddr.isValid(host);
  // RFC 6761, 6.3: these names are loopback, whatever a resolver says.
  const isLocalName = /(^|\.)localhost\.?$/.test(host);
  const fault = isAddress ? addressFault(host, local) : undefined;
  const onThisMachine = isLocalName || (isAddress && ipaddr.parse(host).range() === 'loopback');
  if (url.protocol !== 'https:' && !(local && onThisMachine && url.protocol === 'http:'))
    return `https: is expected, got ${url.protocol.slice(0, 32)}`;
  if (isLocalName && !local) return `${host} is this machine, where no receiver is`;
  return fault;
}

/**
 * Why no connection is made to this address, or undefined for one of the public internet. What carries an IPv4 address
 * within an IPv6 one (mapped, 6to4, Teredo, NAT64) is refused as a whole.
 */
export function addressFault(address: string, local: boolean): string | undefined {
  if (!ipaddr.isValid(address)) return 'it is not an IP address';
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range === 'loopback' && local) return undefined;
  // Of IPv6 only 2000::/3 is given out (IANA); the rest, IPv4-compatible addresses among it, has no receivers.
  const isPublic =
    range === 'unicast' && (parsed.kind() === 'ipv4' || ((parsed.toByteArray()[0] ?? 0) & 0xe0) === 0x20);
  return isPublic
    ? undefined
    : `${address} is not a public address (${range === 'unicast' ? 'unassigned' : range})`;
}
