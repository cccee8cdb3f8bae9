/** What a run met that neither the catalogue nor the preset knows, and what to do about it. */
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useQuery } from 'urql'
import { RunDriftDocument, type RunDriftQuery } from '../../generated/documents.ts'
import { formatCount } from '../../lib/format.ts'

type Unknown = NonNullable<RunDriftQuery['syncRun']>['drift'][number]

const kinds: Record<Unknown['kind'], { word: string; todo: string }> = {
  ENTRY: { word: 'Value', todo: 'Say in the table of the preset what it means.' },
  VALUE: { word: 'Value', todo: 'Look whether the preset compares this field with values it knows.' },
  TYPE: { word: 'Type', todo: 'The loans are in quarantine until the field is read as what it is.' },
  FIELD: { word: 'Field', todo: 'Nothing is lost; the preset may use it.' },
}

interface Props {
  runId: string
  active: boolean
  presetId: string | undefined
}

export function DriftReport({ runId, active, presetId }: Props) {
  const [{ data }, again] = useQuery({ query: RunDriftDocument, variables: { id: runId } })
  // A run tells it with its end: what was asked for while it was at work is not all.
  useEffect(() => {
    if (!active) again({ requestPolicy: 'network-only' })
  }, [active, again])
  const { drift = [], driftOmitted = 0 } = data?.syncRun ?? {}
  if (drift.length === 0) return null
  return (
    <section aria-labelledby="drift" className="stack">
      <div className="row between">
        <h3 id="drift">New at the source</h3>
        {presetId && (
          <Link to="/presets/$id" params={{ id: presetId }}>
            To the preset
          </Link>
        )}
      </div>
      <div className="table-box drift">
        <Table aria-label="New at the source" className="react-aria-Table tight">
          <TableHeader>
            <Column>Kind</Column>
            <Column isRowHeader>What is new</Column>
            <Column className="react-aria-Column number">Loans</Column>
          </TableHeader>
          <TableBody>{drift.map(rowOf)}</TableBody>
        </Table>
      </div>
      {driftOmitted > 0 && <p className="muted">{formatCount(driftOmitted)} further sightings are not listed.</p>}
    </section>
  )
}

function rowOf({ kind, path, table, value, count, message }: Unknown) {
  const key = JSON.stringify([kind, path, table, value])
  return (
    <Row key={key} id={key} textValue={message}>
      <Cell>{kinds[kind].word}</Cell>
      <Cell>
        {message}
        <div className="muted">
          <code>{path}</code> {kinds[kind].todo}
        </div>
      </Cell>
      <Cell className="react-aria-Cell number">{formatCount(count)}</Cell>
    </Row>
  )
}
