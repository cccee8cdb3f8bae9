import { Cell, Column, Row, type SortDescriptor, Table, TableBody, TableHeader } from 'react-aria-components'
import { formatCount, humanize } from '../../lib/format.ts'
import { isChanged, type Rule, type RuleOrder, scopeTitles, segmentsOf, segmentTitle } from '../../lib/rules.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'

interface Props {
  rules: readonly Rule[]
  findings: { known: boolean; open: Map<string, number> }
  chosen: string | undefined
  order: RuleOrder
  onOrder: (order: RuleOrder) => void
  onChoose: (rule: string) => void
}

export function RulesTable({ rules, findings, chosen, order, onOrder, onChoose }: Props) {
  const sort: SortDescriptor = { column: order.column, direction: order.descending ? 'descending' : 'ascending' }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
    <section className="table-box rules-table" tabIndex={0} aria-label="List of rules">
      <Table
        aria-label="Rules"
        sortDescriptor={sort}
        onSortChange={({ column, direction }) =>
          onOrder({ column: String(column), descending: direction === 'descending' })
        }
        onRowAction={(id) => onChoose(String(id))}
      >
        <TableHeader>
          <Column isRowHeader id="rule" allowsSorting>
            Rule
          </Column>
          <Column id="severity" allowsSorting>
            Severity
          </Column>
          <Column id="scope">Looks at</Column>
          <Column id="segment">Segment</Column>
          <Column id="open" allowsSorting className="react-aria-Column number">
            Open findings
          </Column>
        </TableHeader>
        <TableBody items={rules} dependencies={[findings, chosen]}>
          {(rule) => {
            const count = findings.open.get(rule.id) ?? 0
            return (
              <Row id={rule.id} className={`react-aria-Row${rule.id === chosen ? ' chosen' : ''}`}>
                <Cell>
                  {rule.title}
                  <code className="muted block">{rule.id}</code>
                </Cell>
                <Cell>
                  <RuleSeverity rule={rule} />
                </Cell>
                <Cell>{rule.scopes.map((scope) => scopeTitles[scope] ?? humanize(scope)).join(', ')}</Cell>
                <Cell>{segmentsOf(rule).map(segmentTitle).join(', ') || '–'}</Cell>
                <Cell className="react-aria-Cell number">
                  {findings.known ? (
                    count > 0 ? (
                      <strong>{formatCount(count)}</strong>
                    ) : (
                      <span className="muted">0</span>
                    )
                  ) : (
                    '…'
                  )}
                </Cell>
              </Row>
            )
          }}
        </TableBody>
      </Table>
    </section>
  )
}

/** What it is now; where that is the organization's doing, what was shipped as well. */
export function RuleSeverity({ rule }: { rule: Rule }) {
  return (
    <>
      <Badge tone={toneOf(rule.effectiveSeverity)}>{humanize(rule.effectiveSeverity)}</Badge>
      {isChanged(rule) && <div className="changed small-text">changed from {rule.severity.toLowerCase()}</div>}
      {rule.locked && <div className="muted small-text">locked</div>}
    </>
  )
}
