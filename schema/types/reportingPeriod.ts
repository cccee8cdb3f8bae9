/** The month of a furnisher: what it will report, or reported. */
import type * as Db from '../../prisma/generated/client/enums.ts'
import type { Refusal } from '../../server/outcome.ts'
import { outdatedBy } from '../../server/reporting/periods/close.ts'
import { closingRefusals } from '../../server/reporting/periods/conditions.ts'
import { correctionRefusals } from '../../server/reporting/periods/open.ts'
import type { PeriodSummary, ReviewCount, RuleCount, StatusSum } from '../../server/reporting/periods/summary.ts'
import { builder } from '../builder.ts'
import { connectionType } from '../paging/connection.ts'
import { enumOf, Severity } from './enums.ts'
import { tenantNode } from './node.ts'
import { Operation } from './operation.ts'

const PeriodOrigin = enumOf<Db.PeriodOrigin>('PeriodOrigin', 'Where the records of a period come from.', {
  COMPUTED: 'Computed by this server.',
  BASELINE: 'From the last file of what was used before.',
})

export const PeriodState = enumOf<Db.PeriodState>('PeriodState', 'Where a reporting period stands.', {
  OPEN: 'Its records are under review.',
  CLOSED: 'What it reports is frozen and never changes again.',
})

export const PeriodReview = enumOf<Db.PeriodReview>(
  'PeriodReview',
  'How a loan stands in a period against what was reported of it before.',
  {
    NEW: 'It was never reported; in a correction: not in the files of the month.',
    UNCHANGED: 'It says what it said, but for its day and one more month of history.',
    CHANGED: 'It says something else, as months do.',
    CORRECTED: 'It says otherwise of what was reported before, and the facts show why.',
    HELD: 'It has open errors: mend, waive, or hold it out of this month.',
    EXCLUDED: 'It is not reported, by rule; see reason.',
    MISSING: 'It was reported before without a final status, and is not there any more.',
    FINAL: 'Its final status was reported before; it is not reported again.',
  },
)

const PeriodReviewCount = builder.objectRef<ReviewCount>('PeriodReviewCount').implement({
  description: 'How many loans of a period stand one way.',
  fields: (t) => ({
    review: t.expose('review', { type: PeriodReview, description: 'How they stand.' }),
    records: t.exposeInt('records', { description: 'Loans, those that are held out included.' }),
    heldOut: t.exposeInt('heldOut', {
      description:
        'Those of them that are held out of the month: `HELD` less these still waits for somebody to do something.',
    }),
  }),
})

const ClosingReason = builder.objectRef<Refusal>('ClosingReason').implement({
  description: 'What stands in the way of closing a period, or of correcting it.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable code: `FULL_RUN_NEEDED`.' }),
    message: t.exposeString('message', { description: 'What it is and what to do.' }),
  }),
})

export const PeriodRuleCount = builder.objectRef<RuleCount>('PeriodRuleCount').implement({
  description: 'How many records of a period have an open finding of a rule; those held out do not count.',
  fields: (t) => ({
    ruleId: t.exposeString('ruleId', { description: 'Id of the rule.' }),
    severity: t.expose('severity', { type: Severity, description: 'ERROR or WARNING.' }),
    records: t.exposeInt('records', { description: 'Records.' }),
  }),
})

export const PortfolioStatus = builder.objectRef<StatusSum>('PortfolioStatus').implement({
  description: 'The accounts of a period in one account status.',
  fields: (t) => ({
    accountStatus: t.exposeString('accountStatus', { description: 'Field 17A.' }),
    accounts: t.exposeInt('accounts', { description: 'How many.' }),
    currentBalance: t.field({
      type: 'Money',
      description: 'Their balances (Field 21) together.',
      resolve: ({ currentBalance }) => BigInt(currentBalance) * 100n,
    }),
    amountPastDue: t.field({
      type: 'Money',
      description: 'Their amounts past due (Field 22) together.',
      resolve: ({ amountPastDue }) => BigInt(amountPastDue) * 100n,
    }),
  }),
})

export const monthOf = ({ month }: { month: Date }) => month.toISOString().slice(0, 7)

export const ReportingPeriod = builder.prismaNode('ReportingPeriod', {
  ...tenantNode,
  description: 'What a furnisher reports of a month: under review while open, and never changed again once closed.',
  fields: (t) => ({
    furnisher: t.relation('furnisher', { description: 'Who reports.' }),
    month: t.string({ description: 'The month: `2026-10`.', select: { month: true }, resolve: monthOf }),
    revision: t.exposeInt('revision', { description: '1; each correction of the closed month has the next number.' }),
    origin: t.expose('origin', { type: PeriodOrigin, description: 'Where its records come from.' }),
    state: t.expose('state', { type: PeriodState, description: 'Where it stands.' }),
    asOf: t.expose('asOf', { type: 'Date', description: 'Day its records stand for.' }),
    computedAt: t.expose('computedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its records were last computed; null before, and of a baseline.',
    }),
    outdatedBy: t.stringList({
      description:
        'What changed since they were computed; empty when nothing did, and once it is closed. Closing computes anew what is outdated.',
      complexity: 20,
      select: { id: true },
      async resolve({ id }, _args, { app, db }) {
        const period = await db.reportingPeriod.findFirstOrThrow({ where: { id } })
        const lives = period.state === 'OPEN' && period.origin === 'COMPUTED'
        return lives ? outdatedBy(app, db, period) : []
      },
    }),
    counts: t.field({
      type: [PeriodReviewCount],
      description: 'Its loans by how they stand. Of a review that was deleted, as they stood.',
      complexity: 20,
      select: { id: true, reviewCounts: true },
      resolve: ({ id, reviewCounts: kept }, _args, { loaders }) =>
        (kept as ReviewCount[] | null) ?? loaders.reviewCounts.load(id),
    }),
    closingReasons: t.field({
      type: [ClosingReason],
      description: 'Everything that stands in the way of closing it; empty when nothing does, and once it is closed.',
      complexity: 20,
      select: { id: true },
      async resolve({ id }, _args, { app, db }) {
        const period = await db.reportingPeriod.findFirstOrThrow({ where: { id } })
        if (period.state === 'CLOSED' || period.origin === 'BASELINE') return []
        const changes = await outdatedBy(app, db, period)
        return closingRefusals(app, db, period, changes.length > 0)
      },
    }),
    correctionReasons: t.field({
      type: [ClosingReason],
      description: 'What stands in the way of a correction of it now; empty where `openCorrection` opens one.',
      complexity: 5,
      select: { id: true },
      async resolve({ id }, _args, { db }) {
        return correctionRefusals(db, await db.reportingPeriod.findFirstOrThrow({ where: { id } }))
      },
    }),
    rules: t.field({
      type: [PeriodRuleCount],
      description: 'Open errors and warnings by rule, as of its last computation or its closing.',
      select: { summary: true },
      resolve: ({ summary }) => (summary as PeriodSummary | null)?.rules ?? [],
    }),
    portfolio: t.field({
      type: [PortfolioStatus],
      description: 'Accounts and balances by account status, as of its last computation or as reported.',
      select: { summary: true },
      resolve: ({ summary }) => (summary as PeriodSummary | null)?.portfolio ?? [],
    }),
    operation: t.prismaField({
      type: Operation,
      nullable: true,
      description: 'The newest work on it: computing or closing; null when there was none.',
      select: { id: true },
      resolve: (query, { id }, _args, { loaders }) =>
        loaders.newestOperation.load({ targetId: id, kinds: ['COMPUTE_PERIOD', 'CLOSE_PERIOD'], query }),
    }),
    openedAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was opened.' }),
    openedBy: t.exposeString('createdBy', { description: 'Who opened it: `apiKey:ID` or `jwt:SUBJECT`.' }),
    openedByName: t.string({
      nullable: true,
      description:
        'What people call who opened it: the name of the API key. Null for others, and when the key is gone.',
      select: { createdBy: true },
      resolve: ({ createdBy }, _args, { loaders }) => loaders.actorNames.load(createdBy),
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was closed; null before.',
    }),
    reviewDeletedAt: t.expose('reviewDeletedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When its review was deleted for its age (REVIEWS_KEPT_DAYS): its `periodRecords` are gone, what it reported is not. Null while it is there.',
    }),
    closedBy: t.exposeString('closedBy', { nullable: true, description: 'Who closed it; null before.' }),
    closedByName: t.string({
      nullable: true,
      description:
        'What people call who closed it: the name of the API key. Null for others, and when the key is gone.',
      select: { closedBy: true },
      resolve: ({ closedBy }, _args, { loaders }) => (closedBy === null ? null : loaders.actorNames.load(closedBy)),
    }),
  }),
})

export const ReportingPeriodConnection = connectionType('ReportingPeriod', ReportingPeriod, 'reporting periods')
