import { builder } from '../builder.ts'
import { badInput } from '../errors.ts'
import { encodeId } from '../ids.ts'
import { connectionType } from '../paging/connection.ts'
import { Eligibility, Severity } from './enums.ts'
import { FieldLineage, lineageOf } from './lineage.ts'
import { tenantNode } from './node.ts'
import { type Stored, segmentFields } from './recordSegments.ts'

const dollars = (value: bigint | null) => value && value * 100n

const maxErrors = 100
const maxVersions = 50

export const Metro2Record = builder.prismaNode('Metro2Record', {
  ...tenantNode,
  description: 'A loan as it would be furnished: the live record of one source document.',
  fields: (t) => ({
    connection: t.relation('connection', { description: 'The source of the loan.' }),
    sourceKey: t.exposeString('sourceKey', { description: 'Key of the loan at the source.' }),
    displayKey: t.exposeString('displayKey', { description: 'What people at the source call the loan.' }),
    asOf: t.expose('asOf', { type: 'Date', description: 'Day the record stands for.' }),
    fetchedAt: t.field({
      type: 'DateTime',
      description: 'When its document was read from the source.',
      select: { sourceRecord: { select: { fetchedAt: true } } },
      resolve: (row) => row.sourceRecord.fetchedAt,
    }),
    snapshotDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'Day whose balances the document holds; null when the source has no such day.',
      select: { sourceRecord: { select: { snapshotDate: true } } },
      resolve: (row) => row.sourceRecord.snapshotDate,
    }),
    eligibility: t.expose('eligibility', { type: Eligibility, description: 'Whether it goes to the bureaus.' }),
    exclusionReason: t.exposeString('exclusionReason', {
      nullable: true,
      description: 'Code of why it is excluded; null unless it is.',
    }),
    exclusionDetail: t.exposeString('exclusionDetail', {
      nullable: true,
      description: 'Why it is excluded, for people; null unless it is.',
    }),
    consumerAccountNumber: t.exposeString('consumerAccountNumber', {
      nullable: true,
      description: 'Field 7. Null when excluded.',
    }),
    accountStatus: t.exposeString('accountStatus', {
      nullable: true,
      description: 'Field 17A: `11`, `71` ... (codeTables says what they mean). Null when excluded.',
    }),
    portfolioType: t.exposeString('portfolioType', { nullable: true, description: 'Field 8. Null when excluded.' }),
    accountType: t.exposeString('accountType', { nullable: true, description: 'Field 9. Null when excluded.' }),
    surname: t.exposeString('surname', { nullable: true, description: 'Field 30. Null when excluded.' }),
    firstName: t.exposeString('firstName', { nullable: true, description: 'Field 31. Null when excluded.' }),
    dateOpened: t.expose('dateOpened', { type: 'Date', nullable: true, description: 'Field 10. Null when excluded.' }),
    dateOfFirstDelinquency: t.expose('dateOfFirstDelinquency', {
      type: 'Date',
      nullable: true,
      description: 'Field 25. Null when the account is not delinquent, or excluded.',
    }),
    delinquencyCommenced: t.expose('delinquencyCommenced', {
      type: 'Date',
      nullable: true,
      description: 'Due date of the instalment whose missing began the delinquency; null when there is none.',
    }),
    daysPastDue: t.exposeInt('daysPastDue', {
      nullable: true,
      description: 'Days past due on asOf; 0 = current. Null when excluded.',
    }),
    currentBalance: t.field({
      type: 'Money',
      nullable: true,
      description: 'Field 21, whole dollars. Null when excluded.',
      select: { currentBalance: true },
      resolve: (row) => dollars(row.currentBalance),
    }),
    amountPastDue: t.field({
      type: 'Money',
      nullable: true,
      description: 'Field 22, whole dollars. Null when excluded.',
      select: { amountPastDue: true },
      resolve: (row) => dollars(row.amountPastDue),
    }),
    ...segmentFields(t, {
      table: 'metro2_records',
      rowId: ({ id }: Stored & { id: string }) => id,
      baseDescription: 'The base segment; null when excluded.',
    }),
    errorCount: t.exposeInt('errorCount', { description: 'Findings of severity ERROR that are not waived.' }),
    warningCount: t.exposeInt('warningCount', { description: 'Findings of severity WARNING that are not waived.' }),
    infoCount: t.exposeInt('infoCount', { description: 'Findings of severity INFO that are not waived.' }),
    waivedCount: t.exposeInt('waivedCount', { description: 'Findings that a waiver excuses.' }),
    validationErrors: t.relation('validationErrors', {
      description:
        'Its findings, the most serious first, waived ones too. The root field validationErrors pages through all.',
      args: {
        first: t.arg.int({ defaultValue: 20, required: true, description: `How many: 0 to ${maxErrors}.` }),
        severity: t.arg({ type: [Severity], description: 'Only these severities; any but OFF when nothing is said.' }),
        waived: t.arg.boolean({ description: 'true: only waived ones; false: only those that stand open.' }),
      },
      complexity: ({ first }) => ({ field: 2, multiplier: Math.min(first, maxErrors) }),
      query: ({ first, severity, waived }) => ({
        where: {
          severity: severity ? { in: severity } : { not: 'OFF' },
          ...(typeof waived === 'boolean' && { waiverId: waived ? { not: null } : null }),
        },
        orderBy: [{ severity: 'asc' }, { id: 'asc' }],
        take: limited(first, maxErrors),
      }),
    }),
    waivers: t.relation('waivers', {
      description: 'Waivers given for the loan, newest first. The root field waivers pages through all.',
      args: { first: t.arg.int({ defaultValue: 20, required: true, description: `How many: 0 to ${maxErrors}.` }) },
      complexity: ({ first }) => ({ field: 2, multiplier: Math.min(first, maxErrors) }),
      query: ({ first }) => ({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limited(first, maxErrors) }),
    }),
    presetVersion: t.relation('presetVersion', { description: 'The preset that made it.' }),
    lineage: t.field({
      type: [FieldLineage],
      description: 'Where its values come from. Made anew from the stored document: costly.',
      args: {
        field: t.arg.string({ description: 'Only this field: `base.accountStatus`, `j1[0].surname`. Else all.' }),
      },
      complexity: 50,
      resolve: ({ id }, { field }, context) => lineageOf(context, id, field ?? null),
    }),
    version: t.exposeInt('version', { description: 'Counts up each time what it says changes.' }),
    versions: t.relation('versions', {
      description: 'What it said before and says now, newest first.',
      args: { first: t.arg.int({ defaultValue: 10, required: true, description: `How many: 0 to ${maxVersions}.` }) },
      complexity: ({ first }) => ({ field: 2, multiplier: Math.min(first, maxVersions) }),
      query: ({ first }) => ({ orderBy: { version: 'desc' }, take: limited(first, maxVersions) }),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first made.' }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When what it says last changed.' }),
  }),
})

function limited(first: number, max: number): number {
  if (first < 0 || first > max) throw badInput(`first is ${first}.`, ['first'], `Ask for 0 to ${max}.`)
  return first
}

builder.prismaObject('RecordVersion', {
  description: 'What a record said at one time.',
  select: { recordId: true, version: true },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'From 1, counting up.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it began to say so.' }),
    asOf: t.expose('asOf', { type: 'Date', description: 'Day it stood for then.' }),
    eligibility: t.expose('eligibility', { type: Eligibility, description: 'Whether it went to the bureaus.' }),
    exclusionReason: t.exposeString('exclusionReason', {
      nullable: true,
      description: 'Why not; null unless excluded.',
    }),
    ...segmentFields(t, {
      table: 'metro2_records',
      rowId: ({ recordId }: Stored & { recordId: string }) => recordId,
      baseDescription: 'The base segment; null when excluded.',
    }),
    runId: t.id({
      description: 'Id of the sync run that wrote it; the run may be gone.',
      select: { runId: true },
      resolve: (row) => encodeId('SyncRun', row.runId),
    }),
    presetVersionId: t.id({
      description: 'Id of the preset version that made it.',
      select: { presetVersionId: true },
      resolve: (row) => encodeId('MappingPresetVersion', row.presetVersionId),
    }),
  }),
})

export const Metro2RecordConnection = connectionType('Metro2Record', Metro2Record, 'Metro 2 records')
