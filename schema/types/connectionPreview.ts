/** What a preset would make of loans of a source that is not connected. Social Security numbers and dates of birth are masked. */
import type { PreviewedPreset as PresetShape, Previewed } from '../../server/connections/preview.ts'
import type { SampledField as FieldShape, SampledLoan as LoanShape } from '../../server/connections/previewLoans.ts'
import { builder } from '../builder.ts'
import { badInput } from '../errors.ts'
import { enumOf } from './enums.ts'
import { FieldLineage } from './lineage.ts'
import { masked, PreviewedOutcome } from './mappingPreview.ts'

export const PreviewedPreset = builder.objectRef<PresetShape>('PreviewedPreset').implement({
  description: 'The preset that a connection made with the same input would use.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    title: t.exposeString('title', { description: 'What people call it.' }),
    description: t.exposeString('description', { nullable: true, description: 'What its text says of itself.' }),
    text: t.exposeString('text', { description: 'The preset in the preset language (YAML).' }),
    version: t.exposeInt('version', {
      nullable: true,
      description:
        "Its published version, of a preset of the organization. Null of a plugin's own and of a text: those become version 1 of a new preset.",
    }),
    reads: t.exposeStringList('reads', {
      description: 'Fields of the source that it reads: `LoanSetup.loanAmount`. Empty where it has problems.',
    }),
    unfilledFields: t.stringList({
      description:
        'Fields of the format that it leaves unfilled: `base.interestTypeIndicator`; `k1` for a whole segment.',
      resolve: ({ unfilled }) => unfilled,
    }),
  }),
})

const SampledField = builder.objectRef<FieldShape>('SampledField').implement({
  description: 'A field of a loan as the preset fills it.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'The field: `base.accountStatus`, `j1[0].surname`.' }),
    value: t.string({
      nullable: true,
      description:
        'Its value; amounts in whole dollars. `•••` when it comes from a sensitive field of the source. Null when it has none, and of the identification number, which comes with the furnisher.',
      resolve: ({ field, value }) => masked(field, value),
    }),
    trace: t.field({
      type: FieldLineage,
      nullable: true,
      description: 'Where the value comes from; null for fields that are filled by the program.',
      resolve: ({ trace }) => trace,
    }),
  }),
})

const textOf = ({ fields }: LoanShape, name: string): string | null => {
  const found = fields.find(({ field }) => field === `base.${name}`)?.value
  return found === undefined || found === '•••' || found === '' ? null : (found ?? null)
}

const dollarsOf = (loan: LoanShape, name: string): bigint | null => {
  const dollars = textOf(loan, name)
  return dollars === null ? null : BigInt(dollars) * 100n
}

const mostNames = 30

export const SampledLoan = builder.objectRef<LoanShape>('SampledLoan').implement({
  description: 'A loan of the source, mapped and checked as a run would do it. It is stored nowhere.',
  fields: (t) => ({
    sourceKey: t.exposeString('sourceKey', { description: 'Its key at the source.' }),
    displayKey: t.exposeString('displayKey', { description: 'What people call it there.' }),
    snapshotDate: t.expose('snapshotDate', {
      type: 'Date',
      nullable: true,
      description: 'Day of its balances; null where the source has none.',
    }),
    outcome: t.field({
      type: PreviewedOutcome,
      description:
        'What would become of it, with what the rules find. A loan that cannot be read or mapped has failures.',
      resolve: ({ outcome }) => outcome,
    }),
    consumerAccountNumber: t.string({
      nullable: true,
      description: 'Field 7. Null when it would be excluded or rejected, as all that follow.',
      resolve: (loan) => textOf(loan, 'consumerAccountNumber'),
    }),
    accountStatus: t.string({
      nullable: true,
      description: 'Field 17A.',
      resolve: (loan) => textOf(loan, 'accountStatus'),
    }),
    daysPastDue: t.exposeInt('daysPastDue', { nullable: true, description: 'Days past due on the as-of day.' }),
    dateOfFirstDelinquency: t.field({
      type: 'Date',
      nullable: true,
      description: 'Field 25.',
      resolve: (loan) => textOf(loan, 'dateOfFirstDelinquency'),
    }),
    currentBalance: t.field({
      type: 'Money',
      nullable: true,
      description: 'Field 21, whole dollars.',
      resolve: (loan) => dollarsOf(loan, 'currentBalance'),
    }),
    amountPastDue: t.field({
      type: 'Money',
      nullable: true,
      description: 'Field 22, whole dollars.',
      resolve: (loan) => dollarsOf(loan, 'amountPastDue'),
    }),
    fields: t.field({
      type: [SampledField],
      description: 'Its fields, of every segment; none of a loan that has no record.',
      complexity: { field: 1, multiplier: 60 },
      args: {
        names: t.arg.stringList({
          description: 'Only those of these names, without the segment: `accountStatus`, `surname`; at most 30.',
        }),
      },
      resolve({ fields }, { names }) {
        if (!names) return fields
        if (names.length > mostNames)
          throw badInput(
            'These are too many names.',
            ['names'],
            `Ask for at most ${mostNames}, or leave it out for all.`,
          )
        return fields.filter(({ field }) => names.includes(field.slice(field.indexOf('.') + 1)))
      },
    }),
  }),
})

const AssumptionKind = enumOf('PreviewAssumptionKind', 'What is known only after a connection is made.', {
  AS_OF: 'The day: it is that of the run.',
  FURNISHER: 'Who reports, and so the identification number.',
  NOTHING_REPORTED: 'What was reported of the loan before.',
})

export const PreviewAssumption = builder.objectRef<Previewed['assumptions'][number]>('PreviewAssumption').implement({
  description: 'Something that a preview takes for granted, and that may come out otherwise.',
  fields: (t) => ({
    kind: t.expose('kind', { type: AssumptionKind, description: 'What it is about.' }),
    message: t.exposeString('message', { description: 'What stands in for it, and what it may change.' }),
  }),
})
