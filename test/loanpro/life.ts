/** A loan's life written down as LoanPro would send it, through normalizer and preset. Nothing here computes lateness. */
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { compilePreset } from '../../server/mapping/compile.ts'
import type { MappingOutcome, PresetProgram } from '../../server/mapping/program.ts'
import type { Finding } from '../../server/metro2/facts.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { validateRecord } from '../../server/metro2/rules/registry.ts'
import { archiveRowOf, type Raw, rawOf, seconds } from './documents.ts'

const program = compiled()

function compiled(): PresetProgram {
  const result = compilePreset(loanpro.presets[0]!.text, loanpro.catalogue)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.program
}

export interface Life {
  /** Contract date; 2025-01-10 where none is given. */
  opened?: string
  /** Due dates of instalments of $350.00, or of another amount in dollars. */
  due?: (string | [date: string, amount: string])[]
  payments?: Raw[]
  /** Days past due by day, or whole rows. Balance $9,050.00. */
  archive?: Record<string, number | Raw>
  setup?: Raw
  settings?: Raw
  loan?: Raw
  transactions?: Raw[]
  people?: Raw[]
}

let nextPayment = 500

/** A payment of $350.00 that stayed, or with these changes. */
export function paid(date: string, changes: Raw = {}): Raw {
  nextPayment += 1
  return {
    id: nextPayment,
    date: seconds(date),
    amount: '350.00',
    status: 'payment.status.none',
    active: 1,
    ...changes,
  }
}

export function taken(date: string, reversedOn: string | null, changes: Raw = {}): Raw {
  return paid(date, { active: 0, reverseDate: reversedOn === null ? null : seconds(reversedOn), ...changes })
}

export const oakLane = {
  address1: '12 Oak Lane',
  city: 'Reno',
  state: 'geo.state.NV',
  zipcode: '89501',
  country: 'company.country.usa',
}

export const person = (changes: Raw = {}): Raw => ({
  id: 31,
  customerType: 'customer.type.individual',
  loanRole: 'loan.customerRole.primary',
  firstName: 'Alma',
  lastName: 'Thorne',
  birthDate: seconds('1980-02-29'),
  ssn: '773201234',
  generationCode: 'customer.generationCode.none',
  PrimaryAddress: oakLane,
  MailAddress: null,
  Phones: [],
  CustomFieldValues: [],
  ...changes,
})

export const second = (changes: Raw = {}): Raw =>
  person({
    id: 32,
    loanRole: 'loan.customerRole.secondary',
    firstName: 'Bernard',
    ssn: '773205678',
    birthDate: seconds('1979-05-06'),
    ...changes,
  })

const row = (date: string, said: number | Raw): Raw =>
  archiveRowOf(date, {
    calcedECOA: 'loan.ecoacodes.1',
    calcedECOACoBuyer: 'loan.ecoacodes.0',
    creditStatus: null,
    ...(typeof said === 'number' ? { daysPastDue: said } : said),
  })

const instalment = (date: string, amount: string): Raw => ({
  txId: `7-0-spm${date}`,
  type: 'scheduledPayment',
  date: seconds(date),
  infoOnly: 0,
  paymentId: 0,
  chargeAmount: amount,
})

/** The raw document of a life. */
export function rawLife(life: Life): string {
  const scheduled = (life.due ?? []).map((one) =>
    typeof one === 'string' ? instalment(one, '350') : instalment(...one),
  )
  const changes: Raw = {
    LoanSetup: {
      active: 1,
      contractDate: seconds(life.opened ?? '2025-01-10'),
      loanAmount: '12000.00',
      payment: '350.00',
      loanTerm: '36',
      paymentFrequency: 'loan.frequency.monthly',
      loanType: 'loan.type.installment',
      CustomFieldValues: [],
      ...life.setup,
    },
    LoanSettings: {
      creditStatus: 'loan.creditstatus.0',
      creditBureau: 'loan.creditbureau.00',
      reportingType: 'loan.reportingtype.I',
      CustomFieldValues: [],
      ...life.settings,
    },
    Customers: life.people ?? [person()],
    Payments: life.payments ?? [],
    Transactions: [...scheduled, ...(life.transactions ?? [])],
    ...life.loan,
  }
  return rawOf(
    changes,
    Object.entries(life.archive ?? {}).map(([date, said]) => row(date, said)),
  )
}

export function outcomeOf(raw: string, asOf: string): MappingOutcome {
  const { document } = loanpro.normalize(raw, { capabilities: {} })
  return program.run(document, { asOf, identificationNumber: 'FURNISHER1', snapshotDate: asOf, previous: null })
}

export interface Reported {
  record: Metro2Record
  base: Metro2Record['base']
  commenced: string | null
  findings: Finding[]
  /** Rules that hold the record. */
  errors: string[]
  /** Rules found at all. */
  rules: string[]
}

/** What is reported of a raw document on a day, with all findings. */
export function reportedRaw(raw: string, asOf: string): Reported {
  const outcome = outcomeOf(raw, asOf)
  if (outcome.kind !== 'MAPPED') throw new Error(JSON.stringify(outcome))
  const { record } = outcome
  const findings = [...outcome.findings, ...validateRecord(record, { asOf })]
  const errors = findings.filter(({ severity }) => severity === 'ERROR').map(({ rule }) => rule)
  const rules = findings.map(({ rule }) => rule)
  return { record, base: record.base, commenced: outcome.delinquencyCommenced, findings, errors, rules }
}

export const reported = (life: Life, asOf: string): Reported => reportedRaw(rawLife(life), asOf)

/** `profile('110')` is 1, 1, 0 and B for the rest of the 24 months. */
export const profile = (known: string): string => known.padEnd(24, 'B')
