// Gateways that refuse, vanish, or answer late: a client asks less often, comes back by itself, and never gives up.
import type { Behaviour, Phase, Rpc } from '@millrace/worker/testing';
import { asks, faultsOf, type Scenario } from './scenario.ts';
import { asking, jobType, type Stage } from './stage.ts';

/** Every call of these RPCs behaves like this. */
function everywhere(behaviour: Behaviour, rpcs: readonly Rpc[] = asking): readonly Phase[] {
  return [{ rpcs: Object.fromEntries(rpcs.map((rpc) => [rpc, behaviour])) }];
}

/** How long a gateway refuses, in milliseconds; asked at most so often by each RPC, and so soon after it serves again. */
const refusedMs = 20_000;
const callsMax = 10;
const backMsMax = 6_000;

/** Figures of what was asked. */
function asked(stage: Stage, fromMs: number, toMs?: number): string {
  const polls = stage.calls('ActivateJobs', fromMs, toMs).length;
  const streams = stage.calls(['StreamActivatedJobs', 'Work'], fromMs, toMs).length;
  return streams === 0 ? `${polls} polls` : `${polls} polls, ${streams} streams`;
}

function refused(status: 'RESOURCE_EXHAUSTED' | 'UNAUTHENTICATED' | 'UNAVAILABLE' | 'PERMISSION_DENIED'): Scenario {
  return {
    name: `refused-${status.toLowerCase().replace('_', '-')}`,
    shows: `asks at most ${callsMax} times in ${refusedMs / 1_000} s of ${status}, and works within ${backMsMax / 1_000} s afterwards`,
    script: { jobs: [{ type: jobType, count: 3, variables: asks.complete }], phases: everywhere({ kind: 'refuse', status }) },
    async judge(stage) {
      await stage.firstAsk();
      const fromMs = stage.gateway.log.sinceMs();
      await stage.wait(refusedMs);
      const figures = asked(stage, 0);
      const most = Math.max(...asking.map((rpc) => stage.calls(rpc).length));
      stage.gateway.follow({});
      const isBack = await stage.until(() => stage.gateway.jobs.ended === 3, backMsMax);
      const backMs = Math.round(stage.gateway.log.sinceMs() - fromMs - refusedMs);
      return {
        faults: faultsOf(
          [most <= callsMax, `Expected at most ${callsMax} calls of an RPC, but there were ${most}`],
          [isBack, `Expected 3 jobs to be done within ${backMsMax} ms, but ${stage.gateway.jobs.ended} were`],
        ),
        figures: isBack ? `${figures}; back after ${backMs} ms` : `${figures}; not back`,
      };
    },
  };
}

function streamEnds(status: 'OK' | 'UNAVAILABLE'): Scenario {
  return {
    name: `stream-ended-${status.toLowerCase()}`,
    shows: `opens a stream again that ended with ${status}, but at most ${callsMax} times in 8 s`,
    script: { phases: everywhere({ kind: 'end-streams', afterMs: 0, status }, ['StreamActivatedJobs', 'Work']) },
    async judge(stage) {
      await stage.firstAsk();
      await stage.wait(8_000);
      const opens = stage.calls(['StreamActivatedJobs', 'Work']).length;
      if (opens === 0) return { faults: [], figures: 'opens no streams', notAsked: true };
      return {
        faults: faultsOf(
          [opens >= 2, 'Expected the stream to be opened again, but it was not'],
          [opens <= callsMax, `Expected at most ${callsMax} opens, but there were ${opens}`],
        ),
        figures: `${opens} opens in 8 s`,
      };
    },
  };
}

/** A restart: how long the gateway is away, in milliseconds. */
const awayMs = 5_000;

const restart: Scenario = {
  name: 'gateway-restart',
  shows: `asks again within 5 s after a gateway came back that was away for ${awayMs / 1_000} s`,
  script: { jobs: [{ type: jobType, count: 2, variables: asks.complete }] },
  async judge(stage) {
    await stage.firstAsk();
    await stage.until(() => stage.gateway.jobs.ended === 2, 10_000);
    await stage.gateway.kill();
    await stage.wait(awayMs);
    await stage.gateway.revive();
    const backMs = stage.gateway.log.sinceMs();
    stage.gateway.jobs.add(jobType, asks.complete);
    const isBack = await stage.until(() => stage.gateway.jobs.ended === 3, 15_000);
    const tookMs = Math.round(stage.gateway.log.sinceMs() - backMs);
    return {
      faults: faultsOf([
        isBack && tookMs <= 5_000,
        `Expected the job of after the restart to be done within 5 s, but it took ${tookMs} ms`,
      ]),
      figures: isBack ? `back after ${tookMs} ms` : 'not back after 15 s',
    };
  },
};

const late: Scenario = {
  name: 'late-poll',
  shows: 'handles or gives back the job of a poll that is answered 3 s late, and never has two polls open',
  script: { push: false, phases: everywhere({ kind: 'late', byMs: 3_000 }, ['ActivateJobs']) },
  wishes: { pollMs: 1_000, leaseMs: 60_000 },
  async judge(stage) {
    await stage.firstAsk();
    await stage.wait(300);
    stage.gateway.jobs.add(jobType, asks.complete);
    let openMax = 0;
    const settled = () => {
      openMax = Math.max(openMax, stage.gateway.log.open('ActivateJobs'));
      return stage.calls(['CompleteJob', 'FailJob']).length > 0;
    };
    const isSettled = await stage.until(settled, 12_000);
    if (stage.calls('ActivateJobs').length === 0) return { faults: [], figures: 'does not poll', notAsked: true };
    return {
      faults: faultsOf(
        [isSettled, 'Expected the late job to be handled or given back, but it was not'],
        [openMax <= 1, `Expected one open poll at most, but there were ${openMax}`],
      ),
      figures: `${isSettled ? 'handled' : 'lost'}; ${openMax} polls open at most`,
    };
  },
};

const silent: Scenario = {
  name: 'poll-without-answer',
  shows: 'gives a poll up that is never answered, and asks anew within 20 s',
  script: { push: false, phases: everywhere({ kind: 'silent' }, ['ActivateJobs']) },
  async judge(stage) {
    await stage.firstAsk();
    const isAgain = await stage.until(() => stage.calls('ActivateJobs').length >= 2, 22_000);
    if (stage.calls('ActivateJobs').length === 0) return { faults: [], figures: 'does not poll', notAsked: true };
    const [first, second] = stage.calls('ActivateJobs');
    const figures = second && first ? `second poll after ${Math.round(second.atMs - first.atMs)} ms` : 'no second poll in 22 s';
    return { faults: faultsOf([isAgain, 'Expected a second poll, but the first is waited for without end']), figures };
  },
};

const silentStream: Scenario = {
  name: 'job-stream-without-answer',
  shows: 'gives a job stream up whose gateway never says a word, and opens another or polls within 20 s',
  script: { push: false, phases: everywhere({ kind: 'silent' }, ['Work']) },
  async judge(stage) {
    await stage.firstAsk();
    const isElsewhere = () => stage.calls('Work').length >= 2 || stage.calls('ActivateJobs').length > 0;
    const isAgain = await stage.until(isElsewhere, 20_000);
    const [first] = stage.calls('Work');
    if (!first || first.end?.status === 'UNIMPLEMENTED') return { faults: [], figures: 'opens no job stream', notAsked: true };
    const tookMs = Math.round(stage.gateway.log.sinceMs() - first.atMs);
    return {
      faults: faultsOf([isAgain, 'Expected another stream or a poll, but the first is waited for without end']),
      figures: isAgain ? `given up after ${tookMs} ms` : 'not given up in 20 s',
    };
  },
};

const emptyPolls: Scenario = {
  name: 'empty-polls',
  shows: 'asks at most 20 times in 10 s when every long poll is answered at once with nothing, and works within 6 s afterwards',
  script: { push: false, phases: everywhere({ kind: 'empty' }, ['ActivateJobs']) },
  async judge(stage) {
    await stage.firstAsk();
    await stage.wait(10_000);
    const polls = stage.calls('ActivateJobs').length;
    stage.gateway.follow({ push: false });
    stage.gateway.jobs.add(jobType, asks.complete);
    const isBack = await stage.until(() => stage.gateway.jobs.ended === 1, 6_000);
    if (polls === 0) return { faults: [], figures: 'does not poll', notAsked: true };
    return {
      faults: faultsOf(
        [polls <= 20, `Expected at most 20 polls, but there were ${polls}`],
        [isBack, 'Expected a job to be done within 6 s, but it was not'],
      ),
      figures: `${polls} polls in 10 s${isBack ? '' : '; not back'}`,
    };
  },
};

const idle: Scenario = {
  name: 'idle-quiet',
  shows: 'parks one long poll at a time while there is nothing to do: at most 8 calls in 10 s',
  script: {},
  async judge(stage) {
    await stage.firstAsk();
    await stage.wait(10_000);
    const calls = stage.calls(asking).length;
    return { faults: faultsOf([calls <= 8, `Expected at most 8 calls, but there were ${calls}`]), figures: `${asked(stage, 0)} in 10 s` };
  },
};

/** All of them. */
export const refusalScenarios: readonly Scenario[] = [
  refused('RESOURCE_EXHAUSTED'),
  refused('UNAUTHENTICATED'),
  refused('UNAVAILABLE'),
  refused('PERMISSION_DENIED'),
  streamEnds('OK'),
  streamEnds('UNAVAILABLE'),
  restart,
  late,
  silent,
  silentStream,
  emptyPolls,
  idle,
];
