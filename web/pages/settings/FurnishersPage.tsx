/** Who reports to the bureaus: identity and program identifiers, as they stand in the header of every file. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { FurnishersDocument, type FurnishersQuery } from '../../generated/documents.ts'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { FurnisherDialog } from './FurnisherDialog.tsx'

export type Furnisher = FurnishersQuery['furnishers']['edges'][number]['node']

export function FurnishersPage() {
  const may = useMay('OPERATOR')
  const [{ data, error }, again] = useQuery({ query: FurnishersDocument })
  const [editing, setEditing] = useState<Furnisher | 'new' | null>(null)
  const [said, setSaid] = useState('')
  const furnishers = data?.furnishers.edges.map(({ node }) => node)
  const create = (
    <Button className="button primary" onPress={() => setEditing('new')}>
      New furnisher
    </Button>
  )
  const close = (saved: string | null) => {
    setEditing(null)
    if (saved === null) return
    setSaid(`${saved} is saved.`)
    again({ requestPolicy: 'network-only' })
  }
  return (
    <Page
      title="Furnishers"
      actions={may ? create : <span className="muted">Changing them needs the role OPERATOR.</span>}
    >
      <p className="lead">
        The company that answers for what is reported. Its identity stands in the header of every file, its
        identification number in every record.
      </p>
      <p role="status" className="silent">
        {said}
      </p>
      {error && !furnishers ? (
        <Failed error={error} retry={() => again({ requestPolicy: 'network-only' })} />
      ) : !furnishers ? (
        <Loading what="the furnishers" />
      ) : furnishers.length === 0 ? (
        <Empty title="No furnisher yet">
          <p>
            Every connection reports for one. {may ? 'Make the first one here, or while you connect a source.' : ''}
          </p>
          {may && create}
        </Empty>
      ) : (
        <ul className="cards">
          {furnishers.map((furnisher) => (
            <FurnisherCard key={furnisher.id} furnisher={furnisher} onEdit={may ? () => setEditing(furnisher) : null} />
          ))}
        </ul>
      )}
      {editing && <FurnisherDialog furnisher={editing === 'new' ? null : editing} onClose={close} />}
    </Page>
  )
}

const bureaus = [
  ['Equifax', 'equifaxProgramIdentifier'],
  ['Experian', 'experianProgramIdentifier'],
  ['TransUnion', 'transunionProgramIdentifier'],
  ['Innovis', 'innovisProgramIdentifier'],
] as const

function FurnisherCard({ furnisher, onEdit }: { furnisher: Furnisher; onEdit: (() => void) | null }) {
  return (
    <li className="card stack">
      <div className="heading">
        <h2>{furnisher.name}</h2>
        {onEdit && (
          <Button className="button" onPress={onEdit} aria-label={`Edit ${furnisher.name}`}>
            Edit
          </Button>
        )}
      </div>
      <div className="columns">
        <dl>
          <dt>Identification number</dt>
          <dd className="mono">{furnisher.identificationNumber}</dd>
          <dt>Address</dt>
          <dd>{furnisher.address}</dd>
          <dt>Telephone</dt>
          <dd className="mono">{phone(furnisher.telephoneNumber)}</dd>
          <dt>Reports from</dt>
          <dd>
            {furnisher.connections.length === 0 && <span className="muted">no connection</span>}
            {furnisher.connections.map(({ id, name, environment }, index) => (
              <span key={id}>
                {index > 0 && ', '}
                <Link to="/connections/$id" params={{ id }}>
                  {name}
                </Link>
                {environment === 'SANDBOX' && <span className="muted"> (sandbox)</span>}
              </span>
            ))}
          </dd>
        </dl>
        <dl>
          {bureaus.map(([bureau, name]) => (
            <Program key={bureau} bureau={bureau} value={furnisher[name]} />
          ))}
        </dl>
      </div>
    </li>
  )
}

function Program({ bureau, value }: { bureau: string; value: string }) {
  return (
    <>
      <dt>{bureau}</dt>
      <dd>{value ? <span className="mono">{value}</span> : <span className="muted">none yet</span>}</dd>
    </>
  )
}

/** `8015550100` as `(801) 555-0100`. */
const phone = (digits: string) => digits.replace(/^(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3')
