/** The last file that was sent before: imported as the month before the first one, and matched to loans. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { BaselinePageDocument, type BaselinePageQuery, PeriodFurnishersDocument } from '../../generated/documents.ts'
import { formatCount, formatDay, formatInstant } from '../../lib/format.ts'
import type { BaselineSearch, baselineTabs } from '../../lib/periodSearch.ts'
import { monthTitle } from '../../lib/periods.ts'
import { Actor } from '../../ui/Actor.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import '../../styles/periods.css'
import { ReportingNav } from '../periods/ReportingNav.tsx'
import { AccountsPanel } from './AccountsPanel.tsx'
import { ImportBaseline } from './ImportBaseline.tsx'
import { LoansPanel } from './LoansPanel.tsx'
import { ProblemsPanel } from './ProblemsPanel.tsx'

export type BaselineShown = BaselinePageQuery['baselines']['edges'][number]['node']

export function BaselinePage() {
  const search = useSearch({ from: '/baselines' })
  const navigate = useNavigate({ from: '/baselines' })
  const [{ data: known, error: unknown }, askAgain] = useQuery({ query: PeriodFurnishersDocument })
  const furnishers = known?.furnishers.edges.map(({ node }) => node) ?? []
  const furnisher = furnishers.find(({ id }) => id === search.furnisher) ?? furnishers[0]
  return (
    <Page title="Baselines">
      <ReportingNav />
      {unknown && !known ? (
        <Failed error={unknown} retry={() => askAgain({ requestPolicy: 'network-only' })} />
      ) : !known ? (
        <Loading what="the furnishers" />
      ) : !furnisher ? (
        <Empty title="No furnisher yet">
          <p>A furnisher is made with the first connection. Then the last file that was sent for it can be imported.</p>
          <Link className="button" to="/connections">
            To the connections
          </Link>
        </Empty>
      ) : (
        <>
          {furnishers.length > 1 && (
            <div className="filters">
              <SelectInput
                label="Furnisher"
                value={furnisher.id}
                onChange={(value) => navigate({ search: { furnisher: value } })}
                options={furnishers.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </div>
          )}
          <OfFurnisher key={furnisher.id} furnisher={furnisher} search={search} />
        </>
      )}
    </Page>
  )
}

function OfFurnisher({ furnisher, search }: { furnisher: { id: string; name: string }; search: BaselineSearch }) {
  const may = useMay('OPERATOR')
  const [replacing, setReplacing] = useState(false)
  const [turn, setTurn] = useState(0)
  const variables = { filter: { furnisher: furnisher.id } }
  const [{ data, error }, again] = useQuery({ query: BaselinePageDocument, variables, requestPolicy: 'network-only' })
  const changed = useCallback(() => {
    setTurn((before) => before + 1)
    again({ requestPolicy: 'network-only' })
  }, [again])
  if (error && !data) return <Failed error={error} retry={changed} />
  if (!data) return <Loading what="the baseline" />
  const baseline = data.baselines.edges[0]?.node
  const running = data.operations.edges[0]?.node ?? null
  const imported = () => {
    setReplacing(false)
    changed()
  }
  if (!baseline && may) return <ImportBaseline furnisher={furnisher} running={running} onImported={imported} first />
  if (!baseline) {
    return (
      <Empty title={`No baseline of ${furnisher.name}`}>
        <p>Importing the last file that was sent needs the role OPERATOR.</p>
      </Empty>
    )
  }
  return (
    <>
      <Summary
        baseline={baseline}
        {...(may && !replacing && !running ? { onReplace: () => setReplacing(true) } : {})}
      />
      {may && (replacing || running) && (
        <ImportBaseline furnisher={furnisher} running={running} onImported={imported} />
      )}
      <Panels baseline={baseline} search={search} turn={turn} onChanged={changed} />
    </>
  )
}

function Summary({ baseline, onReplace }: { baseline: BaselineShown; onReplace?: () => void }) {
  const of = (match: string) => baseline.matches.find((each) => each.match === match)?.count ?? 0
  const to = { furnisher: baseline.period.furnisher.id }
  return (
    <section className="card stack" aria-labelledby="baseline">
      <div className="row spread">
        <h2 id="baseline">
          {monthTitle(baseline.month)}, {baseline.period.furnisher.name}
        </h2>
        <div className="row">
          <Link className="button" to="/periods/$id" params={{ id: baseline.period.id }}>
            What it reported
          </Link>
          {onReplace && (
            <Button className="button" onPress={onReplace}>
              Import another file …
            </Button>
          )}
        </div>
      </div>
      <p className="muted">
        {baseline.fileName} · as of {formatDay(baseline.asOf)} · {baseline.layout} · imported{' '}
        {formatInstant(baseline.importedAt)} by <Actor actor={baseline.importedBy} name={baseline.importedByName} />
        {baseline.reporterName && ` · its header names ${baseline.reporterName}`}
      </p>
      <div className="numbers">
        <Count label="accounts" count={baseline.accounts} />
        <Count label="have their loan" count={of('NUMBER') + of('NUMBER_AND_SSN') + of('MANUAL')} />
        <Count label="without a loan" count={of('NONE')} search={{ ...to, match: 'NONE' }} alarm />
        <Count label="several loans" count={of('AMBIGUOUS')} search={{ ...to, match: 'AMBIGUOUS' }} alarm />
        <Count
          label="loans without account"
          count={baseline.loansWithoutAccount}
          search={{ ...to, tab: 'loans', loan: 'MISSING' }}
          alarm
        />
        <Count label="other consumer" count={baseline.otherConsumer} search={{ ...to, otherConsumer: true }} alarm />
        <Count
          label="unreadable lines"
          count={baseline.unreadable}
          search={{ ...to, tab: 'problems', rule: 'UNREADABLE' }}
          alarm
        />
      </div>
    </section>
  )
}

function Count({
  label,
  count,
  search,
  alarm = false,
}: {
  label: string
  count: number
  search?: BaselineSearch
  alarm?: boolean
}) {
  const shown = <strong className={alarm && count > 0 ? 'problem' : ''}>{formatCount(count)}</strong>
  return (
    <div>
      {shown}
      {search && count > 0 ? (
        <Link to="/baselines" search={search} resetScroll={false}>
          {label}
        </Link>
      ) : (
        label
      )}
    </div>
  )
}

interface PanelsProps {
  baseline: BaselineShown
  search: BaselineSearch
  turn: number
  onChanged: () => void
}

function Panels({ baseline, search, turn, onChanged }: PanelsProps) {
  const navigate = useNavigate({ from: '/baselines' })
  const problems = baseline.findings.reduce((sum, { count }) => sum + count, 0)
  const titles: Record<(typeof baselineTabs)[number], string> = {
    accounts: `Accounts (${formatCount(baseline.accounts)})`,
    loans: `Loans without account (${formatCount(baseline.loansWithoutAccount)})`,
    problems: `Problems (${formatCount(problems)})`,
  }
  const open = search.tab ?? 'accounts'
  const choose = (tab: string) =>
    navigate({
      search: ({ furnisher }) => ({
        ...(furnisher ? { furnisher } : {}),
        ...(tab === 'accounts' ? {} : { tab: tab as (typeof baselineTabs)[number] }),
      }),
      resetScroll: false,
    })
  return (
    <Tabs selectedKey={open} onSelectionChange={(key) => choose(String(key))} className="part-tabs">
      <TabList aria-label="Parts of the baseline" className="part-list">
        {(['accounts', 'loans', 'problems'] as const).map((id) => (
          <Tab key={id} id={id} className="part">
            {titles[id]}
          </Tab>
        ))}
      </TabList>
      <TabPanel id="accounts" className="part-panel stack">
        <AccountsPanel baseline={baseline} search={search} turn={turn} onChanged={onChanged} />
      </TabPanel>
      <TabPanel id="loans" className="part-panel stack">
        <LoansPanel baseline={baseline} search={search} turn={turn} onChanged={onChanged} />
      </TabPanel>
      <TabPanel id="problems" className="part-panel stack">
        <ProblemsPanel baseline={baseline} search={search} />
      </TabPanel>
    </Tabs>
  )
}

export const matchTexts: Record<
  BaselineShown['matches'][number]['match'],
  { title: string; tone: 'good' | 'warn' | 'bad' | 'plain' | 'info' }
> = {
  NUMBER: { title: 'By number', tone: 'good' },
  NUMBER_AND_SSN: { title: 'By number and consumer', tone: 'good' },
  MANUAL: { title: 'By hand', tone: 'info' },
  AMBIGUOUS: { title: 'Several loans', tone: 'warn' },
  NONE: { title: 'No loan', tone: 'bad' },
  IGNORED: { title: 'Ignored', tone: 'plain' },
}
