/** What a connection for flat files is asked for: how the files are written, and what their columns are. */
import { z } from 'zod'
import type { FormField, FormSchema } from '../contract.ts'
import { type Column, columnTypes, fieldNames, headerKey, type Part } from './columns.ts'
import type { DelimiterName } from './rows.ts'
import type { DateFormat, MoneyFormat } from './values.ts'

export interface CsvSettings {
  environment: 'SANDBOX' | 'PRODUCTION'
  /** Header of the column that tells one loan from another; its text is the loan's key for ever. */
  keyColumn: string
  delimiter: 'auto' | DelimiterName
  encoding: 'auto' | 'utf-8' | 'windows-1252'
  dateFormat: DateFormat
  moneyFormat: MoneyFormat
  /** Header of the column with the day of the balances; '' = the day of the run. */
  asOfColumn: string
  /** What becomes of loans that a whole file comes without. */
  removal: 'MARK' | 'KEEP'
  /** More than this share of all loans is never marked by one file. */
  removalPercent: number
  timeZone: string
  columns: Column[]
  parts: Part[]
}

/** There are none: files come through the server's own API. */
export type CsvCredentials = Record<string, never>

const text = (most: number) => z.string().trim().max(most, `At most ${most} characters.`)

const columnSchema: z.ZodType<Column> = z.strictObject({
  header: text(200).min(1, 'A column has the name that stands in the header row.'),
  type: z.enum(columnTypes, `The type is one of ${columnTypes.join(', ')}.`).default('text'),
  sensitive: z.boolean().default(false),
  format: z.enum(['US', 'ISO', 'DMY']).optional(),
  values: z.array(text(100)).max(30, 'At most 30 values.').optional(),
})

const columnsSchema = z
  .array(columnSchema)
  .min(1, 'Name the columns of the file: inspectUpload proposes them.')
  .max(500)

const partSchema: z.ZodType<Part> = z.strictObject({
  name: text(40).regex(
    /^[a-z][A-Za-z0-9]*$/,
    'A name of letters and digits that begins with a small letter: payments.',
  ),
  keyColumn: text(200).min(1, 'Name the column that holds the key of the loan.'),
  columns: columnsSchema,
})

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const settingsSchema = z
  .strictObject({
    environment: z.enum(['SANDBOX', 'PRODUCTION'], 'Choose SANDBOX or PRODUCTION.'),
    keyColumn: text(200).min(1, 'Name the column that tells one loan from another.'),
    delimiter: z.enum(['auto', 'comma', 'semicolon', 'tab', 'pipe']).default('auto'),
    encoding: z.enum(['auto', 'utf-8', 'windows-1252']).default('auto'),
    dateFormat: z.enum(['US', 'ISO', 'DMY']).default('US'),
    moneyFormat: z.enum(['US', 'EUROPEAN', 'CENTS']).default('US'),
    asOfColumn: text(200).default(''),
    removal: z.enum(['MARK', 'KEEP']).default('MARK'),
    removalPercent: z.coerce.number().int().min(1, 'At least 1.').max(100, 'At most 100.').default(20),
    timeZone: text(60)
      .default('America/New_York')
      .refine(isTimeZone, 'Not a time zone. Use an IANA name such as America/Denver.'),
    columns: columnsSchema,
    parts: z.array(partSchema).max(5, 'At most 5 further files.').default([]),
  })
  .superRefine((settings, ctx) => {
    const complain = (path: (string | number)[], message: string) => ctx.addIssue({ code: 'custom', path, message })
    checkColumns(settings.columns, ['columns'], complain)
    if (!has(settings.columns, settings.keyColumn)) complain(['keyColumn'], `${noSuch(settings.keyColumn)} in columns.`)
    const asOf = settings.columns.find(({ header }) => headerKey(header) === headerKey(settings.asOfColumn))
    if (settings.asOfColumn !== '' && asOf?.type !== 'date') {
      complain(['asOfColumn'], `There is no date column ${JSON.stringify(settings.asOfColumn)} in columns.`)
    }
    const names = new Set<string>()
    for (const [index, part] of settings.parts.entries()) {
      checkColumns(part.columns, ['parts', index, 'columns'], complain)
      if (!has(part.columns, part.keyColumn)) complain(['parts', index, 'keyColumn'], `${noSuch(part.keyColumn)}.`)
      const isTaken = names.has(part.name.toLowerCase()) || fieldNames([part.name])[0] !== part.name
      if (isTaken) complain(['parts', index, 'name'], `The name ${part.name} is taken. Choose another.`)
      names.add(part.name.toLowerCase())
    }
  }) as unknown as z.ZodType<CsvSettings>

type Complain = (path: (string | number)[], message: string) => void

function checkColumns(columns: readonly Column[], path: (string | number)[], complain: Complain) {
  const seen = new Set<string>()
  for (const [index, { header }] of columns.entries()) {
    const key = headerKey(header)
    if (seen.has(key)) complain([...path, index, 'header'], `The column ${JSON.stringify(header)} is named twice.`)
    seen.add(key)
  }
}

const has = (columns: readonly Column[], header: string) =>
  columns.some((column) => headerKey(column.header) === headerKey(header))

const noSuch = (header: string) => `There is no column ${JSON.stringify(header)}`

const plain = { required: false, secret: false } as const
const choices = (options: Record<string, string>) => Object.entries(options).map(([value, label]) => ({ value, label }))

const settingsFields: FormField[] = [
  {
    ...{ name: 'environment', label: 'Environment', input: 'select', required: true, secret: false },
    help: 'SANDBOX for made-up loans: they are never part of a reporting period. PRODUCTION for the loans you report.',
    options: choices({ SANDBOX: 'Files for trying', PRODUCTION: 'Files of real loans' }),
  },
  {
    ...{ name: 'columns', label: 'Columns', input: 'columns', required: true, secret: false },
    help: 'What stands in the file. Upload one and let inspectUpload propose the columns; correct types where they are wrong.',
  },
  {
    ...{ name: 'keyColumn', label: 'Column of the loan number', input: 'text', required: true, secret: false },
    help: 'The column that tells one loan from another. A loan whose number changes is another loan.',
    placeholder: 'displayId',
  },
  {
    ...{ name: 'delimiter', label: 'Delimiter', input: 'select', ...plain, advanced: true, defaultValue: 'auto' },
    help: 'What stands between two columns.',
    options: choices({ auto: 'Find out', comma: 'Comma', semicolon: 'Semicolon', tab: 'Tab', pipe: 'Vertical bar' }),
  },
  {
    ...{ name: 'encoding', label: 'Encoding', input: 'select', ...plain, advanced: true, defaultValue: 'auto' },
    help: 'How letters are written as bytes. Leave it unless names come out with wrong letters.',
    options: choices({ auto: 'Find out', 'utf-8': 'UTF-8', 'windows-1252': 'Windows-1252 (older Excel)' }),
  },
  {
    ...{ name: 'dateFormat', label: 'Dates', input: 'select', ...plain, defaultValue: 'US' },
    help: 'How dates are written; a column may have a format of its own. Dates like 2026-01-31 are read in any case.',
    options: choices({ US: '01/31/2026', ISO: '2026-01-31', DMY: '31/01/2026' }),
  },
  {
    ...{ name: 'moneyFormat', label: 'Amounts', input: 'select', ...plain, defaultValue: 'US' },
    help: 'How amounts and numbers are written.',
    options: choices({ US: '1,234.56', EUROPEAN: '1.234,56', CENTS: '123456 (cents)' }),
  },
  {
    ...{ name: 'asOfColumn', label: 'Column of the as-of date', input: 'text', ...plain, defaultValue: '' },
    help: 'The column with the day of the balances, where there is one. Else they are taken as those of the day of the run.',
  },
  {
    ...{ name: 'removal', label: 'Loans that a whole file lacks', input: 'select', ...plain, defaultValue: 'MARK' },
    help: 'In a FULL run: marked as gone, so that they are not reported any more, or left as they are.',
    options: choices({ MARK: 'Mark them as gone', KEEP: 'Leave them' }),
  },
  {
    ...{
      name: 'removalPercent',
      label: 'Most loans gone at once (%)',
      input: 'number',
      ...plain,
      advanced: true,
      defaultValue: 20,
    },
    help: 'A whole file that lacks more than this share of the loans marks none and the run fails: it may have been cut short.',
  },
  {
    ...{ name: 'timeZone', label: 'Time zone', input: 'text', ...plain, defaultValue: 'America/New_York' },
    help: 'Of the lender: by it a day ends.',
    placeholder: 'America/New_York',
  },
  {
    ...{ name: 'parts', label: 'Further files', input: 'list', itemLabel: 'Further file', ...plain },
    help: 'Files whose rows belong to the loans of the first, such as payments. Each run then needs all of them.',
    fields: [
      {
        ...{ name: 'name', label: 'Name of the list', input: 'text', required: true, secret: false },
        help: 'What presets call its rows: letters and digits, beginning with a small letter.',
        placeholder: 'payments',
      },
      {
        ...{
          name: 'keyColumn',
          label: 'Column of the loan number in it',
          input: 'text',
          required: true,
          secret: false,
        },
        help: 'Holds the same numbers as the column of the loan number of the first file.',
        placeholder: 'displayId',
      },
      {
        ...{ name: 'columns', label: 'Columns of the further file', input: 'columns', required: true, secret: false },
        help: 'What stands in it.',
      },
    ],
  },
]

export const settingsForm: FormSchema<CsvSettings> = { fields: settingsFields, schema: settingsSchema }
export const credentialsForm: FormSchema<CsvCredentials> = {
  fields: [],
  schema: z.strictObject({}) as unknown as z.ZodType<CsvCredentials>,
}

/** The calendar date at the lender at a moment (milliseconds). */
export function businessDate({ timeZone }: CsvSettings, now: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return parts.format(now)
}
