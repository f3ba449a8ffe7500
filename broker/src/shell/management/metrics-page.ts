/** Prometheus text: what the parts of the broker count as plain numbers, put into metrics when somebody asks. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { type GatewayMetrics, LATENCY_BOUNDS_MS, statusName } from '../gateway/gateway-metrics.ts';
import type { ManagementView, Visit } from './visit.ts';

const registries = new WeakMap<ManagementView, Registry>();

/** All metrics begin with `millrace_`, but for those of the process, which have their usual names. */
export async function answerMetrics({ response, view }: Visit): Promise<void> {
  let registry = registries.get(view);
  if (registry === undefined) {
    registry = createRegistry(view);
    registries.set(view, registry);
  }
  const text = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
  response.end(text + latencyText(view.gatewayMetrics()));
}

function createRegistry(view: ManagementView): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addGateway(registry, view);
  addPartitions(registry, view);
  return registry;
}

function addGateway(registry: Registry, view: ManagementView): void {
  new Counter({
    name: 'millrace_gateway_calls_total',
    help: 'Calls ended, by method and gRPC status',
    labelNames: ['method', 'code'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { method, byCode } of view.gatewayMetrics()?.methods() ?? [])
        for (const [code, count] of byCode.entries()) if (count > 0) this.inc({ method, code: statusName(code) }, count);
    },
  });
  new Gauge({
    name: 'millrace_gateway_open_calls',
    help: 'Calls that last and are open: polls, push streams, job streams, followers',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      for (const [kind, count] of Object.entries(view.gatewayMetrics()?.open ?? {})) this.set({ kind }, count);
    },
  });
  new Counter({
    name: 'millrace_gateway_jobs_total',
    help: 'Jobs sent to workers by how they went, and jobs taken back because they could not be delivered',
    labelNames: ['how'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [how, count] of Object.entries(view.gatewayMetrics()?.jobs ?? {})) this.inc({ how }, count);
    },
  });
}

/** Gauges of each partition's status, and whatever it counts itself. */
const statusGauges = {
  first_position: ['First position still in the log', ({ firstPosition }) => firstPosition],
  last_position: ['Last position appended', ({ lastPosition }) => lastPosition],
  committed_position: ['Last position committed', ({ committedPosition }) => committedPosition],
  processed_position: ['Last position processed', ({ processedPosition }) => processedPosition],
  exported_position: ['Position every exporter has acknowledged; -1 without exporters', ({ exportedPosition }) => exportedPosition],
  snapshot_position: ['Position of the latest snapshot', ({ snapshotPosition }) => snapshotPosition],
  lag_records: [
    'Records committed and not yet processed',
    ({ committedPosition, processedPosition }) => committedPosition - processedPosition,
  ],
  inbox_commands: ['Commands that wait to be appended', ({ inbox }) => inbox.commands],
  inbox_bytes: ['Bytes of those', ({ inbox }) => inbox.bytes],
  banned_instances: ['Process instances set aside after a fault of the broker', ({ bannedInstances }) => bannedInstances.length],
  healthy: ['1 when the partition is healthy', ({ health }) => (health === 'healthy' ? 1 : 0)],
  leader: ['1 when this broker leads the partition', ({ role }) => (role === 'leader' ? 1 : 0)],
} as const satisfies Record<string, readonly [string, (status: PartitionStatus) => number]>;

type PartitionStatus = ReturnType<ReturnType<ManagementView['partitions']>[number]['status']>;

function addPartitions(registry: Registry, view: ManagementView): void {
  for (const [name, [help, read]] of Object.entries(statusGauges))
    new Gauge({
      name: `millrace_partition_${name}`,
      help,
      labelNames: ['partition'],
      registers: [registry],
      collect() {
        for (const partition of view.partitions()) this.set({ partition: String(partition.id) }, read(partition.status()));
      },
    });
  const counted = new Set(view.partitions().flatMap(({ id }) => Object.keys(view.partitionMetrics(id))));
  for (const name of counted)
    new Gauge({
      name: `millrace_partition_${snakeCase(name)}`,
      help: `${name}, as the partition counts it`,
      labelNames: ['partition'],
      registers: [registry],
      collect() {
        for (const { id } of view.partitions()) this.set({ partition: String(id) }, view.partitionMetrics(id)[name] ?? 0);
      },
    });
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The latency histogram in Prometheus' text form: its buckets are kept by the gateway, which the library's own type cannot take over. */
function latencyText(metrics: GatewayMetrics | undefined): string {
  const name = 'millrace_gateway_call_seconds';
  const lines = [`# HELP ${name} Time from a call's arrival to its end`, `# TYPE ${name} histogram`];
  for (const { method, byLatency, latencySumMs } of metrics?.methods() ?? []) {
    let sum = 0;
    for (const [index, count] of byLatency.entries()) {
      sum += count;
      const bound = LATENCY_BOUNDS_MS[index];
      lines.push(`${name}_bucket{method="${method}",le="${bound === undefined ? '+Inf' : bound / 1000}"} ${sum}`);
    }
    lines.push(`${name}_sum{method="${method}"} ${latencySumMs / 1000}`, `${name}_count{method="${method}"} ${sum}`);
  }
  return `${lines.join('\n')}\n`;
}
