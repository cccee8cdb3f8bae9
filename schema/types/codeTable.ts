/** Codes of the format and what they mean, for lists to choose from; and the check of codes that come in. */
import { type CodedField, codedFields, type FieldCode } from '../../server/metro2/codedFields.ts'
import { builder } from '../builder.ts'
import { badInput } from '../errors.ts'

const byPath = new Map(codedFields.map((field) => [field.path, field]))

/** What a code means; null when it is none of the field's. */
export function meaningOf(field: string, code: string): string | null {
  return byPath.get(field)?.codes.find((each) => each.code === code)?.meaning ?? null
}

/**
 * The codes as they are, each one of the field's: a misspelt one would quietly find nothing.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function codesOf(field: string, codes: string[], path: string[]): string[] {
  const unknown = codes.find((code) => meaningOf(field, code) === null)
  if (unknown === undefined) return codes
  const known = byPath.get(field)?.codes.map(({ code }) => code) ?? []
  const message = `${JSON.stringify(unknown.slice(0, 20))} is no code of ${field}.`
  throw badInput(message, path, `There are ${known.sort().join(', ')}; codeTables says what they mean.`)
}

/** Fields of one name have one table: the ECOA code of base, J1 and J2. */
const fieldsOf = (name: string) => codedFields.filter((each) => each.name === name).map(({ path }) => path)

interface Row extends FieldCode {
  /** Name of the field in its segments. */
  name: string
}

const Code = builder.objectRef<Row>('Code').implement({
  description: 'A code of the Metro 2 format.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code as it stands in a file: `71`, `01`.' }),
    title: t.exposeString('meaning', { description: 'What it means.' }),
    fields: t.stringList({
      description: 'Every field that may hold it with this meaning: `base.ecoaCode`, `j1.ecoaCode`, `j2.ecoaCode`.',
      resolve: ({ name }) => fieldsOf(name),
    }),
    portfolios: t.exposeStringList('portfolios', {
      nullable: true,
      description: 'Portfolio types (Field 8) that may use it; null when all may.',
    }),
  }),
})

const CodeTable = builder.objectRef<CodedField>('CodeTable').implement({
  description: 'The codes that a field of a Metro 2 record may hold. Blank is no code and may stand in most fields.',
  fields: (t) => ({
    field: t.exposeString('path', { description: 'The field: `base.accountStatus`, `k1.creditorClassification`.' }),
    number: t.exposeString('number', { description: 'Number of the field in its segment: `17A`.' }),
    title: t.exposeString('title', { description: 'Name of the field: `Account Status`.' }),
    perCharacter: t.exposeBoolean('isPerCharacter', {
      description: 'The codes are those of each character of the field, as in the payment history profile.',
    }),
    complete: t.exposeBoolean('isComplete', {
      description: 'False when other values may stand in the field too, like provinces of Canada among the states.',
    }),
    codes: t.field({
      type: [Code],
      description: 'Its codes, in ascending order.',
      complexity: { field: 1, multiplier: 20 },
      args: {
        portfolio: t.arg.string({ description: 'Only codes that this portfolio type (Field 8) may use: `M`.' }),
      },
      resolve: ({ codes, name }, { portfolio }) => {
        const only = portfolio ?? null
        if (only !== null) codesOf('base.portfolioType', [only], ['portfolio'])
        return codes
          .filter(({ portfolios }) => only === null || portfolios === null || portfolios.includes(only))
          .map((code) => ({ ...code, name }))
          .sort((a, b) => (a.code < b.code ? -1 : 1))
      },
    }),
  }),
})

builder.queryField('codeTables', (t) =>
  t.field({
    type: [CodeTable],
    description: 'The codes of the format and what they mean, of every coded field of every segment.',
    authScopes: { role: 'VIEWER' },
    args: { field: t.arg.string({ description: 'Only the codes of this field: `base.accountStatus`.' }) },
    resolve(_root, { field }) {
      if (field === null || field === undefined) return [...codedFields]
      const found = byPath.get(field)
      if (found) return [found]
      const near = codedFields.find(({ name }) => name === field)
      const hint = near ? `Did you mean ${near.path}?` : `There are ${[...byPath.keys()].join(', ')}.`
      throw badInput(`There is no code table of ${JSON.stringify(field.slice(0, 60))}.`, ['field'], hint)
    },
  }),
)
