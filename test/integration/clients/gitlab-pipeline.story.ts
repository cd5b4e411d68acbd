import { describe, expect, it } from '@jest/globals';
import { Gitlab } from '@gitbeaker/rest';
import { DONE, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const SHOP = 'group/shop';

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('gitlab-pipeline', scenario);
  const { Pipelines: pipelines } = new Gitlab({ host: play.ownBase, token: 'glpat-test' });
  return { ...play, pipelines };
}

describe('the GitLab client that GitLab points to, at pipelines', () => {
  it('creates a pipeline and sees it through', async () => {
    const { pipelines, advance } = await setup();

    const created = await pipelines.create(SHOP, 'main', { variables: [{ key: 'VERSION', value: '1.2.3' }] });
    await advance('2h');
    const running = await pipelines.show(SHOP, created.id);
    await advance(DONE);
    const ended = await pipelines.show(SHOP, created.id);

    expect(created).toMatchObject({ id: expect.any(Number), status: 'pending', ref: 'main' });
    expect(running).toMatchObject({ status: 'running', finished_at: null });
    expect(ended).toMatchObject({ status: 'success', duration: 7200 });
  });

  it('lists the pipelines of a project, and of no other', async () => {
    const { pipelines } = await setup();
    const { id } = await pipelines.create(SHOP, 'main');
    await pipelines.create('group/other', 'main');

    expect(await pipelines.all(SHOP)).toMatchObject([{ id, status: 'pending' }]);
  });

  it('is told that a pipeline failed', async () => {
    const { pipelines, advance } = await setup({ ...hours, outcome: 'failed' });

    const { id } = await pipelines.create(SHOP, 'main');
    await advance(DONE);

    expect(await pipelines.show(SHOP, id)).toMatchObject({ status: 'failed' });
  });

  it('cancels a pipeline, and removes it: then it is unknown', async () => {
    const { pipelines } = await setup();
    const { id } = await pipelines.create(SHOP, 'main');

    expect(await pipelines.cancel(SHOP, id)).toMatchObject({ id, status: 'canceled' });
    await pipelines.remove(SHOP, id);

    await expect(pipelines.show(SHOP, id)).rejects.toThrow('404 Not found');
  });

  it('survives 429s', async () => {
    const { pipelines } = await setup({ ...hours, faults: [{ on: 'poll', number: { to: 2 }, reply: { code: 429 } }] });

    const { id } = await pipelines.create(SHOP, 'main');

    expect(await pipelines.show(SHOP, id)).toMatchObject({ id, status: 'pending' });
  });
});
