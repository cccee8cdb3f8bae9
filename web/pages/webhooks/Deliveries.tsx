/** What a source sent to a webhook, newest first, and what each delivery led to. */
import { useState } from 'react'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { ask } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { usePages } from '../../app/usePages.ts'
import {
  WebhookDeliveriesDocument,
  type WebhookDeliveriesQuery,
  type WebhookOutcome,
} from '../../generated/documents.ts'
import { formatCount, formatInstant, humanize } from '../../lib/format.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput } from '../../ui/fields.tsx'

type Delivery = WebhookDeliveriesQuery['webhookDeliveries']['edges'][number]['node']

const outcomes: { value: WebhookOutcome; label: string; tone: Tone }[] = [
  { value: 'ACCEPTED', label: 'Accepted', tone: 'good' },
  { value: 'DUPLICATE', label: 'Duplicate', tone: 'plain' },
  { value: 'IGNORED', label: 'Ignored', tone: 'warn' },
]

/** @param turn another number reads the list again */
export function Deliveries({ connectionId, turn }: { connectionId: string; turn: number }) {
  const client = useSession().api.uncached
  const [outcome, setOutcome] = useState<WebhookOutcome | ''>('')
  const pages = usePages<Delivery>(`${connectionId} ${outcome} ${turn}`, async (after) => {
    const variables = { connection: connectionId, outcome: outcome ? [outcome] : null, after }
    const data = await ask(client, WebhookDeliveriesDocument, variables)
    const { edges, pageInfo } = data.webhookDeliveries
    return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
  })
  return (
    <section className="stack tight" aria-labelledby="deliveries">
      <div className="heading">
        <h3 id="deliveries">Last deliveries</h3>
        <SelectInput
          label="Outcome"
          value={outcome}
          onChange={(value) => setOutcome(outcomes.find((each) => each.value === value)?.value ?? '')}
          options={[{ value: '', label: 'Any' }, ...outcomes]}
        />
      </div>
      {pages.error && (
        <p role="alert" className="notice bad">
          {pages.error}
        </p>
      )}
      <div className="table-box">
        <Table aria-label="Deliveries">
          <TableHeader>
            <Column isRowHeader>Came</Column>
            <Column>Outcome</Column>
            <Column>Event</Column>
            <Column>Loans read again</Column>
            <Column className="react-aria-Column number">Bytes</Column>
          </TableHeader>
          <TableBody
            items={pages.rows}
            renderEmptyState={() => (
              <p className="empty-row">{pages.loading ? 'Loading deliveries …' : 'Nothing came yet.'}</p>
            )}
          >
            {(delivery) => (
              <Row id={delivery.id}>
                <Cell>{formatInstant(delivery.receivedAt)}</Cell>
                <Cell>
                  <Badge tone={outcomes.find(({ value }) => value === delivery.outcome)?.tone ?? 'plain'}>
                    {humanize(delivery.outcome)}
                  </Badge>
                  {delivery.detail && <div className="small-text muted">{delivery.detail}</div>}
                </Cell>
                <Cell>{delivery.eventName ?? '–'}</Cell>
                <Cell className="react-aria-Cell mono">{keysText(delivery.sourceKeys)}</Cell>
                <Cell className="react-aria-Cell number">{formatCount(delivery.bodyBytes)}</Cell>
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
      <p className="muted small-text">
        A delivery with a wrong proof is refused and not listed. A duplicate is an equal body within ten minutes.
      </p>
    </section>
  )
}

const keysText = (keys: readonly string[]) =>
  keys.length === 0
    ? '–'
    : keys.length > 4
      ? `${keys.slice(0, 4).join(', ')} and ${keys.length - 4} more`
      : keys.join(', ')
