/** Short ways to write facts and records in tests. Nothing here computes a date. */
import { type AccountFields, emptyBase } from '../../server/metro2/assemble.ts'
import type { Consumer, LoanFacts, Satisfaction, Snapshot } from '../../server/metro2/facts.ts'
import type { BaseSegment, J1Segment, J2Segment, Metro2Record } from '../../server/metro2/record.ts'

/** A monthly instalment loan of $5,000 opened 2026-01-10 with $300.00 a month and no history. */
export function loan(facts: Partial<LoanFacts> = {}): LoanFacts {
  return {
    dateOpened: '2026-01-10',
    portfolioType: 'I',
    termsFrequency: 'M',
    periodicPayment: 30000,
    originalAmount: 500000,
    closedOn: null,
    lenderStatus: null,
    instalments: [],
    satisfactions: [],
    adjustments: [],
    snapshots: [],
    chargeOffs: [],
    bankruptcies: [],
    ...facts,
  }
}

/** Instalments of $300.00 due on these days. */
export function due(...days: string[]): LoanFacts['instalments'] {
  return days.map((day) => ({ due: day, amount: 30000 }))
}

/** Payments of $300.00 towards instalments on these days. */
export function paid(...days: string[]): Satisfaction[] {
  return days.map((date) => payment(date, 30000))
}

export function payment(
  date: string,
  amount: number,
  towards: Satisfaction['towards'] = 'INSTALMENTS',
  reversedOn: string | null = null,
): Satisfaction {
  return { date, amount, towards, reversedOn }
}

/** A snapshot with a balance and, optionally, days past due and more. */
export function snapshot(
  date: string,
  balance: number | null,
  daysPastDue: number | null = null,
  more: Partial<Snapshot> = {},
): Snapshot {
  return {
    date,
    daysPastDue,
    accountStatus: null,
    balance,
    amountPastDue: null,
    lastPaymentDate: null,
    firstDelinquencyDate: null,
    netChargeOff: null,
    ...more,
  }
}

/** `profile('110')` is 1, 1, 0 and B for the rest of the 24 months. */
export function profile(known: string): string {
  return known.padEnd(24, 'B')
}

export const account: AccountFields = {
  identificationNumber: 'LENDER01',
  consumerAccountNumber: 'A0001',
  portfolioType: 'I',
  accountType: '01',
  dateOpened: '2026-01-10',
  highestCredit: 5000,
  termsDuration: '036',
  termsFrequency: 'M',
  interestTypeIndicator: 'F',
}

export function consumer(more: Partial<Consumer> = {}): Consumer {
  return {
    key: 'c1',
    role: 'PRIMARY',
    surname: 'DOE',
    firstName: 'JANE',
    middleName: '',
    generationCode: '',
    socialSecurityNumber: '219099998',
    dateOfBirth: '1980-04-05',
    telephoneNumber: '2175550100',
    ecoaCode: '1',
    consumerInformationIndicator: '',
    countryCode: 'US',
    firstLineOfAddress: '1 MAIN ST',
    secondLineOfAddress: '',
    city: 'SPRINGFIELD',
    state: 'IL',
    postalCode: '62701',
    addressIndicator: '',
    residenceCode: '',
    ...more,
  }
}

/** A clean base segment: a current loan with a balance, as of 2026-06-30. */
export function base(more: Partial<BaseSegment> = {}): BaseSegment {
  const { key: _key, role: _role, ...person } = consumer()
  return {
    ...emptyBase(),
    ...account,
    ...person,
    timeStamp: '06302026000000',
    scheduledMonthlyPaymentAmount: 300,
    actualPaymentAmount: 300,
    accountStatus: '11',
    paymentHistoryProfile: profile('00000'),
    currentBalance: 4000,
    dateOfAccountInformation: '2026-06-30',
    dateOfLastPayment: '2026-06-15',
    ...more,
  }
}

export function j1(more: Partial<J1Segment> = {}): J1Segment {
  return {
    surname: 'DOE',
    firstName: 'JOHN',
    middleName: '',
    generationCode: '',
    socialSecurityNumber: '219099997',
    dateOfBirth: '1979-03-02',
    telephoneNumber: '',
    ecoaCode: '1',
    consumerInformationIndicator: '',
    ...more,
  }
}

export function j2(more: Partial<J2Segment> = {}): J2Segment {
  return {
    ...j1(),
    countryCode: 'US',
    firstLineOfAddress: '2 OAK AVE',
    secondLineOfAddress: '',
    city: 'PEORIA',
    state: 'IL',
    postalCode: '61602',
    addressIndicator: '',
    residenceCode: '',
    ...more,
  }
}

export function record(more: Partial<BaseSegment> = {}, j1s: J1Segment[] = [], j2s: J2Segment[] = []): Metro2Record {
  return { base: base(more), j1: j1s, j2: j2s }
}
