import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { openTelemetry, type Telemetry } from '@tempest-ts/opentelemetry';

/** What the application is observed with. */
export interface Observation {
  readonly telemetry: Telemetry;
  /** The metrics as Prometheus takes them. */
  scrape(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Metrics that Prometheus fetches from this process. The exporter has a server of its own too; here the application's serves them. Spans go nowhere in this example: set up a tracer provider
 * (`@opentelemetry/sdk-node`) before, and they are there without another line.
 */
export function observe(): Observation {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [exporter] });
  const serializer = new PrometheusSerializer();
  return {
    telemetry: openTelemetry({ meter: provider.getMeter('sessions') }),
    scrape: async () => {
      const { resourceMetrics, errors } = await exporter.collect();
      // A part that could not be collected does not take the others along.
      for (const error of errors) console.error(error);
      return serializer.serialize(resourceMetrics);
    },
    stop: () => provider.shutdown(),
  };
}
