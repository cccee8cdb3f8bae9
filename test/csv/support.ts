/** Files of loans as lenders export them, and how they come to the plugin. */

import type { Page, PullEnd, PullRequest, SourceRecord, UploadedFile } from '../../plugins/contract.ts'
import { csv } from '../../plugins/csv/plugin.ts'
import { type TestContext, testContext } from '../support/pluginContext.ts'

export type Cells = Record<string, string>

/** A loan in LoanPro's column names, current on the day of the file. */
export function loan(number: number, extra: Cells = {}): Cells {
  return {
    displayId: `L-${number}`,
    reportingType: 'I',
    creditBureau: '01',
    contractDate: '01/15/2025',
    loanAmount: '12,000.00',
    payment: '350.00',
    loanTerm: '36',
    paymentFrequency: 'monthly',
    creditStatus: '0',
    payoff: '9,100.10',
    principalBalance: '9,000.00',
    amountPastDue: '0.00',
    daysPastDue: '0',
    lastPaymentDate: '06/14/2026',
    closedDate: '',
    dateOfFirstDelinquency: '',
    chargeOffDate: '',
    chargeOffAmount: '',
    paymentHistoryProfile: '',
    firstName: 'Ana',
    middleName: '',
    lastName: 'Reyes',
    generationCode: '',
    ssn: `666-12-${String(number).padStart(4, '0')}`,
    birthDate: '02/28/1980',
    phone: '801-555-0100',
    ECOACode: '1',
    address1: '1 Main St, Apt 2',
    address2: '',
    city: 'Provo',
    state: 'UT',
    zipcode: '84601',
    country: 'usa',
    ...extra,
  }
}

export interface Writing {
  delimiter?: string
  newline?: string
  /** Written around every cell, not only where it must be. */
  quoted?: boolean
}

export function csvOf(rows: readonly Cells[], writing: Writing = {}): string {
  const header = Object.keys(rows[0] ?? {})
  return tableOf([header, ...rows.map((row) => header.map((name) => row[name] ?? ''))], writing)
}

export function tableOf(
  rows: readonly (readonly string[])[],
  { delimiter = ',', newline = '\r\n', quoted = false }: Writing = {},
) {
  const cell = (text: string) => {
    const needs = quoted || /["\r\n]/.test(text) || text.includes(delimiter)
    return needs ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((row) => row.map(cell).join(delimiter)).join(newline) + newline
}

/** In pieces, so that nothing rests on where they are cut. */
export function fileOf(content: string | Uint8Array, part: string | null = null, pieceBytes = 7): UploadedFile {
  const bytes = Buffer.from(content)
  return {
    part,
    name: 'loans.csv',
    bytes: bytes.length,
    async *read() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
    },
  }
}

export async function settingsFor(
  files: readonly UploadedFile[],
  given: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  return (await csv.inspectUpload!(given, files)).settings
}

export interface Pulled {
  pages: Page[]
  end: PullEnd
  records: SourceRecord[]
  ctx: TestContext
}

export async function pullFiles(
  settings: Record<string, unknown>,
  uploads: readonly UploadedFile[],
  request: Partial<PullRequest> = {},
): Promise<Pulled> {
  const ctx = testContext({ settings: csv.settings.schema.parse(settings), credentials: {} })
  const pulling = csv.pull(ctx, {
    ...{ mode: 'FULL', asOf: '2026-06-30', keys: null, range: null, checkpoint: null, cursor: null },
    ...{ known: async () => new Map(), uploads },
    ...request,
  } as PullRequest)
  const pages: Page[] = []
  for (;;) {
    const next = await pulling.next()
    if (next.done) return { pages, end: next.value, records: pages.flatMap(({ records }) => records), ctx }
    pages.push(next.value)
  }
}

/** What the plugin makes of one document. */
export async function normalized(settings: Record<string, unknown>, raw: string) {
  const ctx = testContext({ settings: csv.settings.schema.parse(settings), credentials: {} })
  const { capabilities } = await csv.check(ctx)
  return csv.normalize(raw, { capabilities })
}
