/** Every rule: what it looks at, where it comes from, what this organization made of it, and how much it finds. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useClient, useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { usePolling } from '../../app/usePolling.ts'
import { RuleCountsDocument, RuleSettingsDocument, RulesDocument } from '../../generated/documents.ts'
import { formatCount, humanize, plural } from '../../lib/format.ts'
import {
  filterRules,
  isChanged,
  openByRule,
  type Rule,
  type RuleOrder,
  ruleFamilies,
  scopeTitles,
  segmentsOf,
  segmentTitle,
  sortRules,
} from '../../lib/rules.ts'
import type { RuleSearch } from '../../lib/settingsSearch.ts'
import { CheckInput, SelectInput, TextInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { RuleDetail } from './RuleDetail.tsx'
import { RulesTable } from './RulesTable.tsx'

export function RulesPage() {
  const [{ data, error }, again] = useQuery({ query: RulesDocument })
  const may = useMay('ADMIN')
  return (
    <Page title="Rules" actions={may ? undefined : <span className="muted">Changing rules needs the role ADMIN.</span>}>
      {error && !data ? (
        <Failed error={error} retry={() => again({ requestPolicy: 'network-only' })} />
      ) : data ? (
        <Rules rules={data.validationRules} />
      ) : (
        <Loading what="the rules" />
      )}
    </Page>
  )
}

/** Open findings by rule; asked for again while a setting is being applied to what is stored. */
function useOpenFindings(applying: boolean) {
  const client = useClient()
  const [{ data }, again] = useQuery({ query: RuleCountsDocument })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  const look = useCallback(() => {
    if (applying) client.query(RuleSettingsDocument, {}, { requestPolicy: 'network-only' }).toPromise()
  }, [client, applying])
  usePolling(look, 1_000)
  // What was counted while the setting was applied is old once it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of it asks again
  useEffect(refresh, [applying, refresh])
  return useMemo(() => {
    const { byRule = [], waivedByRule = [] } = data?.validationSummary ?? {}
    return { known: data !== undefined, open: openByRule(byRule), waived: openByRule(waivedByRule) }
  }, [data])
}

function Rules({ rules }: { rules: readonly Rule[] }) {
  const search = useSearch({ from: '/settings/rules' })
  const navigate = useNavigate({ from: '/settings/rules' })
  const [order, setOrder] = useState<RuleOrder>({ column: 'severity', descending: false })
  const applying = rules.some(({ setting }) => setting?.applied === false)
  const findings = useOpenFindings(applying)
  const asked = useDeferredValue(search)
  const shown = useMemo(
    () => sortRules(filterRules(rules, asked), order, (id) => findings.open.get(id) ?? 0),
    [rules, asked, order, findings],
  )
  const chosen = rules.find(({ id }) => id === search.rule)
  const change = (changes: Partial<RuleSearch>) =>
    navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false })
  const changed = rules.filter(isChanged).length
  return (
    <>
      <Filters rules={rules} search={search} change={change} />
      <p role="status" className="muted">
        {shown.length === rules.length
          ? plural(rules.length, 'rule')
          : `${formatCount(shown.length)} of ${plural(rules.length, 'rule')}`}
        {changed > 0 && `; ${formatCount(changed)} changed by your organization`}
        {applying && '; a setting is being applied to what is stored …'}
      </p>
      <div className={chosen ? 'rule-work open' : 'rule-work'}>
        {shown.length === 0 ? (
          <Empty title="No rule is like this">
            <p>Take a filter off, or look for another word.</p>
          </Empty>
        ) : (
          <RulesTable
            rules={shown}
            findings={findings}
            chosen={chosen?.id}
            order={order}
            onOrder={setOrder}
            onChoose={(rule) => change({ rule })}
          />
        )}
        {chosen && (
          <RuleDetail
            key={chosen.id}
            rule={chosen}
            open={findings.known ? (findings.open.get(chosen.id) ?? 0) : null}
            waived={findings.waived.get(chosen.id) ?? 0}
            onClose={() => change({ rule: undefined })}
          />
        )}
      </div>
    </>
  )
}

const any = { value: '', label: 'Any' }
const severities = ['ERROR', 'WARNING', 'INFO', 'OFF'] as const
const scopes = ['RECORD', 'PREVIOUS', 'LINE', 'FILE'] as const

function Filters({
  rules,
  search,
  change,
}: {
  rules: readonly Rule[]
  search: RuleSearch
  change: (changes: Partial<RuleSearch>) => void
}) {
  const segments = useMemo(() => [...new Set(rules.flatMap(segmentsOf))], [rules])
  return (
    <search className="filters rule-filters">
      <TextInput
        label="Search"
        type="search"
        value={search.q ?? ''}
        onChange={(q) => change({ q: q.slice(0, 80) || undefined })}
        placeholder="Name, field, word"
      />
      <SelectInput
        label="Severity"
        value={search.severity ?? ''}
        onChange={(value) => change({ severity: severities.find((each) => each === value) })}
        options={[any, ...severities.map((value) => ({ value, label: humanize(value) }))]}
      />
      <SelectInput
        label="Looks at"
        value={search.scope ?? ''}
        onChange={(value) => change({ scope: scopes.find((each) => each === value) })}
        options={[any, ...scopes.map((value) => ({ value, label: scopeTitles[value] }))]}
      />
      <SelectInput
        label="Segment"
        value={search.segment ?? ''}
        onChange={(value) => change({ segment: value || undefined })}
        options={[any, ...segments.map((value) => ({ value, label: segmentTitle(value) }))]}
      />
      <SelectInput
        label="Source"
        value={search.source ?? ''}
        onChange={(value) => change({ source: ruleFamilies.find((each) => each.value === value)?.value })}
        options={[any, ...ruleFamilies.map(({ value, label }) => ({ value, label }))]}
      />
      <CheckInput
        label="Changed only"
        checked={search.changed === true}
        onChange={(checked) => change({ changed: checked || undefined })}
      />
    </search>
  )
}
