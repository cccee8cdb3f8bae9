/** Lists of records, findings and quarantine. */
import { builder } from '../builder.ts'
import { idOf } from '../ids.ts'
import { rootList, when } from '../paging/rootList.ts'
import { codesOf } from '../types/codeTable.ts'
import { Eligibility, Environment, QuarantineStage, Severity } from '../types/enums.ts'
import { Metro2Record, Metro2RecordConnection } from '../types/metro2Record.ts'
import { QuarantinedRecordConnection } from '../types/quarantinedRecord.ts'
import { ValidationErrorConnection } from '../types/validationError.ts'
import { errorsWhere, searched, standsOpen, ValidationErrorFilter } from './errorFilter.ts'

/** Amounts of records are stored in whole dollars: at least 10.50 means at least 11, at most 10.50 at most 10. */
const dollarsUp = (cents: bigint) => -dollarsDown(-cents)
const dollarsDown = (cents: bigint) => (cents - (((cents % 100n) + 100n) % 100n)) / 100n

const Metro2RecordFilter = builder.inputType('Metro2RecordFilter', {
  description: 'Which Metro 2 records.',
  fields: (t) => ({
    connection: t.id({ description: 'Of this connected source.' }),
    furnisher: t.id({ description: 'Reported by this furnisher.' }),
    environment: t.field({ type: Environment, description: 'Of sources of this environment.' }),
    eligibility: t.field({ type: [Eligibility], description: 'With one of these eligibilities.' }),
    exclusionReason: t.stringList({ description: 'Excluded for one of these reasons.' }),
    accountStatus: t.stringList({ description: 'With one of these account statuses (Field 17A): `["71", "78"]`.' }),
    portfolioType: t.stringList({ description: 'With one of these portfolio types (Field 8).' }),
    accountType: t.stringList({ description: 'With one of these account types (Field 9).' }),
    ruleId: t.stringList({ description: 'With a finding of one of these rules that is not waived.' }),
    severity: t.field({
      type: [Severity],
      description: 'With a finding of one of these severities that is not waived.',
    }),
    waived: t.boolean({ description: 'true: with a waived finding; false: without any.' }),
    search: t.string({ description: 'Whose account number, loan name at the source or surname begins with this.' }),
    sourceKey: t.stringList({ description: 'With one of these keys at the source.' }),
    daysPastDueMin: t.int({ description: 'At least this many days past due.' }),
    daysPastDueMax: t.int({ description: 'At most this many days past due.' }),
    amountPastDueMin: t.field({ type: 'Money', description: 'At least this amount past due.' }),
    amountPastDueMax: t.field({ type: 'Money', description: 'At most this amount past due.' }),
    currentBalanceMin: t.field({ type: 'Money', description: 'With at least this current balance.' }),
    currentBalanceMax: t.field({ type: 'Money', description: 'With at most this current balance.' }),
    firstDelinquencyFrom: t.field({
      type: 'Date',
      description: 'With a date of first delinquency (Field 25) on this day or later.',
    }),
    firstDelinquencyTo: t.field({
      type: 'Date',
      description: 'With a date of first delinquency (Field 25) on this day or earlier.',
    }),
    openedFrom: t.field({ type: 'Date', description: 'Opened on this day or later.' }),
    openedTo: t.field({ type: 'Date', description: 'Opened on this day or earlier.' }),
    asOfFrom: t.field({ type: 'Date', description: 'That stand for this day or a later one.' }),
    asOfTo: t.field({ type: 'Date', description: 'That stand for this day or an earlier one.' }),
    changedSince: t.field({ type: 'DateTime', description: 'Whose content changed then or later.' }),
    changedUntil: t.field({ type: 'DateTime', description: 'Whose content last changed then or earlier.' }),
  }),
})

rootList({
  name: 'metro2Records',
  description: 'Live Metro 2 records: each loan as it would be furnished now.',
  role: 'VIEWER',
  model: 'metro2Record',
  noun: 'Metro2Record',
  type: Metro2RecordConnection,
  filter: Metro2RecordFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, ['filter', 'connection']) })),
      ...when(filter.furnisher, (id) => ({
        connection: { furnisherId: idOf('Furnisher', id, ['filter', 'furnisher']) },
      })),
      ...when(filter.environment, (environment) => ({ connection: { environment } })),
      ...when(filter.eligibility, (values) => ({ eligibility: { in: values } })),
      ...when(filter.exclusionReason, (values) => ({ exclusionReason: { in: values } })),
      ...when(filter.accountStatus, (codes) => ({ accountStatus: { in: known('accountStatus', codes) } })),
      ...when(filter.portfolioType, (codes) => ({ portfolioType: { in: known('portfolioType', codes) } })),
      ...when(filter.accountType, (codes) => ({ accountType: { in: known('accountType', codes) } })),
      ...when(filter.ruleId, (values) => ({ validationErrors: { some: { ...standsOpen, ruleId: { in: values } } } })),
      ...when(filter.severity, (values) => ({
        validationErrors: { some: { waiverId: null, severity: { in: values } } },
      })),
      ...when(filter.waived, (waived) => ({ waivedCount: waived ? { gt: 0 } : 0 })),
      ...when(filter.search, searched),
      ...when(filter.sourceKey, (values) => ({ sourceKey: { in: values } })),
      ...when(filter.daysPastDueMin, (days) => ({ daysPastDue: { gte: days } })),
      ...when(filter.daysPastDueMax, (days) => ({ daysPastDue: { lte: days } })),
      ...when(filter.amountPastDueMin, (cents) => ({ amountPastDue: { gte: dollarsUp(cents) } })),
      ...when(filter.amountPastDueMax, (cents) => ({ amountPastDue: { lte: dollarsDown(cents) } })),
      ...when(filter.currentBalanceMin, (cents) => ({ currentBalance: { gte: dollarsUp(cents) } })),
      ...when(filter.currentBalanceMax, (cents) => ({ currentBalance: { lte: dollarsDown(cents) } })),
      ...when(filter.firstDelinquencyFrom, (day) => ({ dateOfFirstDelinquency: { gte: new Date(day) } })),
      ...when(filter.firstDelinquencyTo, (day) => ({ dateOfFirstDelinquency: { lte: new Date(day) } })),
      ...when(filter.openedFrom, (day) => ({ dateOpened: { gte: new Date(day) } })),
      ...when(filter.openedTo, (day) => ({ dateOpened: { lte: new Date(day) } })),
      ...when(filter.asOfFrom, (day) => ({ asOf: { gte: new Date(day) } })),
      ...when(filter.asOfTo, (day) => ({ asOf: { lte: new Date(day) } })),
      ...when(filter.changedSince, (instant) => ({ changedAt: { gte: instant } })),
      ...when(filter.changedUntil, (instant) => ({ changedAt: { lte: instant } })),
    ],
  }),
  orders: {
    ACCOUNT_NUMBER: {
      column: 'consumerAccountNumber',
      nullable: true,
      type: 'text',
      description: 'Consumer account number.',
    },
    SURNAME: { column: 'surname', nullable: true, type: 'text', description: 'Surname of the first consumer.' },
    ACCOUNT_STATUS: { column: 'accountStatus', nullable: true, type: 'text', description: 'Account status.' },
    DAYS_PAST_DUE: { column: 'daysPastDue', nullable: true, type: 'int', description: 'Days past due.' },
    CURRENT_BALANCE: { column: 'currentBalance', nullable: true, type: 'bigint', description: 'Current balance.' },
    AMOUNT_PAST_DUE: { column: 'amountPastDue', nullable: true, type: 'bigint', description: 'Amount past due.' },
    DATE_OF_FIRST_DELINQUENCY: {
      column: 'dateOfFirstDelinquency',
      nullable: true,
      type: 'instant',
      description: 'Date of first delinquency.',
    },
    AS_OF: { column: 'asOf', type: 'instant', description: 'Day the record stands for.' },
    DATE_OPENED: { column: 'dateOpened', nullable: true, type: 'instant', description: 'Date opened.' },
    ERROR_COUNT: { column: 'errorCount', type: 'int', description: 'Findings of severity ERROR.' },
    CHANGED_AT: { column: 'changedAt', type: 'instant', description: 'When its content last changed.' },
    CREATED_AT: { column: 'id', type: 'text', description: 'When it was first made.' },
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'ASC' },
})

const known = (field: 'accountStatus' | 'portfolioType' | 'accountType', codes: string[]) =>
  codesOf(`base.${field}`, codes, ['filter', field])

builder.queryField('metro2Record', (t) =>
  t.prismaField({
    type: Metro2Record,
    nullable: true,
    description: 'One record; null when there is none.',
    authScopes: { role: 'VIEWER' },
    args: { id: t.arg.id({ required: true, description: 'Id of the record.' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.metro2Record.findFirst({ ...query, where: { id: idOf('Metro2Record', id, ['id']) } }),
  }),
)

rootList({
  name: 'validationErrors',
  description: 'What is wrong with the live records. Waived findings are left out unless the filter asks for them.',
  role: 'VIEWER',
  model: 'validationError',
  noun: 'ValidationError',
  type: ValidationErrorConnection,
  filter: ValidationErrorFilter,
  where: (filter) => errorsWhere(filter),
  orders: {
    RULE: { column: 'ruleId', type: 'text', description: 'Id of the rule.' },
    CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When it was first found.' },
  },
  defaultOrder: { field: 'CREATED_AT', direction: 'DESC' },
})

const QuarantinedRecordFilter = builder.inputType('QuarantinedRecordFilter', {
  description: 'Which quarantined records.',
  fields: (t) => ({
    connection: t.id({ description: 'Of this connected source.' }),
    stage: t.field({ type: [QuarantineStage], description: 'Failed at one of these stages.' }),
    code: t.stringList({ description: 'Whose first failure has one of these codes.' }),
    sourceKey: t.stringList({ description: 'With one of these keys at the source.' }),
    lastSeenSince: t.field({ type: 'DateTime', description: 'Failed then or later.' }),
  }),
})

rootList({
  name: 'quarantinedRecords',
  description: 'Documents that could not become records.',
  role: 'VIEWER',
  model: 'quarantinedRecord',
  noun: 'QuarantinedRecord',
  type: QuarantinedRecordConnection,
  filter: QuarantinedRecordFilter,
  where: (filter) => ({
    AND: [
      ...when(filter.connection, (id) => ({ connectionId: idOf('ConnectedSource', id, ['filter', 'connection']) })),
      ...when(filter.stage, (values) => ({ stage: { in: values } })),
      ...when(filter.code, (values) => ({ code: { in: values } })),
      ...when(filter.sourceKey, (values) => ({ sourceKey: { in: values } })),
      ...when(filter.lastSeenSince, (instant) => ({ lastSeenAt: { gte: instant } })),
    ],
  }),
  orders: {
    LAST_SEEN_AT: { column: 'lastSeenAt', type: 'instant', description: 'When it last failed.' },
    FIRST_SEEN_AT: { column: 'firstSeenAt', type: 'instant', description: 'When it first failed.' },
    SOURCE_KEY: { column: 'sourceKey', type: 'text', description: 'Key at the source.' },
  },
  defaultOrder: { field: 'LAST_SEEN_AT', direction: 'DESC' },
})
