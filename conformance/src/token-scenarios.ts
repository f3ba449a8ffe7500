// Token endpoints that are slow or fail: one request at a time, a failure remembered, and work as soon as there is a token.
import { asks, faultsOf, type Finding, type Scenario } from './scenario.ts';
import { jobType, type Stage } from './stage.ts';
import { tokenHeader } from './token-endpoint.ts';

/** Longest wait for the first request for a token: a client that sends none is not judged. Milliseconds. */
const firstMsMax = 15_000;
const jobs = [{ type: jobType, count: 3, variables: asks.complete }];

async function firstToken(stage: Stage): Promise<Finding | undefined> {
  const hasAsked = await stage.until(() => (stage.tokens?.askedAtMs.length ?? 0) > 0, firstMsMax);
  return hasAsked ? undefined : { faults: [], figures: 'asks for no token', notAsked: true };
}

const slow: Scenario = {
  name: 'token-slow',
  shows: 'asks a token endpoint that takes 2 s once at a time and three times at most, and works within 6 s of its answer',
  script: { jobs, authorization: tokenHeader },
  tokens: { delayMs: 2_000 },
  async judge(stage) {
    const none = await firstToken(stage);
    if (none || !stage.tokens) return none ?? { faults: [], figures: 'no token endpoint', notAsked: true };
    const isDone = await stage.until(() => stage.gateway.jobs.ended === 3, 8_000);
    const { askedAtMs, atOnceMax } = stage.tokens;
    return {
      faults: faultsOf(
        [atOnceMax <= 1, `Expected one request for a token at a time, but there were ${atOnceMax}`],
        [askedAtMs.length <= 3, `Expected at most 3 requests for a token, but there were ${askedAtMs.length}`],
        [isDone, `Expected 3 jobs to be done, but ${stage.gateway.jobs.ended} were`],
      ),
      figures: `${askedAtMs.length} requests, ${atOnceMax} at once; ${isDone ? 'works' : 'does not work'}`,
    };
  },
};

const failing: Scenario = {
  name: 'token-failing',
  shows: 'asks a token endpoint that fails at most 10 times in 10 s, sends no call without a token, and works within 12 s afterwards',
  script: { jobs, authorization: tokenHeader },
  tokens: { status: 503 },
  async judge(stage) {
    const none = await firstToken(stage);
    if (none || !stage.tokens) return none ?? { faults: [], figures: 'no token endpoint', notAsked: true };
    await stage.wait(10_000);
    const requests = stage.tokens.askedAtMs.length;
    const bare = stage.gateway.log.calls.length;
    stage.tokens.follow({});
    const fromMs = stage.gateway.log.sinceMs();
    const isBack = await stage.until(() => stage.gateway.jobs.ended === 3, 12_000);
    const backMs = Math.round(stage.gateway.log.sinceMs() - fromMs);
    return {
      faults: faultsOf(
        [requests <= 10, `Expected at most 10 requests for a token, but there were ${requests}`],
        [bare === 0, `Expected no call without a token, but there were ${bare}`],
        [isBack, `Expected 3 jobs to be done within 12 s, but ${stage.gateway.jobs.ended} were`],
      ),
      figures: `${requests} requests, ${bare} calls without; ${isBack ? `back after ${backMs} ms` : 'not back'}`,
    };
  },
};

/** All of them. */
export const tokenScenarios: readonly Scenario[] = [slow, failing];
