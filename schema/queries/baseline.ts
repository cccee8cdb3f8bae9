/** Baselines, and what is open about them. */
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { literal, rootList, when } from '../paging/rootList.ts'
import {
  BaselineAccountConnection,
  BaselineConnection,
  BaselineLoanConnection,
  BaselineLoanState,
  BaselineMatch,
  BaselineProblemConnection,
} from '../types/baseline.ts'
import { Severity } from '../types/enums.ts'

const BaselineFilter = builder.inputType('BaselineFilter', {
  description: 'Which baselines.',
  fields: (t) => ({ furnisher: t.id({ description: 'Of this furnisher.' }) }),
})

rootList({
  name: 'baselines',
  description: 'The baselines that are in force: at most one a furnisher.',
  role: 'VIEWER',
  model: 'baseline',
  noun: 'Baseline',
  type: BaselineConnection,
  filter: BaselineFilter,
  where: (filter) => ({
    AND: [
      { period: { state: 'CLOSED' } },
      ...when(filter.furnisher, (id) => ({ furnisherId: idOf('Furnisher', id, ['filter', 'furnisher']) })),
    ],
  }),
  orders: { IMPORTED_AT: { column: 'id', type: 'text', description: 'When it was imported.' } },
  defaultOrder: { field: 'IMPORTED_AT', direction: 'DESC' },
})

const baselineOf = (id: string) => ({ periodId: idOf('Baseline', id, ['filter', 'baseline']) })
const begins = (text: string) => ({ startsWith: literal(text.trim()), mode: 'insensitive' })

const BaselineAccountFilter = builder.inputType('BaselineAccountFilter', {
  description: 'Which accounts of baselines.',
  fields: (t) => ({
    baseline: t.id({ description: 'Of this baseline.' }),
    match: t.field({ type: [BaselineMatch], description: 'That found their loan in one of these ways, or did not.' }),
    sameConsumer: t.boolean({ description: 'false: whose loan has none of their consumers.' }),
    search: t.string({ description: 'Whose account number begins with this.' }),
  }),
})

rootList({
  name: 'baselineAccounts',
  description: 'Accounts of baselines. Those without a loan: match NONE and AMBIGUOUS.',
  role: 'VIEWER',
  model: 'baselineAccount',
  noun: 'BaselineAccount',
  type: BaselineAccountConnection,
  filter: BaselineAccountFilter,
  where: (filter) => ({
    AND: [
      { period: { state: 'CLOSED' } },
      ...when(filter.baseline, baselineOf),
      ...when(filter.match, (values) => ({ match: { in: values } })),
      ...when(filter.sameConsumer, (sameConsumer) => ({ sameConsumer })),
      ...when(filter.search, (text) => ({ consumerAccountNumber: begins(text) })),
    ],
  }),
  orders: {
    LINE: { column: 'line', type: 'int', description: 'Line of the file.' },
    ACCOUNT_NUMBER: { column: 'consumerAccountNumber', type: 'text', description: 'Account number.' },
  },
  defaultOrder: { field: 'LINE', direction: 'ASC' },
})

const BaselineLoanFilter = builder.inputType('BaselineLoanFilter', {
  description: 'Which loans.',
  fields: (t) => ({
    baseline: t.id({ description: 'Missing in this baseline.' }),
    state: t.field({ type: [BaselineLoanState], description: 'In one of these states.' }),
    search: t.string({ description: 'Whose account number begins with this.' }),
  }),
})

rootList({
  name: 'baselineLoans',
  description: 'Loans that were there on the day of a baseline and stood in no account of it.',
  role: 'VIEWER',
  model: 'baselineLoan',
  noun: 'BaselineLoan',
  type: BaselineLoanConnection,
  filter: BaselineLoanFilter,
  where: (filter) => ({
    AND: [
      { period: { state: 'CLOSED' } },
      ...when(filter.baseline, baselineOf),
      ...when(filter.state, (values) => ({ state: { in: values } })),
      ...when(filter.search, (text) => ({ consumerAccountNumber: begins(text) })),
    ],
  }),
  orders: { ACCOUNT_NUMBER: { column: 'consumerAccountNumber', type: 'text', description: 'Account number.' } },
  defaultOrder: { field: 'ACCOUNT_NUMBER', direction: 'ASC' },
})

const BaselineProblemFilter = builder.inputType('BaselineProblemFilter', {
  description: 'Which problems.',
  fields: (t) => ({
    baseline: t.id({ description: 'Of the file of this baseline.' }),
    ruleId: t.stringList({ description: 'Of one of these rules; UNREADABLE: lines that are no record.' }),
    severity: t.field({ type: [Severity], description: 'Of one of these severities.' }),
  }),
})

rootList({
  name: 'baselineProblems',
  description: 'What is wrong in the files of baselines.',
  role: 'VIEWER',
  model: 'baselineProblem',
  noun: 'BaselineProblem',
  type: BaselineProblemConnection,
  filter: BaselineProblemFilter,
  where: (filter) => ({
    AND: [
      { period: { state: 'CLOSED' } },
      ...when(filter.baseline, baselineOf),
      ...when(filter.ruleId, (values) => ({ ruleId: { in: values } })),
      ...when(filter.severity, (values) => ({ severity: { in: values } })),
    ],
  }),
  orders: { LINE: { column: 'line', type: 'int', description: 'Line of the file.' } },
  defaultOrder: { field: 'LINE', direction: 'ASC' },
})
