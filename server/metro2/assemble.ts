/** Puts a record together: account fields, the people on the loan and what was derived become base, J1 and J2 segments. */
import { toMetro2Date } from './dates.ts'
import type { Consumer, Derived, Finding } from './facts.ts'
import type { BaseSegment, CalendarDate, J1Segment, J2Segment, Metro2Record } from './record.ts'
import { addressKey } from './text.ts'

/** Fields of the base segment that belong to its consumer. */
export type ConsumerField = keyof J2Segment

/**
 * What a preset says of the account. Every field is optional: what is absent is blank or zero, or, where `derive` answers the
 * field, derived. A field that is present wins over the derived one.
 */
export type AccountFields = Partial<Omit<BaseSegment, ConsumerField>>

export type AssembleOutcome =
  | { kind: 'ASSEMBLED'; record: Metro2Record; findings: Finding[] }
  | { kind: 'EXCLUDED'; reason: string; detail: string }

/** A base segment with every field blank, zero or null. */
export function emptyBase(): BaseSegment {
  return {
    timeStamp: '',
    correctionIndicator: 0,
    identificationNumber: '',
    cycleIdentifier: '',
    consumerAccountNumber: '',
    portfolioType: '',
    accountType: '',
    dateOpened: null,
    creditLimit: 0,
    highestCredit: 0,
    termsDuration: '',
    termsFrequency: '',
    scheduledMonthlyPaymentAmount: 0,
    actualPaymentAmount: 0,
    accountStatus: '',
    paymentRating: '',
    paymentHistoryProfile: '',
    specialComment: '',
    complianceConditionCode: '',
    currentBalance: 0,
    amountPastDue: 0,
    originalChargeOffAmount: 0,
    dateOfAccountInformation: null,
    dateOfFirstDelinquency: null,
    dateClosed: null,
    dateOfLastPayment: null,
    interestTypeIndicator: '',
    surname: '',
    firstName: '',
    middleName: '',
    generationCode: '',
    socialSecurityNumber: '',
    dateOfBirth: null,
    telephoneNumber: '',
    ecoaCode: '',
    consumerInformationIndicator: '',
    countryCode: '',
    firstLineOfAddress: '',
    secondLineOfAddress: '',
    city: '',
    state: '',
    postalCode: '',
    addressIndicator: '',
    residenceCode: '',
  }
}

function person(consumer: Consumer, derived: Derived): J1Segment {
  const indicator = consumer.consumerInformationIndicator
  return {
    surname: consumer.surname,
    firstName: consumer.firstName,
    middleName: consumer.middleName,
    generationCode: consumer.generationCode,
    socialSecurityNumber: consumer.socialSecurityNumber,
    dateOfBirth: consumer.dateOfBirth,
    telephoneNumber: consumer.telephoneNumber,
    ecoaCode: consumer.ecoaCode,
    consumerInformationIndicator:
      indicator !== '' ? indicator : (derived.consumerInformationIndicators[consumer.key] ?? ''),
  }
}

function personWithAddress(consumer: Consumer, derived: Derived): J2Segment {
  return {
    ...person(consumer, derived),
    countryCode: consumer.countryCode,
    firstLineOfAddress: consumer.firstLineOfAddress,
    secondLineOfAddress: consumer.secondLineOfAddress,
    city: consumer.city,
    state: consumer.state,
    postalCode: consumer.postalCode,
    addressIndicator: consumer.addressIndicator,
    residenceCode: consumer.residenceCode,
  }
}

/** What the preset says, null included; else what is derived, or blank. */
function said<T>(account: T | undefined, otherwise: T): T {
  return account === undefined ? otherwise : account
}

/** Written out field by field: every record has one shape, which keeps this and all that reads it quick. */
function baseOf(account: AccountFields, { fields }: Derived, consumer: J2Segment): BaseSegment {
  return {
    timeStamp: said(account.timeStamp, ''),
    correctionIndicator: said(account.correctionIndicator, 0),
    identificationNumber: said(account.identificationNumber, ''),
    cycleIdentifier: said(account.cycleIdentifier, ''),
    consumerAccountNumber: said(account.consumerAccountNumber, ''),
    portfolioType: said(account.portfolioType, ''),
    accountType: said(account.accountType, ''),
    dateOpened: said(account.dateOpened, null),
    creditLimit: said(account.creditLimit, fields.creditLimit),
    highestCredit: said(account.highestCredit, fields.highestCredit),
    termsDuration: said(account.termsDuration, fields.termsDuration),
    termsFrequency: said(account.termsFrequency, ''),
    scheduledMonthlyPaymentAmount: said(account.scheduledMonthlyPaymentAmount, fields.scheduledMonthlyPaymentAmount),
    actualPaymentAmount: said(account.actualPaymentAmount, fields.actualPaymentAmount),
    accountStatus: said(account.accountStatus, fields.accountStatus),
    paymentRating: said(account.paymentRating, fields.paymentRating),
    paymentHistoryProfile: said(account.paymentHistoryProfile, fields.paymentHistoryProfile),
    specialComment: said(account.specialComment, ''),
    complianceConditionCode: said(account.complianceConditionCode, ''),
    currentBalance: said(account.currentBalance, fields.currentBalance),
    amountPastDue: said(account.amountPastDue, fields.amountPastDue),
    originalChargeOffAmount: said(account.originalChargeOffAmount, fields.originalChargeOffAmount),
    dateOfAccountInformation: said(account.dateOfAccountInformation, fields.dateOfAccountInformation),
    dateOfFirstDelinquency: said(account.dateOfFirstDelinquency, fields.dateOfFirstDelinquency),
    dateClosed: said(account.dateClosed, fields.dateClosed),
    dateOfLastPayment: said(account.dateOfLastPayment, fields.dateOfLastPayment),
    interestTypeIndicator: said(account.interestTypeIndicator, ''),
    surname: consumer.surname,
    firstName: consumer.firstName,
    middleName: consumer.middleName,
    generationCode: consumer.generationCode,
    socialSecurityNumber: consumer.socialSecurityNumber,
    dateOfBirth: consumer.dateOfBirth,
    telephoneNumber: consumer.telephoneNumber,
    ecoaCode: consumer.ecoaCode,
    consumerInformationIndicator: consumer.consumerInformationIndicator,
    countryCode: consumer.countryCode,
    firstLineOfAddress: consumer.firstLineOfAddress,
    secondLineOfAddress: consumer.secondLineOfAddress,
    city: consumer.city,
    state: consumer.state,
    postalCode: consumer.postalCode,
    addressIndicator: consumer.addressIndicator,
    residenceCode: consumer.residenceCode,
  }
}

function finding(rule: string, fields: string[], message: string): Finding {
  return { rule, severity: 'WARNING', fields, message, values: {} }
}

function addOther(record: Metro2Record, findings: Finding[], other: Consumer, derived: Derived, baseKey: string): void {
  const key = addressKey(other)
  if (key === baseKey) {
    record.j1.push(person(other, derived))
    return
  }
  if (key === '|||') {
    // J2 demands an address, and J1 claims the base's. J1 is the lesser claim: it states no address of its own.
    const message =
      'An associated consumer has no address; it is reported as living at the address of the base consumer.'
    findings.push(finding('CONSUMER-ADDRESS-1', [`j1[${record.j1.length}]`], message))
    record.j1.push(person(other, derived))
    return
  }
  record.j2.push(personWithAddress(other, derived))
}

/**
 * The record of one loan. The first PRIMARY consumer becomes the base; every other consumer a J1 (same address: lines, city,
 * state, five-digit ZIP) or a J2. Bankruptcy indicators come from `derived` unless the consumer carries one already. An
 * empty time stamp becomes midnight of `asOf`, so that the same inputs give the same record.
 */
export function assembleRecord(
  account: AccountFields,
  consumers: readonly Consumer[],
  derived: Derived,
  asOf: CalendarDate,
): AssembleOutcome {
  const primary = consumers.find((consumer) => consumer.role === 'PRIMARY')
  if (primary === undefined) {
    return {
      kind: 'EXCLUDED',
      reason: 'NO_LIABLE_PERSON',
      detail: 'No primary consumer: Metro 2 reports a loan under a person who is liable for it.',
    }
  }
  const base = baseOf(account, derived, personWithAddress(primary, derived))
  if (base.timeStamp === '') base.timeStamp = `${toMetro2Date(asOf)}000000`
  const record: Metro2Record = { base, j1: [], j2: [] }
  const findings: Finding[] = []
  const baseKey = addressKey(primary)
  for (const consumer of consumers) {
    if (consumer === primary) continue
    if (consumer.role === 'PRIMARY') {
      const message = 'More than one consumer is marked primary; the first is the base, the others are associated.'
      findings.push(finding('CONSUMER-PRIMARY-1', ['base'], message))
    }
    addOther(record, findings, consumer, derived, baseKey)
  }
  return { kind: 'ASSEMBLED', record, findings }
}
