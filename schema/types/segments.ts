/** The segments of a Metro 2 record, field by field. SSN and date of birth leave the server masked. */
import type { BaseSegment, J1Segment, J2Segment } from '../../server/metro2/record.ts'
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

type Kind = 'text' | 'int' | 'dollars' | 'date' | 'ssn' | 'birth'
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
