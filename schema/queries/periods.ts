/** Reporting periods, their review, and months side by side. */
import type { ReportingPeriod as PeriodRow } from '../../prisma/generated/client/client.ts'
import type { PeriodSummary } from '../../server/reporting/periods/summary.ts'
import {
  errorTrend,
  type MonthErrors,
  mostMonths,
  type PeriodOf,
  portfolioHistory,
} from '../../server/reporting/periods/trends.ts'
import { builder } from '../builder.ts'
import { badInput } from '../errors.ts'
import { idOf } from '../ids.ts'
import { rootList, when } from '../paging/rootList.ts'
import { PeriodRecordConnection } from '../types/periodRecord.ts'
import { ReportedRecordConnection } from '../types/reportedRecord.ts'
import {
  monthOf,
  PeriodRuleCount,
  PeriodState,
  PortfolioStatus,
  ReportingPeriod,
  ReportingPeriodConnection,
} from '../types/reportingPeriod.ts'
import { searched } from './errorFilter.ts'
import { PeriodRecordFilter, periodRecordsWhere } from './periodFilter.ts'

const ReportingPeriodFilter = builder.inputType('ReportingPeriodFilter', {
  description: 'Which reporting periods.',
  fields: (t) => ({
    furnisher: t.id({ description: 'Of this furnisher.' }),
    state: t.field({ type: [PeriodState], description: 'In one of these states.' }),
  }),
})

rootList({
  name: 'reportingPeriods',
  description: 'Months of furnishers: under review, closed, and baselines.',
  role: 'VIEWER',
  model: 'reportingPeriod',
  noun: 'ReportingPeriod',
  type: ReportingPeriodConnection,
  filter: ReportingPeriodFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.furnisher, (id) => ({ furnisherId: idOf('Furnisher', id, ['filter', 'furnisher']) })),
      ...when(filter.state, (values) => ({ state: { in: values } })),
    ],
  }),
  orders: {
    MONTH: { column: 'month', type: 'instant', description: 'The month; corrections after what they correct.' },
    OPENED_AT: { column: 'id', type: 'text', description: 'When it was opened.' },
  },
  defaultOrder: { field: 'MONTH', direction: 'DESC' },
})

builder.queryField('reportingPeriod', (t) =>
  t.prismaField({
    type: ReportingPeriod,
    nullable: true,
    description: 'One reporting period; null when there is none.',
    authScopes: { role: 'VIEWER' },
    args: { id: t.arg.id({ required: true, description: 'Id of the period.' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.reportingPeriod.findFirst({ ...query, where: { id: idOf('ReportingPeriod', id, ['id']) } }),
  }),
)

rootList({
  name: 'periodRecords',
  description:
    'The review of periods: loan by loan what would be reported and how it stands. Of months closed long ago it is deleted; see `reviewDeletedAt` of the period.',
  role: 'VIEWER',
  model: 'periodRecord',
  noun: 'PeriodRecord',
  type: PeriodRecordConnection,
  filter: PeriodRecordFilter,
  where: (filter) => periodRecordsWhere(filter, ['filter']),
  orders: {
    COMPUTED: { column: 'id', type: 'text', description: 'In which they were first computed: the order of the file.' },
    ACCOUNT_NUMBER: {
      column: 'consumerAccountNumber',
      nullable: true,
      type: 'text',
      description: 'Consumer account number.',
    },
    CURRENT_BALANCE: { column: 'currentBalance', nullable: true, type: 'bigint', description: 'Current balance.' },
  },
  defaultOrder: { field: 'COMPUTED', direction: 'ASC' },
})

const ReportedRecordFilter = builder.inputType('ReportedRecordFilter', {
  description: 'Which reported records.',
  fields: (t) => ({
    period: t.id({ description: 'Of this period.' }),
    accountStatus: t.stringList({ description: 'With one of these account statuses.' }),
    search: t.string({ description: 'Whose account number, surname or name at the source begins with this.' }),
  }),
})

rootList({
  name: 'reportedRecords',
  description: 'Accounts as they were reported in closed periods.',
  role: 'VIEWER',
  model: 'reportedRecord',
  noun: 'ReportedRecord',
  type: ReportedRecordConnection,
  filter: ReportedRecordFilter,
  where: (filter) => ({
    AND: [
      { period: { state: 'CLOSED' } },
      ...when(filter.period, (id) => ({ periodId: idOf('ReportingPeriod', id, ['filter', 'period']) })),
      ...when(filter.accountStatus, (values) => ({ accountStatus: { in: values } })),
      ...when(filter.search, searched),
    ],
  }),
  orders: {
    REPORTED: { column: 'id', type: 'text', description: 'In which they were computed.' },
    ACCOUNT_NUMBER: { column: 'consumerAccountNumber', type: 'text', description: 'Consumer account number.' },
  },
  defaultOrder: { field: 'REPORTED', direction: 'ASC' },
})

function monthType<Part>(name: string, description: string) {
  return builder.objectRef<PeriodOf<Part> & { period: PeriodRow }>(name).implement({
    description,
    fields: (t) => ({
      month: t.string({ description: 'The month: `2026-10`.', resolve: ({ period }) => monthOf(period) }),
      periodId: t.globalID({
        description: 'Id of the ReportingPeriod; of a corrected month that of its last correction.',
        resolve: ({ period }) => ({ type: 'ReportingPeriod', id: period.id }),
      }),
    }),
  })
}

const PortfolioMonth = monthType<PeriodSummary['portfolio']>('PortfolioMonth', 'The accounts of a closed month.')
builder.objectFields(PortfolioMonth, (t) => ({
  statuses: t.field({
    type: [PortfolioStatus],
    description: 'By account status.',
    resolve: ({ of }) => of,
  }),
}))

const ErrorMonth = monthType<MonthErrors>('ErrorMonth', 'What was wrong in a month.')
builder.objectFields(ErrorMonth, (t) => ({
  rules: t.field({
    type: [PeriodRuleCount],
    description: 'Open errors and warnings by rule; of an open month as last computed.',
    resolve: ({ of }) => of.rules,
  }),
  recordsWithErrors: t.int({
    nullable: true,
    description:
      'Records with an open error that are not held out, each once however many rules it breaks. A closed month has none: they were ' +
      'held out. Null of a month whose review was deleted before this was counted.',
    resolve: ({ of }) => of.records?.errors ?? null,
  }),
  recordsWithWarnings: t.int({
    nullable: true,
    description: 'Records with an open warning that are not held out, each once. Null as `recordsWithErrors`.',
    resolve: ({ of }) => of.records?.warnings ?? null,
  }),
}))

const monthsDescription = `The newest so many months: 1 to ${mostMonths}.`

function limited(months: number): number {
  if (months >= 1 && months <= mostMonths) return months
  throw badInput(`months is ${months}.`, ['months'], `Ask for 1 to ${mostMonths}.`)
}

builder.queryFields((t) => ({
  portfolioHistory: t.field({
    type: [PortfolioMonth],
    description: 'What a furnisher reported month by month, oldest first: accounts and balances by account status.',
    authScopes: { role: 'VIEWER' },
    complexity: 50,
    args: {
      furnisher: t.arg.id({ required: true, description: 'Id of the furnisher.' }),
      months: t.arg.int({ required: true, defaultValue: 12, description: monthsDescription }),
    },
    resolve: (_root, { furnisher, months }, { db }) =>
      portfolioHistory(db, idOf('Furnisher', furnisher, ['furnisher']), limited(months)),
  }),
  errorTrend: t.field({
    type: [ErrorMonth],
    description: 'What was wrong with a furnisher’s records month by month, oldest first.',
    authScopes: { role: 'VIEWER' },
    complexity: 50,
    args: {
      furnisher: t.arg.id({ required: true, description: 'Id of the furnisher.' }),
      months: t.arg.int({ required: true, defaultValue: 12, description: monthsDescription }),
    },
    resolve: (_root, { furnisher, months }, { db }) =>
      errorTrend(db, idOf('Furnisher', furnisher, ['furnisher']), limited(months)),
  }),
}))
