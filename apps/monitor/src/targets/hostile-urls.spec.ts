import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Lookup } from './guarded-connector.js';
import { TargetClient } from './target.client.js';
import { TargetGuard } from './target-guard.js';

/** Spellings of addresses that nobody may ask, by what they stand for. */
const addresses: Record<string, string[]> = {
  'this machine': [
    '127.0.0.1',
    '127.0.0.2',
    '127.255.255.254',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0x7f.0.0.1',
    '017700000001',
    '0177.0.0.1',
    '0177.0.0.01',
    '127.0.0.1.',
    '127.1.',
    '0x7F.0x0.0x0.0x1',
    '00000177.1',
    '127.0x0.0.1',
    '①②⑦.⓪.⓪.①',
    '１２７.０.０.１',
    '127。0。0。1',
    '127．0．0．1',
    '%31%32%37.0.0.1',
    '127.0.0.%31',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[0000::0001]',
    '[::0001]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:0001]',
    '[::FFFF:127.0.0.1]',
    '[::127.0.0.1]',
    '[::7f00:1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2002:7f00:1::1]',
    '[2001:0:7f00:1::]',
    'localhost',
    'LOCALHOST',
    'LocalHost',
    'localhost.',
    'localhost..',
    'api.localhost',
    'a.b.localhost.',
    'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'loc%61lhost',
  ],
  'any address': [
    '0',
    '0.0.0.0',
    '0x0',
    '00',
    '0.0',
    '0.0.0',
    '0.0.0.0.',
    '0.1.2.3',
    '[::]',
    '[0:0:0:0:0:0:0:0]',
    '[::ffff:0.0.0.0]',
    '[::0.0.0.0]',
  ],
  'private networks': [
    '10.0.0.1',
    '10.255.255.255',
    '167772161',
    '0xa000001',
    '012.0.0.1',
    '10.1',
    '172.16.0.1',
    '172.31.255.254',
    '192.168.0.1',
    '192.168.1.1',
    '0300.0250.1.1',
    '0xc0a80101',
    '3232235777',
    '192.168.257',
    '[::ffff:10.0.0.1]',
    '[::ffff:192.168.1.1]',
    '[64:ff9b::10.0.0.1]',
    '[2002:a00:1::1]',
    '[2002:c0a8:101::1]',
    '[fc00::1]',
    '[fd00::1]',
    '[fd12:3456:789a::1]',
    '[fec0::1]',
    '[feff::1]',
  ],
  'link and metadata': [
    '169.254.169.254',
    '169.254.0.1',
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
    '169.254.43518',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::]',
    '[fe80::1]',
    '[fe80::a9fe:a9fe]',
    '[febf::1]',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '168.63.129.16',
    '[::ffff:168.63.129.16]',
    '0xa83f8110',
    '169.254.170.2',
    '169.254.169.123',
  ],
  'shared and special ranges': [
    '100.64.0.1',
    '100.127.255.254',
    '192.0.0.1',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '192.31.196.1',
    '192.52.193.1',
    '192.175.48.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '250.1.2.3',
    '255.255.255.255',
    '0xffffffff',
    '4294967295',
    '[ff02::1]',
    '[ff05::2]',
    '[ff0e::1]',
    '[100::1]',
    '[2001::1]',
    '[2001:2::1]',
    '[2001:10::1]',
    '[2001:20::1]',
    '[2001:db8::1]',
    '[2001:4:112::1]',
    '[3fff::1]',
    '[4000::1]',
    '[5f00::1]',
    '[8000::1]',
    '[e000::1]',
    '[64:ff9b::8.8.8.8]',
    '[2002:808:808::]',
    '[::8.8.8.8]',
    '[2620:4f:8000::1]',
    '[::2]',
    '[1::1]',
  ],
};

/** Names, and what they stand for. */
const names: Record<string, string[]> = {
  'metadata.google.internal': ['169.254.169.254'],
  metadata: ['169.254.169.254'],
  'instance-data': ['169.254.169.254'],
  'kubernetes.default.svc': ['10.96.0.1'],
  'db.internal': ['10.0.0.5'],
  'printer.local': ['192.168.1.20'],
  'localtest.me': ['127.0.0.1'],
  '127.0.0.1.nip.io': ['127.0.0.1'],
  'xn--bcher-kva.example': ['127.0.0.1'],
  'bücher.example': ['127.0.0.1'],
  'six.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'unspecified.example': ['0.0.0.0'],
  'ula.example': ['fd00::1'],
  'link.example': ['fe80::1%eth0'],
  'nat64.example': ['64:ff9b::7f00:1'],
  'both.example': ['93.184.216.34', '127.0.0.1'],
  'both-turned.example': ['127.0.0.1', '93.184.216.34'],
  'both-families.example': ['2606:4700:4700::1111', '::1'],
  'many.example': ['93.184.216.34', '93.184.216.35', '10.0.0.1'],
  'cname.example': ['172.16.0.1'],
  'azure.example': ['168.63.129.16'],
  'nothing.example': [],
  'nonsense.example': ['not-an-address'],
  'dotted.example.': ['127.0.0.1'],
};

/** What is no acceptable URL at all, wherever it leads. */
const malformed = [
  'file:///etc/passwd',
  'gopher://127.0.0.1:PORT/_x',
  'ftp://127.0.0.1:PORT/',
  'data:text/plain,x',
  'javascript:alert(1)',
  'unix:/run/docker.sock',
  'unix://run/docker.sock',
  'ws://127.0.0.1:PORT/',
  'wss://127.0.0.1:PORT/',
  'dict://127.0.0.1:PORT/',
  'ldap://127.0.0.1:PORT/',
  'jar:http://127.0.0.1:PORT/!/',
  'blob:http://127.0.0.1:PORT/x',
  'about:blank',
  'mailto:a@b.example',
  'view-source:http://127.0.0.1:PORT/',
  'http+unix://%2Frun%2Fdocker.sock/',
  '//127.0.0.1:PORT/',
  '127.0.0.1:PORT',
  'http:\\\\127.0.0.1:PORT\\',
  'http:/127.0.0.1:PORT/',
  'http:127.0.0.1:PORT/',
  'http:///127.0.0.1:PORT/',
  'https:/\\127.0.0.1:PORT/',
  'http://127.0.0.1:PORT#@api.example.com/',
  'http://127.0.0.1:PORT?@api.example.com/',
  'http://api.example.com@127.0.0.1:PORT/',
  'http://api.example.com:80@127.0.0.1:PORT/',
  'http://me:pass@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT\\@api.example.com/',
  'http://api.example.com%40127.0.0.1:PORT/',
  'http://[::1%25lo]:PORT/',
  'http://[::1%lo]:PORT/',
  'http://127.0.0.1%00.example.com:PORT/',
  'http://127.0.0.1:PORT\r\n/',
  'http://127.0.0.1\t:PORT/',
  '\u0000http://127.0.0.1:PORT/',
  ' http://127.0.0.1:PORT/',
  'http://127.0.0.1 :PORT/',
  'http://256.256.256.256:PORT/',
  'http://127.0.0.1.1:PORT/',
  'http://0x7f.0.0.0.1:PORT/',
  'http://[127.0.0.1]:PORT/',
  'http://[::1:PORT/',
  'http://:PORT/',
  'http://',
  'https://',
  'http://.',
  'http://..:PORT/',
  'http://*:PORT/',
  'http://127.0.0.1:99999/',
  'http://127.0.0.1:-1/',
  'http://api.example.com:22/',
  'http://api.example.com:25/',
  'http://api.example.com:3306/',
  'http://api.example.com:6379/',
  'http://api.example.com:11211/',
  'http://api.example.com:27017/',
  'http://api.example.com:0/',
  'http://api.example.com:65536/',
  `http://127.0.0.1:PORT/${'x'.repeat(10_000)}`,
  'not a url',
  '',
  'null',
  'undefined',
  '{{job.statusUrl}}',
];

const inUrls = (hosts: string[]) =>
  hosts.flatMap((host) => [`http://${host}:PORT/`, `https://${host}:PORT/latest/meta-data?x=1`]);
const corpus = [...inUrls(Object.values(addresses).flat()), ...inUrls(Object.keys(names)), ...malformed];

describe('Hostile URLs', () => {
  let trap: Server;
  let port: number;
  let caught = 0;

  const lookup: Lookup = (hostname, _options, callback) => {
    const found = names[hostname] ?? names[hostname.normalize()] ?? [];
    callback(
      null,
      found.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  const client = new TargetClient(new TargetGuard({ allowPrivateCidrs: [], ownUrls: [] }), lookup);

  /** Whoever comes to any address of this machine, at this port, is counted. */
  beforeAll(async () => {
    trap = createServer((socket) => {
      caught++;
      socket.destroy();
    }).listen(0);
    await once(trap, 'listening');
    ({ port } = trap.address() as AddressInfo);
  });
  afterAll(async () => {
    await client.onApplicationShutdown();
    await new Promise((resolve) => trap.close(resolve));
  });

  it('are many, and no two are the same', () => {
    expect(new Set(corpus).size).toBe(corpus.length);
    expect(corpus.length).toBeGreaterThanOrEqual(250);
  });

  it.each(corpus)('are refused, and nothing is sent: %j', async (url) => {
    const request = { method: 'GET', url: url.replace('PORT', String(port)), headers: {} };

    const answer = await client.send(request, { purpose: 'poll', timeoutMs: 2000 });

    expect(answer).toMatchObject({ kind: 'refused', error: { code: 'target-not-allowed' } });
    expect(caught).toBe(0);
  });

  it('would have been caught: the trap counts', async () => {
    const open = new TargetClient(new TargetGuard({ allowPrivateCidrs: ['127.0.0.0/8'], ownUrls: [] }));

    await open.send(
      { method: 'GET', url: `http://127.0.0.1:${port}/`, headers: {} },
      { purpose: 'poll', timeoutMs: 2000 },
    );
    await open.onApplicationShutdown();

    expect(caught).toBe(1);
  });
});
