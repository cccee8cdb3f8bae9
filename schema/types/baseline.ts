/** A baseline: what a furnisher reported last before this server, account by account. */
import type * as Db from '../../prisma/generated/client/enums.ts'
import { loansByNumber, loansBySsn } from '../../server/reporting/baseline/loans.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { enumOf, Severity } from './enums.ts'
import { Metro2Record } from './metro2Record.ts'
import { tenantNode } from './node.ts'
import { ReportingPeriod } from './reportingPeriod.ts'

export const BaselineMatch = enumOf<Db.BaselineMatch>('BaselineMatch', 'How an account of a baseline found its loan.', {
  NUMBER: 'By its account number; blanks, case and leading zeros aside.',
  NUMBER_AND_SSN: 'Several have the number; a common consumer told which.',
  MANUAL: 'Somebody said so.',
  AMBIGUOUS: 'Several have the number, and nothing tells which.',
  NONE: 'No loan has the number.',
  IGNORED: 'Somebody said that it needs no loan.',
})

export const BaselineLoanState = enumOf<Db.BaselineLoanState>(
  'BaselineLoanState',
  'What became of a loan that stood in no account of a baseline.',
  {
    MISSING: 'It is still without an account.',
    MATCHED: 'Somebody said which account it is.',
    IGNORED: 'Somebody said that it need not stand in the file.',
  },
)

interface CountShape<Name> {
  name: Name
  count: number
}

const BaselineMatchCount = builder.objectRef<CountShape<Db.BaselineMatch>>('BaselineMatchCount').implement({
  description: 'How many accounts of a baseline found their loan in this way.',
  fields: (t) => ({
    match: t.expose('name', { type: BaselineMatch, description: 'How.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
})

interface RuleCountShape {
  rule: string
  severity: Db.Severity
  count: number
  line: number
}

const BaselineRuleCount = builder.objectRef<RuleCountShape>('BaselineRuleCount').implement({
  description: 'How often a rule was met in the file of a baseline.',
  fields: (t) => ({
    ruleId: t.exposeString('rule', { description: 'Id of the rule; UNREADABLE for lines that are no record.' }),
    severity: t.expose('severity', { type: Severity, description: 'How grave it is.' }),
    count: t.exposeInt('count', { description: 'How often.' }),
    line: t.exposeInt('line', { description: 'Line of the first case; 0 where it is about the whole file.' }),
  }),
})

export const Baseline = builder.prismaNode('Baseline', {
  ...tenantNode,
  description:
    'The last file that a furnisher sent before this server: history, first delinquency and charge-off go on from it.',
  fields: (t) => ({
    period: t.relation('period', { type: ReportingPeriod, description: 'The reporting period that it is.' }),
    month: t.string({
      description: 'Month that it reports, YYYY-MM.',
      select: { period: { select: { month: true } } },
      resolve: ({ period }) => period.month.toISOString().slice(0, 7),
    }),
    asOf: t.field({
      type: 'Date',
      description: 'Activity date of the file.',
      select: { period: { select: { asOf: true } } },
      resolve: ({ period }) => period.asOf,
    }),
    fileName: t.exposeString('fileName', { description: 'What the file was called.' }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of the file in hex.' }),
    layout: t.exposeString('layout', { description: 'How its records lie in the file, for people.' }),
    reporterName: t.exposeString('reporterName', { description: 'Who its header says it is from; empty without one.' }),
    accounts: t.exposeInt('accounts', { description: 'Accounts that were read from it.' }),
    unreadable: t.exposeInt('unreadable', {
      description: 'Lines that could not be read; baselineProblems lists each.',
    }),
    findings: t.field({
      type: [BaselineRuleCount],
      description: 'What the rules found in the file.',
      complexity: { field: 1, multiplier: 20 },
      select: { findings: true },
      resolve: ({ findings }) => findings as unknown as RuleCountShape[],
    }),
    matches: t.field({
      type: [BaselineMatchCount],
      description: 'Its accounts, counted by how they found their loan.',
      complexity: 20,
      select: { id: true },
      resolve: ({ id }, _args, { loaders }) => loaders.baselineMatches.load(id),
    }),
    otherConsumer: t.int({
      description: 'Accounts whose loan has none of their consumers: look at each.',
      complexity: 20,
      select: { id: true },
      resolve: ({ id }, _args, { loaders }) => loaders.baselineOtherConsumers.load(id),
    }),
    loansWithoutAccount: t.int({
      description: 'Loans that were there on that day and are in no account of it.',
      complexity: 20,
      select: { id: true },
      resolve: ({ id }, _args, { loaders }) => loaders.baselineMissingLoans.load(id),
    }),
    importedAt: t.expose('importedAt', { type: 'DateTime', description: 'When it was imported.' }),
    importedBy: t.exposeString('importedBy', { description: 'Who asked for it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    importedByName: t.string({
      nullable: true,
      description:
        'What people call who asked for it: the name of the API key. Null for others, and when the key is gone.',
      select: { importedBy: true },
      resolve: ({ importedBy }, _args, { loaders }) => loaders.actorNames.load(importedBy),
    }),
  }),
})

builder.prismaObjectField(ReportingPeriod, 'baseline', (t) =>
  t.relation('baseline', {
    type: Baseline,
    nullable: true,
    description: 'What it was read from, where it is a baseline; else null.',
  }),
)

export const BaselineConnection = connectionType('Baseline', Baseline, 'baselines')

const maxCandidates = 10

export const BaselineAccount = builder.prismaNode('BaselineAccount', {
  ...tenantNode,
  description: 'An account of a baseline, and the loan it was found to be.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Line of the file.' }),
    consumerAccountNumber: t.exposeString('consumerAccountNumber', {
      description: 'Field 7, as it stands in the file.',
    }),
    accountStatus: t.exposeString('accountStatus', { description: 'Field 17A.' }),
    currentBalance: t.field({
      type: 'Money',
      description: 'Field 21, whole dollars.',
      select: { currentBalance: true },
      resolve: ({ currentBalance }) => currentBalance * 100n,
    }),
    surname: t.exposeString('surname', { description: 'Surname of the consumer.' }),
    match: t.expose('match', { type: BaselineMatch, description: 'How it found its loan.' }),
    sameConsumer: t.exposeBoolean('sameConsumer', {
      nullable: true,
      description: 'Whether account and loan have a consumer in common; null where one of them names none.',
    }),
    record: t.prismaField({
      type: Metro2Record,
      nullable: true,
      description: 'The loan; null while it has none, and when it is not there any more.',
      complexity: 5,
      select: { recordId: true },
      resolve: (query, { recordId }, _args, { loaders }) =>
        recordId === null ? null : loaders.metro2RecordRows.load({ id: recordId, query }),
    }),
    candidates: t.prismaField({
      type: [Metro2Record],
      description: `Loans it might be: with the same number or a common consumer, at most ${maxCandidates}.`,
      complexity: { field: 20, multiplier: maxCandidates },
      select: { consumerAccountNumber: true, ssnHashes: true, period: { select: { furnisherId: true } } },
      async resolve(query, { consumerAccountNumber, ssnHashes, period: { furnisherId } }, _args, { db }) {
        const byNumber = await loansByNumber(db, furnisherId, [consumerAccountNumber])
        const bySsn = await loansBySsn(db, furnisherId, ssnHashes, maxCandidates)
        const ids = [...new Set([...byNumber, ...bySsn].map(({ id }) => id))].slice(0, maxCandidates)
        return db.metro2Record.findMany({ ...query, where: { id: { in: ids } }, orderBy: { id: 'asc' } })
      },
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it is ignored; null else.' }),
    decidedBy: t.exposeString('decidedBy', { nullable: true, description: 'Who matched or ignored it; null else.' }),
    decidedByName: t.string({
      nullable: true,
      description:
        'What people call who matched or ignored it: the name of the API key. Null for others, and when the key is gone.',
      select: { decidedBy: true },
      resolve: ({ decidedBy }, _args, { loaders }) => (decidedBy === null ? null : loaders.actorNames.load(decidedBy)),
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When; null else.' }),
  }),
})

export const BaselineAccountConnection = connectionType('BaselineAccount', BaselineAccount, 'accounts of a baseline')

export const BaselineLoan = builder.prismaNode('BaselineLoan', {
  ...tenantNode,
  description: 'A loan that was there on the day of a baseline and stood in no account of it.',
  fields: (t) => ({
    consumerAccountNumber: t.exposeString('consumerAccountNumber', { description: 'Its account number (Field 7).' }),
    state: t.expose('state', { type: BaselineLoanState, description: 'What became of it.' }),
    record: t.prismaField({
      type: Metro2Record,
      nullable: true,
      description: 'The loan; null when it is not there any more.',
      complexity: 5,
      select: { recordId: true },
      resolve: (query, { recordId }, _args, { loaders }) => loaders.metro2RecordRows.load({ id: recordId, query }),
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why it is ignored; null else.' }),
    decidedBy: t.exposeString('decidedBy', { nullable: true, description: 'Who decided; null while nobody did.' }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When; null while nobody did.' }),
  }),
})

export const BaselineLoanConnection = connectionType('BaselineLoan', BaselineLoan, 'loans without an account')

export const BaselineProblem = builder.prismaNode('BaselineProblem', {
  ...tenantNode,
  description:
    'What is wrong in the file of a baseline. Every line that could not be read is kept, and the first 100 findings of each rule.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Line of the file; 0 where it is about the whole file.' }),
    accountNumber: t.exposeString('accountNumber', {
      nullable: true,
      description: 'Account; null where there is none.',
    }),
    ruleId: t.exposeString('ruleId', { description: 'Id of the rule; UNREADABLE for a line that is no record.' }),
    severity: t.expose('severity', { type: Severity, description: 'How grave it is.' }),
    fields: t.exposeStringList('fields', { description: 'Fields of the record that it is about.' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
  }),
})

export const BaselineProblemConnection = connectionType('BaselineProblem', BaselineProblem, 'problems of a baseline')
