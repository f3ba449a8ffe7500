/** The simulated network delivers in order, and loses, doubles, reorders and falls silent when told. */
import { describe, expect, it } from 'vitest';
import type { Connection } from '../network.ts';
import { createSeededRandom } from '../random.ts';
import type { SimNetwork } from './sim-network.ts';
import { createSimNetwork } from './sim-network.ts';
import type { SimScheduler } from './sim-scheduler.ts';
import { createSimScheduler } from './sim-scheduler.ts';

interface World {
  readonly scheduler: SimScheduler;
  readonly network: SimNetwork;
  /** The client's end. */
  readonly near: Connection;
  /** What each end saw. */
  readonly atServer: number[];
  readonly atClient: number[];
  readonly closed: string[];
}

/** A client connected to an echo server. */
async function echoWorld(seed = 1): Promise<World> {
  const random = createSeededRandom(seed);
  const scheduler = createSimScheduler(random);
  const network = createSimNetwork(scheduler, random);
  const atServer: number[] = [];
  const atClient: number[] = [];
  const closed: string[] = [];
  const listener = await network.machine('server').listen({ host: 'server', port: 0 }, (connection) => {
    connection.onMessage((message) => {
      atServer.push(message[0] ?? -1);
      connection.send(message);
    });
    connection.onClose((reason) => closed.push(`server: ${reason}`));
  });
  const near = network.machine('client').connect(listener.address);
  near.onMessage((message) => atClient.push(message[0] ?? -1));
  near.onClose((reason) => closed.push(`client: ${reason}`));
  await scheduler.runFor(10);
  return { scheduler, network, near, atServer, atClient, closed };
}

const numbers = Array.from({ length: 100 }, (_, index) => index);

async function sendAll({ scheduler, near }: World): Promise<void> {
  for (const value of numbers) near.send(Uint8Array.from([value]));
  await scheduler.runFor(1000);
}

describe('a simulated network', () => {
  it('delivers everything in order, whatever the delays', async () => {
    const world = await echoWorld();
    const random = createSeededRandom(4);
    world.network.faults.delayMs = () => random.integer(50);
    await sendAll(world);
    expect(world.atServer).toEqual(numbers);
    expect(world.atClient).toEqual(numbers);
  });

  it('loses, doubles and reorders in the given shares', async () => {
    const world = await echoWorld();
    const random = createSeededRandom(4);
    Object.assign(world.network.faults, { delayMs: () => random.integer(50), lossShare: 0.3, duplicateShare: 0.3, reorder: true });
    await sendAll(world);
    const arrived = new Set(world.atServer);
    expect(arrived.size).toBeGreaterThan(50);
    expect(arrived.size).toBeLessThan(90);
    expect(world.atServer.length).toBeGreaterThan(arrived.size + 8);
    expect(world.atServer).not.toEqual([...world.atServer].sort((left, right) => left - right));
  });

  it('falls silent in one direction and comes back', async () => {
    const world = await echoWorld();
    world.network.cut('server', 'client');
    await sendAll(world);
    expect([world.atServer.length, world.atClient.length, world.closed.length]).toEqual([100, 0, 0]);
    world.network.heal();
    await sendAll(world);
    expect(world.atClient).toEqual(numbers);
  });

  it('closes for both ends, after what was sent before', async () => {
    const world = await echoWorld();
    world.near.send(Uint8Array.from([7]));
    world.near.close();
    expect(world.near.send(Uint8Array.from([8]))).toBe(false);
    await world.scheduler.runFor(10);
    expect(world.atServer).toEqual([7]);
    expect(world.closed).toEqual(['client: closed', 'server: closed by the other end']);
  });

  it('resets the connections of a machine that dies, which itself hears nothing', async () => {
    const world = await echoWorld();
    world.network.kill('server');
    await sendAll(world);
    expect(world.closed).toEqual(['client: connection reset']);
    expect(world.atServer).toEqual([]);
  });

  it('tells who connects to nobody, or over a silent line', async () => {
    const { scheduler, network, closed } = await echoWorld();
    const connect = (port: number): void => {
      network
        .machine('other')
        .connect({ host: 'server', port })
        .onClose((reason) => closed.push(reason));
    };
    connect(1);
    network.cut('server', 'other');
    connect(20_000);
    await scheduler.runFor(5000);
    expect(closed).toEqual(['nobody listens on server:1', 'timed out']);
  });

  it('refuses to hold more than its bound under way, and a port twice', async () => {
    const { near, network } = await echoWorld();
    expect(near.send(new Uint8Array(3 * 1024 * 1024))).toBe(true);
    expect(near.send(new Uint8Array(3 * 1024 * 1024))).toBe(false);
    await expect(network.machine('server').listen({ host: 'server', port: 20_000 }, () => {})).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
