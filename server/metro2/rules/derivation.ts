/**
 * What derivation and assembly find, described as rules are: for lists of rules, settings and waivers. They have no check of
 * their own; `derive` and `assembleRecord` answer them beside the record.
 */
import type { Severity } from '../facts.ts'

export interface FindingDescription {
  id: string
  title: string
  /** The severity it usually has; a finding carries its own. */
  severity: Severity
  fields: string[]
  explanation: string
  fix: string
}

function describe(
  id: string,
  severity: Severity,
  fields: string,
  title: string,
  explanation: string,
  fix: string,
): FindingDescription {
  return { id, severity, fields: fields.split(' ').map((field) => `base.${field}`), title, explanation, fix }
}

export const derivationFindings: readonly FindingDescription[] = [
  describe(
    'SOURCE-DPD-1',
    'WARNING',
    'accountStatus',
    'Source and schedule disagree on days past due',
    'The source counts lateness otherwise than its own instalments and payments do; the source counts for that day.',
    'Check due date changes, adjustments and reversed payments of the loan, and how the preset maps them.',
  ),
  describe(
    'SOURCE-APD-1',
    'WARNING',
    'amountPastDue',
    'Source and schedule disagree on the amount past due',
    'The source names another amount as 30 or more days late than its instalments and payments give.',
    'Check whether the mapped amount is the part that is 30 or more days late, not everything due.',
  ),
  describe(
    'SOURCE-NCO-1',
    'WARNING',
    'currentBalance',
    'Source and payments disagree on the net charge-off',
    'Charge-offs less recoveries give another amount than the source.',
    'Check that recoveries are marked as such, and reversals mapped.',
  ),
  describe(
    'SOURCE-DOFD-1',
    'WARNING',
    'dateOfFirstDelinquency',
    'Source and history disagree on the first delinquency',
    'The source’s date is neither the missed due date nor the day 30 days later of the delinquency that led to the status.',
    'Check the history; sources often keep the first delinquency ever, or restart it at an adjustment.',
  ),
  describe(
    'SOURCE-STATUS-1',
    'WARNING',
    'accountStatus',
    'Source resolved another account status',
    'The source would report the loan under another status than the record.',
    'Look at the facts behind the status; the record follows them and the lender’s explicit word.',
  ),
  describe(
    'SOURCE-DOLP-1',
    'WARNING',
    'dateOfLastPayment',
    'Source names another last payment',
    'The last payment that was not taken back is of another day than the source says.',
    'Check reversed payments.',
  ),
  describe(
    'LENDER-STATUS-1',
    'ERROR',
    'accountStatus',
    'The lender’s status contradicts the facts',
    'A status set by hand overrides the facts, and they say something else.',
    'Take the status off in the source, or correct balance, payments or charge-off.',
  ),
  describe(
    'DOFD-UNKNOWN',
    'ERROR',
    'dateOfFirstDelinquency',
    'First delinquency not found',
    'The status needs the day the delinquency behind it became 30 days late, and no history shows one; a guess could harm the consumer for seven years.',
    'Give the history: instalments and payments, or daily snapshots, from the last day the loan was current.',
  ),
  describe(
    'DOFD-HOLE-1',
    'WARNING',
    'dateOfFirstDelinquency',
    'Delinquency carried over days without facts',
    'Two snapshots are late and nothing tells whether the loan was current in between; the earlier date is kept.',
    'Give the instalments, or the snapshots in between.',
  ),
  describe(
    'DOFD-EDGE-1',
    'ERROR',
    'dateOfFirstDelinquency',
    'Delinquency older than what is known',
    'The oldest snapshot is late and nothing tells since when; the date would move forward every time the oldest snapshot drops out.',
    'Give the instalments and payments, older snapshots, or the source’s last day below 30 days past due.',
  ),
  describe(
    'DOFD-OPENED-1',
    'ERROR',
    'dateOfFirstDelinquency dateOpened',
    'Delinquency older than the account',
    'Days past due reach back to before the loan was opened.',
    'Check the date opened and the first due date.',
  ),
  describe(
    'RATING-UNKNOWN',
    'ERROR',
    'paymentRating',
    'State before the status not known',
    'The payment rating tells how the loan stood the day before, and no fact does.',
    'Give the snapshots or instalments up to that day.',
  ),
  describe(
    'RATING-DAY-1',
    'WARNING',
    'paymentRating',
    'Day of the status not known',
    'The lender set the status, and no fact tells since when; the rating states the as-of day.',
    'Let the source keep the status by day, or the closing day.',
  ),
  describe(
    'PAID-DATE-1',
    'ERROR',
    'dateClosed dateOfAccountInformation',
    'Day of payment not known',
    'A paid loan is reported as of the day it was paid, and no payment, snapshot or closing day tells it.',
    'Set the closing day in the source.',
  ),
  describe(
    'BALANCE-AGE-1',
    'INFO',
    'currentBalance accountStatus',
    'Balance carried forward',
    'The source has no balance of the as-of day; the last one less payments and charge-offs since is reported, without interest since. When it is more than a week old, payments since may be missing as well, and the record is held.',
    'Sync again when the source has the day’s snapshot.',
  ),
  describe(
    'DPD-AGE-1',
    'INFO',
    'accountStatus',
    'Days past due carried forward',
    'Neither a snapshot of the day nor instalments tell the lateness; the last snapshot’s was continued.',
    'Map the instalments, or sync again when the source has the day’s snapshot.',
  ),
  describe(
    'CLOSED-WITH-BALANCE-1',
    'WARNING',
    'dateClosed currentBalance',
    'Closed by the lender with a balance',
    'The source has a closing day and a balance; an instalment loan with a balance is open.',
    'Take the closing day off, post what settled the loan, or set the status it has.',
  ),
  describe(
    'RESIDUE-1',
    'ERROR',
    'accountStatus currentBalance',
    'Late with less than a dollar',
    'What is owed is less than a whole dollar, so the record would say delinquent and a balance of zero.',
    'Write the residue off in the source, or collect it, and close the loan.',
  ),
  describe(
    'CLOSED-EARLY-1',
    'WARNING',
    'dateClosed',
    'Closing day before the day it was paid',
    'The source shows a balance on the closing day or after it: a payoff was taken back, or the account was opened again. The day it was paid is reported as date closed.',
    'Correct the closing day in the source.',
  ),
  describe(
    'FREQUENCY-UNKNOWN',
    'WARNING',
    'scheduledMonthlyPaymentAmount termsFrequency',
    'Payment frequency blank',
    'Without a frequency the monthly equivalent of the payment is not certain.',
    'Map the terms frequency.',
  ),
  describe(
    'STATUS-PORTFOLIO-1',
    'WARNING',
    'accountStatus portfolioType',
    'Status of another kind of account',
    'Foreclosure statuses belong to mortgages and home equity lines, surrender and repossession to secured instalment loans.',
    'Check the status the lender set, and the portfolio of the account.',
  ),
  describe(
    'PREVIOUS-DATE-1',
    'WARNING',
    'dateOfAccountInformation',
    'Previous record not used',
    'A record that states no day, or one after the as-of date, is none of the period before.',
    'Check the period or baseline the record was taken from.',
  ),
  describe(
    'PREVIOUS-STATUS-1',
    'WARNING',
    'accountStatus',
    'Leaves a status that was final',
    'A charge-off that was reported, and a loan that was reported paid, do not come back unless something was corrected. Held where the source forgot a charge-off.',
    'Map the charge-off, set the status in the source, or send the correction knowingly.',
  ),
  describe(
    'PREVIOUS-PHP-1',
    'WARNING',
    'paymentHistoryProfile',
    'History differs from what was reported',
    'The facts give other characters for months that were reported. What can be recomputed counts; the profile sent replaces the one on file.',
    'Look at the payments that were reversed or entered late; nothing has to be done where the correction is right.',
  ),
  describe(
    'PREVIOUS-DOFD-1',
    'WARNING',
    'dateOfFirstDelinquency',
    'First delinquency differs from what was reported',
    'Facts that show an earlier beginning, or a day below 30 days past due in between, correct the date; after a charge-off, a collection or a final status it is kept and never moves forward.',
    'Check the facts that the finding names; a wrong date stays with the consumer for seven years.',
  ),
  describe(
    'PREVIOUS-CHARGEOFF-1',
    'WARNING',
    'originalChargeOffAmount',
    'Original charge-off amount was reported otherwise',
    'It stays fixed once it was reported, whatever is written off or recovered later.',
    'Check which amount was written off first.',
  ),
  describe(
    'PREVIOUS-CLOSED-1',
    'WARNING',
    'dateClosed',
    'Date closed was reported otherwise',
    'The day an account ended does not change from month to month.',
    'Check the closing day and the last payment in the source.',
  ),
  {
    id: 'CONSUMER-ADDRESS-1',
    severity: 'WARNING',
    fields: ['j1'],
    title: 'Associated consumer without an address',
    explanation: 'A consumer at another address needs that address; without one the address of the base is implied.',
    fix: 'Give the consumer’s address in the source.',
  },
  {
    id: 'CONSUMER-PRIMARY-1',
    severity: 'WARNING',
    fields: ['base'],
    title: 'More than one primary consumer',
    explanation: 'One consumer is the base of a record; the first of them was taken.',
    fix: 'Mark one borrower as primary in the source.',
  },
]
