// Gateways that serve: how fast, how fairly and how exactly a client takes jobs and tells what became of them.
import { asks, faultsOf, type Finding, type Scenario } from './scenario.ts';
import { asking, jobType, type Stage } from './stage.ts';

/** Jobs completed, by key, as often as they were. */
function completions(stage: Stage): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { request } of stage.calls('CompleteJob')) {
    const key = String(request['jobKey']);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Adds jobs and answers their keys. */
function addJobs(stage: Stage, count: number, variables: string): readonly string[] {
  return Array.from({ length: count }, () => String(stage.gateway.jobs.add(jobType, variables)));
}

/** A client that waits for a clock tick before it asks again leaves its slots idle: so long at most, in milliseconds. */
const idleMsMax = 150;

/** Of every poll that gave jobs: the time from the last job answered before the next poll to that poll; the middle one, in milliseconds. */
function medianIdleMs(stage: Stage, fromMs: number): number {
  const polls = stage.calls('ActivateJobs', fromMs).filter(({ jobs }) => jobs > 0);
  const done = stage.calls('CompleteJob', fromMs).map(({ end, atMs }) => end?.atMs ?? atMs);
  const gaps: number[] = [];
  let next = 0;
  for (const [index, { atMs }] of polls.entries()) {
    const sinceMs = polls[index - 1]?.atMs ?? fromMs;
    while (next < done.length && (done[next] ?? 0) < atMs) next += 1;
    const lastMs = done[next - 1] ?? 0;
    if (lastMs > sinceMs) gaps.push(atMs - lastMs);
  }
  gaps.sort((left, right) => left - right);
  return Math.round(gaps[Math.floor(gaps.length / 2)] ?? Number.POSITIVE_INFINITY);
}

function backlog(name: string, max: number): Scenario {
  const windowMs = 4_000;
  return {
    name,
    shows: `asks anew within ${idleMsMax} ms when slots are free of an endless backlog, with ${max} slots, and never pauses for 2 s`,
    script: { push: false, jobs: [{ type: jobType, count: Number.POSITIVE_INFINITY, variables: asks.complete }] },
    wishes: { max },
    async judge(stage) {
      await stage.firstAsk();
      await stage.wait(1_000);
      const fromMs = stage.gateway.log.sinceMs();
      await stage.wait(windowMs);
      const done = stage.calls('CompleteJob', fromMs, fromMs + windowMs);
      const perSecond = Math.round(done.length / (windowMs / 1_000));
      const moments = [fromMs, ...done.map(({ atMs }) => atMs), fromMs + windowMs];
      const pauseMs = Math.round(moments.reduce((most, atMs, index) => Math.max(most, atMs - (moments[index - 1] ?? atMs)), 0));
      const isStream = stage.calls('Work').some(({ jobs }) => jobs > 0);
      const idleMs = isStream ? 0 : medianIdleMs(stage, fromMs);
      const asks = Number.isFinite(idleMs) ? `after ${idleMs} ms` : 'never';
      return {
        faults: faultsOf(
          [idleMs <= idleMsMax, `Expected the next poll within ${idleMsMax} ms of an answered job, but in the middle it came ${asks}`],
          [pauseMs < 2_000, `Expected no pause of 2 s, but there was one of ${pauseMs} ms`],
        ),
        figures: `${perSecond} jobs/s${isStream ? '' : `, asks ${asks}`}`,
      };
    },
  };
}

const capacity: Scenario = {
  name: 'capacity',
  shows: 'never holds more jobs than it has slots, and does all of them',
  script: { push: false, jobs: [{ type: jobType, count: 60, variables: asks.sleep(50) }] },
  async judge(stage) {
    await stage.firstAsk();
    const isDone = await stage.until(() => stage.gateway.jobs.ended === 60, 20_000);
    const { leasedMax, ended } = stage.gateway.jobs;
    return {
      faults: faultsOf(
        [leasedMax <= stage.wishes.max, `Expected at most ${stage.wishes.max} jobs in hand, but there were ${leasedMax}`],
        [isDone, `Expected 60 jobs to be done in 20 s, but ${ended} were`],
      ),
      figures: `${leasedMax} of ${stage.wishes.max} at most; ${ended} done`,
    };
  },
};

const refill: Scenario = {
  name: 'slow-jobs-idle-nobody',
  shows: 'asks for jobs for its free slots while slow jobs hold half of them: 20 short ones in 3 s',
  script: { push: false },
  async judge(stage) {
    await stage.firstAsk();
    addJobs(stage, stage.wishes.max / 2, asks.sleep(6_000));
    await stage.until(() => stage.gateway.jobs.leased >= stage.wishes.max / 2, 5_000);
    const fromMs = stage.gateway.log.sinceMs();
    addJobs(stage, 20, asks.complete);
    const isDone = await stage.until(() => stage.gateway.jobs.ended >= 20, 3_000);
    const tookMs = Math.round(stage.gateway.log.sinceMs() - fromMs);
    return {
      faults: faultsOf([isDone, `Expected 20 short jobs to be done in 3 s, but ${stage.gateway.jobs.ended} were`]),
      figures: isDone ? `20 in ${tookMs} ms` : `${stage.gateway.jobs.ended} in 3 s`,
    };
  },
};

const brokenJson: Scenario = {
  name: 'broken-json',
  shows: 'fails a job whose variables are no JSON, and has its only slot back for the next',
  script: {
    push: false,
    jobs: [
      { type: jobType, count: 2, variables: '{"do":' },
      { type: jobType, count: 2, variables: asks.complete },
    ],
  },
  wishes: { max: 1 },
  async judge(stage) {
    await stage.firstAsk();
    const isDone = await stage.until(() => stage.gateway.jobs.ended >= 2, 10_000);
    const fails = stage.calls('FailJob').length;
    return {
      faults: faultsOf(
        [fails >= 2, `Expected both broken jobs to be failed, but ${fails} were`],
        [isDone, `Expected the good jobs to be done, but ${stage.gateway.jobs.ended} were`],
      ),
      figures: `${fails} failed, ${stage.gateway.jobs.ended} done`,
    };
  },
};

/** One job with one wish, and what is seen of its end. */
function oneJob(name: string, shows: string, variables: string, find: (stage: Stage, key: string) => Finding): Scenario {
  return {
    name,
    shows,
    script: { push: false },
    async judge(stage) {
      await stage.firstAsk();
      const [key = ''] = addJobs(stage, 1, variables);
      await stage.until(() => stage.calls(['CompleteJob', 'FailJob', 'ThrowError']).length > 0, 8_000);
      return find(stage, key);
    },
  };
}

/** The variables of the first completion, as they came. */
function variablesGiven(stage: Stage): string {
  const variables = stage.calls('CompleteJob')[0]?.request['variables'];
  return typeof variables === 'string' ? variables.trim() : 'nothing';
}

const completes = oneJob('outcome-complete', 'completes a job with the variables of its handler', asks.complete, (stage) => {
  const variables = variablesGiven(stage);
  return { faults: faultsOf([/"done"\s*:\s*true/.test(variables), `Expected {"done":true}, but got ${variables}`]), figures: variables };
});

const fails = oneJob('outcome-fail', 'fails a job with one retry less and the reason', asks.fail, (stage) => {
  const { retries, errorMessage } = stage.calls('FailJob')[0]?.request ?? {};
  return {
    faults: faultsOf(
      [retries === 2, `Expected retries 2, but got ${String(retries)}`],
      [typeof errorMessage === 'string' && errorMessage !== '', 'Expected a reason, but there was none'],
    ),
    figures: `retries ${String(retries)}`,
  };
});

const throws = oneJob('outcome-error', 'raises a BPMN error by its code', asks.error, (stage) => {
  const code = stage.calls('ThrowError')[0]?.request['errorCode'];
  return { faults: faultsOf([code === 'REFUSED', `Expected the code REFUSED, but got ${String(code)}`]), figures: `code ${String(code)}` };
});

/** The first integer a 64-bit float cannot hold. */
const manyDigits = '9007199254740993';

const digits = oneJob('long-numbers', 'gives an integer beyond 2^53 back with every digit', asks.echo(manyDigits), (stage) => {
  const variables = variablesGiven(stage);
  return { faults: faultsOf([variables.includes(manyDigits), `Expected ${manyDigits}, but got ${variables}`]), figures: variables };
});

function completionRefused(status: 'UNAVAILABLE' | 'RESOURCE_EXHAUSTED'): Scenario {
  return {
    name: `completion-${status.toLowerCase().replace('_', '-')}`,
    shows: `repeats a completion refused with ${status} for 3 s, with backoff, and completes the job once`,
    script: { push: false, phases: [{ rpcs: { CompleteJob: { kind: 'refuse', status } } }] },
    wishes: { leaseMs: 30_000 },
    async judge(stage) {
      await stage.firstAsk();
      addJobs(stage, 1, asks.complete);
      await stage.until(() => stage.calls('CompleteJob').length > 0, 8_000);
      await stage.wait(3_000);
      stage.gateway.follow({ push: false });
      const isDone = await stage.until(() => stage.gateway.jobs.ended === 1, 10_000);
      const tries = stage.calls('CompleteJob').length;
      return {
        faults: faultsOf(
          [isDone, 'Expected the job to be completed in the end, but it was not'],
          [tries <= 15, `Expected at most 15 tries, but there were ${tries}`],
          [stage.calls('FailJob').length === 0, 'Expected no FailJob for a job that was done, but there was one'],
        ),
        figures: `${tries} tries${isDone ? '' : ', not completed'}`,
      };
    },
  };
}

const gone: Scenario = {
  name: 'completion-gone',
  shows: 'drops a completion that is NOT_FOUND: no repetition, no FailJob, and the slot is free',
  script: { push: false, phases: [{ rpcs: { CompleteJob: { kind: 'refuse', status: 'NOT_FOUND' } } }] },
  wishes: { max: 1, leaseMs: 30_000 },
  async judge(stage) {
    await stage.firstAsk();
    addJobs(stage, 1, asks.complete);
    await stage.until(() => stage.calls('CompleteJob').length > 0, 8_000);
    await stage.wait(1_500);
    const tries = stage.calls('CompleteJob').length;
    stage.gateway.follow({ push: false });
    addJobs(stage, 1, asks.complete);
    const isDone = await stage.until(() => stage.gateway.jobs.ended === 1, 10_000);
    const failed = stage.calls('FailJob').length;
    return {
      faults: faultsOf(
        [tries === 1, `Expected one try, but there were ${tries}`],
        [failed === 0, `Expected no FailJob, but there were ${failed}`],
        [isDone, 'Expected the next job to be done, but it was not'],
      ),
      figures: `${tries} tries, ${failed} FailJob, next ${isDone ? 'done' : 'not done'}`,
    };
  },
};

const renewal: Scenario = {
  name: 'lease-renewal',
  shows: 'extends the lease of a job that takes three times as long, so that it runs once',
  script: { push: false },
  wishes: { leaseMs: 2_000 },
  async judge(stage) {
    await stage.firstAsk();
    addJobs(stage, 1, asks.sleep(6_000));
    await stage.until(() => stage.gateway.jobs.ended === 1, 15_000);
    const renewals = stage.calls('UpdateJobTimeout').length;
    const leases = stage.calls(asking).reduce((sum, { jobs }) => sum + jobs, 0);
    return {
      faults: faultsOf(
        [renewals >= 1, 'Expected the lease to be extended, but it was not'],
        [leases === 1, `Expected the job to be handed out once, but it was ${leases} times`],
      ),
      figures: `${renewals} renewals, handed out ${leases} times`,
    };
  },
};

const once: Scenario = {
  name: 'each-once',
  shows: 'completes each of 200 jobs that come by ones exactly once, by streams and polls together',
  script: {},
  wishes: { max: 16, leaseMs: 60_000 },
  async judge(stage) {
    await stage.firstAsk();
    const keys: string[] = [];
    for (let count = 0; count < 200; count += 1) {
      keys.push(...addJobs(stage, 1, asks.complete));
      if (count % 5 === 0) await stage.wait(10);
    }
    await stage.until(() => stage.gateway.jobs.ended >= 200, 15_000);
    const counts = completions(stage);
    const missing = keys.filter((key) => !counts.has(key)).length;
    const twice = [...counts.values()].filter((count) => count > 1).length;
    return {
      faults: faultsOf(
        [missing === 0, `Expected all jobs to be completed, but ${missing} were not`],
        [twice === 0, `Expected no job to be completed twice, but ${twice} were`],
      ),
      figures: `${200 - missing} done, ${twice} twice`,
    };
  },
};

/** All of them. */
export const workScenarios: readonly Scenario[] = [
  backlog('backlog', 32),
  backlog('many-slots', 128),
  capacity,
  refill,
  brokenJson,
  completes,
  fails,
  throws,
  digits,
  completionRefused('UNAVAILABLE'),
  completionRefused('RESOURCE_EXHAUSTED'),
  gone,
  renewal,
  once,
];
