/** Which loans a text is tried on: a sample, or those found by account number. */
import { type FormEvent, useState } from 'react'
import { Button, Form, Input, Label, SearchField } from 'react-aria-components'
import { failureOf } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { FindLoansDocument, type FindLoansQuery } from '../../generated/documents.ts'
import { humanize } from '../../lib/format.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { type Loans, mostLoans } from './useLoans.ts'

type Found = FindLoansQuery['metro2Records']['edges'][number]['node']

export function LoanPicker({ loans, connection }: { loans: Loans; connection: string }) {
  const { found, say, search, searching, clear } = useSearch(connection)
  const [entered, setEntered] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    search(entered.trim())
  }
  const isFull = loans.chosen.length >= mostLoans
  return (
    <div className="loan-picker">
      <Form onSubmit={submit} className="row">
        <SearchField className="field fills" value={entered} onChange={setEntered} onClear={clear}>
          <Label className="unseen">Find a loan</Label>
          <Input placeholder="Account number, loan or surname" />
        </SearchField>
        <BusyButton type="submit" className="button" busy={searching}>
          Find
        </BusyButton>
        <BusyButton className="button" busy={loans.loading} onPress={loans.sample}>
          Sample five
        </BusyButton>
      </Form>
      <p role="status" className={say ? 'muted fine' : 'silent'}>
        {say}
      </p>
      {found.length > 0 && (
        <ul className="finds">
          {found.map((loan) => (
            <li key={loan.id}>
              <Button
                className="button quiet"
                isDisabled={isFull || loans.chosen.some(({ id }) => id === loan.id)}
                onPress={() => loans.add([{ id: loan.id, key: loan.displayKey }])}
              >
                + {loan.displayKey}
                <span className="muted">
                  {[loan.accountStatus, humanize(loan.eligibility)].filter(Boolean).join(' · ')}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {loans.chosen.length > 0 && (
        <ul className="picked" aria-label="Chosen loans">
          {loans.chosen.map(({ id, key }) => (
            <li key={id}>
              {key}
              <Button aria-label={`Leave out ${key}`} onPress={() => loans.remove(id)}>
                ×
              </Button>
            </li>
          ))}
          <li className="plain">
            <Button className="text-link" onPress={loans.clear}>
              Clear
            </Button>
          </li>
        </ul>
      )}
    </div>
  )
}

function useSearch(connection: string) {
  const { api } = useSession()
  const [found, setFound] = useState<readonly Found[]>([])
  const [say, setSay] = useState('')
  const [searching, setSearching] = useState(false)
  const search = async (text: string) => {
    if (!text) return setSay('Enter the beginning of an account number, a loan’s name or a surname.')
    setSearching(true)
    const { data, error } = await api.uncached
      .query(FindLoansDocument, { filter: { connection, search: text } })
      .toPromise()
    setSearching(false)
    const rows = data?.metro2Records.edges.map(({ node }) => node) ?? []
    setFound(rows)
    setSay(error ? failureOf({ error }) : rows.length === 0 ? 'No record begins like that.' : '')
  }
  const clear = () => {
    setFound([])
    setSay('')
  }
  return { found, say, search, searching, clear }
}
