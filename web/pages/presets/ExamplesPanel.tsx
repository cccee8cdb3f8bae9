/** The examples of a preset: which hold, where they stand, and how a loan becomes one. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { useSession } from '../../app/context.ts'
import { PresetExampleOfDocument, QuarantinedLoansDocument } from '../../generated/documents.ts'
import { Badge } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import type { CheckState } from './useCheck.ts'
import type { Loans } from './useLoans.ts'

interface Props {
  state: CheckState
  loans: Loans
  connection: string
  onGo: (place: { line: number; column: number }) => void
  /** Answers whether it could be added. */
  onAdd: (yaml: string) => boolean
}

export function ExamplesPanel({ state: { check }, loans, connection, onGo, onAdd }: Props) {
  const examples = check?.examples ?? []
  return (
    <>
      {check && check.problems.length > 0 && <p className="notice warn">Examples run when the text has no problem.</p>}
      {check && check.problems.length === 0 && examples.length === 0 && (
        <p className="muted">
          No examples yet. An example holds a loan and what must come of it: it runs on every check, and nothing is
          published that breaks it.
        </p>
      )}
      <ul className="places" aria-label="Examples">
        {examples.map((each) => (
          <li key={`${each.line} ${each.title}`}>
            <Button className="place" onPress={() => onGo(each)}>
              <span className="where">{each.line}</span>
              <span className="what">
                <span className="row tight">
                  <Badge tone={each.passed ? 'good' : 'bad'}>{each.passed ? 'Holds' : 'Does not hold'}</Badge>
                  {each.title}
                </span>
                {each.differences.map((difference) => (
                  <span key={difference} className="bad-text">
                    {difference}
                  </span>
                ))}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      <MakeExample loans={loans} connection={connection} onAdd={onAdd} />
    </>
  )
}

function MakeExample({ loans, connection, onAdd }: Pick<Props, 'loans' | 'connection' | 'onAdd'>) {
  const { api } = useSession()
  const [of, setOf] = useState('')
  const [title, setTitle] = useState('')
  const [busy, setBusy] = useState(false)
  const [made, setMade] = useState<{ yaml: string; faithful: boolean } | null>(null)
  const [said, setSaid] = useState<{ tone: 'good' | 'bad'; message: string } | null>(null)
  const [{ data }] = useQuery({ query: QuarantinedLoansDocument, variables: { connection } })
  const quarantined = data?.quarantinedRecords.edges.map(({ node }) => node) ?? []
  const options = [
    ...loans.chosen.map(({ id, key }) => ({ value: id, label: key })),
    ...quarantined.map(({ id, sourceKey, code }) => ({ value: id, label: `${sourceKey}, in quarantine: ${code}` })),
  ]
  const make = async () => {
    setBusy(true)
    setSaid(null)
    const variables = { of, title: title.trim() || 'A loan' }
    const { data, error } = await api.uncached.query(PresetExampleOfDocument, variables).toPromise()
    setBusy(false)
    setMade(data?.mappingExample ?? null)
    if (error) setSaid({ tone: 'bad', message: error.message.replace(/^\[\w+\] /, '') })
  }
  const add = () => {
    if (!made) return
    const isAdded = onAdd(made.yaml)
    setSaid(
      isAdded
        ? { tone: 'good', message: 'Added to the text. Correct what it expects, then the recipe, and save.' }
        : { tone: 'bad', message: 'The examples of the text stand in brackets: write them line by line to add one.' },
    )
    if (isAdded) setMade(null)
  }
  return (
    <section className="box stack tight" aria-labelledby="make-example">
      <h3 id="make-example">A loan as an example</h3>
      <p className="muted small">
        Its document is reduced to what the preset reads; names, numbers and sensitive dates are replaced by fictitious
        ones.
      </p>
      {options.length === 0 ? (
        <p className="muted">Choose loans in the tab Loans first.</p>
      ) : (
        <>
          <SelectInput label="Loan" value={of} onChange={setOf} options={options} required />
          <TextInput label="Title" value={title} onChange={setTitle} maxLength={200} placeholder="45 days late" />
          <div className="row">
            <BusyButton className="button" busy={busy} isDisabled={of === ''} onPress={make}>
              Make an example
            </BusyButton>
          </div>
        </>
      )}
      <p role="status" className={said ? `notice ${said.tone}` : 'silent'}>
        {said?.message}
      </p>
      {made && (
        <div className="stack tight">
          {!made.faithful && (
            <p className="notice warn small">
              With the fictitious values something else comes of it than of the real loan: look at what it expects.
            </p>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls */}
          <section tabIndex={0} aria-label="The example">
            <pre className="example">{made.yaml}</pre>
          </section>
          <div className="row">
            <Button className="button primary" onPress={add}>
              Add to the text
            </Button>
            <Button className="button" onPress={() => setMade(null)}>
              Leave it
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}
