/** Writes a preset for the columns of a file: recipes for those that are recognised. What it lacks, the check of the preset names. */
import type { ShippedPreset } from '../../contract.ts'
import { type Column, dayBefore, fieldNames, type Part, type Shape } from '../columns.ts'
import { knownPaymentColumns, rolesOf } from '../known.ts'
import { tablesFor } from './tables.ts'

interface Fields {
  /** Field of a role; undefined where no column is recognised as it. */
  of(role: string): string | undefined
  typeOf(field: string): Column['type'] | undefined
}

type Line = string | null

export const presetName = 'csv-metro2'

export function presetFor(shape: Shape): ShippedPreset {
  const title = 'Flat files to Metro 2'
  const headers = shape.columns.map(({ header }) => header)
  const names = fieldNames(
    headers,
    shape.parts.map(({ name }) => name),
  )
  const roles = rolesOf(headers, names)
  const types = new Map(shape.columns.map(({ type }, index) => [names[index]!, type]))
  const fields: Fields = { of: (role) => roles.get(role), typeOf: (field) => types.get(field) }
  const unused = headers.filter((_, index) => ![...roles.values()].includes(names[index]!))
  const recipes = [account(fields), consumers(fields), history(fields, shape.parts)]
  const text = [
    introduction(unused),
    `preset: ${presetName}`,
    `title: ${title}`,
    'language: 1',
    'source: csv',
    '',
    tablesFor(recipes.join('\n')),
    ...recipes,
  ]
  return { name: presetName, title, text: text.join('\n') }
}

function introduction(unused: readonly string[]): string {
  const left = unused.map((header) => header.replace(/[^\x20-\x7e]/g, '?'))
  return [
    '# Flat files to Metro 2: one row a loan, with its borrower and the state of a day. Left of a colon stands the Metro 2',
    '# field, right of it the column of the file. What a file of one day cannot tell is derived from what it does tell, and a',
    '# record that rests on too little is held.',
    ...(left.length > 0 ? [`# Columns that feed nothing yet: ${left.join(', ')}.`.slice(0, 2_000)] : []),
  ].join('\n')
}

const lines = (...all: Line[]) => all.filter((line) => line !== null).join('\n')

/** A line for a role that has a column; `$` stands for the field. */
function when({ of }: Fields, role: string, line: string): Line {
  const field = of(role)
  return field === undefined ? null : line.replaceAll('$', field)
}

/** `from`, read as text where the column is of another type. */
function asText(fields: Fields, role: string): string | null {
  const field = fields.of(role)
  if (field === undefined) return null
  const type = fields.typeOf(field)
  return type === 'integer' || type === 'decimal' ? `from: ${field}, as: text` : `from: ${field}`
}

function textLine(fields: Fields, role: string, before: string, after: string): Line {
  const from = asText(fields, role)
  return from === null ? null : `${before}{ ${from}${after} }`
}

function account(f: Fields): string {
  return lines(
    '',
    'account:',
    '  # The number the bureaus know the loan by: changing what feeds it makes every loan a new account there.',
    textLine(f, 'displayId', '  consumerAccountNumber: ', ', then: [{ keep: alphanumeric }, upper], required: true'),
    textLine(f, 'reportingType', '  portfolioType: ', ', lookup: portfolioType, onUnknown: reject, onMissing: reject'),
    '  # Two characters; spreadsheets drop leading zeros.',
    textLine(
      f,
      'creditBureau',
      '  accountType: ',
      ', then: [{ takeLast: 2 }, upper, { pad: [2, "0"] }], required: true',
    ),
    when(f, 'contractDate', '  dateOpened: { from: $, required: true }'),
    '  # Instalment loans and mortgages have no credit limit.',
    '  creditLimit: { value: 0 }',
    when(f, 'loanAmount', '  highestCredit: { from: $, then: [wholeDollars], required: true }'),
    textLine(
      f,
      'paymentFrequency',
      '  termsFrequency: ',
      ', lookup: termsFrequency, onUnknown: hold, onMissing: reject',
    ),
    '  # The term in payments, turned into months.',
    when(f, 'loanTerm', '  termsDuration: { from: $, then: [monthsOfTerm, { pad: [3, "0"] }], onMissing: hold }'),
    '  accountStatus: { derive: accountStatus }',
    '  paymentRating: { derive: paymentRating }',
    ...profile(f),
    ...firstDelinquency(f),
    '  currentBalance: { derive: currentBalance }',
    '  amountPastDue: { derive: amountPastDue }',
    when(f, 'lastPaymentAmount', '  actualPaymentAmount: { from: $, then: [wholeDollars] }'),
    '  interestTypeIndicator: { value: F }',
    '',
  )
}

/** A lender's own profile and date are taken as they are; a blank date is derived, for a late loan must have one. */
function profile(f: Fields): Line[] {
  const from = asText(f, 'paymentHistoryProfile')
  if (from === null) return ['  paymentHistoryProfile: { derive: paymentHistoryProfile }']
  const field = f.of('paymentHistoryProfile')!
  return [
    '  # The last 24 months, newest first, as the file has them.',
    '  paymentHistoryProfile:',
    '    firstMatch:',
    `      - { when: "has(${field})", ${from}, then: [upper] }`,
    '      - { derive: paymentHistoryProfile }',
  ]
}

/**
 * The lender's date tells how the delinquency of a late loan began (`lastUnderThirty` below), and derive takes it from there.
 * Of a loan that was charged off no later state tells it any more, so there it is taken as it is.
 */
function firstDelinquency(f: Fields): Line[] {
  const [date, chargedOff] = [f.of('dateOfFirstDelinquency'), f.of('chargeOffDate')]
  if (date === undefined || chargedOff === undefined)
    return ['  dateOfFirstDelinquency: { derive: dateOfFirstDelinquency }']
  return [
    "  # Of a charged-off loan the lender's own date; else derived, with the lender's date as the day it became 30 days late.",
    '  dateOfFirstDelinquency:',
    '    firstMatch:',
    `      - { when: "has(${chargedOff}) && has(${date})", from: ${date} }`,
    '      - { derive: dateOfFirstDelinquency }',
  ]
}

function consumers(f: Fields): string {
  return lines(
    'consumers:',
    '  primary: "true"',
    '  fields:',
    when(f, 'lastName', '    surname: { from: $, then: [withoutGeneration, name], required: true }'),
    when(f, 'firstName', '    firstName: { from: $, then: [name], required: true }'),
    when(f, 'middleName', '    middleName: { from: $, then: [name] }'),
    when(f, 'generationCode', '    generationCode: { from: $, then: [generation] }'),
    '    # A masked or shortened number is never written: the record is held.',
    when(f, 'ssn', '    socialSecurityNumber: { from: $, as: ssn }'),
    when(f, 'birthDate', '    dateOfBirth: { from: $, as: birthDate }'),
    when(f, 'phone', '    telephoneNumber: { from: $, as: phone }'),
    ...ecoa(f),
    when(f, 'address1', '    firstLineOfAddress: { from: $, then: [address], required: true }'),
    when(f, 'address2', '    secondLineOfAddress: { from: $, then: [address] }'),
    when(f, 'city', '    city: { from: $, then: [address], required: true }'),
    when(f, 'state', '    state: { from: $, then: [upper], required: true }'),
    when(f, 'zipcode', '    postalCode: { from: $, as: postalCode, required: true }'),
    when(f, 'country', '    countryCode: { from: $, lookup: country, onUnknown: hold }'),
    '',
  )
}

/** A file with one borrower a loan and no ECOA code is a file of individual accounts. */
function ecoa(f: Fields): Line[] {
  const from = asText(f, 'ECOACode')
  if (from === null) return ['    # One borrower a row: an individual account.', '    ecoaCode: { value: "1" }']
  return [`    ecoaCode: { ${from}, lookup: ecoa, onUnknown: hold, onMissing: hold }`]
}

function history(f: Fields, parts: readonly Part[]): string {
  return lines(
    'history:',
    when(f, 'payment', '  periodicPayment: { from: $ }'),
    when(f, 'loanAmount', '  originalAmount: { from: $ }'),
    when(f, 'closedDate', '  closedOn: { from: $ }'),
    textLine(f, 'creditStatus', '  lenderStatus: ', ', lookup: lenderStatus, onUnknown: hold'),
    '  # What the lender says of the day of the file: trusted for that day.',
    '  snapshots:',
    '    date: { from: snapshotDate }',
    when(f, 'daysPastDue', '    daysPastDue: { from: $ }'),
    ...balances(f),
    when(f, 'amountPastDue', '    amountPastDue: { from: $ }'),
    when(f, 'lastPaymentDate', '    lastPaymentDate: { from: $ }'),
    when(f, 'dateOfFirstDelinquency', `    lastUnderThirty: { from: ${dayBefore('$')} }`),
    ...chargeOff(f),
    ...parts.flatMap(payments),
    '',
  )
}

/** Of a charged-off loan the file states what is left of it: that is no balance of the day, but what derive adds to it. */
function balances(f: Fields): Line[] {
  const [balance, date, amount] = [
    f.of('payoff') ?? f.of('principalBalance'),
    f.of('chargeOffDate'),
    f.of('chargeOffAmount'),
  ]
  if (balance === undefined) return []
  if (date === undefined || amount === undefined) return [`    balance: { from: ${balance} }`]
  return [
    '    # What is left of a charged-off loan is owed beside the balance, which is nothing from then on.',
    `    balance: { firstMatch: [{ when: "has(${date})", value: "0.00" }, { from: ${balance} }] }`,
    `    netChargeOff: { from: ${balance}, onlyWhen: "has(${date})" }`,
  ]
}

function chargeOff(f: Fields): Line[] {
  const [date, amount] = [f.of('chargeOffDate'), f.of('chargeOffAmount')]
  if (date === undefined || amount === undefined) return []
  return ['  chargeOffs:', `    when: "has(${date})"`, `    date: { from: ${date} }`, `    amount: { from: ${amount} }`]
}

/** A further file with days and amounts is one of payments. */
function payments({ name, columns }: Part): Line[] {
  const headers = columns.map(({ header }) => header)
  const roles = rolesOf(headers, fieldNames(headers), knownPaymentColumns)
  const [date, amount, reversed] = [roles.get('date'), roles.get('amount'), roles.get('reversedDate')]
  if (date === undefined || amount === undefined) return []
  return [
    '  satisfactions:',
    `    each: ${name}`,
    `    date: { from: row.${date} }`,
    `    amount: { from: row.${amount} }`,
    reversed === undefined ? null : `    reversedOn: { from: row.${reversed} }`,
  ]
}
