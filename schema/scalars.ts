/** The API's own scalars, in and out. */
import { GraphQLError, valueFromASTUntyped } from 'graphql'
import { builder } from './builder.ts'

const wrong = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** Whether the text is a day of the calendar, `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  if (!datePattern.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

builder.scalarType('Date', {
  description: 'A calendar date, `YYYY-MM-DD`. It has no time zone, and none can move it.',
  serialize: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  parseValue(value) {
    if (typeof value === 'string' && isCalendarDate(value)) return value
    throw wrong('A date is a text like "2026-06-30", and a day of the calendar.')
  },
})

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

builder.scalarType('DateTime', {
  description: 'An instant in ISO 8601, in UTC: `2026-06-30T14:05:00.000Z`. Input may carry another offset.',
  serialize: (value) => value.toISOString(),
  parseValue(value) {
    const time =
      typeof value === 'string' && instantPattern.test(value) && isCalendarDate(value.slice(0, 10))
        ? Date.parse(value)
        : Number.NaN
    if (Number.isNaN(time)) throw wrong('An instant is a text like "2026-06-30T14:05:00Z", with its offset.')
    return new Date(time)
  },
})

const moneyPattern = /^(-?)(\d{1,13})(?:\.(\d{2}))?$/

builder.scalarType('Money', {
  description:
    'US dollars as a decimal text with two places: `"1234.50"`. A text, so that no client rounds it. ' +
    'Amounts of a Metro 2 record are whole dollars and end in `.00`.',
  serialize(cents) {
    const sign = cents < 0 ? '-' : ''
    const digits = String(cents < 0 ? -cents : cents).padStart(3, '0')
    return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
  },
  parseValue(value) {
    const [, sign, dollars, cents = '00'] = (typeof value === 'string' && moneyPattern.exec(value)) || []
    if (dollars === undefined) throw wrong('An amount is a text of dollars like "1234.50" or "1234".')
    const amount = BigInt(dollars + cents)
    return sign ? -amount : amount
  },
})

builder.scalarType('JSON', {
  description: 'Any JSON value. Used only where the shape belongs to a source plugin.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
})
