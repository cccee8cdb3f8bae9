/** A small source, its catalogue, and a preset for it: what the tests of the mapping engine work with. */
import { readFileSync } from 'node:fs'
import type { Catalogue, CatalogueNode, ScalarType } from '../../server/mapping/catalogue.ts'
import { compilePreset } from '../../server/mapping/compile.ts'
import type { PresetProblem, PresetProgram, RunInputs } from '../../server/mapping/program.ts'

export function scalar(type: ScalarType, extra: { sensitive?: boolean; values?: string[] } = {}): CatalogueNode {
  const values = extra.values?.map((value) => ({ value, title: value }))
  return {
    type,
    title: type,
    ...(extra.sensitive ? { sensitive: true } : {}),
    ...(values ? { values } : {}),
  }
}

export function object(fields: Record<string, CatalogueNode>): CatalogueNode {
  return { type: 'object', title: 'object', fields }
}

export function list(of: Record<string, CatalogueNode>): CatalogueNode {
  return { type: 'list', title: 'list', of }
}

export const catalogue: Catalogue = {
  displayId: scalar('text'),
  created: scalar('instant'),
  temporaryAccount: scalar('boolean'),
  LoanSetup: object({
    contractDate: scalar('date'),
    loanAmount: scalar('money'),
    loanTerm: scalar('decimal'),
    paymentFrequency: scalar('text', { values: ['monthly', 'biWeekly', 'weekly', 'custom'] }),
    payment: scalar('money'),
    periods: scalar('integer'),
    rateText: scalar('text'),
  }),
  LoanSettings: object({
    reportingType: scalar('text'),
    creditBureau: scalar('text'),
    creditStatus: scalar('text'),
    closedDate: scalar('date'),
    CustomFieldValues: list({ name: scalar('text'), value: scalar('text') }),
  }),
  StatusArchive: list({
    date: scalar('date'),
    daysPastDue: scalar('integer'),
    payoff: scalar('money'),
    written: scalar('instant'),
  }),
  Customers: list({
    id: scalar('integer'),
    customerType: scalar('text', { values: ['individual', 'company'] }),
    loanRole: scalar('text'),
    firstName: scalar('text'),
    lastName: scalar('text'),
    ssn: scalar('text', { sensitive: true }),
    birthDate: scalar('date', { sensitive: true }),
    Phones: list({ phone: scalar('text'), isPrimary: scalar('boolean') }),
    PrimaryAddress: object({
      address1: scalar('text'),
      city: scalar('text'),
      state: scalar('text'),
      zipcode: scalar('text'),
    }),
  }),
  Transactions: list({
    type: scalar('text', { values: ['scheduledPayment', 'payment', 'fee'] }),
    date: scalar('date'),
    chargeAmount: scalar('money'),
  }),
  Payments: list({
    date: scalar('date'),
    amount: scalar('text'),
    active: scalar('boolean'),
    extra: scalar('text'),
    reverseDate: scalar('date'),
  }),
}

/** The example of docs/presets.md, so that the document and the program cannot part. */
export const documentedPreset = readFileSync(new URL('../../docs/presets.md', import.meta.url), 'utf8')
  .split('```yaml\n')[1]!
  .split('```')[0]!

export const asOf = '2026-06-30'
export const inputs: RunInputs = { asOf, identificationNumber: 'LENDER01', snapshotDate: asOf, previous: null }

type Json = Record<string, unknown>

export function customer(extra: Json = {}): Json {
  return {
    id: 7,
    customerType: 'individual',
    loanRole: 'primary',
    firstName: 'Ana María',
    lastName: "O'Neil",
    ssn: '123-45-6789',
    birthDate: '1980-02-29',
    Phones: [
      { phone: '555', isPrimary: false },
      { phone: '(801) 555-0100', isPrimary: true },
    ],
    PrimaryAddress: { address1: '12 Main St. #4', city: 'Provo', state: 'ut', zipcode: '84601-1234' },
    ...extra,
  }
}

export function loan(extra: Json = {}): Json {
  return {
    displayId: ' ln-0001 ',
    created: '2025-12-01T10:00:00Z',
    temporaryAccount: false,
    LoanSetup: {
      contractDate: '2025-12-10',
      loanAmount: 1_200_050,
      loanTerm: 36,
      paymentFrequency: 'monthly',
      payment: 37_500,
      periods: 36,
      rateText: '4.5000',
    },
    LoanSettings: {
      reportingType: 'I',
      creditBureau: '01',
      creditStatus: null,
      closedDate: null,
      CustomFieldValues: [{ name: 'Special Comment Code', value: 'CP - forbearance' }],
    },
    StatusArchive: [
      { date: '2026-06-29', daysPastDue: 0, payoff: 1_000_000, written: '2026-06-29T23:00:00Z' },
      { date: '2026-06-30', daysPastDue: 0, payoff: 990_000, written: '2026-06-30T23:00:00Z' },
      { date: '2026-07-01', daysPastDue: 1, payoff: 980_000, written: '2026-07-01T23:00:00Z' },
    ],
    Customers: [customer()],
    Transactions: [1, 2, 3, 4, 5, 6].map((month) => ({
      type: 'scheduledPayment',
      date: `2026-0${month}-10`,
      chargeAmount: 37_500,
    })),
    Payments: [1, 2, 3, 4, 5, 6].map((month) => ({
      date: `2026-0${month}-09`,
      amount: '375.00',
      active: true,
      extra: 'tx.classic',
      reverseDate: null,
    })),
    ...extra,
  }
}

export function problemsOf(text: string, of: Catalogue = catalogue): PresetProblem[] {
  const result = compilePreset(text, of)
  return result.ok ? [] : result.problems
}

export function programOf(text: string, of: Catalogue = catalogue): PresetProgram {
  const result = compilePreset(text, of)
  if (!result.ok) throw new Error(result.problems.map((p) => `${p.line}:${p.column} ${p.code} ${p.message}`).join('\n'))
  return result.program
}

/** The documented preset with one passage replaced. */
export function edited(from: string, to: string, text = documentedPreset): string {
  if (!text.includes(from)) throw new Error(`the preset does not hold ${from}`)
  return text.replace(from, () => to)
}

/** Line and column of the first occurrence of a passage. */
export function placeOf(passage: string, text: string): { line: number; column: number } {
  const at = text.indexOf(passage)
  if (at < 0) throw new Error(`the text does not hold ${passage}`)
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
