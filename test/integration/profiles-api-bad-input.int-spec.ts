import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ProblemCode, problemSchema } from '@app/contracts';
import { SEED_PROFILE } from '../../apps/monitor/src/profiles/profile-library.js';
import { type ProfilesReplica, ask, createProfilesDatabase, startProfilesReplica } from '../support/profiles-app.js';
import type { TestDatabase } from '../support/test-database.js';

const document = { start: { request: { url: 'https://api.example.com/jobs' } } };
const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

type Pointers = string[] | undefined;

describe('What is no profile', () => {
  let database: TestDatabase;
  let replica: ProfilesReplica;

  /** One replica gets it all, for none of it changes anything. */
  beforeAll(async () => {
    database = await createProfilesDatabase();
    replica = await startProfilesReplica(database.url);
  });
  afterAll(async () => {
    await replica.close();
    await database.drop();
  });

  it.each<[string, unknown, string, number, ProblemCode, Pointers]>([
    ['no body', undefined, 'json', 422, 'body-invalid', ['']],
    ['a list', [], 'json', 422, 'body-invalid', ['']],
    ['nothing of a profile', {}, 'json', 422, 'body-invalid', ['/start']],
    ['nothing of a profile in YAML', '{}', 'yaml', 422, 'body-invalid', ['/start']],
    ['an empty text', ' ', 'yaml', 422, 'body-invalid', ['']],
    ['another name', { ...document, name: 'other' }, 'json', 422, 'body-invalid', ['/name']],
    ['two faults', { ...document, titel: 'x', deadline: 5 }, 'json', 422, 'body-invalid', ['/deadline', '/titel']],
    ['a fault in YAML', 'start:\n  request: { url: 5 }', 'yaml', 422, 'body-invalid', ['/start/request/url']],
    ['one that extends none', { extends: 'nobody' }, 'json', 422, 'body-invalid', ['/extends']],
    ['one that extends itself', { extends: 'mine' }, 'json', 422, 'body-invalid', ['/extends']],
    ['one that extends a list', { extends: [] }, 'json', 422, 'body-invalid', ['/extends']],
    ['U+0000', { ...document, title: 'a\u0000' }, 'json', 422, 'body-invalid', ['/title']],
    ['too long a document', { ...document, example: 'x'.repeat(70_000) }, 'json', 422, 'body-invalid', ['']],
    ['no JSON', '{', 'json', 400, 'body-malformed', undefined],
    ['no YAML', 'a: [1', 'yaml', 400, 'body-malformed', undefined],
    ['a name twice', 'start: 1\nstart: 2', 'yaml', 400, 'body-malformed', ['/start']],
    ['brackets without end', deep, 'yaml', 400, 'body-malformed', undefined],
    ['brackets without end in JSON', deep, 'json', 422, 'body-invalid', ['']],
    ['a text that is too long', `# ${'x'.repeat(200_000)}`, 'yaml', 413, 'body-too-large', undefined],
    ['a body that is too large', `# ${'x'.repeat(300_000)}`, 'yaml', 413, 'body-too-large', undefined],
    ['XML', '<profile/>', 'xml', 415, 'content-type-unsupported', undefined],
  ])('such as %s is refused, and told where', async (_, body, type, status, code, pointers) => {
    const answer = await ask(replica, 'PUT', '/mine', body, { 'content-type': `application/${type}` });

    const problem = problemSchema.strict().parse(answer.json);
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual(pointers);
    expect(await database.query(`SELECT version FROM monitor.profiles WHERE name = 'mine'`)).toEqual([]);
  });

  it('such as a form is refused with the types that the route takes', async () => {
    const answer = await ask(replica, 'PUT', '/mine', 'x', { 'content-type': 'application/x-www-form-urlencoded' });

    expect(answer.json['detail']).toBe(
      'Send application/json, application/yaml, application/x-yaml, text/yaml or text/x-yaml, ' +
        'not application/x-www-form-urlencoded',
    );
  });

  it('such as no JSON is told where it is none', async () => {
    const answer = await ask(replica, 'PUT', '/mine', '{"start":\n  hunter2}');

    expect(answer.json['detail']).toBe('The body is not valid JSON: line 2, column 3: Unexpected token');
  });

  it('such as a place out of quotes is told to be quoted', async () => {
    const yaml = { 'content-type': 'application/yaml' };
    const answer = await ask(replica, 'PUT', '/mine', 'start: { request: { url: /jobs/{{name}} } }', yaml);

    expect(answer.json['detail']).toMatch(/^Line 1, column 32: .* must stand in quotes: "\/jobs\/{{job.id}}"$/);
  });

  it.each<[string, string, string, number, ProblemCode]>([
    ['a name with a slash', 'PUT', '/a%2Fb', 422, 'parameter-invalid'],
    ['a name that begins with a dot', 'PUT', '/.a', 422, 'parameter-invalid'],
    ['an unknown name', 'GET', '/nobody', 404, 'profile-unknown'],
    ['a name with a NUL', 'GET', '/a%00', 404, 'profile-unknown'],
    ['an unknown version', 'GET', '/plain-202?version=99', 404, 'profile-unknown'],
    ['a version that is text', 'GET', '/plain-202?version=new', 422, 'parameter-invalid'],
    ['a version of nothing', 'GET', '/plain-202?version=0', 422, 'parameter-invalid'],
    ['a deletion of an unknown name', 'DELETE', '/nobody', 404, 'profile-unknown'],
    ['a deletion of a name with a NUL', 'DELETE', '/a%00', 404, 'profile-unknown'],
    ['a deletion of a shipped one', 'DELETE', '/plain-202', 409, 'profile-shipped'],
    ["a deletion of the settings' own", 'DELETE', `/${SEED_PROFILE}`, 409, 'profile-shipped'],
    ['a list of none', 'GET', '?limit=0', 422, 'parameter-invalid'],
    ['a list of too many', 'GET', '?limit=101', 422, 'parameter-invalid'],
    ['a list from nowhere', 'GET', '?source=elsewhere', 422, 'parameter-invalid'],
    ['a list behind a NUL', 'GET', '?after=%00', 422, 'parameter-invalid'],
    ['a method that is not taken', 'PATCH', '/plain-202', 405, 'method-not-allowed'],
    ['a method that the list does not take', 'POST', '', 405, 'method-not-allowed'],
  ])('%s is a problem', async (_, method, path, status, code) => {
    const answer = await ask(replica, method, path, method === 'PUT' ? document : undefined);

    expect(problemSchema.strict().parse(answer.json)).toMatchObject({ status, code });
  });
});
