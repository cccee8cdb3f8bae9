/**
 * Fields that need a join: a payment and its transactions, a custom field and its name, a customer and the others of
 * the loan. Presets cannot join, so it is done here, once.
 */
import { type Json, malformed, readDate, readJsonMap, readMoney, readRows, readText } from './values.ts'

type Row = Record<string, unknown>

/** Statuses of money that did not stay. */
const takenBack = new Set(['failed', 'voided', 'chargedBack', 'refunded'])

/** Fills the computed fields of a read loan, in place. */
export function completeLoan(document: Row, customFields: ReadonlyMap<string, string>): void {
  const customers = rowsOf(document.Customers)
  for (const customer of customers) {
    customer.isPrimary = false
    nameCustomFields(customer.CustomFieldValues, customFields)
  }
  markPrimary(customers)
  nameCustomFields(document.CustomFieldValues, customFields)
  nameCustomFields((document.LoanSetup as Row).CustomFieldValues, customFields)
  nameCustomFields((document.LoanSettings as Row).CustomFieldValues, customFields)
  for (const row of rowsOf(document.StatusArchive)) nameCustomFields(row.customFields, customFields)
  completePayments(document)
}

/**
 * The person whom the loan is first of all about: the primary borrower, or, where that is a company or no role was sent,
 * the only person there is, leaving aside additional customers, who need not answer for it. Of several none: it would be a
 * guess.
 */
function markPrimary(customers: Row[]): void {
  const people = customers.filter(
    ({ customerType, loanRole }) =>
      customerType !== 'company' && customerType !== 'flooringCustomer' && loanRole !== 'additional',
  )
  const primary = people.find(({ loanRole }) => loanRole === 'primary') ?? (people.length === 1 ? people[0] : undefined)
  if (primary !== undefined) primary.isPrimary = true
}

function nameCustomFields(values: unknown, customFields: ReadonlyMap<string, string>): void {
  for (const value of rowsOf(values)) value.name ??= customFields.get(String(value.customFieldId)) ?? null
}

/** A list that was not sent is null; there is nothing to complete in it. */
function rowsOf(list: unknown): Row[] {
  return (list ?? []) as Row[]
}

interface Applied {
  fees: number
  /** What went to principal only. */
  principal: number
  /** Rows that say where the money went: all of them, and those of principal only. */
  rows: number
  principalRows: number
}

/** What the transactions say of each payment. Information, forecasts and the schedule are not about money received. */
function appliedByPayment(transactions: Row[]): Map<number, Applied> {
  const byPayment = new Map<number, Applied>()
  for (const row of transactions) {
    const id = row.paymentId as number | null
    if (id === null || id === 0 || row.infoOnly === true || row.forecast === true) continue
    const applied = byPayment.get(id) ?? { fees: 0, principal: 0, rows: 0, principalRows: 0 }
    const fees = (row.paymentFees as number | null) ?? 0
    applied.fees += fees
    applied.rows += 1
    if (row.principalOnly === true) {
      applied.principal += ((row.paymentAmount as number | null) ?? 0) - fees
      applied.principalRows += 1
    }
    byPayment.set(id, applied)
  }
  return byPayment
}

function completePayments(document: Row): void {
  const applied = appliedByPayment(rowsOf(document.Transactions))
  for (const payment of rowsOf(document.Payments)) completePayment(payment, applied.get(payment.id as number))
}

const between = (least: number, value: number, most: number): number => Math.min(Math.max(value, least), most)

/** The amount is fees, principal only and what pays instalments; nothing is counted twice. */
function completePayment(payment: Row, found: Applied | undefined): void {
  const amount = (payment.amount as number | null) ?? 0
  // A reversed payment's transactions are gone; it keeps its whole amount and its day of reversal.
  const fees = between(0, found?.fees ?? 0, Math.max(amount, 0))
  // One payment can pay an instalment and bring the rest to principal: only all of its rows make it principal only.
  const allPrincipal =
    found === undefined
      ? /principalonly$/i.test(String(payment.extra ?? ''))
      : found.principalRows > 0 && found.principalRows === found.rows
  const rest = Math.max(amount - fees, 0)
  const principal = allPrincipal ? rest : between(0, found?.principal ?? 0, rest)
  payment.reversed = payment.active === false || payment.reverseDate !== null || takenBack.has(String(payment.status))
  payment.reversedOn = payment.reversed === true ? (payment.reverseDate ?? payment.date) : null
  payment.replaced =
    payment.active === false && payment.reverseDate === null && payment.childId !== null && payment.childId !== 0
  payment.principalOnly = allPrincipal
  payment.feesPortion = fees
  payment.principalPortion = principal
  payment.appliedToInstalments = amount - fees - principal
}

/** `customFieldsBreakdown` of an archive row, `{"15":"250.00"}` in a string, as rows. */
export function customFieldsOfRow(value: Json | undefined): Row[] {
  if (value === null || value === undefined || value === '' || value === '[]') return []
  return Object.entries(readJsonMap(value, 'StatusArchive.customFieldsBreakdown')).map(([id, text]) => ({
    customFieldId: Number(id),
    name: null,
    customFieldValue: readText(text, 'StatusArchive.customFieldsBreakdown'),
  }))
}

/** `tilPaymentSchedule` in a string: `[{count, payment, startDate: "MM/DD/YYYY"}]`, amounts with binary noise. */
export function scheduleOf(value: Json | undefined): Row[] {
  if (value === null || value === undefined || value === '') return []
  const path = 'LoanSetup.tilPaymentSchedule'
  const items = readRows(Object.values(readJsonMap(value, path)), path) ?? []
  return items.map((item) => ({
    count: Number(item.count ?? 0),
    payment: readMoney(item.payment, path),
    startDate: usDate(item.startDate, path),
  }))
}

function usDate(value: Json | undefined, path: string): string | null {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(typeof value === 'string' ? value : '') ?? []
  if (year === undefined) {
    if (value === null || value === undefined || value === '') return null
    throw malformed(`${path}.startDate`, 'a date (MM/DD/YYYY)')
  }
  return readDate(`${year}-${month}-${day}`, `${path}.startDate`)
}
