/** The rows that a run could not read, each with its line, on the screen and as a file to mend by. */
import { useEffect, useState } from 'react'
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useSession } from '../../app/context.ts'
import { RejectedRowsDocument, type RejectedRowsQuery } from '../../generated/documents.ts'
import { csvOf } from '../../lib/csv.ts'
import { formatCount, plural } from '../../lib/format.ts'
import { lineOf } from '../../lib/uploads.ts'

type Rejected = RejectedRowsQuery['quarantinedRecords']['edges'][number]['node']

/** More are not read into the page; the quarantine has them all. */
const mostRead = 1_000
const shown = 100

const byLine = (a: Rejected, b: Rejected) =>
  (lineOf(a.message) ?? Number.POSITIVE_INFINITY) - (lineOf(b.message) ?? Number.POSITIVE_INFINITY)

/** @param since when the run began */
export function RejectedRows({ connection, since }: { connection: string; since: string }) {
  const client = useSession().api.uncached
  const [found, setFound] = useState<{ rows: Rejected[]; total: number } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    let left = false
    const read = async () => {
      const rows: Rejected[] = []
      let after: string | null = null
      let total = 0
      do {
        const answer: { data?: RejectedRowsQuery; error?: { message: string } } = await client
          .query(RejectedRowsDocument, { connection, since, after })
          .toPromise()
        if (!answer.data) throw new Error(answer.error?.message ?? 'No answer.')
        const { edges, pageInfo, totalCount } = answer.data.quarantinedRecords
        rows.push(...edges.map(({ node }) => node))
        total = totalCount
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null
      } while (after !== null && rows.length < mostRead && !left)
      if (!left) setFound({ rows: rows.toSorted(byLine), total })
    }
    read().catch((error: Error) => left || setProblem(error.message))
    return () => {
      left = true
    }
  }, [client, connection, since])
  if (problem) {
    return (
      <p role="alert" className="notice bad">
        {problem}
      </p>
    )
  }
  if (!found || found.total === 0) return null
  const { rows, total } = found
  return (
    <section className="stack" aria-labelledby="rejected">
      <div className="row between">
        <h3 id="rejected">{plural(total, 'row')} could not be read</h3>
        <Button className="button small" onPress={() => save(rows)}>
          Save as CSV
        </Button>
      </div>
      <p className="muted">Mend them in the file and upload it again: what is written already stays as it is.</p>
      <div className="table-box">
        <Table aria-label="Rows that could not be read" className="react-aria-Table tight">
          <TableHeader>
            <Column className="react-aria-Column number">Line</Column>
            <Column isRowHeader>Loan</Column>
            <Column>What is wrong</Column>
          </TableHeader>
          <TableBody>
            {rows.slice(0, shown).map((row) => {
              const line = lineOf(row.message)
              return (
                <Row key={row.id} id={row.id}>
                  <Cell className="react-aria-Cell number">{line === null ? '–' : formatCount(line)}</Cell>
                  <Cell>
                    <code>{row.sourceKey}</code>
                  </Cell>
                  <Cell>
                    {row.message}
                    {row.hint && <p className="hint">{row.hint}</p>}
                  </Cell>
                </Row>
              )
            })}
          </TableBody>
        </Table>
      </div>
      {rows.length > shown && <p className="muted">The first {shown} are shown; the file has more.</p>}
    </section>
  )
}

function save(rows: readonly Rejected[]): void {
  const cells = rows.map(({ sourceKey, code, message, hint }) => [lineOf(message), sourceKey, code, message, hint])
  const text = csvOf([['Line', 'Loan', 'Code', 'Message', 'Hint'], ...cells])
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'rejected-rows.csv'
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
