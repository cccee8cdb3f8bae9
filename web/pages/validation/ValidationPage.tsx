/** What stands open, by rule: the rule's explanation and fix beside its findings. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { useQuery } from 'urql'
import { useMedia } from '../../app/useMedia.ts'
import {
  ValidationByRuleDocument,
  type ValidationByRuleQuery,
  ValidationTrendDocument,
  type ValidationTrendQuery,
} from '../../generated/documents.ts'
import { formatCount, humanize, plural } from '../../lib/format.ts'
import { validationViews } from '../../lib/savedViews.ts'
import type { ValidationSearch } from '../../lib/validationSearch.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { Sparkline } from '../../ui/charts/Sparkline.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { useSaid } from '../../ui/Said.tsx'
import { SavedViews } from '../../ui/SavedViews.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import '../../styles/charts.css'
import '../../styles/dashboard.css'
import { MonthsFigure } from './MonthsFigure.tsx'
import { RuleFindings } from './RuleFindings.tsx'

export type RuleCount = ValidationByRuleQuery['validationSummary']['byRule'][number]

export function ValidationPage() {
  const search = useSearch({ from: '/validation' })
  const navigate = useNavigate({ from: '/validation' })
  const variables = { connection: search.connection ?? null }
  const [{ data, error }, again] = useQuery({ query: ValidationByRuleDocument, variables })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  const furnisher = furnisherOf(data, search.connection)
  const [{ data: months }] = useQuery({
    query: ValidationTrendDocument,
    variables: { furnisher: furnisher ?? '' },
    pause: furnisher === null,
  })
  const change = (changes: Partial<ValidationSearch>) =>
    navigate({ search: (before) => ({ ...before, ...changes, rule: undefined, level: undefined }) })
  return (
    <Page title="Validation">
      {error && !data ? (
        <Failed error={error} retry={refresh} />
      ) : !data ? (
        <Loading what="the findings" />
      ) : (
        <>
          <SavedViews
            page="VALIDATION"
            kind={validationViews}
            search={search}
            all="All findings"
            link={(to) => ({ to: '/validation', search: to })}
          />
          <Filters search={search} connections={data.connections} change={change} />
          <Body
            data={data}
            trend={furnisher === null ? [] : (months?.errorTrend ?? [])}
            search={search}
            refresh={refresh}
          />
        </>
      )}
    </Page>
  )
}

/**
 * The furnisher whose months can stand beside what is open now: null where these findings are not all of one furnisher's
 * production, for months tell of nothing less and nothing else.
 */
function furnisherOf(data: ValidationByRuleQuery | undefined, connection: string | undefined): string | null {
  const all = data?.connections.edges.map(({ node }) => node) ?? []
  const shown = all.filter(({ id }) => !connection || id === connection)
  const ids = [...new Set(shown.map(({ furnisher }) => furnisher.id))]
  const production = all.filter((each) => each.furnisher.id === ids[0] && each.environment === 'PRODUCTION')
  const isWhole = ids.length === 1 && shown.length === production.length
  return isWhole && shown.every(({ environment }) => environment === 'PRODUCTION') ? ids[0]! : null
}

const rank = { ERROR: 0, WARNING: 1, INFO: 2, OFF: 3 }

/** What holds records first; within a severity as the server has it, the most frequent first. */
const bySeverity = (rules: readonly RuleCount[]) => rules.toSorted((a, b) => rank[a.severity] - rank[b.severity])

function Body({
  data,
  trend,
  search,
  refresh,
}: {
  data: ValidationByRuleQuery
  trend: ValidationTrendQuery['errorTrend']
  search: ValidationSearch
  refresh: () => void
}) {
  const { byRule, records, byEligibility } = data.validationSummary
  const rules = bySeverity(byRule.filter(({ severity }) => !search.severity || severity === search.severity))
  const [done, tellDone] = useSaid()
  const ofRule = rules.filter(({ ruleId }) => ruleId === search.rule)
  const open = ofRule.find(({ severity }) => severity === search.level) ?? ofRule[0]
  const narrow = useMedia('(max-width: 700px)')
  const list = useRef<HTMLElement>(null)
  useBackToList(list, narrow ? open && keyOf(open) : undefined)
  const waived = byRuleId(data.validationSummary.waivedByRule)
  const held = byEligibility.find(({ eligibility }) => eligibility === 'HELD')?.count ?? 0
  if (rules.length === 0) {
    return (
      <>
        {done}
        <Empty title={records === 0 ? 'No records yet' : 'Nothing stands open'}>
          <p>{records === 0 ? 'Findings appear with the first sync.' : `${plural(records, 'record')} looked at.`}</p>
        </Empty>
      </>
    )
  }
  return (
    <>
      {done}
      <p role="status" className="muted">
        {plural(held, 'record is', 'records are')} held of {formatCount(records)}; {plural(rules.length, 'rule')} with
        findings.
      </p>
      {trend.length > 1 && !open && (
        <div className="card">
          <MonthsFigure trend={trend} level="h2" />
        </div>
      )}
      <div className="work">
        <nav aria-label="Rules with findings" ref={list} hidden={narrow && open !== undefined}>
          <ul className="rules">
            {rules.map((rule) => (
              <li key={keyOf(rule)}>
                <Link
                  data-rule={keyOf(rule)}
                  to="/validation"
                  search={{ ...search, rule: rule.ruleId, level: rule.severity === 'OFF' ? undefined : rule.severity }}
                  aria-current={rule === open ? 'true' : undefined}
                >
                  <Badge tone={toneOf(rule.severity)}>{humanize(rule.severity)}</Badge>
                  <span>
                    {rule.rule?.title ?? rule.ruleId}
                    <code className="muted">{rule.ruleId}</code>
                  </span>
                  <span className="rule-count">
                    <strong className="number">{formatCount(rule.count)}</strong>
                    {trend.length > 1 && inMonths(rule.severity) && <RuleSpark rule={rule} trend={trend} />}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        {open ? (
          <RuleFindings
            key={keyOf(open)}
            rule={open}
            search={search}
            trend={inMonths(open.severity) ? trend : []}
            waived={waived.get(open.ruleId) ?? 0}
            alone={narrow}
            onWaived={(said) => {
              tellDone(said)
              refresh()
            }}
          />
        ) : (
          <p className="muted">Choose a rule to see its findings.</p>
        )}
      </div>
    </>
  )
}

/** A rule may have findings of several severities. */
const keyOf = ({ ruleId, severity }: RuleCount) => `${ruleId} ${severity}`

/** Back in the list, the keyboard goes on from the rule that was open. */
function useBackToList(list: RefObject<HTMLElement | null>, open: string | undefined) {
  const before = useRef(open)
  useEffect(() => {
    const left = before.current
    before.current = open
    if (left !== undefined && open === undefined)
      list.current?.querySelector<HTMLElement>(`[data-rule="${CSS.escape(left)}"]`)?.focus()
  }, [list, open])
}

/** Months keep errors and warnings alone. */
const inMonths = (severity: RuleCount['severity']) => severity === 'ERROR' || severity === 'WARNING'

function byRuleId(counts: readonly { ruleId: string; count: number }[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { ruleId, count } of counts) sums.set(ruleId, (sums.get(ruleId) ?? 0) + count)
  return sums
}

function RuleSpark({ rule, trend }: { rule: RuleCount; trend: ValidationTrendQuery['errorTrend'] }) {
  const values = trend.map(({ rules }) =>
    rules.reduce((sum, each) => (each.ruleId === rule.ruleId ? sum + each.records : sum), 0),
  )
  return <Sparkline values={[...values, rule.count]} label={`Months before: ${values.map(formatCount).join(', ')}`} />
}

function Filters({
  search,
  connections,
  change,
}: {
  search: ValidationSearch
  connections: ValidationByRuleQuery['connections']
  change: (changes: Partial<ValidationSearch>) => void
}) {
  const any = { value: '', label: 'Any' }
  const severities = ['ERROR', 'WARNING', 'INFO'] as const
  return (
    <search className="filters">
      <SelectInput
        label="Connection"
        value={search.connection ?? ''}
        onChange={(value) => change({ connection: value || undefined })}
        options={[any, ...connections.edges.map(({ node }) => ({ value: node.id, label: node.name }))]}
      />
      <SelectInput
        label="Severity"
        value={search.severity ?? ''}
        onChange={(value) => change({ severity: severities.find((each) => each === value) })}
        options={[any, ...severities.map((value) => ({ value, label: humanize(value) }))]}
      />
    </search>
  )
}
