/** Proposes the settings of a connection for files like the ones that were uploaded. */
import type { InspectedColumn, UploadedFile, UploadInspection } from '../contract.ts'
import { type Column, fieldNames, headerKey } from './columns.ts'
import { fileFailure } from './decode.ts'
import { commonDateFormat, fitting, inferred, type Observed, observe, observing } from './infer.ts'
import { knownColumns, plainHeader, rolesOf } from './known.ts'
import { presetFor } from './presets/template.ts'
import { delimiters, openTable, swallowsRows, type Table, type TableSettings } from './rows.ts'
import type { CsvSettings } from './settings.ts'
import type { DateFormat, MoneyFormat } from './values.ts'

/** Rows that are looked at: enough to tell types, and quick. */
const mostRows = 10_000
const mostProblems = 20

type Problem = UploadInspection['problems'][number]

interface Looked {
  part: string | null
  table: Table
  observed: Observed[]
  rows: number
  more: boolean
}

export async function inspectUpload(
  given: Record<string, unknown>,
  uploads: readonly UploadedFile[],
): Promise<UploadInspection> {
  const problems: Problem[] = []
  const writing = tableSettingsOf(given)
  const money = moneyOf(given)
  const looked: Looked[] = []
  for (const file of [...uploads].sort((a, b) => Number(a.part !== null) - Number(b.part !== null))) {
    looked.push(await lookAt(file, writing, money, problems))
  }
  const main = looked.find(({ part }) => part === null)
  if (!main) throw fileFailure('UPLOAD_MISSING', 'There is no file of loans.', 'Give one upload without a part.')
  const dateFormat = dateFormatOf(given, main)
  const settings = settingsFor(given, main, looked, dateFormat)
  const parts = settings.parts as CsvSettings['parts']
  const columns = looked.flatMap((each) => describe(each, dateFormat, parts))
  problems.push(...looked.flatMap((each) => misfits(each, dateFormat)))
  if (settings.keyColumn === '') problems.push(noKey)
  return {
    settings,
    columns,
    rows: main.rows,
    more: main.more,
    problems: problems.slice(0, mostProblems),
    preset: presetFor({ columns: settings.columns as Column[], parts }),
  }
}

/** Columns with cells that are not what the rest of the column is. */
function misfits({ part, observed }: Looked, dateFormat: DateFormat): Problem[] {
  return observed.flatMap((column) => {
    const { header, type } = inferred(column, dateFormat)
    const wrong = column.filled - fitting(column, type)
    if (header === '' || wrong === 0) return []
    const where = part === null ? '' : ` of ${part}`
    const message = `${wrong} of ${column.filled} cells of the column ${JSON.stringify(header)}${where} are no ${type}.`
    return [
      { line: null, message, hint: 'Their rows go to quarantine, each with its line. Mend them, or correct the type.' },
    ]
  })
}

const noKey: Problem = {
  line: 1,
  message: 'No column looks like the number of the loan: none is filled in every row with a value of its own.',
  hint: 'Choose the key column yourself.',
}

function tableSettingsOf(given: Record<string, unknown>): TableSettings {
  const { delimiter, encoding } = given
  const known = typeof delimiter === 'string' && (delimiter in delimiters || delimiter === 'auto')
  return {
    delimiter: known ? (delimiter as TableSettings['delimiter']) : 'auto',
    encoding: encoding === 'utf-8' || encoding === 'windows-1252' ? encoding : 'auto',
  }
}

const moneyOf = ({ moneyFormat }: Record<string, unknown>): MoneyFormat =>
  moneyFormat === 'EUROPEAN' || moneyFormat === 'CENTS' ? moneyFormat : 'US'

function dateFormatOf({ dateFormat }: Record<string, unknown>, { observed }: Looked): DateFormat {
  if (dateFormat === 'US' || dateFormat === 'ISO' || dateFormat === 'DMY') return dateFormat
  return commonDateFormat(observed)
}

async function lookAt(
  file: UploadedFile,
  writing: TableSettings,
  money: MoneyFormat,
  problems: Problem[],
): Promise<Looked> {
  const table = await openTable(() => file.read(), writing)
  const observed = table.header.map(observing)
  let rows = 0
  let more = false
  for await (const row of table.rows()) {
    if (rows === mostRows) {
      more = true
      break
    }
    rows += 1
    const swallows = swallowsRows(row, table.header.length, delimiters[table.delimiter])
    if (row.cells.length !== table.header.length || swallows) {
      problems.push(ragged(file.part, row.line, row.cells.length, table.header.length))
      continue
    }
    for (const [index, cell] of row.cells.entries()) observe(observed[index]!, cell, money)
  }
  if (rows === 0) {
    problems.push({ line: null, message: `${file.name} has a header row and no rows.`, hint: 'Export it again.' })
  }
  return { part: file.part, table, observed, rows, more }
}

function ragged(part: string | null, line: number, cells: number, width: number): Problem {
  const where = part === null ? '' : ` of ${part}`
  return {
    line,
    message: `Line ${line}${where} has ${cells} columns, the header row has ${width}, or a quote in it is not closed.`,
    hint: 'Such a row goes to quarantine. Mend it in the file.',
  }
}

function settingsFor(
  given: Record<string, unknown>,
  main: Looked,
  looked: readonly Looked[],
  dateFormat: DateFormat,
): Record<string, unknown> {
  const columns = columnsOf(main, dateFormat)
  const keyColumn = typeof given.keyColumn === 'string' && given.keyColumn !== '' ? given.keyColumn : keyOf(main)
  const parts = looked
    .filter((each) => each.part !== null)
    .map((each) => {
      return { name: each.part!, keyColumn: partKeyOf(each, keyColumn), columns: columnsOf(each, dateFormat) }
    })
  return {
    environment: 'PRODUCTION',
    removal: 'MARK',
    removalPercent: 20,
    timeZone: 'America/New_York',
    asOfColumn: '',
    // Each file is judged by itself: one program may write the loans, another the payments.
    delimiter: 'auto',
    encoding: 'auto',
    moneyFormat: 'US',
    ...given,
    ...{ dateFormat, keyColumn, columns, parts },
  }
}

/** A column without a name cannot be meant by anybody. */
const columnsOf = ({ observed }: Looked, dateFormat: DateFormat) =>
  observed.filter(({ header }) => header !== '').map((column) => inferred(column, dateFormat))

function keyOf({ observed, table, rows }: Looked): string {
  const named = rolesOf(table.header, table.header).get('displayId')
  const filled = observed.filter(({ header, filled }) => header !== '' && filled === rows && rows > 0)
  const known = filled.find(({ header }) => header === named)
  return known?.header ?? filled.find(({ header }) => /(id|number|no)$/.test(plainHeader(header)))?.header ?? ''
}

function partKeyOf({ observed, table }: Looked, keyColumn: string): string {
  const same = table.header.find((header) => headerKey(header) === headerKey(keyColumn))
  const names = knownColumns[0]!.names
  return same ?? observed.find(({ header }) => names.includes(plainHeader(header)))?.header ?? table.header[0] ?? ''
}

function describe({ part, observed }: Looked, dateFormat: DateFormat, parts: CsvSettings['parts']): InspectedColumn[] {
  const named = observed.filter(({ header }) => header !== '')
  const headers = named.map(({ header }) => header)
  const fields = fieldNames(headers, part === null ? parts.map(({ name }) => name) : [])
  return named.map((column, index) => {
    const { header, type, sensitive } = inferred(column, dateFormat)
    const samples = sensitive ? [] : column.samples
    return { part, header, field: fields[index]!, type, sensitive, filled: column.filled, samples }
  })
}
