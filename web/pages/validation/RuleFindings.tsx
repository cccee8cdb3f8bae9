import { Link } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import type { Client } from 'urql'
import { useMay, useSession } from '../../app/context.ts'
import { usePages } from '../../app/usePages.ts'
import { RuleFindingsDocument, type RuleFindingsQuery, type ValidationErrorFilter } from '../../generated/documents.ts'
import { csvOf } from '../../lib/csv.ts'
import { humanize, plural } from '../../lib/format.ts'
import type { ValidationSearch } from '../../lib/validationSearch.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { WaiveDialog } from '../../ui/WaiveDialog.tsx'
import type { RuleCount } from './ValidationPage.tsx'

type Finding = RuleFindingsQuery['validationErrors']['edges'][number]['node']

/** At most so many rows of a CSV file. */
const mostExported = 20_000

async function readPage(client: Client, filter: ValidationErrorFilter, after: string | null, first: number) {
  const { data, error } = await client.query(RuleFindingsDocument, { filter, first, after }).toPromise()
  if (!data) throw new Error(error?.networkError ? 'The server cannot be reached.' : (error?.message ?? 'No answer.'))
  const { edges, pageInfo } = data.validationErrors
  return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
}

export function RuleFindings({
  rule: count,
  search,
  onWaived,
}: {
  rule: RuleCount
  search: ValidationSearch
  onWaived: () => void
}) {
  const may = useMay('ANALYST')
  const client = useSession().api.uncached
  const [waiving, setWaiving] = useState(false)
  const [said, setSaid] = useState('')
  const { ruleId, severity, rule } = count
  const filter = useMemo(
    () => ({ ruleId: [ruleId], severity: [severity], ...(search.connection ? { connection: search.connection } : {}) }),
    [ruleId, severity, search.connection],
  )
  const choice = useMemo(() => ({ filter }), [filter])
  const load = useCallback((after: string | null) => readPage(client, filter, after, 50), [client, filter])
  const pages = usePages(JSON.stringify([filter, count.count]), load)
  const save = async () => {
    setSaid('Reading the findings …')
    try {
      setSaid(`${plural(await exportCsv(client, filter, ruleId), 'finding')} saved.`)
    } catch (error) {
      setSaid((error as Error).message)
    }
  }
  return (
    <section className="card stack" aria-labelledby="rule">
      <div className="row">
        <Badge tone={toneOf(severity)}>{humanize(severity)}</Badge>
        <h2 id="rule">{rule?.title ?? ruleId}</h2>
      </div>
      {rule && (
        <>
          <p>{rule.explanation}</p>
          <p className="hint">{rule.fix}</p>
          <p className="muted">{rule.source}</p>
        </>
      )}
      <div className="row">
        {may && !rule?.locked && (
          <Button className="button" onPress={() => setWaiving(true)}>
            Waive all …
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
      </div>
      {rule?.locked && <p className="muted">Cannot be waived: {rule.lockedBecause}</p>}
      <p role="status">{said || pages.error}</p>
      <List rows={pages.rows} />
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
          choice={choice}
          onClose={(waived) => {
            setWaiving(false)
            if (waived === null) return
            setSaid(`${plural(waived, 'finding')} waived.`)
            onWaived()
          }}
        />
      )}
    </section>
  )
}

function List({ rows }: { rows: readonly Finding[] }) {
  return (
    <div className="table-box">
      <Table aria-label="Findings">
        <TableHeader>
          <Column isRowHeader>Record</Column>
          <Column>Status</Column>
          <Column>Finding</Column>
        </TableHeader>
        <TableBody items={rows} renderEmptyState={() => <p className="loading">Loading findings …</p>}>
          {(finding) => (
            <Row id={finding.id}>
              <Cell>
                <Link to="/records/$id" params={{ id: finding.record.id }}>
                  {finding.record.displayKey}
                </Link>
              </Cell>
              <Cell>{finding.record.accountStatus ?? '–'}</Cell>
              <Cell>{finding.message}</Cell>
            </Row>
          )}
        </TableBody>
      </Table>
    </div>
  )
}

const header = ['Rule', 'Severity', 'Connection', 'Loan', 'Account number', 'Account status', 'Message', 'Values']

/** Reads all findings and hands them to the browser as a file; answers how many. */
async function exportCsv(client: Client, filter: ValidationErrorFilter, ruleId: string): Promise<number> {
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
  return rows.length
}
