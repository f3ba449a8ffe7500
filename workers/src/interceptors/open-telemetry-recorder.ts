// Figures of handlers through the OpenTelemetry metrics API, which the caller brings: `jobMetrics(openTelemetryRecorder({ api }))`.
import type { JobRecorder } from './job-metrics.ts';

/** Attributes of one figure. */
type Attributes = Record<string, string>;

/** The part of `@opentelemetry/api` that is used: pass the module itself. */
export interface MetricsApi {
  readonly metrics: {
    getMeter(name: string): {
      createUpDownCounter(
        name: string,
        options: { description: string; unit: string },
      ): { add(value: number, attributes: Attributes): void };
      createHistogram(
        name: string,
        options: { description: string; unit: string },
      ): { record(value: number, attributes: Attributes): void };
    };
  };
}

/** Records `millrace.jobs.active` by type and cluster, and `millrace.job.duration` in seconds, by outcome too. */
export function openTelemetryRecorder({ api }: { readonly api: MetricsApi }): JobRecorder {
  const meter = api.metrics.getMeter('@millrace/worker');
  const active = meter.createUpDownCounter('millrace.jobs.active', { description: 'Handlers at work', unit: '{job}' });
  const duration = meter.createHistogram('millrace.job.duration', { description: 'Time a handler took', unit: 's' });
  const attributesOf = (type: string, cluster: string): Attributes => ({ 'millrace.job.type': type, 'millrace.cluster': cluster });
  return {
    started: (type, cluster) => active.add(1, attributesOf(type, cluster)),
    ended(type, cluster, outcome, durationMs) {
      active.add(-1, attributesOf(type, cluster));
      duration.record(durationMs / 1_000, { ...attributesOf(type, cluster), 'millrace.job.outcome': outcome });
    },
  };
}
