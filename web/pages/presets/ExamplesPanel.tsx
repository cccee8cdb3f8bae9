/** The examples of a preset: which hold, where they stand, and how a loan becomes one. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { failureOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { PresetExampleOfDocument, QuarantinedLoansDocument } from '../../generated/documents.ts'
import { Badge } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import { Loading } from '../../ui/states.tsx'
import type { CheckState } from './useCheck.ts'
import type { Loans } from './useLoans.ts'

interface Props {
  state: CheckState
  /** The text is not saved: what the server reduces loans to is the text that it has. */
  dirty: boolean
  loans: Loans
  connection: string
  onGo: (place: { line: number; column: number }) => void
  /** Answers whether it could be added. */
  onAdd: (yaml: string) => boolean
}

const mostDifferences = 6

export function ExamplesPanel({ state: { check }, dirty, loans, connection, onGo, onAdd }: Props) {
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
      <ul className="spots" aria-label="Examples">
        {examples.map((each) => (
          <li key={`${each.line} ${each.title}`}>
            <Button className="spot" onPress={() => onGo(each)}>
              <span className="where">{each.line}</span>
              <span className="what">
                <span className="row tight">
                  <Badge tone={each.passed ? 'good' : 'bad'}>{each.passed ? 'Holds' : 'Does not hold'}</Badge>
                  {each.title}
                </span>
                {each.differences.slice(0, mostDifferences).map((difference) => (
                  <span key={difference} className="bad-text">
                    {difference}
                  </span>
                ))}
                {each.differences.length > mostDifferences && (
                  <span className="muted fine">… and {each.differences.length - mostDifferences} more</span>
                )}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      <MakeExample {...{ dirty, loans, connection, onAdd }} />
    </>
  )
}

function MakeExample({ dirty, loans, connection, onAdd }: Pick<Props, 'dirty' | 'loans' | 'connection' | 'onAdd'>) {
  const { api } = useSession()
  const [of, setOf] = useState('')
  const [title, setTitle] = useState('')
  const [busy, setBusy] = useState(false)
  const [made, setMade] = useState<{ yaml: string; faithful: boolean } | null>(null)
  const [said, setSaid] = useState<{ tone: 'good' | 'bad'; message: string } | null>(null)
  const [{ data, error }] = useQuery({ query: QuarantinedLoansDocument, variables: { connection } })
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
    if (error) setSaid({ tone: 'bad', message: failureOf({ error }) })
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
    <section className="framed stack tight" aria-labelledby="make-example">
      <h2 id="make-example">A loan as an example</h2>
      <p className="muted fine">
        Its document is reduced to what the preset reads; names, numbers and sensitive dates are replaced by fictitious
        ones.{dirty && ' It goes by the saved text: save first what the example should read.'}
      </p>
      {options.length === 0 && !data && !error ? (
        <Loading what="the quarantine" />
      ) : options.length === 0 ? (
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
            <p className="notice warn fine">
              With the fictitious values something else comes of it than of the real loan: look at what it expects.
            </p>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls */}
          <section className="scroll-box example-text" tabIndex={0} aria-label="The example">
            <pre>{made.yaml}</pre>
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
