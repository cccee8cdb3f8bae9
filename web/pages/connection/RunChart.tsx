/** The last runs: what each wrote, and which failed. The table beside it says the same in words. */
import type { RunSummaryFragment } from '../../generated/documents.ts'
import { wholeTicksTo } from '../../lib/charts.ts'
import { formatCount, formatDay, formatInstant, formatSeconds, humanize, plural } from '../../lib/format.ts'
import { paceOf } from '../../lib/runs.ts'
import { Figure } from '../../ui/charts/Figure.tsx'
import { type StackColumn, StackedBars } from '../../ui/charts/StackedBars.tsx'

const kinds = [
  ['run-created', 'New', 'created'],
  ['run-changed', 'Changed', 'changed'],
  ['run-remapped', 'Mapped again', 'remapped'],
] as const

const flags: Record<string, string> = { FAILED: 'run-failed', CANCELLED: 'run-cancelled' }

/** @param runs the newest first */
export function RunChart({ runs, onChoose }: { runs: readonly RunSummaryFragment[]; onChoose: (id: string) => void }) {
  const shown = runs.toReversed()
  const most = Math.max(0, ...shown.map(writtenBy))
  const failed = shown.filter((run) => run.state === 'FAILED').length
  const cancelled = shown.some((run) => run.state === 'CANCELLED')
  const said = `The last ${plural(shown.length, 'run')} wrote at most ${formatCount(most)} records; ${failed} failed.`
  return (
    <Figure
      title="Records written by run"
      said={said}
      legend={[
        ...kinds.map(([series, label]) => ({ series, label })),
        ...(failed > 0 ? [{ series: 'run-failed', label: 'Failed' }] : []),
        ...(cancelled ? [{ series: 'run-cancelled', label: 'Cancelled' }] : []),
      ]}
      table={{
        columns: ['Run', 'State', ...kinds.map(([, label]) => label), 'Took'],
        rows: shown.map((run) => [
          formatInstant(run.startedAt ?? run.createdAt),
          humanize(run.state),
          ...kinds.map(([, , name]) => formatCount(run[name])),
          tookText(run),
        ]),
      }}
    >
      <StackedBars
        label={said}
        columns={shown.map(columnOf)}
        series={kinds.map(([series]) => series)}
        ticks={wholeTicksTo}
        formatTick={formatCount}
        height={170}
        least={12}
        onOpen={(index) => onChoose(shown[index]!.id)}
      />
    </Figure>
  )
}

const writtenBy = (run: RunSummaryFragment) => run.created + run.changed + run.remapped

function tookText(run: RunSummaryFragment): string {
  const pace = paceOf(run)
  return pace ? formatSeconds(pace.seconds) : '–'
}

function columnOf(run: RunSummaryFragment): StackColumn {
  const flag = flags[run.state]
  return {
    key: run.id,
    tick: formatDay(run.asOf).replace(/, \d+$/, ''),
    total: formatCount(writtenBy(run)),
    values: kinds.map(([, , name]) => run[name]),
    ...(flag ? { flag } : {}),
    open: run.active,
    tip: {
      title: `${formatInstant(run.startedAt ?? run.createdAt)}, ${humanize(run.state).toLowerCase()}`,
      lines: [
        { label: humanize(run.mode), value: `as of ${formatDay(run.asOf)}` },
        ...kinds.map(([series, label, name]) => ({ series, label, value: formatCount(run[name]) })),
        { label: 'Held', value: formatCount(run.held) },
        { label: 'Took', value: tookText(run) },
      ],
    },
  }
}
