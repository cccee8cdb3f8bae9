import { Link } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Button, type Selection } from 'react-aria-components'
import type { Client } from 'urql'
import { ask } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { usePages } from '../../app/usePages.ts'
import {
  RuleFindingsDocument,
  type ValidationErrorFilter,
  type ValidationTrendQuery,
} from '../../generated/documents.ts'
import { csvOf, mostExported, savedText } from '../../lib/csv.ts'
import { formatCount, humanize, plural } from '../../lib/format.ts'
import type { ValidationSearch } from '../../lib/validationSearch.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { type WaiveChoice, WaiveDialog } from '../../ui/WaiveDialog.tsx'
import { type Finding, FindingsTable } from './FindingsTable.tsx'
import { RuleTrend } from './RuleTrend.tsx'
import type { RuleCount } from './ValidationPage.tsx'

async function readPage(client: Client, filter: ValidationErrorFilter, after: string | null, first: number) {
  const data = await ask(client, RuleFindingsDocument, { filter, first, after })
  const { edges, pageInfo } = data.validationErrors
  return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
}

export function RuleFindings({
  rule: count,
  search,
  trend,
  waived,
  alone,
  onWaived,
}: {
  rule: RuleCount
  search: ValidationSearch
  trend: ValidationTrendQuery['errorTrend']
  /** How many of its findings are waived. */
  waived: number
  /** Stands in the place of the list of rules, which there is no room for beside it. */
  alone: boolean
  /** Told what was done: these findings may be gone with it. */
  onWaived: (said: string) => void
}) {
  const may = useMay('ANALYST')
  const client = useSession().api.uncached
  const [waiving, setWaiving] = useState<WaiveChoice | null>(null)
  const [selected, setSelected] = useState<Selection>(new Set())
  const [said, setSaid] = useState('')
  const { ruleId, severity, rule } = count
  const filter = useMemo(
    () => ({ ruleId: [ruleId], severity: [severity], ...(search.connection ? { connection: search.connection } : {}) }),
    [ruleId, severity, search.connection],
  )
  const load = useCallback((after: string | null) => readPage(client, filter, after, 50), [client, filter])
  const pages = usePages(JSON.stringify([filter, count.count]), load)
  const mayWaive = may && !rule?.locked
  const ids = selected === 'all' ? pages.rows.map(({ id }) => id) : [...selected].map(String)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!alone) return
    heading.current?.focus({ preventScroll: true })
    heading.current?.closest('section')?.scrollIntoView()
  }, [alone])
  const save = async () => {
    setSaid('Reading the findings …')
    try {
      const { saved, complete } = await exportCsv(client, filter, ruleId)
      setSaid(savedText(saved, complete ? saved : Math.max(count.count, saved + 1), search.connection !== undefined))
    } catch (error) {
      setSaid((error as Error).message)
    }
  }
  return (
    <section className="card stack" aria-labelledby="rule">
      {alone && (
        <Link to="/validation" search={{ ...search, rule: undefined, level: undefined }}>
          ← All rules
        </Link>
      )}
      <div className="row">
        <Badge tone={toneOf(severity)}>{humanize(severity)}</Badge>
        <h2 id="rule" ref={heading} tabIndex={-1}>
          {rule?.title ?? ruleId}
        </h2>
      </div>
      {rule && (
        <dl className="rule-text">
          <dt>Found when</dt>
          <dd>{rule.condition}</dd>
          <dt>Why it matters</dt>
          <dd>{rule.explanation}</dd>
          <dt>How to mend it</dt>
          <dd>{rule.fix}</dd>
          <dt>Source</dt>
          <dd className="muted">
            {rule.source}
            {rule.note && ` ${rule.note}`}
          </dd>
        </dl>
      )}
      <RuleTrend ruleId={ruleId} trend={trend} now={count.count} />
      <div className="row">
        {mayWaive && (
          <Button className="button" onPress={() => setWaiving({ filter })}>
            Waive all …
          </Button>
        )}
        {mayWaive && (
          <Button
            className="button"
            isDisabled={ids.length === 0}
            onPress={() => setWaiving({ validationErrorIds: ids })}
          >
            Waive {ids.length > 0 ? formatCount(ids.length) : ''} chosen …
          </Button>
        )}
        <Button className="button" onPress={save}>
          Export CSV
        </Button>
        <Link
          className="button"
          to="/records"
          search={{ rule: ruleId, ...(search.connection ? { connection: search.connection } : {}) }}
        >
          Their records
        </Link>
        {waived > 0 && <span className="muted">{plural(waived, 'finding is', 'findings are')} waived.</span>}
      </div>
      {rule?.locked && <p className="muted">Cannot be waived: {rule.lockedBecause}</p>}
      <p role="status">{said || pages.error}</p>
      <FindingsTable
        rows={pages.rows}
        loading={pages.loading}
        selected={mayWaive ? selected : null}
        onSelect={setSelected}
      />
      {pages.more && (
        <div>
          <BusyButton className="button" busy={pages.loading} onPress={pages.loadMore}>
            More
          </BusyButton>
        </div>
      )}
      {waiving && (
        <WaiveDialog
          title={`Waive ${ruleId}`}
          choice={waiving}
          onClose={(count) => {
            setWaiving(null)
            if (count === null) return
            setSelected(new Set())
            onWaived(`${plural(count, 'finding')} of ${ruleId} waived.`)
          }}
        />
      )}
    </section>
  )
}

const header = ['Rule', 'Severity', 'Connection', 'Loan', 'Account number', 'Account status', 'Message', 'Values']

/** Reads findings, as many as a file holds, and hands them to the browser; answers how many, and whether those are all. */
async function exportCsv(
  client: Client,
  filter: ValidationErrorFilter,
  ruleId: string,
): Promise<{ saved: number; complete: boolean }> {
  const rows: Finding[] = []
  let after: string | null = null
  do {
    const page: { rows: Finding[]; next: string | null } = await readPage(client, filter, after, 100)
    rows.push(...page.rows)
    after = page.next
  } while (after !== null && rows.length < mostExported)
  const cells = rows.map((finding) => [
    ...[finding.ruleId, finding.severity, finding.connection.name, finding.record.displayKey],
    ...[finding.record.consumerAccountNumber, finding.record.accountStatus, finding.message],
    finding.values.map(({ name, value }) => `${name}=${value}`).join('; '),
  ])
  const url = URL.createObjectURL(new Blob([csvOf([header, ...cells])], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `findings-${ruleId}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  return { saved: rows.length, complete: after === null }
}
