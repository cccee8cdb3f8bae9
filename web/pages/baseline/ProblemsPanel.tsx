/** What is wrong in the file of the baseline: lines that could not be read, and what the rules found. */
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { ask } from '../../app/ask.ts'
import { useSession } from '../../app/context.ts'
import { usePages } from '../../app/usePages.ts'
import { BaselineProblemsDocument, type BaselineProblemsQuery } from '../../generated/documents.ts'
import { formatCount, humanize } from '../../lib/format.ts'
import type { BaselineSearch } from '../../lib/periodSearch.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { SelectInput } from '../../ui/fields.tsx'
import { Paged } from '../../ui/Paged.tsx'
import { Empty } from '../../ui/states.tsx'
import { type VirtualColumn, VirtualTable } from '../periods/VirtualTable.tsx'
import type { BaselineShown } from './BaselinePage.tsx'

type Problem = BaselineProblemsQuery['baselineProblems']['edges'][number]['node']

const columns: readonly VirtualColumn<Problem>[] = [
  { id: 'line', title: 'Line', width: 90, cell: ({ line }) => (line > 0 ? formatCount(line) : 'file') },
  {
    id: 'severity',
    title: 'Severity',
    width: 120,
    cell: ({ severity }) => <Badge tone={toneOf(severity)}>{humanize(severity)}</Badge>,
  },
  { id: 'rule', title: 'Rule', width: 190, cell: ({ ruleId }) => <code>{ruleId}</code> },
  { id: 'account', title: 'Account', width: 170, cell: ({ accountNumber }) => accountNumber ?? '–' },
  { id: 'message', title: 'Problem', width: 560, cell: ({ message }) => <span title={message}>{message}</span> },
]

export function ProblemsPanel({ baseline, search }: { baseline: BaselineShown; search: BaselineSearch }) {
  const { api } = useSession()
  const navigate = useNavigate({ from: '/baselines' })
  const filter = useMemo(
    () => ({ baseline: baseline.id, ...(search.rule ? { ruleId: [search.rule] } : {}) }),
    [baseline.id, search.rule],
  )
  const load = useCallback(
    async (after: string | null) => {
      const { edges, pageInfo } = (await ask(api.uncached, BaselineProblemsDocument, { filter, after, first: 100 }))
        .baselineProblems
      return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
    },
    [api, filter],
  )
  const pages = usePages(JSON.stringify(filter), load)
  return (
    <>
      <p className="muted">
        It was imported all the same: it is what the bureaus have. Of each rule the first 100 cases are listed.
      </p>
      <search className="filters">
        <SelectInput
          label="Rule"
          value={search.rule ?? ''}
          onChange={(value) =>
            navigate({
              search: ({ rule: _rule, ...before }) => (value ? { ...before, rule: value } : before),
              resetScroll: false,
            })
          }
          options={[
            { value: '', label: 'Any' },
            ...baseline.findings.map(({ ruleId, count }) => ({
              value: ruleId,
              label: `${ruleId} (${formatCount(count)})`,
            })),
          ]}
        />
      </search>
      <Paged pages={pages} empty={<Empty title="Nothing is wrong in it" />}>
        <VirtualTable
          label="Problems of the file"
          columns={columns}
          pages={pages}
          textOf={(row) => `${row.line} ${row.ruleId}`}
        />
      </Paged>
    </>
  )
}
