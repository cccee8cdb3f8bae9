/** The preset that the example ships. */
export const preset = `preset: example-metro2
title: Example to Metro 2
language: 1
source: example
account:
  consumerAccountNumber: { from: number, then: [upper, { keep: alphanumeric }], required: true }
  portfolioType: { value: I }
  accountType: { value: '01' }
  dateOpened: { from: opened, required: true }
  highestCredit: { from: amount, then: [wholeDollars], required: true }
  termsDuration: { value: '036' }
  termsFrequency: { value: M }
consumers:
  primary: 'true'
  fields:
    surname: { from: last, then: [name], required: true }
    firstName: { from: first, then: [name], required: true }
    socialSecurityNumber: { from: ssn, as: ssn }
    dateOfBirth: { from: born, as: birthDate }
    ecoaCode: { value: '1' }
    firstLineOfAddress: { value: 1 MAIN ST }
    city: { value: PROVO }
    state: { value: UT }
    postalCode: { value: '84601' }
history:
  originalAmount: { from: amount }
  satisfactions: { each: payments, date: { from: row.date }, amount: { from: row.amount } }
  snapshots: { date: { from: snapshotDate }, daysPastDue: { from: daysPastDue }, balance: { from: balance } }
`
