/** A loan in the review of a period. SSN and date of birth leave the server masked. */
import type { PeriodRecord as Row } from '../../prisma/generated/client/client.ts'
import type { Correction } from '../../server/metro2/facts.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { type ChangedField, changedFields } from '../../server/presets/fields.ts'
import { describeFinding } from '../../server/records/findings.ts'
import { joinIdentity, type PublicFields } from '../../server/records/identity.ts'
import { identityPlace } from '../../server/reporting/periods/previous.ts'
import type { StoredFinding } from '../../server/reporting/periods/write.ts'
import { unsealText } from '../../server/vault/seal.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { connectionType } from '../paging/connection.ts'
import { ConnectedSource } from './connectedSource.ts'
import { Severity } from './enums.ts'
import { masked } from './mappingPreview.ts'
import { tenantNode } from './node.ts'
import { segmentFields } from './recordSegments.ts'
import { ReportedRecord } from './reportedRecord.ts'
import { PeriodReview } from './reportingPeriod.ts'
import { NamedValue } from './validationError.ts'
import { ValidationRule } from './validationRule.ts'

const PeriodFinding = builder.objectRef<StoredFinding>('PeriodFinding').implement({
  description: 'A finding of a record in a period. Never holds an SSN or a date of birth.',
  fields: (t) => ({
    ruleId: t.exposeString('rule', { description: 'Id of the rule.' }),
    rule: t.field({
      type: ValidationRule,
      nullable: true,
      description: 'The rule; null when this version no longer has it.',
      resolve: ({ rule }) => describeFinding(rule),
    }),
    severity: t.expose('severity', { type: Severity, description: 'How serious it is, after the rule setting.' }),
    defaultSeverity: t.expose('defaultSeverity', { type: Severity, description: 'How serious it was found to be.' }),
    waived: t.boolean({
      description: 'Whether a waiver excuses it.',
      resolve: ({ waiverId }) => waiverId !== null,
    }),
    fields: t.exposeStringList('fields', { description: 'Fields of the record it is about.' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
    values: t.field({
      type: [NamedValue],
      description: 'The values it is about.',
      resolve: ({ values }) => Object.entries(values),
    }),
  }),
})

const PeriodDifference = builder.objectRef<ChangedField>('PeriodDifference').implement({
  description: 'A field that says something else than the month before.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'The field: `base.accountStatus`, `j1[0].surname`.' }),
    before: t.string({
      nullable: true,
      description:
        'As reported; null when it had none. SSN and date of birth are masked: two may look the same and differ.',
      resolve: ({ field, before }) => masked(field, before),
    }),
    now: t.string({
      nullable: true,
      description: 'As computed; null when it has none.',
      resolve: ({ field, now }) => masked(field, now),
    }),
  }),
})

const PeriodEvidence = builder.objectRef<Correction>('PeriodEvidence').implement({
  description: 'What shows that something was reported wrongly before.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Field of the base segment.' }),
    reported: t.exposeString('reported', { description: 'As reported before.' }),
    derived: t.exposeString('derived', { description: 'As the facts have it.' }),
    evidence: t.exposeString('evidence', { description: 'What the difference rests on.' }),
  }),
})

interface Stored {
  id: string
  fields: unknown
  sealedIdentity: Uint8Array | null
}

async function wholeRecord(row: Stored | null, { app, viewer }: Context): Promise<Metro2Record | null> {
  if (!row?.fields || !row.sealedIdentity) return null
  const keys = await app.keysOf(viewer.organizationId)
  const identity = JSON.parse(unsealText(keys, identityPlace(row.id), row.sealedIdentity))
  return joinIdentity(row.fields as PublicFields, identity)
}

async function differencesOf(row: Stored & Pick<Row, 'previousReportedId'>, context: Context): Promise<ChangedField[]> {
  if (row.previousReportedId === null) return []
  const now = await wholeRecord(row, context)
  const before = await wholeRecord(await context.loaders.reportedRecords.load(row.previousReportedId), context)
  return now && before ? changedFields(before, now) : []
}

const dollars = (value: bigint | null) => value && value * 100n

export const PeriodRecord = builder.prismaNode('PeriodRecord', {
  ...tenantNode,
  description:
    'A loan in the review of a period: what would be reported of it, and how that stands against the month before.',
  fields: (t) => ({
    period: t.relation('period', { description: 'The period.' }),
    connection: t.prismaField({
      type: ConnectedSource,
      nullable: true,
      description: 'The source of the loan; null when it is not there any more, and for accounts that match no loan.',
      complexity: 2,
      select: { connectionId: true },
      resolve: (query, { connectionId }, _args, { loaders }) =>
        connectionId === null ? null : loaders.connectionRows.load({ id: connectionId, query }),
    }),
    sourceKey: t.exposeString('sourceKey', {
      nullable: true,
      description: 'Key of the loan at the source; null for accounts of a baseline that match no loan.',
    }),
    displayKey: t.exposeString('displayKey', {
      nullable: true,
      description: 'What people at the source call the loan.',
    }),
    review: t.expose('review', { type: PeriodReview, description: 'How it stands.' }),
    comparison: t.expose('comparison', {
      type: PeriodReview,
      nullable: true,
      description:
        'How it would stand without its errors: NEW, UNCHANGED, CHANGED or CORRECTED. Null where there is no record.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it is excluded, missing, finished or cannot be read; null else.',
    }),
    identificationNumber: t.exposeString('identificationNumber', {
      nullable: true,
      description: 'Field 5; of the month before where there is no record.',
    }),
    consumerAccountNumber: t.exposeString('consumerAccountNumber', {
      nullable: true,
      description: 'Field 7; of the month before where there is no record.',
    }),
    accountStatus: t.exposeString('accountStatus', {
      nullable: true,
      description: 'Field 17A; of the month before where there is no record.',
    }),
    surname: t.exposeString('surname', { nullable: true, description: 'Field 30.' }),
    firstName: t.exposeString('firstName', { nullable: true, description: 'Field 31.' }),
    dateOfFirstDelinquency: t.expose('dateOfFirstDelinquency', {
      type: 'Date',
      nullable: true,
      description: 'Field 25.',
    }),
    daysPastDue: t.exposeInt('daysPastDue', { nullable: true, description: 'Days past due on the day of the period.' }),
    currentBalance: t.field({
      type: 'Money',
      nullable: true,
      description: 'Field 21, whole dollars.',
      select: { currentBalance: true },
      resolve: (row) => dollars(row.currentBalance),
    }),
    amountPastDue: t.field({
      type: 'Money',
      nullable: true,
      description: 'Field 22, whole dollars.',
      select: { amountPastDue: true },
      resolve: (row) => dollars(row.amountPastDue),
    }),
    ...segmentFields(t, {
      table: 'reported_records',
      rowId: ({ id }: Stored) => id,
      baseDescription: 'The base segment; null where there is no record.',
    }),
    findings: t.field({
      type: [PeriodFinding],
      description: 'Its findings, waived and switched off ones too.',
      complexity: { field: 1, multiplier: 5 },
      select: { findings: true },
      resolve: ({ findings }) => findings as unknown as StoredFinding[],
    }),
    errorCount: t.exposeInt('errorCount', { description: 'Open errors: neither waived nor switched off.' }),
    warningCount: t.exposeInt('warningCount', { description: 'Open warnings.' }),
    previous: t.prismaField({
      type: ReportedRecord,
      nullable: true,
      description: 'What was last reported of the loan in a month before; null where it never was.',
      complexity: 2,
      select: { previousReportedId: true },
      resolve: (query, { previousReportedId }, _args, { loaders }) =>
        previousReportedId === null ? null : loaders.reportedRecordRows.load({ id: previousReportedId, query }),
    }),
    differences: t.field({
      type: [PeriodDifference],
      description: 'Field by field, what differs from `previous`; empty where one of the two is missing.',
      complexity: { field: 5, multiplier: 5 },
      select: { fields: true, sealedIdentity: true, previousReportedId: true },
      resolve: (row, _args, context) => differencesOf(row, context),
    }),
    evidence: t.field({
      type: [PeriodEvidence],
      description: 'Of a correction: what shows that something was reported wrongly.',
      select: { evidence: true },
      resolve: ({ evidence }) => (evidence ?? []) as unknown as Correction[],
    }),
    heldOut: t.boolean({
      description: 'Whether it is held out of the month.',
      select: { heldOutAt: true },
      resolve: ({ heldOutAt }) => heldOutAt !== null,
    }),
    heldOutReason: t.exposeString('heldOutReason', { nullable: true, description: 'Why; null unless it is.' }),
    heldOutBy: t.exposeString('heldOutBy', { nullable: true, description: 'Who held it out; null unless it is.' }),
    heldOutByName: t.string({
      nullable: true,
      description:
        'What people call who held it out: the name of the API key. Null for others, and when the key is gone.',
      select: { heldOutBy: true },
      resolve: ({ heldOutBy }, _args, { loaders }) => (heldOutBy === null ? null : loaders.actorNames.load(heldOutBy)),
    }),
    heldOutAt: t.expose('heldOutAt', { type: 'DateTime', nullable: true, description: 'When; null unless it is.' }),
  }),
})

export const PeriodRecordConnection = connectionType('PeriodRecord', PeriodRecord, 'records of a period')
