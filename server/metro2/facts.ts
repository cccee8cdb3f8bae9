/**
 * What a loan's source must tell before anything about delinquency can be derived. A preset says where each of these
 * stands in the source's documents; `derive` (derive.ts) turns them into Metro 2 fields as of a date.
 *
 * Money is integer cents. Dates are calendar dates (`YYYY-MM-DD`).
 */
import type { CalendarDate } from './record.ts'

export type Cents = number

/** An amount that fell or falls due. Only contractual instalments: no late fees, no forecasts of unscheduled money. */
export interface Instalment {
  due: CalendarDate
  amount: Cents
  /** The part of the amount that is a balloon: it is added to the scheduled payment of the month it falls due in. */
  balloon?: Cents | null
  /** Lines and cards: day of the statement that asked for it. Money that came before it did not pay it. */
  billed?: CalendarDate | null
}

/**
 * Money received, or forgiven.
 * - INSTALMENTS: pays what is due, oldest instalment first.
 * - CREDIT: forgiven by the lender. Pays what is due and lowers the balance like money, but is no payment.
 * - PRINCIPAL: principal only; lowers the balance, cures nothing.
 * - FEES: pays fees; cures nothing.
 * - RECOVERY: received after a charge-off; cures nothing.
 */
export interface Satisfaction {
  date: CalendarDate
  amount: Cents
  towards: 'INSTALMENTS' | 'CREDIT' | 'PRINCIPAL' | 'FEES' | 'RECOVERY'
  /** Day the money was taken back (returned check, ACH return). A reversed payment never satisfied anything. */
  reversedOn: CalendarDate | null
}

/** What the lender did to the schedule, other than receiving money. */
export type Adjustment =
  | { kind: 'DUE_DATE_CHANGED'; date: CalendarDate; from: CalendarDate; to: CalendarDate }
  /** The amount past due was set: to zero (amount null) or lowered by `amount`. */
  | { kind: 'PAST_DUE_ADJUSTED'; date: CalendarDate; amount: Cents | null }
  /** Days past due were reset to zero by the lender. */
  | { kind: 'DAYS_PAST_DUE_RESET'; date: CalendarDate }
  /** Payments deferred: nothing is due from `date` until `until` (exclusive; null = still running). */
  | { kind: 'DEFERRED'; date: CalendarDate; until: CalendarDate | null }

/** What the source itself said about the loan on a day. It is trusted for that day before any recomputation. */
export interface Snapshot {
  date: CalendarDate
  daysPastDue: number | null
  /** Metro 2 account status (Field 17A) the source resolved for that day, if it does that. */
  accountStatus: string | null
  /** Balance owed that day including interest due and fees. */
  balance: Cents | null
  /** The part that is 30 or more days late. */
  amountPastDue: Cents | null
  lastPaymentDate: CalendarDate | null
  /** The source's own date of first delinquency, a cross-check only: sources define it differently. */
  firstDelinquencyDate: CalendarDate | null
  /** Net charged off by that day: charge-offs less recoveries. */
  netChargeOff: Cents | null
  /**
   * On a day 30 or more days past due, the source's own last day below 30 before it. Asked only where nothing else tells
   * how a delinquency began.
   */
  lastUnderThirty?: CalendarDate | null
}

/** A write-off of (part of) the balance. */
export interface ChargeOff {
  date: CalendarDate
  amount: Cents
}

/** A bankruptcy of one borrower. Chapter 9 has no consumer indicator. */
export interface Bankruptcy {
  /** Which consumer: `Consumer.key`. */
  consumerKey: string
  /** Another consumer who filed the same petition (11 USC 302), by `Consumer.key`. */
  jointKey?: string | null
  chapter: '7' | '9' | '11' | '12' | '13' | null
  /** PETITION covers a filed petition and a confirmed plan. */
  state: 'PETITION' | 'DISCHARGED' | 'DISMISSED' | 'REAFFIRMED'
  filed: CalendarDate | null
  /** Day of discharge, dismissal or reaffirmation. */
  ended: CalendarDate | null
}

/** Everything `derive` needs to know of one loan. */
export interface LoanFacts {
  dateOpened: CalendarDate
  /** Field 8: C, I, M, O or R. */
  portfolioType: string
  /** Field 11 of the schedule: Metro 2 terms frequency (D P W B E M L Q T S Y) or ''. */
  termsFrequency: string
  /** Regular payment of one period (cents, in the period of `termsFrequency`). */
  periodicPayment: Cents | null
  /** Escrow of one period, where `periodicPayment` leaves it out: a mortgage is reported with it. */
  escrowPayment?: Cents | null
  /** Original amount of the loan. */
  originalAmount: Cents | null
  /** Lines and cards: the limit that is or, of a closed one, was assigned last. */
  creditLimit?: Cents | null
  /** Lines and cards: the highest balance ever, where the source keeps it. */
  highestBalance?: Cents | null
  /** Day the lender closed the account (paid, settled, refinanced), if the source says so. */
  closedOn: CalendarDate | null
  /** An explicit account status (Field 17A) the lender set by hand; overrides derivation. */
  lenderStatus: string | null
  /** Oldest first. Of lines and cards the minimum payments of the statements (without what was due before), of open accounts the statement balances. */
  instalments: Instalment[]
  satisfactions: Satisfaction[]
  adjustments: Adjustment[]
  snapshots: Snapshot[]
  chargeOffs: ChargeOff[]
  bankruptcies: Bankruptcy[]
  /**
   * Keys of the consumers who are liable for the loan; where absent, whoever filed. A bankruptcy touches the account only
   * where all of them filed: the others go on owing it.
   */
  liable?: string[]
}

/** A person (or company) on the loan, as mapped; assembling decides who is base, J1 or J2. */
export interface Consumer {
  key: string
  /** PRIMARY becomes the base; OTHER becomes J1 (same address as the base) or J2 (another address). */
  role: 'PRIMARY' | 'OTHER'
  surname: string
  firstName: string
  middleName: string
  generationCode: string
  /** Nine digits, or '' when there is none. */
  socialSecurityNumber: string
  dateOfBirth: CalendarDate | null
  telephoneNumber: string
  ecoaCode: string
  /** '' unless the preset maps one itself; bankruptcies set it otherwise. */
  consumerInformationIndicator: string
  countryCode: string
  firstLineOfAddress: string
  secondLineOfAddress: string
  city: string
  state: string
  postalCode: string
  addressIndicator: string
  residenceCode: string
}

export type Severity = 'ERROR' | 'WARNING' | 'INFO'

/** A validation finding: something about one record that a person may have to look at. Never holds SSN or date of birth. */
export interface Finding {
  /** Rule id, e.g. `Status-DOFD-1`, or a mapping finding's code, e.g. `SSN-MASKED`. */
  rule: string
  severity: Severity
  /** Paths into the record: `base.accountStatus`, `j1[0].surname`. */
  fields: string[]
  message: string
  /** The values the finding is about, for display and for a waiver's fingerprint. */
  values: Record<string, string>
}

/** Fields that `derive` answers and a preset may name in `derive:`. */
export const derivedFields = [
  'accountStatus',
  'paymentRating',
  'paymentHistoryProfile',
  'dateOfFirstDelinquency',
  'amountPastDue',
  'currentBalance',
  'scheduledMonthlyPaymentAmount',
  'actualPaymentAmount',
  'originalChargeOffAmount',
  'dateOfAccountInformation',
  'dateClosed',
  'dateOfLastPayment',
  'creditLimit',
  'highestCredit',
  'termsDuration',
] as const
export type DerivedField = (typeof derivedFields)[number]

/** A field that differs from what was reported for the period before because a fact says so: a correction, not a contradiction. */
export interface Correction {
  field: DerivedField
  /** As reported before. */
  reported: string
  /** As derived now. */
  derived: string
  /** What the difference rests on. */
  evidence: string
}

export interface Derived {
  /** Fields of the base segment; money is whole dollars already (truncated, credit balances zero). */
  fields: {
    accountStatus: string
    paymentRating: string
    paymentHistoryProfile: string
    dateOfFirstDelinquency: CalendarDate | null
    amountPastDue: number
    currentBalance: number
    scheduledMonthlyPaymentAmount: number
    actualPaymentAmount: number
    originalChargeOffAmount: number
    dateOfAccountInformation: CalendarDate
    dateClosed: CalendarDate | null
    dateOfLastPayment: CalendarDate | null
    /** Lines and cards; 0 for instalment loans and mortgages. */
    creditLimit: number
    highestCredit: number
    /** LOC, REV or 001; '' for instalment loans and mortgages, whose term no fact tells. */
    termsDuration: string
  }
  /** Consumer information indicator by consumer key, where a bankruptcy sets one. */
  consumerInformationIndicators: Record<string, string>
  /** Due date of the instalment whose missing began the delinquency (FCRA 623(a)(5) commencement); DOFD is 30 days later. */
  delinquencyCommenced: CalendarDate | null
  daysPastDue: number
  /** What each field rests on, for lineage: "oldest unpaid instalment 2026-05-10, 45 days at 2026-06-24". */
  evidence: Record<DerivedField, string>
  findings: Finding[]
  /** Differences from the previous record that carry evidence. FCRA 623(a)(2) asks for them; they hold nothing back. */
  corrected: Correction[]
}

/** Nothing is guessed: a case the core does not cover is excluded with its reason. */
export type DeriveOutcome = { kind: 'DERIVED'; derived: Derived } | { kind: 'EXCLUDED'; reason: string; detail: string }
