/** What a preset's text would make of stored loans. Social Security numbers and dates of birth are masked. */
import type { Preview, PreviewedField, PreviewedRecord, Side } from '../../server/presets/preview.ts'
import { builder } from '../builder.ts'
import { badInput } from '../errors.ts'
import { Eligibility, Severity } from './enums.ts'
import { FieldLineage } from './lineage.ts'
import { Metro2Record } from './metro2Record.ts'
import { MappingProblem } from './presetCheck.ts'
import { MappingFailure, QuarantinedRecord } from './quarantinedRecord.ts'
import { maskedBirth, maskedSsn } from './segments.ts'

/** As the segments show them. */
export function masked(field: string, value: string | null): string | null {
  // What a trace hides already has no digits to show.
  if (value === null || value === '•••') return value
  if (field.endsWith('.socialSecurityNumber')) return maskedSsn(value)
  return field.endsWith('.dateOfBirth') ? maskedBirth(value) : value
}

const PreviewedChange = builder.objectRef<PreviewedField>('PreviewedChange').implement({
  description: 'A field of a record as it stands and as the previewed text fills it.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'The field: `base.accountStatus`, `j1[0].surname`.' }),
    before: t.string({
      nullable: true,
      description: 'Value in the record as it stands; amounts in whole dollars. Null when it has none.',
      resolve: ({ field, before }) => masked(field, before),
    }),
    now: t.string({
      nullable: true,
      description:
        'Value by the previewed text. `•••` when it comes from a sensitive field of the source. Masked values may look the same and differ.',
      resolve: ({ field, now }) => masked(field, now),
    }),
    trace: t.field({
      type: FieldLineage,
      nullable: true,
      description: 'Where the new value comes from; null for fields that are filled by the program.',
      resolve: ({ trace }) => trace,
    }),
  }),
})

const PreviewedFinding = builder.objectRef<Side['findings'][number]>('PreviewedFinding').implement({
  description: 'A finding of rules, mapping or derivation.',
  fields: (t) => ({
    ruleId: t.string({ description: 'Id of the rule.', resolve: ({ rule }) => rule }),
    severity: t.expose('severity', { type: Severity, description: 'How serious it is.' }),
    fields: t.exposeStringList('fields', { description: 'Fields it is about.' }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
    waived: t.exposeBoolean('waived', { description: 'Whether a waiver excuses it; then it holds nothing.' }),
  }),
})

export const PreviewedOutcome = builder.objectRef<Side>('PreviewedOutcome').implement({
  description: 'What becomes of a loan: a record that is reported or held, an excluded one, or a rejected document.',
  fields: (t) => ({
    eligibility: t.field({
      type: Eligibility,
      nullable: true,
      description: 'Whether it goes to the bureaus; null when the document is rejected.',
      resolve: (side) => side.eligibility,
    }),
    exclusionReason: t.exposeString('exclusionReason', {
      nullable: true,
      description: 'Why it is excluded; null unless it is.',
    }),
    findings: t.field({
      type: [PreviewedFinding],
      description: 'Its findings.',
      resolve: (side) => side.findings,
    }),
    failures: t.field({
      type: [MappingFailure],
      description: 'Why the document is rejected; empty unless it is.',
      resolve: (side) => side.failures,
    }),
  }),
})

const mostNames = 30

const PreviewedRecordType = builder.objectRef<PreviewedRecord>('PreviewedRecord').implement({
  description: 'A stored loan mapped by the previewed text.',
  fields: (t) => ({
    record: t.prismaField({
      type: Metro2Record,
      nullable: true,
      description: 'The record as it stands; null when it is gone by now, or the loan never had one.',
      resolve: (query, { recordId }, _args, { loaders }) =>
        recordId === null ? null : loaders.metro2RecordRows.load({ id: recordId, query }),
    }),
    quarantined: t.prismaField({
      type: QuarantinedRecord,
      nullable: true,
      description: 'The latest document of the loan, where it is in quarantine: then it is the one that was tried.',
      resolve: (query, { quarantinedId }, _args, { loaders }) =>
        quarantinedId === null ? null : loaders.quarantinedRecordRows.load({ id: quarantinedId, query }),
    }),
    before: t.field({
      type: PreviewedOutcome,
      description: 'What the loan is now.',
      resolve: (record) => record.before,
    }),
    now: t.field({
      type: PreviewedOutcome,
      description: 'What the previewed text would make of it.',
      resolve: (record) => record.now,
    }),
    changes: t.field({
      type: [PreviewedChange],
      description: 'Every field that would change.',
      resolve: (record) => record.changes,
    }),
    fields: t.field({
      type: [PreviewedChange],
      description: 'Fields of these names in every segment of the record, those that stay the same included.',
      complexity: { field: 1, multiplier: 5 },
      args: {
        names: t.arg.stringList({
          required: true,
          description: 'Names without the segment: `accountStatus`, `surname`; at most 30.',
        }),
      },
      resolve(record, { names }) {
        if (names.length > mostNames)
          throw badInput('These are too many names.', ['names'], `Ask for at most ${mostNames}.`)
        return record.fields.filter(({ field }) => names.includes(field.slice(field.indexOf('.') + 1)))
      },
    }),
  }),
})

export const MappingPreview = builder.objectRef<Preview>('MappingPreview').implement({
  description: 'What a text of a preset would make of some stored loans. Nothing is written, and no source is asked.',
  fields: (t) => ({
    problems: t.field({
      type: [MappingProblem],
      description: 'Problems of the text with this connection. When there are any, no loan is mapped.',
      resolve: (preview) => preview.problems,
    }),
    records: t.field({
      type: [PreviewedRecordType],
      description: 'The loans, in the order asked for.',
      complexity: { field: 50, multiplier: 10 },
      resolve: (preview) => preview.records,
    }),
  }),
})
