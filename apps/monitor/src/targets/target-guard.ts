import ipaddr from 'ipaddr.js';

/** Longer than any status URL that we know of, signed ones too. */
export const MAX_URL_CHARACTERS = 8192;

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Cidr = readonly [Address, number];

/** Origins are learned from replies, so there is no natural bound to them. */
const MAX_DECIDED = 10_000;

/** The part of IPv6 that is routed at all (RFC 4291, section 2.4; the rest is not assigned). */
const GLOBAL_UNICAST: Cidr = [ipaddr.parse('2000::'), 3];
/** Addresses of a cloud's own machinery that lie in public space: Azure's wire server. */
const NEVER = new Set(['168.63.129.16']);

/**
 * Ports where something answers that is not HTTP, so that an HTTP request may do harm there: the list of the Fetch
 * standard (section 2.9), and the databases.
 */
const FORBIDDEN_PORTS = new Set(
  (
    '0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 ' +
    '135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 ' +
    '995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080 ' +
    '1433 1521 3306 5432 6379 11211 27017'
  ).split(' '),
);

/** Why a target may not be asked, in words for whoever wrote its URL. */
export interface Refusal {
  refusal: string;
}

export interface GuardSettings {
  /** Ranges that may be asked though they are not public. */
  allowPrivateCidrs: readonly string[];
  /** URLs of the operator's own settings: their origins may be asked wherever they lie. */
  ownUrls: readonly string[];
}

/** Decides which targets may be asked: http and https, at public addresses, unless the operator allows more. Pure. */
export class TargetGuard {
  private readonly allowed: Cidr[];
  private readonly ownOrigins: Set<string>;
  private readonly decided = new Map<string, Refusal | 'may be asked'>();

  constructor(settings: GuardSettings) {
    this.allowed = settings.allowPrivateCidrs.map(parseCidr);
    this.ownOrigins = new Set(settings.ownUrls.map((url) => new URL(url).origin));
  }

  /**
   * Reads a URL and checks all of it that can be known without asking the network: to be used where a URL is put in,
   * and before each request. The addresses that its name stands for are checked when it is connected to.
   */
  check(text: string): URL | Refusal {
    const url = readUrl(text);
    return 'refusal' in url ? url : (this.refusalOf(url) ?? url);
  }

  /** What is said of an origin once is said of it always. */
  private refusalOf(url: URL): Refusal | undefined {
    const { origin } = url;
    const known = this.decided.get(origin);
    if (known !== undefined) return known === 'may be asked' ? undefined : known;
    const refusal = this.isOwn(origin) ? undefined : this.decide(url);
    if (this.decided.size >= MAX_DECIDED) this.decided.clear();
    this.decided.set(origin, refusal ?? 'may be asked');
    return refusal;
  }

  private decide({ hostname, port }: URL): Refusal | undefined {
    if (FORBIDDEN_PORTS.has(port)) return { refusal: `Port ${port} may not be asked: it is not one of HTTP` };
    const address = literalAddress(hostname);
    if (address !== undefined) return this.allows(address) ? undefined : notPublic(hostname);
    const isRefused = isLocalName(hostname) && !this.allows('127.0.0.1') && !this.allows('::1');
    return isRefused ? notPublic(hostname) : undefined;
  }

  /** Whether an origin stands in the operator's own settings, so that its addresses need no check. */
  isOwn(origin: string): boolean {
    return this.ownOrigins.has(origin);
  }

  /** Whether an address may be connected to. What can't be read as one may not. */
  allows(text: string): boolean {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return isPublic(address) || this.allowed.some((cidr) => contains(cidr, address));
  }
}

/** What is said of every address that may not be asked: no word of what may be found there. */
export function notPublic(host: string): Refusal {
  return { refusal: `${host} is not at a public address, and ALLOW_PRIVATE_CIDRS does not name it` };
}

/** A range such as 10.0.0.0/8 or fd00::/8; an address alone is a range of one. Throws where it is none. */
export function parseCidr(text: string): Cidr {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function readUrl(text: string): URL | Refusal {
  if (text.length > MAX_URL_CHARACTERS) return { refusal: `The URL is longer than ${MAX_URL_CHARACTERS} characters` };
  if (/[\u0000-\u0020\u007f-\u009f]/.test(text)) return { refusal: 'The URL holds spaces or control characters' };
  const url = parse(text);
  if (url === undefined) return { refusal: 'It is not an absolute URL' };
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { refusal: 'The URL must begin with http or https' };
  if (url.username !== '' || url.password !== '') return { refusal: 'The URL must not hold a user name or a password' };
  return url;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** The URL parser has put every spelling of an IPv4 address into its usual form. */
function literalAddress(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return ipaddr.IPv4.isValidFourPartDecimal(hostname) ? hostname : undefined;
}

/** RFC 6761, section 6.3: these names are this machine's own. */
function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost\.*$/i.test(hostname);
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast' || NEVER.has(address.toString())) return false;
  return address.kind() === 'ipv4' || contains(GLOBAL_UNICAST, address);
}

function contains([network, bits]: Cidr, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}
