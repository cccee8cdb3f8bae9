/** What a preset's text would make of the whole portfolio. */
import { entriesNeverHit, type TableEntry } from '../../server/mapping/coverage.ts'
import { impactOf } from '../../server/presets/impact.ts'
import type { Counted, Impact } from '../../server/presets/impactCounts.ts'
import { builder } from '../builder.ts'
import { Metro2Record } from './metro2Record.ts'
import { Operation } from './operation.ts'

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
    from: t.string({ description: 'REPORTABLE, HELD or EXCLUDED.', resolve: ({ name }) => name.split('>')[0]! }),
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
    records: t.exposeInt('records', { description: 'Loans looked at.' }),
    changed: t.exposeInt('changed', { description: 'Loans whose fields, findings or eligibility would differ.' }),
    rejected: t.exposeInt('rejected', { description: 'Loans whose document would go to quarantine.' }),
    fields: t.field({
      type: [ImpactCount],
      description: 'Fields that would say something else, the most frequent first.',
      resolve: (impact) => byCount(impact.fields),
    }),
    newlyFailing: t.field({
      type: [ImpactCount],
      description: 'Rules that would fail and do not now.',
      resolve: (impact) => byCount(impact.newlyFailing),
    }),
    newlyPassing: t.field({
      type: [ImpactCount],
      description: 'Rules that fail now and would not.',
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
