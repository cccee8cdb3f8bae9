/** What came out of the sync, as short tables for the terminal and as one line for programs. */

export interface Outcome {
  run: {
    state: string
    seen: number
    created: number
    changed: number
    unchanged: number
    remapped: number
    requests: number
    lastEventSeq: number
    startedAt: string | null
    finishedAt: string | null
  }
  quarantined: number
  summary: {
    records: number
    byAccountStatus: { code: string; count: number }[]
    byEligibility: { eligibility: string; count: number }[]
    byExclusionReason: { code: string; count: number }[]
    bySeverity: { severity: string; count: number }[]
    byRule: { ruleId: string; severity: string; count: number; rule: { title: string } | null }[]
  }
}

const statusTitles: Record<string, string> = {
  '05': 'transferred',
  '11': 'current, 0-29 days late',
  '13': 'paid or closed',
  '61': 'paid, was surrendered',
  '62': 'paid, was in collection',
  '63': 'paid, was repossessed',
  '64': 'paid, was charged off',
  '65': 'paid, foreclosure had started',
  '71': '30-59 days late',
  '78': '60-89 days late',
  '80': '90-119 days late',
  '82': '120-149 days late',
  '83': '150-179 days late',
  '84': '180 or more days late',
  '93': 'in collection',
  '95': 'voluntary surrender',
  '96': 'repossessed',
  '97': 'charged off',
  DA: 'delete',
  DF: 'delete, fraud',
}

export function printTables({ summary, quarantined }: Outcome, output: NodeJS.WritableStream) {
  const table = (title: string, rows: [string, number, string][]) => {
    if (rows.length === 0) return
    output.write(`\n  ${title}\n`)
    const width = Math.max(...rows.map(([name]) => name.length))
    for (const [name, count, text] of rows)
      output.write(`    ${name.padEnd(width)}  ${String(count).padStart(6)}  ${text}\n`)
  }
  table(
    'Records by account status',
    summary.byAccountStatus.map(({ code, count }) => [code, count, statusTitles[code] ?? '']),
  )
  table(
    'Excluded by reason',
    summary.byExclusionReason.map(({ code, count }) => [code, count, '']),
  )
  table(
    'Validation errors by rule',
    summary.byRule.map(({ ruleId, severity, count, rule }) => [
      ruleId,
      count,
      `${severity.toLowerCase()}: ${rule?.title ?? ''}`,
    ]),
  )
  if (quarantined > 0) output.write(`\n  ${quarantined} documents in quarantine\n`)
}

/** The last line of `--once`. */
export function resultLine({ run, summary, quarantined }: Outcome, file: string): string {
  const eligible = (name: string) => summary.byEligibility.find(({ eligibility }) => eligibility === name)?.count ?? 0
  const severe = (name: string) => summary.bySeverity.find(({ severity }) => severity === name)?.count ?? 0
  const seconds = secondsOf(run)
  return JSON.stringify({
    loans: run.seen,
    records: summary.records,
    unchanged: run.unchanged,
    held: eligible('HELD'),
    excluded: eligible('EXCLUDED'),
    quarantined,
    errors: severe('ERROR'),
    warnings: severe('WARNING'),
    infos: severe('INFO'),
    events: run.lastEventSeq,
    seconds,
    recordsPerSecond: seconds > 0 ? Math.round(run.seen / seconds) : 0,
    file,
  })
}

export function secondsOf(run: Outcome['run']): number {
  if (!run.startedAt || !run.finishedAt) return 0
  return (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000
}
