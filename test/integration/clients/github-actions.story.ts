import { describe, expect, it } from '@jest/globals';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { DONE, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const say = (): void => undefined;
const log = { debug: say, info: say, warn: say, error: say };

const repository = { owner: 'octo', repo: 'shop' };
const release = {
  ...repository,
  workflow_id: 'release.yml',
  ref: 'main',
  inputs: { version: '1.2.3' },
  return_run_details: true,
};

async function setup(scenario: Parameters<typeof stage.play>[1] = hours, throttle: object = { enabled: false }) {
  const play = await stage.play('github-actions', scenario);
  const ThrottledOctokit = Octokit.plugin(throttling);
  const { actions } = new ThrottledOctokit({
    auth: 'ghp_test',
    baseUrl: play.ownBase,
    throttle: throttle as never,
    log,
  });
  const dispatch = async (): Promise<number> => {
    const { data } = await actions.createWorkflowDispatch(release);
    return (data as unknown as { workflow_run_id: number }).workflow_run_id;
  };
  return { ...play, actions, dispatch };
}

const runOf = (run_id: number) => ({ ...repository, run_id });

describe("GitHub's own client, at workflow runs", () => {
  it('dispatches a workflow, sees its run through, and lists its artifacts', async () => {
    const artifacts = [{ id: 5, name: 'shop.zip' }];
    const { actions, dispatch, advance } = await setup({ ...hours, result: artifacts });

    const id = await dispatch();
    const { data: queued } = await actions.getWorkflowRun(runOf(id));
    await advance('2h');
    const { data: running } = await actions.getWorkflowRun(runOf(id));
    await advance(DONE);
    const { data: ended } = await actions.getWorkflowRun(runOf(id));
    const { data: listed } = await actions.listWorkflowRunArtifacts(runOf(id));

    expect(queued).toMatchObject({ id, status: 'queued', conclusion: null, event: 'workflow_dispatch' });
    expect(running).toMatchObject({ id, status: 'in_progress', conclusion: null, head_branch: 'main' });
    expect(ended).toMatchObject({ status: 'completed', conclusion: 'success', repository: { full_name: 'octo/shop' } });
    expect(listed).toMatchObject({ total_count: 1, artifacts });
  });

  it('is told by the conclusion that a run failed', async () => {
    const { actions, dispatch, advance } = await setup({ ...hours, outcome: 'failed' });

    const id = await dispatch();
    await advance(DONE);

    expect((await actions.getWorkflowRun(runOf(id))).data).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
    });
  });

  it('cancels a run once; what has ended is a conflict', async () => {
    const { actions, dispatch } = await setup();
    const id = await dispatch();

    const { status } = await actions.cancelWorkflowRun(runOf(id));

    expect(status).toBe(202);
    expect((await actions.getWorkflowRun(runOf(id))).data).toMatchObject({ conclusion: 'cancelled' });
    await expect(actions.cancelWorkflowRun(runOf(id))).rejects.toMatchObject({ status: 409 });
  });

  it('lists the runs of a workflow, and of a repository', async () => {
    const { actions, dispatch } = await setup();
    const ids = [await dispatch(), await dispatch()];

    const { data: ofWorkflow } = await actions.listWorkflowRuns({ ...repository, workflow_id: 'release.yml' });
    const { data: ofRepository } = await actions.listWorkflowRunsForRepo(repository);

    for (const data of [ofWorkflow, ofRepository]) {
      expect(data.total_count).toBe(2);
      expect(data.workflow_runs.map(({ id }) => id).sort()).toEqual(ids.sort());
    }
  });

  it('deletes a run: then it is unknown', async () => {
    const { actions, dispatch, advance } = await setup();
    const id = await dispatch();
    await advance(DONE);

    await actions.deleteWorkflowRun(runOf(id));

    await expect(actions.getWorkflowRun(runOf(id))).rejects.toMatchObject({ status: 404 });
  });

  it("waits out a secondary rate limit where GitHub's plugin is told to, and comes out clean", async () => {
    const waits: number[] = [];
    const onSecondaryRateLimit = (seconds: number) => waits.push(seconds) > 0;
    const { actions, dispatch, referee } = await setup(
      {
        ...hours,
        faults: [
          {
            on: 'poll',
            number: 1,
            reply: { code: 403, retryAfter: '1s', body: { message: 'You have exceeded a secondary rate limit.' } },
          },
        ],
      },
      { onSecondaryRateLimit, onRateLimit: () => false },
    );

    const id = await dispatch();

    expect((await actions.getWorkflowRun(runOf(id))).data).toMatchObject({ id, status: 'queued' });
    expect(waits).toEqual([1]);
    expect(await referee()).toMatchObject({ clean: true });
  });
});
