/** Codes of the format and what they mean, for lists to choose from; and the check of codes that come in. */
import {
  accountStatuses,
  accountTypes,
  type CodeTable as Codes,
  complianceConditions,
  consumerInformationIndicators,
  ecoaCodes,
  paymentRatings,
  portfolioTypes,
  specialComments,
  termsFrequencies,
} from '../../server/metro2/codes.ts'
import { builder } from '../builder.ts'
import { badInput } from '../errors.ts'

const tables = {
  'base.portfolioType': portfolioTypes,
  'base.accountType': Object.assign({}, ...Object.values(accountTypes)) as Codes,
  'base.termsFrequency': termsFrequencies,
  'base.accountStatus': accountStatuses,
  'base.paymentRating': paymentRatings,
  'base.specialComment': specialComments,
  'base.complianceConditionCode': complianceConditions,
  'base.ecoaCode': ecoaCodes,
  'base.consumerInformationIndicator': consumerInformationIndicators,
} as const satisfies Record<string, Codes>

export type CodedField = keyof typeof tables

/** What a code means; null when it is none of the field's. */
export function meaningOf(field: CodedField, code: string): string | null {
  const table: Codes = tables[field]
  return Object.hasOwn(table, code) ? table[code]! : null
}

/**
 * The codes as they are, each one of the field's: a misspelt one would quietly find nothing.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function codesOf(field: CodedField, codes: string[], path: string[]): string[] {
  const unknown = codes.find((code) => meaningOf(field, code) === null)
  if (unknown === undefined) return codes
  const known = Object.keys(tables[field]).sort()
  const message = `${JSON.stringify(unknown.slice(0, 20))} is no code of ${field}.`
  throw badInput(message, path, `There are ${known.join(', ')}; codeTables says what they mean.`)
}

interface Table {
  field: string
  codes: Codes
}

const Code = builder.objectRef<{ code: string; title: string }>('Code').implement({
  description: 'A code of the Metro 2 format.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code: `71`.' }),
    title: t.exposeString('title', { description: 'What it means.' }),
  }),
})

const CodeTable = builder.objectRef<Table>('CodeTable').implement({
  description: 'The codes that a field of a Metro 2 record may hold.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'The field: `base.accountStatus`.' }),
    codes: t.field({
      type: [Code],
      description: 'Its codes, in their order.',
      complexity: { field: 1, multiplier: 20 },
      resolve: ({ codes }) =>
        Object.entries(codes)
          .map(([code, title]) => ({ code, title }))
          .sort((a, b) => (a.code < b.code ? -1 : 1)),
    }),
  }),
})

builder.queryField('codeTables', (t) =>
  t.field({
    type: [CodeTable],
    description: 'The codes of the format and what they mean: for filters, forms and legends.',
    authScopes: { role: 'VIEWER' },
    args: { field: t.arg.string({ description: 'Only the codes of this field: `base.accountStatus`.' }) },
    resolve(_root, { field }) {
      const all: Table[] = Object.entries(tables).map(([name, codes]) => ({ field: name, codes }))
      if (field === null || field === undefined) return all
      const found = all.filter((table) => table.field === field)
      if (found.length > 0) return found
      const hint = `There are ${Object.keys(tables).join(', ')}.`
      throw badInput(`There is no code table of ${JSON.stringify(field.slice(0, 60))}.`, ['field'], hint)
    },
  }),
)
