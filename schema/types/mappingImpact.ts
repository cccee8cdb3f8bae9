/** What a preset's text would make of the whole portfolio. */
import { entriesNeverHit, type TableEntry } from '../../server/mapping/coverage.ts'
import { impactOf } from '../../server/presets/impact.ts'
import type { Counted, Impact, QuarantineImpact, Rejections } from '../../server/presets/impactCounts.ts'
import { builder } from '../builder.ts'
import { Metro2Record } from './metro2Record.ts'
import { Operation } from './operation.ts'
import { QuarantinedRecord } from './quarantinedRecord.ts'

interface CountedShape extends Counted {
  name: string
}

const byCount = (counted: Record<string, Counted>): CountedShape[] =>
  Object.entries(counted)
    .map(([name, entry]) => ({ name, ...entry }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))

const ImpactCount = builder.objectRef<CountedShape>('ImpactCount').implement({
  description: 'How many loans something happens to, with a few of them to look at.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'What: a field (`base.accountStatus`), the id of a rule, the code of a failure.',
    }),
    count: t.exposeInt('count', { description: 'How many loans.' }),
    samples: t.prismaField({
      type: [Metro2Record],
      description: 'At most five of them as they stand; previewMapping shows what becomes of them.',
      complexity: { field: 2, multiplier: 5 },
      resolve: (query, { samples }, _args, { db }) =>
        db.metro2Record.findMany({ ...query, where: { id: { in: samples } }, orderBy: { id: 'asc' } }),
    }),
  }),
})

const ImpactMove = builder.objectRef<CountedShape>('ImpactMove').implement({
  description: 'Loans of which something else becomes.',
  fields: (t) => ({
    from: t.string({
      description:
        'REPORTABLE, HELD or EXCLUDED; REJECTED for loans whose document the published version would send to quarantine.',
      resolve: ({ name }) => name.split('>')[0]!,
    }),
    to: t.string({
      description: 'REPORTABLE, HELD, EXCLUDED, or REJECTED for documents that would go to quarantine.',
      resolve: ({ name }) => name.split('>')[1]!,
    }),
    count: t.exposeInt('count', { description: 'How many loans.' }),
    samples: t.prismaField({
      type: [Metro2Record],
      description: 'At most five of them as they stand.',
      complexity: { field: 2, multiplier: 5 },
      resolve: (query, { samples }, _args, { db }) =>
        db.metro2Record.findMany({ ...query, where: { id: { in: samples } }, orderBy: { id: 'asc' } }),
    }),
  }),
})

interface CauseShape {
  cause: string
  count: number
}

const byFrequency = (causes: Record<string, number>): CauseShape[] =>
  Object.entries(causes)
    .map(([cause, count]) => ({ cause, count }))
    .sort((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1))

const ImpactCause = builder.objectRef<CauseShape>('ImpactCause').implement({
  description: 'A reason why documents cannot become records.',
  fields: (t) => ({
    code: t.string({ description: 'Code of the failure.', resolve: ({ cause }) => cause.split(' ')[0]! }),
    path: t.string({
      nullable: true,
      description:
        'Where the value stands in the document, without indexes; the field, where it comes from no single value.',
      resolve: ({ cause }) => cause.slice(cause.split(' ')[0]!.length + 1) || null,
    }),
    count: t.exposeInt('count', { description: 'How many loans. A loan may have several reasons.' }),
  }),
})

const ImpactRejections = builder.objectRef<Rejections>('ImpactRejections').implement({
  description: 'Loans whose document would go to quarantine, and why.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many loans.' }),
    causes: t.field({
      type: [ImpactCause],
      description: 'Why, the most frequent first.',
      resolve: ({ causes }) => byFrequency(causes),
    }),
    samples: t.prismaField({
      type: [Metro2Record],
      description: 'At most five of them as they stand.',
      complexity: { field: 2, multiplier: 5 },
      resolve: (query, { samples }, _args, { db }) =>
        db.metro2Record.findMany({ ...query, where: { id: { in: samples } }, orderBy: { id: 'asc' } }),
    }),
  }),
})

const QuarantinedLoans = builder.objectRef<Rejections>('ImpactQuarantined').implement({
  description: 'Documents in quarantine of which one thing becomes.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many documents.' }),
    causes: t.field({
      type: [ImpactCause],
      description:
        'Of repaired ones, why they are in quarantine now; of remaining ones, why the text does not map them.',
      resolve: ({ causes }) => byFrequency(causes),
    }),
    samples: t.prismaField({
      type: [QuarantinedRecord],
      description: 'At most five of them; those that left quarantine meanwhile are absent.',
      complexity: { field: 2, multiplier: 5 },
      resolve: (query, { samples }, _args, { db }) =>
        db.quarantinedRecord.findMany({ ...query, where: { id: { in: samples } }, orderBy: { id: 'asc' } }),
    }),
  }),
})

const ImpactOutdated = builder.objectRef<Counted>('ImpactOutdated').implement({
  description: 'Loans whose record no longer says what the published version makes of them.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many loans.' }),
    samples: t.prismaField({
      type: [Metro2Record],
      description: 'At most five of them as they stand.',
      complexity: { field: 2, multiplier: 5 },
      resolve: (query, { samples }, _args, { db }) =>
        db.metro2Record.findMany({ ...query, where: { id: { in: samples } }, orderBy: { id: 'asc' } }),
    }),
  }),
})

const ImpactOutcome = builder.objectRef<{ eligibility: string; count: number }>('ImpactOutcome').implement({
  description: 'What becomes of documents.',
  fields: (t) => ({
    eligibility: t.exposeString('eligibility', { description: 'REPORTABLE, HELD or EXCLUDED.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
})

const ImpactQuarantine = builder.objectRef<QuarantineImpact>('ImpactQuarantine').implement({
  description:
    'What a preset’s text does to documents that are in quarantine now. Those that the source sent broken are not among them.',
  fields: (t) => ({
    documents: t.exposeInt('documents', { description: 'Documents looked at.' }),
    repaired: t.field({
      type: QuarantinedLoans,
      description: 'Those that the text maps.',
      resolve: ({ repaired }) => repaired,
    }),
    repairedByPublished: t.exposeInt('repairedByPublished', {
      description:
        'Of the repaired, those that the published version maps as well: retryQuarantined is enough for them.',
    }),
    becomes: t.field({
      type: [ImpactOutcome],
      description: 'What becomes of the repaired.',
      resolve: ({ becomes }) => Object.entries(becomes).map(([eligibility, count]) => ({ eligibility, count })),
    }),
    remaining: t.field({
      type: QuarantinedLoans,
      description: 'Those that the text does not map either.',
      resolve: ({ remaining }) => remaining,
    }),
  }),
})

const PresetTableEntry = builder.objectRef<TableEntry>('PresetTableEntry').implement({
  description: 'An entry of a table of a preset.',
  fields: (t) => ({
    table: t.exposeString('table', { description: 'The table.' }),
    entry: t.exposeString('entry', { description: 'The value that is looked up.' }),
  }),
})

const MappingImpact = builder.objectRef<Impact & { text: string }>('MappingImpact').implement({
  description: 'What a preset’s text would make of the loans looked at so far. No record was written.',
  fields: (t) => ({
    records: t.exposeInt('records', {
      description:
        'Loans looked at that have a record. Of one whose latest document is in quarantine, that document is tried.',
    }),
    changed: t.exposeInt('changed', {
      description:
        'Loans whose fields, findings or eligibility the text changes: compared is what the published version makes of them now, on the ' +
        'same day and after the same reported months; where that version does not suit the connection any more, the record as it stands.',
    }),
    outdated: t.field({
      type: ImpactOutdated,
      description:
        'Of the loans that publishing writes anew, those whose record changes whichever version is published: it was mapped before a month was ' +
        'closed, a setting changed or another version was published. What changes about them so is in no other count; they may be among the changed.',
      resolve: (impact) => impact.outdated,
    }),
    rejected: t.exposeInt('rejected', { description: 'Loans whose document would go to quarantine.' }),
    fields: t.field({
      type: [ImpactCount],
      description: 'Fields that would say something else, the most frequent first.',
      resolve: (impact) => byCount(impact.fields),
    }),
    newlyFailing: t.field({
      type: [ImpactCount],
      description: 'Rules that fail with the text and pass with the published version.',
      resolve: (impact) => byCount(impact.newlyFailing),
    }),
    newlyPassing: t.field({
      type: [ImpactCount],
      description: 'Rules that fail with the published version and pass with the text.',
      resolve: (impact) => byCount(impact.newlyPassing),
    }),
    moves: t.field({
      type: [ImpactMove],
      description: 'Loans of which something else would become.',
      resolve: (impact) => byCount(impact.moves),
    }),
    failures: t.field({
      type: [ImpactCount],
      description: 'Why documents would be rejected.',
      resolve: (impact) => byCount(impact.failures),
    }),
    newlyRejected: t.field({
      type: ImpactRejections,
      description: 'Of the rejected, those that the published version maps: what the text breaks.',
      resolve: (impact) => impact.newlyRejected,
    }),
    quarantine: t.field({
      type: ImpactQuarantine,
      description: 'What becomes of the documents that are in quarantine now: what the text mends.',
      resolve: (impact) => impact.quarantine,
    }),
    neverHit: t.field({
      type: [PresetTableEntry],
      description: 'Entries of tables that gave no value to any loan looked at. Not all of them are superfluous.',
      resolve: ({ text, hits }) => entriesNeverHit(text, new Set(hits)),
    }),
  }),
})

builder.prismaObjectFields(Operation, (t) => ({
  impact: t.field({
    type: MappingImpact,
    nullable: true,
    description: 'Of kind PRESET_IMPACT: what was found so far. Null for other kinds, and before the first step.',
    select: { kind: true, input: true, result: true, checkpoint: true },
    resolve: (operation) => impactOf(operation),
  }),
}))
