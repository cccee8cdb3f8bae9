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
  const measures: (() => Promise<void>)[] = []
  return {
    registry,
    contentType: registry.contentType,
    /** The page of `/metrics`. What cannot be measured keeps its last value. */
    async page() {
      await Promise.allSettled(measures.map((measure) => measure()))
      return registry.metrics()
    },
    /** `measure` sets gauges just before each page. */
    beforePage: (measure: () => Promise<void>) => void measures.push(measure),
    ...httpMetrics(registry),
    ...syncMetrics(registry),
    ...sourceMetrics(registry),
    ...queueMetrics(registry),
    /** Target is one of those that the plugin declares. */
    writebacks: new Counter({
      name: 'metro2_writebacks_total',
      help: 'Writes into sources that ended: WRITTEN, SKIPPED (somebody was quicker, or the place is no longer chosen), FAILED',
      labelNames: ['source', 'target', 'state'] as const,
      registers: [registry],
    }),
    tickerFailures: new Counter({
      name: 'metro2_ticker_failures_total',
      help: 'Steps of the clockwork (due runs, webhooks, retention ...) that failed and are tried again',
      labelNames: ['step'] as const,
      registers: [registry],
    }),
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
    syncPauses: new Counter({
      name: 'metro2_sync_pauses_total',
      help: 'Runs that were paused because their source did not answer, by the code of the failure',
      labelNames: ['source', 'code'] as const,
      registers,
    }),
    syncTakeovers: new Counter({
      name: 'metro2_sync_takeovers_total',
      help: 'Runs that a worker took up where another one, or a pause, had left them',
      registers,
    }),
  }
}

function sourceMetrics(registry: Registry) {
  const registers = [registry]
  return {
    sourceRequestSeconds: new Histogram({
      name: 'metro2_source_request_seconds',
      help: 'Time of one request to a source, from its start to the last byte of the answer',
      labelNames: ['source'] as const,
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
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

function queueMetrics(registry: Registry) {
  const registers = [registry]
  return {
    queueDepth: new Gauge({
      name: 'metro2_queue_depth',
      help: 'Runs and operations in the database by state; DUE: scheduled runs that nobody has made yet',
      labelNames: ['queue', 'state'] as const,
      registers,
    }),
    queueLag: new Gauge({
      name: 'metro2_queue_lag_seconds',
      help: 'How long the longest overdue run or operation has waited for a worker',
      labelNames: ['queue'] as const,
      registers,
    }),
    operations: new Counter({
      name: 'metro2_operations_total',
      help: 'Operations that ended, by kind and final state',
      labelNames: ['kind', 'state'] as const,
      registers,
    }),
    operationSeconds: new Histogram({
      name: 'metro2_operation_seconds',
      help: 'Length of operations, waiting included',
      labelNames: ['kind'] as const,
      buckets: [1, 5, 15, 60, 300, 900, 3600, 14400],
      registers,
    }),
  }
}
