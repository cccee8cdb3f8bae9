/**
 * Findings that nobody may excuse, with why: neither switched off, nor given another severity, nor waived. They say that
 * what would be furnished cannot be read, cannot be written, or is known to be no fact; mending the source or the preset
 * is the only way out. Everything else is a matter of judgement, and the lender's: every evaluator of the CFPB marks a pattern
 * to look at, not a proven violation.
 */

const outdated = 'The record shows an older document than the source has; what it says may no longer be true.'
const hidden = 'What identifies the consumer was not readable at the source, and the record is written without it.'
const preset =
  'The preset itself holds the record, because a value it needs is missing or means nothing it knows. Change the preset if the value may be left out.'
const unwritable = 'The record cannot be written as it stands, or the bureaus would refuse it.'
const unidentified = 'Bureaus know an account by this number alone; with an unusable one the record belongs to nobody.'
const firstDelinquency =
  'The date decides when bureaus must take the delinquency off (seven years, FCRA 605). No waiver can supply a date that nobody knows.'
const unknown = 'No fact tells the value, and a guess would be furnished in its place.'

const lockedRules: ReadonlyMap<string, string> = new Map([
  ['RECORD-QUARANTINED', outdated],
  ['SSN-MASKED', hidden],
  ['DOB-UNREADABLE', hidden],
  ['VALUE-MISSING', preset],
  ['VALUE-UNKNOWN', preset],
  ['M-BASE-REQ', unwritable],
  ['M-J1-REQ', unwritable],
  ['M-J2-REQ', unwritable],
  ['G-CHAR-1', unwritable],
  ['G-AMT-1', unwritable],
  ['G-ID-1', unidentified],
  ['G-ACCT-1', unidentified],
  ['DOFD-UNKNOWN', firstDelinquency],
  ['DOFD-EDGE-1', firstDelinquency],
  ['DOFD-OPENED-1', firstDelinquency],
  ['DOFD-UNPROVEN-1', firstDelinquency],
  ['RATING-UNKNOWN', unknown],
  ['PAID-DATE-1', unknown],
])

export const lockedRuleIds: readonly string[] = [...lockedRules.keys()]

/** Null: it may be set and waived. */
export const whyLocked = (ruleId: string): string | null => lockedRules.get(ruleId) ?? null
