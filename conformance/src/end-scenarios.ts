// How a client ends: SIGTERM means no more demand, finish what is in hand, give back the rest, be gone in time.
import { asks, faultsOf, type Scenario } from './scenario.ts';
import { asking, jobType } from './stage.ts';

/** A program asked to end has so long, in milliseconds. */
const endMsMax = 10_000;

const drain: Scenario = {
  name: 'drain',
  shows: 'on SIGTERM asks no more, ends the jobs in hand, leaves none behind, and exits with 0',
  script: { push: false, jobs: [{ type: jobType, count: 40, variables: asks.sleep(1_500) }] },
  wishes: { leaseMs: 60_000 },
  async judge(stage) {
    await stage.firstAsk();
    await stage.until(() => stage.gateway.jobs.leased > 0, 10_000);
    const fromMs = stage.gateway.log.sinceMs();
    const ended = await stage.end(endMsMax);
    const late = stage.calls(asking, fromMs + 1_000).length;
    const { leased } = stage.gateway.jobs;
    return {
      faults: faultsOf(
        [
          ended.code === 0,
          `Expected exit code 0, but ${ended.code === undefined ? `it still ran after ${endMsMax} ms` : `it was ${ended.code}`}`,
        ],
        [late === 0, `Expected no demand 1 s after SIGTERM, but there were ${late} calls`],
        [leased === 0, `Expected no job to be left in hand, but ${leased} were`],
      ),
      figures: `${ended.code === undefined ? 'killed' : `exit ${ended.code}`} after ${ended.tookMs} ms, ${leased} left`,
    };
  },
};

const unanswered: Scenario = {
  name: 'completion-without-answer',
  shows: 'ends within 10 s of SIGTERM although a completion is never answered',
  script: {
    push: false,
    jobs: [{ type: jobType, count: 2, variables: asks.complete }],
    phases: [{ rpcs: { CompleteJob: { kind: 'silent' } } }],
  },
  async judge(stage) {
    await stage.firstAsk();
    await stage.until(() => stage.calls('CompleteJob').length > 0, 10_000);
    const ended = await stage.end(endMsMax);
    return {
      faults: faultsOf([ended.code !== undefined, `Expected the program to end, but it still ran after ${endMsMax} ms`]),
      figures: ended.code === undefined ? 'killed' : `ended after ${ended.tookMs} ms`,
    };
  },
};

const endIdle: Scenario = {
  name: 'end-idle',
  shows: 'ends within 3 s of SIGTERM while a long poll is parked, and leaves no call open',
  script: {},
  wishes: { pollMs: 30_000 },
  async judge(stage) {
    await stage.firstAsk();
    await stage.wait(1_000);
    const ended = await stage.end(endMsMax);
    await stage.wait(200);
    const open = asking.reduce((sum, rpc) => sum + stage.gateway.log.open(rpc), 0);
    return {
      faults: faultsOf(
        [ended.code !== undefined && ended.tookMs <= 3_000, `Expected the end within 3 s, but it took ${ended.tookMs} ms`],
        [open === 0, `Expected no open call, but there were ${open}`],
      ),
      figures: ended.code === undefined ? 'killed' : `ended after ${ended.tookMs} ms`,
    };
  },
};

/** All of them. */
export const endScenarios: readonly Scenario[] = [drain, unanswered, endIdle];
