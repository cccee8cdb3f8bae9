/** What a connection is, how it does, and when it runs. */
import { Link } from '@tanstack/react-router'
import type { ConnectionQuery, RunSummaryFragment } from '../../generated/documents.ts'
import { formatCount, formatInstant } from '../../lib/format.ts'
import { cadenceText, healthOf } from '../../lib/health.ts'
import { Badge } from '../../ui/Badge.tsx'
import { estimateText } from './StartDialog.tsx'

type Connection = NonNullable<ConnectionQuery['connection']>

export function About({ connection, run }: { connection: Connection; run: RunSummaryFragment | undefined }) {
  const health = healthOf(connection, run)
  const { id, plugin, recordCounts, preset } = connection
  return (
    <section className="card stack" aria-labelledby="about">
      <h2 id="about">About</h2>
      <dl>
        <dt>Health</dt>
        <dd>
          <Badge tone={health.tone}>{health.word}</Badge> {health.detail}
        </dd>
        <dt>Source</dt>
        <dd>
          {plugin?.name ?? connection.pluginId}, {connection.environment.toLowerCase()}
        </dd>
        <dt>Furnisher</dt>
        <dd>{connection.furnisher.name}</dd>
        <dt>Preset</dt>
        <dd>
          <Link to="/presets/$id" params={{ id: preset.id }}>
            {preset.title}
          </Link>
          , version {preset.publishedVersion}
        </dd>
        <dt>Records</dt>
        <dd>
          <Link to="/records" search={{ connection: id }}>
            {formatCount(recordCounts.reportable)} reportable
          </Link>
          {', '}
          <Link to="/records" search={{ connection: id, eligibility: 'HELD' }}>
            {formatCount(recordCounts.held)} held
          </Link>
          , {formatCount(recordCounts.excluded)} excluded
        </dd>
        <dt>Quarantine</dt>
        <dd>
          {recordCounts.quarantined > 0 ? (
            <Link to="/quarantine" search={{ connection: id }}>
              {formatCount(recordCounts.quarantined)} unreadable
            </Link>
          ) : (
            'Every loan could be read'
          )}
        </dd>
        {plugin?.acquire === 'PULL' && <When connection={connection} />}
      </dl>
    </section>
  )
}

function When({ connection }: { connection: Connection }) {
  const { nextRunAt, nextFullRunAt, estimatedFullSync } = connection
  return (
    <>
      <dt>Synced</dt>
      <dd>{cadenceText(connection)}</dd>
      <dt>Next run</dt>
      <dd>{nextRunAt ? formatInstant(nextRunAt) : 'none by the clock'}</dd>
      {nextFullRunAt && (
        <>
          <dt>Next full run</dt>
          <dd>{formatInstant(nextFullRunAt)}, when the open month is over</dd>
        </>
      )}
      <dt>A full run takes</dt>
      <dd>{estimatedFullSync ? estimateText(estimatedFullSync) : 'not known before a run has read every loan'}</dd>
    </>
  )
}
