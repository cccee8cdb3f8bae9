/** Who owes the loan: name, part, address; SSN and date of birth masked until somebody says why they must be seen. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMay } from '../../app/context.ts'
import type { BaseFieldsFragment } from '../../generated/documents.ts'
import { formatDay } from '../../lib/format.ts'
import { formatSsn } from '../../lib/reveal.ts'
import type { CodeTables, RecordShown } from './RecordPage.tsx'
import { RevealDialog } from './RevealDialog.tsx'
import { type Reveal, useReveal } from './useReveal.ts'

interface Consumer {
  segment: string
  name: string
  ecoaCode: string
  consumerInformationIndicator: string
  socialSecurityNumber: string | null
  dateOfBirth: string | null
  /** Null where it is that of the base segment. */
  address: string | null
}

export function Consumers({
  record,
  base,
  tables,
}: {
  record: RecordShown
  base: BaseFieldsFragment
  tables: CodeTables
}) {
  const may = useMay('ANALYST')
  const reveal = useReveal(record.id)
  const [asking, setAsking] = useState(false)
  const titleOf = (field: string, code: string) =>
    tables.find((table) => table.field === field)?.codes.find((each) => each.code === code)?.title
  return (
    <section className="card stack" aria-labelledby="consumers">
      <div className="heading">
        <h2 id="consumers">Consumers</h2>
        {may && <RevealControls reveal={reveal} onAsk={() => setAsking(true)} />}
      </div>
      <ul className="consumers">
        {consumersOf(record, base).map((consumer) => (
          <li key={consumer.segment}>
            <div className="row">
              <strong>{consumer.name}</strong>
              <span className="muted">{segmentName(consumer.segment)}</span>
            </div>
            <dl>
              <dt>Part</dt>
              <dd>{[consumer.ecoaCode, titleOf('base.ecoaCode', consumer.ecoaCode)].filter(Boolean).join(' ')}</dd>
              {consumer.consumerInformationIndicator && (
                <>
                  <dt>Indicator</dt>
                  <dd>
                    {consumer.consumerInformationIndicator}{' '}
                    {titleOf('base.consumerInformationIndicator', consumer.consumerInformationIndicator)}
                  </dd>
                </>
              )}
              <dt>SSN</dt>
              <dd className="mono">{ssnOf(consumer, reveal)}</dd>
              <dt>Born</dt>
              <dd className="mono">{birthOf(consumer, reveal)}</dd>
              {consumer.address && (
                <>
                  <dt>Address</dt>
                  <dd>{consumer.address}</dd>
                </>
              )}
            </dl>
          </li>
        ))}
      </ul>
      {asking && <RevealDialog ask={reveal.ask} onClose={() => setAsking(false)} />}
    </section>
  )
}

function RevealControls({ reveal, onAsk }: { reveal: Reveal; onAsk: () => void }) {
  return (
    <div className="row">
      {/* Said once when it appears and once when it is gone; the seconds in between are for eyes alone. */}
      <span role="status" className="muted">
        {reveal.shown ? 'Shown for one minute.' : ''}
      </span>
      {reveal.shown ? (
        <>
          <span role="timer" className="badge warn">
            {reveal.left} s left
          </span>
          <Button className="button" onPress={reveal.mask}>
            Mask now
          </Button>
        </>
      ) : (
        <Button className="button" onPress={onAsk}>
          Reveal …
        </Button>
      )}
    </div>
  )
}

const segmentName = (segment: string) =>
  segment === 'base' ? 'Base segment' : segment.startsWith('j1') ? 'J1, same address' : 'J2, other address'

function ssnOf({ segment, socialSecurityNumber }: Consumer, { shown }: Reveal) {
  const open = shown?.get(segment)?.socialSecurityNumber
  if (open) return <strong className="revealed">{formatSsn(open)}</strong>
  return socialSecurityNumber ?? 'none'
}

function birthOf({ segment, dateOfBirth }: Consumer, { shown }: Reveal) {
  const open = shown?.get(segment)?.dateOfBirth
  if (open) return <strong className="revealed">{formatDay(open)}</strong>
  return dateOfBirth ?? 'none'
}

interface Person {
  surname: string
  firstName: string
  middleName: string
  generationCode: string
  ecoaCode: string
  consumerInformationIndicator: string
  socialSecurityNumber: string | null
  dateOfBirth: string | null
}

interface Addressed {
  firstLineOfAddress: string
  secondLineOfAddress: string
  city: string
  state: string
  postalCode: string
}

function consumersOf({ j1, j2 }: RecordShown, base: BaseFieldsFragment): Consumer[] {
  const one = (segment: string, person: Person, address: Addressed | null): Consumer => {
    const { ecoaCode, consumerInformationIndicator, socialSecurityNumber, dateOfBirth } = person
    const name = [person.firstName, person.middleName, person.surname, person.generationCode].filter(Boolean).join(' ')
    const ids = { ecoaCode, consumerInformationIndicator, socialSecurityNumber, dateOfBirth }
    return { segment, name, ...ids, address: address && addressOf(address) }
  }
  return [
    one('base', base, base),
    ...j1.map((person, index) => one(`j1[${index}]`, person, null)),
    ...j2.map((person, index) => one(`j2[${index}]`, person, person)),
  ]
}

const addressOf = ({ firstLineOfAddress, secondLineOfAddress, city, state, postalCode }: Addressed) =>
  [firstLineOfAddress, secondLineOfAddress, `${city} ${state} ${postalCode}`].filter((line) => line.trim()).join(', ')
