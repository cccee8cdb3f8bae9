/** Writes into a source, planned and done: what the place held, and what it shall hold or holds. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { ask } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { usePages } from '../../app/usePages.ts'
import {
  type WritebackFilter,
  type WritebackState,
  WritesDocument,
  type WritesQuery,
} from '../../generated/documents.ts'
import { formatInstant, humanize } from '../../lib/format.ts'
import { answerTitle, bureauName, placeText, valueText } from '../../lib/writeback.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import type { WritebackConnection } from './WritebackPage.tsx'

type Write = WritesQuery['writebacks']['edges'][number]['node']

const states: { value: WritebackState; label: string; tone: Tone }[] = [
  { value: 'PLANNED', label: 'Planned', tone: 'info' },
  { value: 'WRITTEN', label: 'Written', tone: 'good' },
  { value: 'SKIPPED', label: 'Left out', tone: 'plain' },
  { value: 'FAILED', label: 'Failed', tone: 'bad' },
]

export function WritesCard({ connection, turn }: { connection: WritebackConnection; turn: number }) {
  const [state, setState] = useState<WritebackState | ''>('WRITTEN')
  const filter = { connection: connection.id, ...(state ? { state: [state] } : {}) }
  return (
    <section className="card stack" aria-labelledby="writes">
      <div className="heading">
        <h2 id="writes">What was written</h2>
        <SelectInput
          label="State"
          value={state}
          onChange={(value) => setState(states.find((each) => each.value === value)?.value ?? '')}
          options={[{ value: '', label: 'Any' }, ...states]}
        />
      </div>
      <p className="muted">Kept as long as the connection; each write stands in the audit log as well.</p>
      <WritesTable connection={connection} filter={filter} turn={turn} label="Writes into the source" />
    </section>
  )
}

interface Props {
  connection: WritebackConnection
  filter: WritebackFilter
  turn: number
  label: string
}

export function WritesTable({ connection, filter, turn, label }: Props) {
  const personal = useMay('OPERATOR')
  const client = useSession().api.uncached
  const pages = usePages<Write>(`${JSON.stringify(filter)} ${turn}`, async (after) => {
    const data = await ask(client, WritesDocument, { filter, after, personal })
    const { edges, pageInfo } = data.writebacks
    return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
  })
  const targets = connection.writeback!.targets
  return (
    <>
      {pages.error && (
        <p role="alert" className="notice bad">
          {pages.error}
        </p>
      )}
      <div className="table-box">
        <Table aria-label={label}>
          <TableHeader>
            <Column isRowHeader>Account</Column>
            <Column>Answer</Column>
            <Column>Where</Column>
            <Column>Before</Column>
            <Column>After</Column>
            <Column>State</Column>
          </TableHeader>
          <TableBody
            items={pages.rows}
            renderEmptyState={() => (
              <p className="empty-row">{pages.loading ? 'Loading writes …' : 'There are none.'}</p>
            )}
          >
            {(write) => (
              <Row id={write.id}>
                <Cell>
                  {write.response.record ? (
                    <Link to="/records/$id" params={{ id: write.response.record.id }}>
                      {write.response.consumerAccountNumber}
                    </Link>
                  ) : (
                    write.response.consumerAccountNumber
                  )}
                  <div className="small-text muted">loan {write.sourceKey}</div>
                </Cell>
                <Cell>
                  {bureauName(write.response.bureau)}: {answerTitle(write.response.kind).toLowerCase()}
                  <div className="small-text muted">{write.response.reference}</div>
                </Cell>
                <Cell>{placeText(targets, write.target, write.place)}</Cell>
                <Cell>
                  <Held may={personal} value={valueText(targets, write.target, write.before ?? null)} />
                </Cell>
                <Cell>
                  <Held may={personal} value={valueText(targets, write.target, write.after ?? null)} />
                </Cell>
                <Cell>
                  <StateOf write={write} />
                </Cell>
              </Row>
            )}
          </TableBody>
        </Table>
      </div>
      {pages.more && (
        <div>
          <BusyButton className="button" busy={pages.loading} onPress={pages.loadMore}>
            More
          </BusyButton>
        </div>
      )}
    </>
  )
}

function Held({ may, value }: { may: boolean; value: string | null }) {
  if (!may) return <span className="muted">needs OPERATOR</span>
  return value === null ? <span className="muted">nothing</span> : <span className="held">{value}</span>
}

function StateOf({ write: { state, cause, method, finishedAt } }: { write: Write }) {
  const known = states.find(({ value }) => value === state)
  return (
    <>
      <Badge tone={known?.tone ?? 'plain'}>{known?.label ?? humanize(state)}</Badge>
      {finishedAt && (
        <div className="small-text muted">
          {formatInstant(finishedAt)}
          {method && ` by ${method}`}
        </div>
      )}
      {cause && (
        <div className="small-text">
          {cause.message} <span className="muted">{cause.hint}</span>
        </div>
      )}
    </>
  )
}
