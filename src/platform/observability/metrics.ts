import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Attributes } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Outcome } from '#platform/layers/measure';

/** How a part of the house shows a figure: it is read whenever somebody asks. */
export type Gauge = {
  readonly name: string;
  readonly help: string;
  readonly unit?: string;
  readonly read: () => number | Promise<number> | readonly Labelled[] | Promise<readonly Labelled[]>;
};
export type Labelled = { readonly value: number; readonly labels: Readonly<Record<string, string>> };

export type Metrics = {
  readonly gauge: (gauge: Gauge) => void;
  /** Makes a counter, and answers what counts one more. Prometheus sees it as `almanac_<name>_total`. */
  readonly counter: (counter: Pick<Gauge, 'name' | 'help'>) => () => void;
  readonly call: (feature: string, outcome: Outcome, seconds: number) => void;
  /** Everything measured, as Prometheus reads it. */
  readonly text: () => Promise<string>;
  readonly close: () => Promise<void>;
};

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const metrics = (): Metrics => {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [exporter] });
  const meter = provider.getMeter('almanac');
  const serializer = new PrometheusSerializer('almanac', false, undefined, true, true);
  const calls = meter.createHistogram('call_duration_seconds', {
    description: 'Calls of features, by name and outcome.',
    advice: { explicitBucketBoundaries: buckets },
  });
  const labels = new Map<string, Attributes>();

  const gauge = ({ name, help, unit, read }: Gauge): void =>
    meter.createObservableGauge(name, { description: help, ...(unit !== undefined && { unit }) }).addCallback(async (result) => {
      const figure = await read();
      if (typeof figure === 'number') result.observe(figure);
      else for (const { value, labels } of figure) result.observe(value, labels);
    });

  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  gauge({ name: 'process_resident_memory_bytes', help: 'Memory of this process.', read: () => process.memoryUsage.rss() });
  gauge({ name: 'process_heap_bytes', help: 'Memory of its JavaScript objects.', read: () => process.memoryUsage().heapUsed });
  gauge({ name: 'process_uptime_seconds', help: 'Seconds since the start.', read: () => process.uptime() });
  gauge({
    name: 'event_loop_delay_p99_seconds',
    help: 'How late the event loop was since it was last asked, 99th percentile.',
    read: () => {
      const seconds = delay.percentile(99) / 1e9;
      delay.reset();
      return seconds;
    },
  });

  return {
    gauge,
    counter: ({ name, help }) => {
      const counter = meter.createCounter(name, { description: help });
      counter.add(0);
      return () => counter.add(1);
    },
    call: (feature, outcome, seconds) => {
      const id = `${feature} ${outcome}`;
      let attributes = labels.get(id);
      if (attributes === undefined) labels.set(id, (attributes = { feature, outcome }));
      calls.record(seconds, attributes);
    },
    text: async () => serializer.serialize((await exporter.collect()).resourceMetrics),
    close: async () => {
      delay.disable();
      await provider.shutdown();
    },
  };
};
