/**
 * What `/metrics` tells, in Prometheus' text format. Labels are few and closed: never an organization, a connection or
 * a loan, which would grow without end and tell a monitoring system whose loans they are.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** @param options.process also memory, CPU, event loop and garbage collection of this process */
export function createMetrics(options: { process?: boolean } = {}) {
  const registry = new Registry()
  if (options.process) collectDefaultMetrics({ register: registry })
  return {
    registry,
    contentType: registry.contentType,
    /** The page of `/metrics`. */
    page: () => registry.metrics(),
    ...httpMetrics(registry),
    ...syncMetrics(registry),
    purgedRows: new Counter({
      name: 'metro2_purged_rows_total',
      help: 'Rows deleted because their time was over: deliveries, events, audit, versions, goneDocuments, uploads',
      labelNames: ['kind'] as const,
      registers: [registry],
    }),
  }
}

function httpMetrics(registry: Registry) {
  const registers = [registry]
  return {
    /** Route is the pattern (`/files/:id`), never the path. */
    httpRequestSeconds: new Histogram({
      name: 'metro2_http_request_seconds',
      help: 'Time to answer an HTTP request',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    graphqlOperationSeconds: new Histogram({
      name: 'metro2_graphql_operation_seconds',
      help: 'Time to execute a GraphQL query or mutation',
      labelNames: ['operation', 'outcome'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    openSubscriptions: new Gauge({
      name: 'metro2_graphql_subscriptions_open',
      help: 'Subscriptions that clients hold open',
      labelNames: ['transport'] as const,
      registers,
    }),
    webhookDeliveries: new Counter({
      name: 'metro2_webhook_deliveries_total',
      help: 'Webhook deliveries: accepted, duplicate, ignored, refused (wrong proof), throttled (too many wrong ones)',
      labelNames: ['outcome'] as const,
      registers,
    }),
  }
}

function syncMetrics(registry: Registry) {
  const registers = [registry]
  return {
    syncRuns: new Counter({
      name: 'metro2_sync_runs_total',
      help: 'Sync runs that ended, by their final state',
      labelNames: ['source', 'mode', 'state'] as const,
      registers,
    }),
    syncRunSeconds: new Histogram({
      name: 'metro2_sync_run_seconds',
      help: 'Length of sync runs',
      labelNames: ['source', 'mode'] as const,
      buckets: [1, 5, 15, 60, 300, 900, 3600, 14400],
      registers,
    }),
    syncRecords: new Counter({
      name: 'metro2_sync_records_total',
      help: 'Source records that sync runs handled: created, updated, unchanged, held, excluded, quarantined',
      labelNames: ['source', 'outcome'] as const,
      registers,
    }),
    syncBatchSeconds: new Histogram({
      name: 'metro2_sync_batch_seconds',
      help: 'Time to map, check and store one batch',
      labelNames: ['source'] as const,
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers,
    }),
    sourceRequests: new Counter({
      name: 'metro2_source_requests_total',
      help: 'Requests to source systems, retries counted one by one: ok, client_error, retried, failed',
      labelNames: ['source', 'outcome'] as const,
      registers,
    }),
    sourceThrottledSeconds: new Counter({
      name: 'metro2_source_throttled_seconds_total',
      help: 'Time that sync runs waited because the source asked for it, or between retries',
      labelNames: ['source', 'reason'] as const,
      registers,
    }),
  }
}
