import { describe, expect, it } from '@jest/globals';
import { signForAws } from './aws-signer.js';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const scope = { service: 'service', region: 'us-east-1' };
const at = new Date('2015-08-30T12:36:00Z');
const ORIGIN = 'https://example.amazonaws.com';

/** The official test suite of AWS Signature Version 4 (aws-sig-v4-test-suite). */
describe('AWS Signature Version 4', () => {
  it.each<[string, string, string, Record<string, string>, string, string]>([
    ['get-vanilla', 'GET', '/', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-empty-query-key',
      'GET',
      '/?Param1=value1',
      {},
      '',
      'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
    ],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      '/?Param2=value2&Param1=value1',
      {},
      '',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-header-key-duplicate',
      'GET',
      '/',
      { 'My-Header1': 'value2,value2,value1' },
      ';my-header1',
      'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
    ],
    [
      'get-header-value-order',
      'GET',
      '/',
      { 'My-Header1': 'value4,value1,value3,value2' },
      ';my-header1',
      '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
    ],
    [
      'get-header-value-trim',
      'GET',
      '/',
      { 'My-Header1': ' value1', 'My-Header2': ' "a   b   c"' },
      ';my-header1;my-header2',
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    ['post-vanilla', 'POST', '/', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])('signs as the official test suite does: %s', async (_, method, path, headers, signedBesides, signature) => {
    const signed = await signForAws({ method, url: `${ORIGIN}${path}`, headers }, scope, keys, at);

    expect(signed.headers).toMatchObject({
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        `SignedHeaders=host${signedBesides};x-amz-date, Signature=${signature}`,
    });
  });

  it('leaves the request as it is but for its headers, and signs its body, its target and its session', async () => {
    const request = {
      method: 'POST',
      url: 'https://athena.us-east-1.amazonaws.com/',
      headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AmazonAthena.GetQueryExecution' },
      body: '{"QueryExecutionId":"1"}',
    };
    const sign = (body: string) =>
      signForAws({ ...request, body }, { service: 'athena', region: 'us-east-1' }, { ...keys, sessionToken: 'st' }, at);

    const [one, other] = [await sign(request.body), await sign('{}')];

    expect(one).toMatchObject({ method: 'POST', url: request.url, body: request.body });
    expect(one.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonAthena.GetQueryExecution',
      'x-amz-security-token': 'st',
    });
    expect(one.headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target');
    expect(one.headers.authorization).not.toBe(other.headers.authorization);
  });
});
