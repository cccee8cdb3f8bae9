/** The segments of a Metro 2 record, field by field. SSN and date of birth leave the server masked. */
import type {
  BaseSegment,
  J1Segment,
  J2Segment,
  K1Segment,
  K2Segment,
  K3Segment,
  K4Segment,
  L1Segment,
  N1Segment,
} from '../../server/metro2/record.ts'
import { builder } from '../builder.ts'

/** SSN and date of birth of a consumer; opened only when one of them is selected. */
export interface OpenIdentity {
  socialSecurityNumber: string
  dateOfBirth: string | null
}

export interface SegmentRow<Segment> {
  segment: Segment
  identity(): Promise<OpenIdentity>
}

/** code: a number that is a code, written as in the file: `01`. */
type Kind = 'text' | 'int' | 'code1' | 'code2' | 'dollars' | 'date' | 'ssn' | 'birth'
type Spec<Segment> = Record<keyof Segment, readonly [field: string, kind: Kind, title: string]>

const person = (numbers: readonly string[]) =>
  ({
    surname: [numbers[0]!, 'text', 'Surname'],
    firstName: [numbers[1]!, 'text', 'First name'],
    middleName: [numbers[2]!, 'text', 'Middle name'],
    generationCode: [numbers[3]!, 'text', 'Generation code: J, S, 2 to 9'],
    socialSecurityNumber: [numbers[4]!, 'ssn', 'Social Security number'],
    dateOfBirth: [numbers[5]!, 'birth', 'Date of birth'],
    telephoneNumber: [numbers[6]!, 'text', 'Telephone number'],
    ecoaCode: [numbers[7]!, 'text', 'ECOA code: how the consumer is tied to the account'],
    consumerInformationIndicator: [numbers[8]!, 'text', 'Consumer information indicator: bankruptcy and the like'],
  }) as const satisfies Spec<J1Segment>

const address = (numbers: readonly string[]) =>
  ({
    countryCode: [numbers[0]!, 'text', 'Country code'],
    firstLineOfAddress: [numbers[1]!, 'text', 'First line of address'],
    secondLineOfAddress: [numbers[2]!, 'text', 'Second line of address'],
    city: [numbers[3]!, 'text', 'City'],
    state: [numbers[4]!, 'text', 'State'],
    postalCode: [numbers[5]!, 'text', 'Postal code'],
    addressIndicator: [numbers[6]!, 'text', 'Address indicator'],
    residenceCode: [numbers[7]!, 'text', 'Residence code'],
  }) as const

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index))

const base: Spec<BaseSegment> = {
  timeStamp: ['3', 'text', 'Time stamp'],
  correctionIndicator: ['4', 'int', 'Correction indicator'],
  identificationNumber: ['5', 'text', 'Identification number of the furnisher'],
  cycleIdentifier: ['6', 'text', 'Cycle identifier'],
  consumerAccountNumber: ['7', 'text', 'Consumer account number'],
  portfolioType: ['8', 'text', 'Portfolio type: C, I, M, O or R'],
  accountType: ['9', 'text', 'Account type'],
  dateOpened: ['10', 'date', 'Date opened'],
  creditLimit: ['11', 'dollars', 'Credit limit'],
  highestCredit: ['12', 'dollars', 'Highest credit or original loan amount'],
  termsDuration: ['13', 'text', 'Terms duration'],
  termsFrequency: ['14', 'text', 'Terms frequency'],
  scheduledMonthlyPaymentAmount: ['15', 'dollars', 'Scheduled monthly payment amount'],
  actualPaymentAmount: ['16', 'dollars', 'Actual payment amount'],
  accountStatus: ['17A', 'text', 'Account status'],
  paymentRating: ['17B', 'text', 'Payment rating'],
  paymentHistoryProfile: ['18', 'text', 'Payment history profile: 24 months, newest first'],
  specialComment: ['19', 'text', 'Special comment'],
  complianceConditionCode: ['20', 'text', 'Compliance condition code'],
  currentBalance: ['21', 'dollars', 'Current balance'],
  amountPastDue: ['22', 'dollars', 'Amount past due'],
  originalChargeOffAmount: ['23', 'dollars', 'Original charge-off amount'],
  dateOfAccountInformation: ['24', 'date', 'Date of account information'],
  dateOfFirstDelinquency: ['25', 'date', 'FCRA compliance date, the date of first delinquency'],
  dateClosed: ['26', 'date', 'Date closed'],
  dateOfLastPayment: ['27', 'date', 'Date of last payment'],
  interestTypeIndicator: ['28', 'text', 'Interest type indicator: F or V'],
  ...person(range(30, 38)),
  ...address(range(39, 46)),
}
const j1: Spec<J1Segment> = person(range(3, 11))
const j2: Spec<J2Segment> = { ...person(range(3, 11)), ...address(range(12, 19)) }

const k1: Spec<K1Segment> = {
  originalCreditorName: ['2', 'text', 'Name of the original creditor'],
  creditorClassification: ['3', 'code2', 'Creditor classification: `01` to `15`; `00` where the file leaves it blank'],
}
const k2: Spec<K2Segment> = {
  purchasedFromSoldToIndicator: ['2', 'code1', '`1` purchased from, `2` sold to, `9` remove'],
  purchasedFromSoldToName: ['3', 'text', 'Who sold or bought it'],
}
const k3: Spec<K3Segment> = {
  agencyIdentifier: ['2', 'code2', 'Agency: `00` none, `01` Fannie Mae, `02` Freddie Mac'],
  accountNumber: ['3', 'text', "The agency's account number"],
  mortgageIdentificationNumber: ['4', 'text', 'Mortgage identification number (MIN)'],
}
const k4: Spec<K4Segment> = {
  specializedPaymentIndicator: ['2', 'code2', '`01` balloon, `02` deferred'],
  deferredPaymentStartDate: ['3', 'date', 'Day the first deferred payment is due'],
  balloonPaymentDueDate: ['4', 'date', 'Day the balloon payment is due'],
  balloonPaymentAmount: ['5', 'dollars', 'Balloon payment'],
}
const l1: Spec<L1Segment> = {
  changeIndicator: ['2', 'code1', '`1` account number, `2` identification number, `3` both'],
  newConsumerAccountNumber: ['3', 'text', 'New consumer account number'],
  newIdentificationNumber: ['4', 'text', 'New identification number'],
}
const n1: Spec<N1Segment> = {
  employerName: ['2', 'text', 'Name of the employer'],
  firstLineOfEmployerAddress: ['3', 'text', 'First line of address'],
  secondLineOfEmployerAddress: ['4', 'text', 'Second line of address'],
  employerCity: ['5', 'text', 'City'],
  employerState: ['6', 'text', 'State'],
  employerPostalCode: ['7', 'text', 'Postal code'],
  occupation: ['8', 'text', 'Occupation'],
}

/** `***-**-1234`; null when there is none. */
export function maskedSsn(number: string): string | null {
  return number === '' ? null : `***-**-${number.slice(-4)}`
}

/** `1980-**-**`; null when there is none. */
export function maskedBirth(date: string | null): string | null {
  return date && `${date.slice(0, 4)}-**-**`
}

function segmentType<Segment extends object>(name: string, description: string, spec: Spec<Segment>) {
  return builder.objectRef<SegmentRow<Segment>>(name).implement({
    description,
    fields: (t) => {
      const value = (key: string) => (row: SegmentRow<Segment>) => (row.segment as Record<string, unknown>)[key]
      const fieldOf = (key: string, [number, kind, title]: readonly [string, Kind, string]) => {
        const text = `${title} (Field ${number}).`
        if (kind === 'int') return t.int({ description: text, resolve: value(key) as () => number })
        if (kind === 'code1' || kind === 'code2') {
          const width = kind === 'code1' ? 1 : 2
          const resolve = (row: SegmentRow<Segment>) => String(value(key)(row)).padStart(width, '0')
          return t.string({ description: text, resolve })
        }
        if (kind === 'date') {
          return t.field({
            type: 'Date',
            nullable: true,
            description: `${text} Null when zero-filled.`,
            resolve: value(key) as () => string | null,
          })
        }
        if (kind === 'dollars') {
          const resolve = (row: SegmentRow<Segment>) => Math.round(Number(value(key)(row)) * 100)
          return t.field({ type: 'Money', description: `${text} Whole dollars.`, resolve })
        }
        if (kind === 'ssn') {
          return t.string({
            nullable: true,
            description: `${text} Masked: \`***-**-1234\`. Null when there is none.`,
            complexity: 2,
            resolve: async (row) => maskedSsn((await row.identity()).socialSecurityNumber),
          })
        }
        if (kind === 'birth') {
          return t.string({
            nullable: true,
            description: `${text} Masked: \`1980-**-**\`. Null when there is none.`,
            complexity: 2,
            resolve: async (row) => maskedBirth((await row.identity()).dateOfBirth),
          })
        }
        return t.string({ description: `${text} Empty when blank.`, resolve: value(key) as () => string })
      }
      const entries = Object.entries(spec) as [string, readonly [string, Kind, string]][]
      return Object.fromEntries(entries.map(([key, each]) => [key, fieldOf(key, each)]))
    },
  })
}

export const BaseSegmentType = segmentType<BaseSegment>(
  'BaseSegment',
  'The base segment of a Metro 2 record: the account and its first consumer.',
  base,
)
export const J1SegmentType = segmentType<J1Segment>(
  'J1Segment',
  'A J1 segment: another consumer of the account, at the same address.',
  j1,
)
export const J2SegmentType = segmentType<J2Segment>(
  'J2Segment',
  'A J2 segment: another consumer of the account, at an address of their own.',
  j2,
)
export const K1SegmentType = segmentType<K1Segment>(
  'K1Segment',
  'A K1 segment: the original creditor of a debt that was placed or bought.',
  k1,
)
export const K2SegmentType = segmentType<K2Segment>('K2Segment', 'A K2 segment: who sold or bought the account.', k2)
export const K3SegmentType = segmentType<K3Segment>('K3Segment', 'A K3 segment: numbers of a mortgage.', k3)
export const K4SegmentType = segmentType<K4Segment>('K4Segment', 'A K4 segment: a balloon or deferred payment.', k4)
export const L1SegmentType = segmentType<L1Segment>(
  'L1Segment',
  'An L1 segment: the account number, the identification number or both have changed.',
  l1,
)
export const N1SegmentType = segmentType<N1Segment>('N1Segment', 'An N1 segment: the employment of the consumer.', n1)
