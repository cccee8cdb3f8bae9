/** Numbers, people and codes that stay on file, against what was reported last month. */
import type { J1Segment, L1Segment, Metro2Record } from '../record.ts'
import { type Change, compare, type PreviousRule, previousRule } from './previousRule.ts'
import { asRepeat, codes, type Hit } from './rule.ts'

function same(a: string, b: string): boolean {
  return a === b || a.toUpperCase() === b.toUpperCase()
}

function changesAccountNumber(l1: L1Segment | undefined): l1 is L1Segment {
  return l1 !== undefined && (l1.changeIndicator === 1 || l1.changeIndicator === 3)
}

function changesIdentification(l1: L1Segment | undefined): l1 is L1Segment {
  return l1 !== undefined && (l1.changeIndicator === 2 || l1.changeIndicator === 3)
}

function accountChangeRepeated({ record, previous }: Change): boolean {
  return (
    changesAccountNumber(previous.l1) &&
    record.l1 !== undefined &&
    same(record.l1.newConsumerAccountNumber, previous.l1.newConsumerAccountNumber)
  )
}

function identificationChangeRepeated({ record, previous }: Change): boolean {
  return (
    changesIdentification(previous.l1) &&
    record.l1 !== undefined &&
    same(record.l1.newIdentificationNumber, previous.l1.newIdentificationNumber)
  )
}

const numbers = ['consumerAccountNumber', 'identificationNumber'] as const

function numberValues(change: Change): Record<string, string> {
  const { record, previous } = change
  return {
    ...compare(change, ...numbers),
    'previous.newConsumerAccountNumber': previous.l1?.newConsumerAccountNumber ?? '',
    'previous.newIdentificationNumber': previous.l1?.newIdentificationNumber ?? '',
    newConsumerAccountNumber: record.l1?.newConsumerAccountNumber ?? '',
    newIdentificationNumber: record.l1?.newIdentificationNumber ?? '',
  }
}

function accountNumberHit(change: Change): Hit | null {
  const { now, before, previous } = change
  const announced = changesAccountNumber(previous.l1) ? previous.l1.newConsumerAccountNumber : null
  const kept = same(now.consumerAccountNumber, before.consumerAccountNumber)
  const values = numberValues(change)
  if (accountChangeRepeated(change) || identificationChangeRepeated(change)) return asRepeat({ values }, true)
  if (announced === null) {
    if (kept) return null
    return { values, severity: 'ERROR', message: 'The account number changed without an L1 segment the month before' }
  }
  if (same(now.consumerAccountNumber, announced)) return null
  return kept
    ? { values, message: 'The account was not moved to the number that last month’s L1 segment announced' }
    : { values, severity: 'ERROR', message: 'The account number is not the one that last month’s L1 segment announced' }
}

function identificationHit(change: Change): Hit | null {
  const { now, before, previous } = change
  if (same(now.identificationNumber, before.identificationNumber)) return null
  if (changesIdentification(previous.l1) && same(now.identificationNumber, previous.l1.newIdentificationNumber))
    return null
  return {
    values: compare(change, 'identificationNumber'),
    message: 'Identification number changed without an L1 segment the month before',
  }
}

interface Person {
  consumer: J1Segment
  path: string
}

function people({ base, j1, j2 }: Metro2Record): Person[] {
  return [
    { consumer: base, path: 'base' },
    ...j1.map((consumer, i) => ({ consumer, path: `j1[${i}]` })),
    ...j2.map((consumer, i) => ({ consumer, path: `j2[${i}]` })),
  ]
}

function sameName(a: J1Segment, b: J1Segment): boolean {
  return a.surname === b.surname && a.firstName === b.firstName
}

/** By Social Security number where both have one, else by name. */
function samePerson(a: J1Segment, b: J1Segment): boolean {
  if (a.socialSecurityNumber !== '' && b.socialSecurityNumber !== '') {
    return a.socialSecurityNumber === b.socialSecurityNumber
  }
  return a.surname !== '' && sameName(a, b)
}

function deletedBaseReturns({ now, before }: Change): boolean {
  return before.ecoaCode === 'Z' && now.ecoaCode !== 'Z' && sameName(now, before)
}

const ended = codes('T Z')

function returningPerson(change: Change): Hit | null {
  for (const { consumer: former } of people(change.previous)) {
    if (!ended.has(former.ecoaCode)) continue
    for (const { consumer, path } of people(change.record)) {
      if (ended.has(consumer.ecoaCode) || !samePerson(consumer, former)) continue
      const values = { 'previous.ecoaCode': former.ecoaCode, segment: path, ecoaCode: consumer.ecoaCode }
      return asRepeat({ values, fields: [`${path}.ecoaCode`] }, path === 'base' && deletedBaseReturns(change))
    }
  }
  return null
}

/** Indicators that may stand on file before each of these. A blank tells nothing: an indicator stays until it is removed. */
const before: Record<string, ReadonlySet<string>> = {
  R: codes('A E R'),
  Q: codes('A B C D E F G H Z Q R V'),
  S: codes('R V S 2A'),
  U: codes('T U'),
}

function indicatorHit(change: Change): Hit | null {
  for (const { consumer, path } of people(change.record)) {
    const code = consumer.consumerInformationIndicator
    const possible = before[code]
    if (possible === undefined) continue
    const former = people(change.previous).find((person) => samePerson(person.consumer, consumer))
    const stood = former?.consumer.consumerInformationIndicator ?? ''
    if (stood === '' || possible.has(stood)) continue
    const values = { 'previous.consumerInformationIndicator': stood, segment: path, consumerInformationIndicator: code }
    const hit = { values, fields: [`${path}.consumerInformationIndicator`] }
    return asRepeat(hit, path === 'base' && stood === 'V' && code === 'R')
  }
  return null
}

const disputes = codes('XB XD XF XJ')
/** Days a furnisher has to investigate, FCRA 611(a)(1) and 623(b). */
const investigation = 30

export const identityChangeRules: PreviousRule[] = [
  previousRule({
    id: 'G-ID-1',
    title: 'Identification number not usable, or changed',
    condition:
      'Identification Number (5) differs from that of the previous report, letter case aside, and the previous report had no L1 segment with Change Indicator (L1 2) 2 or 3 that announced it.',
    severity: 'ERROR',
    fields: ['identificationNumber'],
    explanation:
      'The identification number ties the accounts of one furnisher together; another one makes every account a new one beside the old.',
    fix: 'Report under the old number once, with an L1 segment that names the new one.',
    source: 'Field definition 5',
    check: identificationHit,
  }),
  previousRule({
    id: 'G-L1-1',
    title: 'Change of number not carried through',
    condition:
      'A number that the L1 segment of the previous report announced is announced again; or that report had no L1 segment with Change Indicator (L1 2) 1 or 3 and Consumer Account Number (7) differs from it; or it had one and the number is not its New Consumer Account Number (L1 3).',
    severity: 'WARNING',
    fields: [...numbers, 'l1.newConsumerAccountNumber', 'l1.newIdentificationNumber'],
    explanation:
      'An L1 segment is sent in one month, under the old number; from the next month on the account stands under the new one, with its whole history.',
    fix: 'Send the L1 segment once, then report under the number it announced.',
    source: 'Public guidance on segment L1',
    note: 'An error where the account number changed and no L1 segment announced it. Information where PROG-AccountChange-1 or -2 says the same.',
    check: accountNumberHit,
  }),
  previousRule({
    id: 'PROG-AccountChange-1',
    title: 'Change of account number reported twice',
    condition:
      'The previous report had an L1 segment with Change Indicator (L1 2) 1 or 3, and this one has an L1 segment with the same New Consumer Account Number (L1 3).',
    severity: 'WARNING',
    fields: ['l1.newConsumerAccountNumber', 'l1.changeIndicator'],
    explanation: 'Once announced, the account stands under its new number; announcing it again splits it.',
    fix: 'Report under the new number, without the L1 segment.',
    source: 'CFPB evaluator PROG-AccountChange-1',
    check: (change) => (accountChangeRepeated(change) ? { values: numberValues(change) } : null),
  }),
  previousRule({
    id: 'PROG-AccountChange-2',
    title: 'Change of identification number reported twice',
    condition:
      'The previous report had an L1 segment with Change Indicator (L1 2) 2 or 3, and this one has an L1 segment with the same New Identification Number (L1 4).',
    severity: 'WARNING',
    fields: ['l1.newIdentificationNumber', 'l1.changeIndicator'],
    explanation: 'Once announced, the account stands under its new number; announcing it again splits it.',
    fix: 'Report under the new number, without the L1 segment.',
    source: 'CFPB evaluator PROG-AccountChange-2',
    check: (change) => (identificationChangeRepeated(change) ? { values: numberValues(change) } : null),
  }),
  previousRule({
    id: 'PROG-AccountChange-3',
    title: 'Account number changed to itself',
    condition:
      'The previous report had an L1 segment with Change Indicator (L1 2) 1 or 3 whose New Consumer Account Number (L1 3) is the Consumer Account Number (7) of both reports.',
    severity: 'WARNING',
    fields: ['consumerAccountNumber', 'l1.newConsumerAccountNumber'],
    explanation: 'Last month’s L1 segment announced the number that the account had already.',
    fix: 'Announce a change only where the number changes.',
    source: 'CFPB evaluator PROG-AccountChange-3',
    note: 'The evaluator joins by account number; where the account was found by its loan, the new number in the month after is right and no hit.',
    check: (change) => {
      const { now, before: was, previous } = change
      return changesAccountNumber(previous.l1) &&
        same(previous.l1.newConsumerAccountNumber, now.consumerAccountNumber) &&
        same(was.consumerAccountNumber, now.consumerAccountNumber)
        ? { values: numberValues(change) }
        : null
    },
  }),
  previousRule({
    id: 'PROG-ECOA-1',
    title: 'Deleted consumer reported again',
    condition: 'ECOA Code (37) of the base was Z and is another now, with the same Surname (30) and First Name (31).',
    severity: 'WARNING',
    fields: ['ecoaCode', 'surname', 'firstName'],
    explanation: 'Code Z took the consumer off the account for good.',
    fix: 'Leave the consumer out, or find out who deleted whom.',
    source: 'CFPB evaluator PROG-ECOA-1',
    check: (change) => (deletedBaseReturns(change) ? { values: compare(change, 'ecoaCode') } : null),
  }),
  previousRule({
    id: 'G-ECOA-4',
    title: 'Consumer reported again after the association ended',
    condition:
      'A consumer whose ECOA Code (37, J1 10, J2 10) was T or Z in the previous report stands in this one with another code; the Social Security number tells who it is, or surname and first name where either report has none.',
    severity: 'WARNING',
    fields: ['ecoaCode', 'j1.ecoaCode', 'j2.ecoaCode'],
    explanation: 'T and Z end the reporting of a consumer; afterwards the account is not theirs.',
    fix: 'Leave the consumer out of the record.',
    source: 'Field definition 37',
    note: 'Persons are found by Social Security number, else by name. Information where PROG-ECOA-1 says the same.',
    check: returningPerson,
  }),
  previousRule({
    id: 'PROG-Bankruptcy-1',
    title: 'Reaffirmed again after it was rescinded',
    condition: 'Consumer Information Indicator (38) of the base was V and is R.',
    severity: 'WARNING',
    fields: ['consumerInformationIndicator'],
    explanation: 'A reaffirmation that was rescinded (V) does not come back as R.',
    fix: 'Check the state of the bankruptcy.',
    source: 'CFPB evaluator PROG-Bankruptcy-1',
    check: (change) =>
      change.before.consumerInformationIndicator === 'V' && change.now.consumerInformationIndicator === 'R'
        ? { values: compare(change, 'consumerInformationIndicator') }
        : null,
  }),
  previousRule({
    id: 'G-CII-2',
    title: 'Consumer information indicator does not follow from last month’s',
    condition:
      'The Consumer Information Indicator (38, J1 11, J2 11) of a consumer is R, Q, S or U, and that of the same consumer in the previous report was filled with none of A, E, R (before R), A-H, Z, Q, R, V (before Q), R, V, S, 2A (before S) or T, U (before U).',
    severity: 'WARNING',
    fields: ['consumerInformationIndicator', 'j1.consumerInformationIndicator', 'j2.consumerInformationIndicator'],
    explanation:
      'Reaffirmation (R) follows chapter 7 (A or E); Q removes a bankruptcy, S a reaffirmation or lease assumption, U says that a consumer was located who was not (T).',
    fix: 'Check the state of the bankruptcy, and which code took the last one off.',
    source: 'Field definition 38',
    note: 'Not decided where last month’s indicator is blank, because an older one may still stand. That an indicator stands on the consumer it concerns cannot be seen. Information where PROG-Bankruptcy-1 says the same.',
    check: indicatorHit,
  }),
  previousRule({
    id: 'G-CCC-2',
    title: 'Dispute still under investigation after 30 days',
    condition:
      'Compliance Condition Code (20) is XB, XD, XF or XJ, was the same in the previous report, and the activity dates are 30 or more days apart.',
    severity: 'WARNING',
    fields: ['complianceConditionCode'],
    explanation: 'An investigation takes 30 days, 45 at most; then its end is reported: XC, XE, XG, XH or XR.',
    fix: 'End the dispute with the code of its outcome.',
    source: 'FCRA 623(b)(2) and 611(a)(1); field definition 20',
    note: 'Looks at two reports 30 or more days apart that carry the same dispute.',
    check: (change) => {
      const code = change.now.complianceConditionCode
      return disputes.has(code) && change.before.complianceConditionCode === code && change.days >= investigation
        ? { values: { ...compare(change, 'complianceConditionCode'), days: `${change.days}` } }
        : null
    },
  }),
]
