/** Opens a month for a furnisher, and says beforehand what is missing for it. */
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { NewestPeriodsDocument, type NewestPeriodsQuery, OpenPeriodDocument } from '../../generated/documents.ts'
import { formatDay } from '../../lib/format.ts'
import { lastDayOf, monthsToOpen, monthTitle, monthToOpen, periodTitle } from '../../lib/periods.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import type { ReportingFurnisher } from './PeriodsPage.tsx'

type Newest = NewestPeriodsQuery['reportingPeriods']['edges'][number]['node']

interface Props {
  furnishers: readonly ReportingFurnisher[]
  /** Ids of furnishers that have a baseline. */
  baselines: readonly string[]
  furnisher: string | undefined
  onClose: () => void
}

const today = () => new Date().toISOString().slice(0, 10)

export function OpenPeriodDialog({ furnishers, baselines, furnisher: wished, onClose }: Props) {
  const producing = furnishers.filter(({ connections }) =>
    connections.some((each) => each.environment === 'PRODUCTION'),
  )
  const [furnisherId, setFurnisherId] = useState(wished ?? producing[0]?.id ?? furnishers[0]?.id ?? '')
  const furnisher = furnishers.find(({ id }) => id === furnisherId)
  const [{ data }] = useQuery({
    query: NewestPeriodsDocument,
    variables: { furnisher: furnisherId },
    pause: furnisherId === '',
    requestPolicy: 'network-only',
  })
  const periods = data?.reportingPeriods.edges.map(({ node }) => node)
  return (
    <ModalDialog title="Open a month" open onOpenChange={(open) => open || onClose()}>
      {furnishers.length > 1 ? (
        <SelectInput
          label="Furnisher"
          value={furnisherId}
          onChange={setFurnisherId}
          options={furnishers.map(({ id, name }) => ({ value: id, label: name }))}
          required
        />
      ) : (
        <p>
          For <strong>{furnisher?.name}</strong>.
        </p>
      )}
      {!furnisher || !periods ? (
        <p role="status" className="muted">
          Looking at what was reported …
        </p>
      ) : (
        <Choice
          key={furnisherId}
          furnisher={furnisher}
          periods={periods}
          hasBaseline={baselines.includes(furnisherId)}
          onClose={onClose}
        />
      )}
    </ModalDialog>
  )
}

interface ChoiceProps {
  furnisher: ReportingFurnisher
  periods: readonly Newest[]
  hasBaseline: boolean
  onClose: () => void
}

function Choice({ furnisher, periods, hasBaseline, onClose }: ChoiceProps) {
  const navigate = useNavigate()
  const [month, setMonth] = useState(monthToOpen(periods, today()))
  const [asOf, setAsOf] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [{ fetching }, open] = useMutation(OpenPeriodDocument)
  const connections = furnisher.connections.filter(({ environment }) => environment === 'PRODUCTION')
  const unfinished = periods.find(({ state }) => state === 'OPEN')
  const last = lastDayOf(month)
  const running = last > today()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    const input = { furnisherId: furnisher.id, month, ...(asOf ? { asOf } : {}) }
    const { data, error } = await open({ input })
    const refused = refusalOf({ error, userErrors: data?.openPeriod.userErrors })
    if (refused) return setProblem(refused)
    onClose()
    if (data?.openPeriod.period) navigate({ to: '/periods/$id', params: { id: data.openPeriod.period.id } })
  }
  if (connections.length === 0) {
    return (
      <Missing onClose={onClose}>
        {furnisher.name} has no production connection, so there is nothing to report. Sandbox connections never take
        part.
      </Missing>
    )
  }
  if (unfinished) {
    return (
      <Missing onClose={onClose}>
        {unfinished.origin === 'BASELINE' ? (
          'A baseline of this furnisher is being imported. Wait until it is done.'
        ) : (
          <>
            <Link to="/periods/$id" params={{ id: unfinished.id }}>
              {periodTitle(unfinished)}
            </Link>{' '}
            is still open. Months are reported one after the other: close it, or discard it, first.
          </>
        )}
      </Missing>
    )
  }
  const months = monthsToOpen(periods, today())
  if (months.length === 0) {
    return (
      <Missing onClose={onClose}>
        {monthTitle(today().slice(0, 7))} is closed already: the next month has not begun.
      </Missing>
    )
  }
  return (
    <Form onSubmit={submit} className="stack" validationBehavior="aria">
      <SelectInput
        label="Month"
        value={month}
        onChange={setMonth}
        options={months.map((value) => ({ value, label: monthTitle(value) }))}
        required
      />
      <TextInput
        label="As of"
        type="date"
        value={asOf}
        onChange={setAsOf}
        help={
          running
            ? `${monthTitle(month)} is not over: give a day up to today. It can be closed once a FULL run has begun after that day.`
            : `The day the records stand for. Left out: ${formatDay(last)}, the last of the month.`
        }
      />
      {periods.length === 0 && !hasBaseline && (
        <p className="notice info">
          Nothing was reported from here before, and there is no baseline: every account will count as new.{' '}
          <Link to="/baselines" search={{ furnisher: furnisher.id }}>
            Import the last file sent
          </Link>{' '}
          first, if there was one.
        </p>
      )}
      <p className="muted">
        The records of {connections.map(({ name }) => name).join(', ')} are computed from what is stored. Nothing is
        asked of the source, and nothing is reported before you close the month.
      </p>
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <div className="row">
        <BusyButton type="submit" className="button primary" busy={fetching} isDisabled={running && asOf === ''}>
          Open {monthTitle(month)}
        </BusyButton>
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
      </div>
    </Form>
  )
}

function Missing({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  return (
    <>
      <p className="notice warn" role="status">
        {children}
      </p>
      <div className="row">
        <Button className="button" onPress={onClose}>
          Close
        </Button>
      </div>
    </>
  )
}
