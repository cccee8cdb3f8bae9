/** One month of a furnisher: from computing it to the files that were sent. */
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useRef, useState } from 'react'
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay } from '../../app/context.ts'
import { usePolling } from '../../app/usePolling.ts'
import {
  ClosePeriodDocument,
  ComputePeriodDocument,
  DiscardPeriodDocument,
  OpenCorrectionDocument,
  PeriodPageDocument,
  type PeriodPageQuery,
} from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant, plural } from '../../lib/format.ts'
import type { PeriodSearch, periodTabs } from '../../lib/periodSearch.ts'
import { monthTitle, periodTitle, sums } from '../../lib/periods.ts'
import { Actor } from '../../ui/Actor.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NotFound } from '../../ui/states.tsx'
import '../../styles/periods.css'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { FilesPanel } from '../files/FilesPanel.tsx'
import { ResponsesPanel } from '../files/ResponsesPanel.tsx'
import { Blockers } from './Blockers.tsx'
import { OperationBar, OperationEnd } from './OperationBar.tsx'
import { PathOfPeriod } from './PathOfPeriod.tsx'
import { PeriodState } from './PeriodsPage.tsx'
import { ReportedPanel } from './ReportedPanel.tsx'
import { ReportingNav } from './ReportingNav.tsx'
import { ReviewPanel } from './ReviewPanel.tsx'
import { useOperation } from './useOperation.ts'

export type PeriodShown = NonNullable<PeriodPageQuery['reportingPeriod']>
export type StatusCodes = NonNullable<PeriodPageQuery['codeTables'][number]>['codes']

export function PeriodPage() {
  const { id } = useParams({ from: '/periods/$id' })
  const [{ data, error }, again] = useQuery({ query: PeriodPageDocument, variables: { id } })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  usePolling(refresh, 15_000)
  const statuses = data?.codeTables[0]?.codes ?? []
  if (data?.reportingPeriod)
    return <Shown key={id} period={data.reportingPeriod} statuses={statuses} refresh={refresh} />
  if (data && !error) return <NotFound />
  return (
    <Page title="Reporting period">
      {error ? <Failed error={error} retry={refresh} /> : <Loading what="the period" />}
    </Page>
  )
}

type Asking = 'close' | 'discard' | 'correct'

function Shown({ period, statuses, refresh }: { period: PeriodShown; statuses: StatusCodes; refresh: () => void }) {
  const [asking, setAsking] = useState<Asking | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [computing, compute] = useMutation(ComputePeriodDocument)
  // What was done to the records, so that lists are read anew.
  const [turn, setTurn] = useState(0)
  const changed = useCallback(() => {
    setTurn((before) => before + 1)
    refresh()
  }, [refresh])
  const operation = useOperation(period.operation, changed)
  const working = operation?.active ?? false
  const computeAgain = async () => {
    const { data, error } = await compute({ input: { periodId: period.id } })
    setProblem(refusalOf({ error, userErrors: data?.computePeriod.userErrors }))
    refresh()
  }
  const baseline = period.origin === 'BASELINE'
  return (
    <Page
      title={baseline ? `Baseline of ${monthTitle(period.month)}` : periodTitle(period)}
      actions={
        <Actions
          period={period}
          working={working}
          busy={computing.fetching}
          onCompute={computeAgain}
          onAsk={setAsking}
        />
      }
    >
      <ReportingNav />
      <About period={period} />
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      {!baseline && <PathOfPeriod period={{ ...period, operation }} />}
      {operation && working && <OperationBar operation={operation} />}
      {operation && !working && period.state === 'OPEN' && (
        <OperationEnd operation={operation} again="Start it again to go on." />
      )}
      {period.state === 'OPEN' && !working && period.computedAt !== null && <Blockers period={period} />}
      <Panels period={period} statuses={statuses} turn={turn} working={working} onChanged={changed} />
      {asking && <AskFirst what={asking} period={period} onDone={changed} onClose={() => setAsking(null)} />}
    </Page>
  )
}

function About({ period }: { period: PeriodShown }) {
  return (
    <p className="row period-about">
      <PeriodState period={period} />
      <strong>{period.furnisher.name}</strong>
      <span className="muted">as of {formatDay(period.asOf)}</span>
      {period.closedAt ? (
        <span className="muted">
          closed {formatInstant(period.closedAt)} by <Actor actor={period.closedBy} name={period.closedByName} />
        </span>
      ) : (
        <span className="muted">
          opened {formatInstant(period.openedAt)} by <Actor actor={period.openedBy} name={period.openedByName} />
        </span>
      )}
    </p>
  )
}

interface ActionsProps {
  period: PeriodShown
  working: boolean
  busy: boolean
  onCompute: () => void
  onAsk: (what: Asking) => void
}

function Actions({ period, working, busy, onCompute, onAsk }: ActionsProps) {
  const analyst = useMay('ANALYST')
  const operator = useMay('OPERATOR')
  if (period.origin === 'BASELINE') {
    return (
      <Link className="button" to="/baselines" search={{ furnisher: period.furnisher.id }}>
        Its matches and problems
      </Link>
    )
  }
  if (period.state === 'CLOSED') {
    // What is still open can be closed or discarded first; a month before the newest is never corrected.
    const waits = period.correctionReasons.find(({ code }) => code === 'PERIOD_OPEN' || code === 'BASELINE_OPEN')
    if (!operator) return null
    if (period.correctionReasons.length > 0) return waits ? <CannotCorrect because={waits.message} /> : null
    return (
      <Button className="button" onPress={() => onAsk('correct')}>
        Open a correction …
      </Button>
    )
  }
  if (working) return null
  const ready = period.computedAt !== null && period.closingReasons.length === 0
  return (
    <>
      {operator && (
        <Button className="button quiet danger" onPress={() => onAsk('discard')}>
          Discard …
        </Button>
      )}
      {analyst && (
        <BusyButton className={`button${period.computedAt === null ? ' primary' : ''}`} busy={busy} onPress={onCompute}>
          {period.computedAt === null ? 'Compute' : 'Compute again'}
        </BusyButton>
      )}
      {operator ? (
        <Button className={`button${ready ? ' primary' : ''}`} isDisabled={!ready} onPress={() => onAsk('close')}>
          Close the month …
        </Button>
      ) : (
        <span className="muted">Closing needs the role OPERATOR.</span>
      )}
    </>
  )
}

function CannotCorrect({ because }: { because: string }) {
  return <span className="muted">No correction now: {because}</span>
}

interface AskProps {
  what: Asking
  period: PeriodShown
  onDone: () => void
  onClose: () => void
}

function AskFirst({ what, period, onDone, onClose }: AskProps) {
  if (what === 'close') return <AskClose period={period} onDone={onDone} onClose={onClose} />
  if (what === 'discard') return <AskDiscard period={period} onClose={onClose} />
  return <AskCorrection period={period} onClose={onClose} />
}

function AskClose({ period, onDone, onClose }: Omit<AskProps, 'what'>) {
  const [, close] = useMutation(ClosePeriodDocument)
  // The same closing however often it is pressed, also when the answer is lost.
  const idempotencyKey = useRef(crypto.randomUUID())
  const { reported, heldOut } = sums(period.counts)
  const missing = period.counts.find(({ review }) => review === 'MISSING')?.records ?? 0
  const confirm = async () => {
    const { data, error } = await close({ input: { periodId: period.id, idempotencyKey: idempotencyKey.current } })
    if (!error) onDone()
    return refusalOf({ error, userErrors: data?.closePeriod.userErrors })
  }
  return (
    <ConfirmDialog title={`Close ${periodTitle(period)}`} action="Close the month" run={confirm} onClose={onClose}>
      <p>
        {plural(reported, 'record')} will be frozen as of {formatDay(period.asOf)} and can be written into files.
        {heldOut > 0 && ` ${plural(heldOut, 'record stays', 'records stay')} out of this month.`}
        {missing > 0 && ` ${plural(missing, 'account')} reported before will not be in it.`}
      </p>
      {period.outdatedBy.length > 0 && (
        <p className="notice info">
          Computed anew first, because something changed: {period.outdatedBy.join(', ')}. Errors that come out of it end
          the closing.
        </p>
      )}
      <p className="muted">
        A closed month never changes again. What was wrong in it is set right by a correction or the next month.
      </p>
    </ConfirmDialog>
  )
}

function AskDiscard({ period, onClose }: Omit<AskProps, 'what' | 'onDone'>) {
  const navigate = useNavigate()
  const [, discard] = useMutation(DiscardPeriodDocument)
  const { heldOut } = sums(period.counts)
  const confirm = async () => {
    const { data, error } = await discard({ input: { periodId: period.id } })
    const refused = refusalOf({ error, userErrors: data?.discardPeriod.userErrors })
    if (refused === null) navigate({ to: '/periods' })
    return refused
  }
  return (
    <ConfirmDialog title={`Discard ${periodTitle(period)}`} action="Discard" danger run={confirm} onClose={onClose}>
      <p>
        The review is thrown away{heldOut > 0 ? `, with ${plural(heldOut, 'record')} that you held out` : ''}. Nothing
        of it was reported; the month can be opened again.
      </p>
    </ConfirmDialog>
  )
}

function AskCorrection({ period, onClose }: Omit<AskProps, 'what' | 'onDone'>) {
  const navigate = useNavigate()
  const [, open] = useMutation(OpenCorrectionDocument)
  const idempotencyKey = useRef(crypto.randomUUID())
  const confirm = async () => {
    const { data, error } = await open({ input: { periodId: period.id, idempotencyKey: idempotencyKey.current } })
    const refused = refusalOf({ error, userErrors: data?.openCorrection.userErrors })
    const opened = data?.openCorrection.period
    if (refused === null && opened) navigate({ to: '/periods/$id', params: { id: opened.id } })
    return refused
  }
  return (
    <ConfirmDialog title={`Correct ${periodTitle(period)}`} action="Open a correction" run={confirm} onClose={onClose}>
      <p>
        A further file of {monthTitle(period.month)}, with the records alone that say otherwise by now (correction
        indicator 1) and those that were not in it. It is reviewed and closed like a month.
      </p>
    </ConfirmDialog>
  )
}

interface PanelsProps {
  period: PeriodShown
  statuses: StatusCodes
  turn: number
  working: boolean
  onChanged: () => void
}

function Panels({ period, statuses, turn, working, onChanged }: PanelsProps) {
  const search = useSearch({ from: '/periods/$id' })
  const navigate = useNavigate({ from: '/periods/$id' })
  const baseline = period.origin === 'BASELINE'
  const closed = period.state === 'CLOSED'
  const tabs: { id: (typeof periodTabs)[number]; title: string }[] = [
    ...(baseline ? [] : [{ id: 'review' as const, title: closed ? 'Review as it was' : 'Review' }]),
    ...(closed && !baseline ? [{ id: 'files' as const, title: `Files (${formatCount(period.files.length)})` }] : []),
    ...(closed ? [{ id: 'reported' as const, title: 'What was reported' }] : []),
    ...(closed ? [{ id: 'answers' as const, title: 'Answers of bureaus' }] : []),
  ]
  const standard = baseline ? 'reported' : closed ? 'files' : 'review'
  const open = tabs.find(({ id }) => id === search.tab)?.id ?? standard
  const choose = (tab: string) =>
    navigate({ search: tab === standard ? {} : { tab: tab as NonNullable<PeriodSearch['tab']> } })
  // A month under review has no other part yet.
  if (tabs.length === 1) {
    return <ReviewPanel period={period} statuses={statuses} turn={turn} working={working} onChanged={onChanged} />
  }
  return (
    <Tabs selectedKey={open} onSelectionChange={(key) => choose(String(key))} className="part-tabs">
      <TabList aria-label="Parts of the period" className="part-list">
        {tabs.map(({ id, title }) => (
          <Tab key={id} id={id} className="part">
            {title}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="review" className="part-panel stack">
        <ReviewPanel period={period} statuses={statuses} turn={turn} working={working} onChanged={onChanged} />
      </TabPanel>
      <TabPanel id="files" className="part-panel stack">
        <FilesPanel period={period} onChanged={onChanged} />
      </TabPanel>
      <TabPanel id="reported" className="part-panel stack">
        <ReportedPanel period={period} statuses={statuses} />
      </TabPanel>
      <TabPanel id="answers" className="part-panel stack">
        <ResponsesPanel period={period} />
      </TabPanel>
    </Tabs>
  )
}
