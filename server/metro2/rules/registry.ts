/** Every rule about one record, and what is known of the rules that are not among them. */
import type { Finding } from '../facts.ts'
import type { CalendarDate, Metro2Record } from '../record.ts'
import { balanceRules } from './balance.ts'
import { bankruptcyRules } from './bankruptcy.ts'
import { codeRules } from './codes.ts'
import { commentRules } from './comments.ts'
import { consumerRules } from './consumers.ts'
import { dateRules } from './dates.ts'
import { firstDelinquencyRules } from './dofd.ts'
import { formatRules } from './format.ts'
import { historyRules } from './history.ts'
import { paymentRules } from './payments.ts'
import type { Rule, RuleContext } from './rule.ts'

export { derivationFindings, type FindingDescription } from './derivation.ts'
export type { Hit, Rule, RuleContext } from './rule.ts'

/** All rules, in the order their findings are answered. A new rule is added to one of these lists. */
export const rules: readonly Rule[] = [
  ...formatRules,
  ...codeRules,
  ...consumerRules,
  ...historyRules,
  ...firstDelinquencyRules,
  ...balanceRules,
  ...bankruptcyRules,
  ...dateRules,
  ...paymentRules,
  ...commentRules,
]

const byId = new Map(rules.map((rule) => [rule.id, rule]))

export function ruleById(id: string): Rule | undefined {
  return byId.get(id)
}

/** Known rules that one record cannot decide, with the reason. They are neither passed nor failed. */
export const notEvaluated: readonly { id: string; reason: string }[] = [
  { id: 'G-AMT-1', reason: 'Whether cents were truncated cannot be seen in whole dollars.' },
  { id: 'G-DOFD-4', reason: 'Whether the date was furnished within 90 days needs the reports of the months before.' },
  {
    id: 'G-CO-1',
    reason:
      'Whether the charge-off amount stayed fixed needs the previous record; the rest is Status-ChargeOff-1/2 and Status-SMPA-1.',
  },
  { id: 'AccountChange-ID-1 to -4, AccountChange-Number-1 to -4', reason: 'Records carry no L1 segment.' },
  { id: 'Balloon-Balance-1', reason: 'Records carry no K4 segment.' },
  { id: 'SCC-PurchasedSold-2, G-K2-1', reason: 'Records carry no K2 segment.' },
]

/** Known checks that another rule here answers or that the guidance supersedes; listed so that nobody adds them twice. */
export const coveredBy: Readonly<Record<string, string>> = {
  'G-DOFD-1': 'Status-DOFD-1, Status-DOFD-2 and Bankruptcy-DOFD-1',
  'G-LEN-1': 'the writer, which computes the descriptor word from the segments',
  'G-ORD-1': 'the writer, which has one order of segments',
  'M-BASE-CHAR': 'G-CHAR-1',
  'M-BASE-5': 'G-ID-1',
  'M-BASE-8': 'G-PORT-1; the portfolio L that moov accepts is not one',
  'M-BASE-9': 'G-PORT-1',
  'M-BASE-13': 'M-BASE-REQ and G-TERM-1; superseded: a deferred loan leaves the duration blank',
  'M-BASE-17B': 'G-PR-1',
  'M-BASE-18': 'G-PHP-1',
  'M-BASE-19': 'G-SCC-1; superseded: the comment AL exists',
  'M-BASE-34': 'G-ID-3; superseded: joint borrowers and guarantors are identified too',
  'M-BASE-35': 'G-ID-3; superseded as M-BASE-34',
  'M-J1-6': 'G-CODE-1',
  'M-J1-7': 'G-ID-3',
  'M-J1-9': 'M-BASE-36',
  'M-J2-6': 'G-CODE-1',
  'M-J2-7': 'G-ID-3',
  'M-J2-9': 'M-BASE-36',
  'M-J2-18': 'G-CODE-1',
  'M-J2-19': 'G-CODE-1',
}

/** The as-of date, and the activity date of the file where one is at hand. */
export interface ValidationContext {
  asOf: CalendarDate
  activityDate?: CalendarDate
}

/**
 * Findings of every rule on a record; all rules always run. Messages and values hold neither Social Security numbers nor
 * dates of birth.
 */
export function validateRecord(record: Metro2Record, context: ValidationContext): Finding[] {
  const full: RuleContext = { asOf: context.asOf, activityDate: context.activityDate ?? context.asOf }
  const findings: Finding[] = []
  for (const rule of rules) {
    const hit = rule.check(record, full)
    if (hit === null) continue
    findings.push({
      rule: rule.id,
      severity: hit.severity ?? rule.severity,
      fields: hit.fields ?? rule.fields,
      message: `${hit.message ?? rule.title}.`,
      values: hit.values,
    })
  }
  return findings
}
