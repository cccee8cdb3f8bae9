/** The rules that are near in the list; the others stand in no row until they are scrolled to. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import { Cell, Column, Row, type SortDescriptor, Table, TableBody, TableHeader } from 'react-aria-components'
import { formatCount, humanize } from '../../lib/format.ts'
import { isChanged, type Rule, type RuleOrder, scopeTitles, segmentsOf, segmentTitle } from '../../lib/rules.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'

interface Findings {
  known: boolean
  open: Map<string, number>
}

interface Props {
  rules: readonly Rule[]
  findings: Findings
  chosen: string | undefined
  order: RuleOrder
  onOrder: (order: RuleOrder) => void
  onChoose: (rule: string) => void
}

const rowHeight = 60

interface RuleColumn {
  id: string
  title: string
  sortable?: boolean
  cell: (rule: Rule, findings: Findings) => ReactNode
}

const columns: readonly RuleColumn[] = [
  {
    ...{ id: 'rule', title: 'Rule', sortable: true },
    cell: ({ title, id }) => (
      <>
        <div className="one-line">{title}</div>
        <code className="one-line muted">{id}</code>
      </>
    ),
  },
  { ...{ id: 'severity', title: 'Severity', sortable: true }, cell: (rule) => <RuleSeverity rule={rule} /> },
  { id: 'scope', title: 'Looks at', cell: ({ scopes }) => scopes.map((scope) => scopeTitles[scope]).join(', ') },
  { id: 'segment', title: 'Segment', cell: (rule) => segmentsOf(rule).map(segmentTitle).join(', ') || '–' },
  {
    ...{ id: 'open', title: 'Open', sortable: true },
    cell: ({ id }, { known, open }) => {
      const count = open.get(id) ?? 0
      if (!known) return '…'
      return count > 0 ? <strong>{formatCount(count)}</strong> : <span className="muted">0</span>
    },
  },
]

export function RulesTable({ rules, findings, chosen, order, onOrder, onChoose }: Props) {
  const scroller = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: rules.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const near = virtual.getVirtualItems()
  const first = near[0]?.index ?? 0
  const last = near.at(-1)?.index ?? -1
  const sort: SortDescriptor = { column: order.column, direction: order.descending ? 'descending' : 'ascending' }
  const sortBy = ({ column, direction }: SortDescriptor) =>
    onOrder({ column: String(column), descending: direction === 'descending' })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
    <section ref={scroller} className="table-box rules-table" tabIndex={0} aria-label="List of rules">
      <div style={{ height: virtual.getTotalSize() + rowHeight, paddingTop: first * rowHeight }}>
        <Table
          aria-label="Rules"
          sortDescriptor={sort}
          onSortChange={sortBy}
          onRowAction={(id) => onChoose(String(id))}
        >
          <TableHeader columns={columns}>
            {({ id, title, sortable = false }) => (
              <Column
                id={id}
                isRowHeader={id === 'rule'}
                allowsSorting={sortable}
                className={`react-aria-Column ${id}`}
              >
                {({ sortDirection }) => (
                  <>
                    {title}
                    <span aria-hidden="true">{sortDirection ? (sortDirection === 'ascending' ? ' ▲' : ' ▼') : ''}</span>
                  </>
                )}
              </Column>
            )}
          </TableHeader>
          <TableBody items={rules.slice(first, last + 1)} dependencies={[findings, chosen]}>
            {(rule) => (
              <Row
                id={rule.id}
                textValue={rule.title}
                columns={columns}
                dependencies={[findings, chosen]}
                className={`react-aria-Row${rule.id === chosen ? ' chosen' : ''}`}
              >
                {({ id, cell }) => <Cell className={`react-aria-Cell ${id}`}>{cell(rule, findings)}</Cell>}
              </Row>
            )}
          </TableBody>
        </Table>
      </div>
    </section>
  )
}

/** What it is now; where that is the organization's doing, what was shipped as well. */
export function RuleSeverity({ rule }: { rule: Rule }) {
  return (
    <>
      <Badge tone={toneOf(rule.effectiveSeverity)}>{humanize(rule.effectiveSeverity)}</Badge>
      {isChanged(rule) && <div className="changed small-text">was {rule.severity.toLowerCase()}</div>}
      {rule.locked && <div className="muted small-text">locked</div>}
    </>
  )
}
