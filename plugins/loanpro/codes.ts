/**
 * LoanPro's enumerations, without their prefixes. Account status, account type, portfolio type and ECOA codes are
 * Metro 2's own; they stay text, for `00`, `0A` and `1C` are not numbers.
 */
import { values } from './spec.ts'

export const creditStatuses = values(
  ['0', 'Automatic: LoanPro works it out'],
  ['11', 'Current, 0-29 days'],
  ['13', 'Paid or closed, zero balance'],
  ['5', 'Transferred (Metro 2 status 05)'],
  ['61', 'Paid, was a voluntary surrender'],
  ['62', 'Paid, was in collection'],
  ['63', 'Paid, was a repossession'],
  ['64', 'Paid, was a charge-off'],
  ['71', '30-59 days past due'],
  ['78', '60-89 days past due'],
  ['80', '90-119 days past due'],
  ['82', '120-149 days past due'],
  ['83', '150-179 days past due'],
  ['84', '180 or more days past due'],
  ['93', 'Assigned to collections'],
  ['95', 'Voluntary surrender'],
  ['96', 'Repossessed'],
  ['97', 'Charge-off'],
  ['99', 'Do not send'],
  ['DA', 'Delete, not fraud'],
  ['DF', 'Delete, fraud'],
)

/** As LoanPro's documentation and Metro 2 have them: T ends an association, Z deletes a borrower, A is resolved daily. */
export const ecoaCodes = values(
  ['0', 'Not specified'],
  ['1', 'Individual'],
  ['2', 'Joint contractual liability'],
  ['7', 'Maker'],
  ['A', 'Managed by LoanPro'],
  ['T', 'Association terminated'],
  ['X', 'Deceased'],
  ['Z', 'Delete borrower'],
)

export const creditBureauTypes = values(
  ['00', 'Auto'],
  ['01', 'Unsecured'],
  ['02', 'Secured'],
  ['03', 'Partially secured'],
  ['04', 'Home improvement'],
  ['06', 'Installment sales contract'],
  ['08', 'Real estate, type unspecified'],
  ['0A', 'Time share'],
  ['0G', 'Flexible spending credit card'],
  ['11', 'Recreational merchandise'],
  ['12', 'Education'],
  ['13', 'Lease, not auto'],
  ['15', 'Personal line of credit'],
  ['17', 'Manufactured housing'],
  ['18', 'Credit card'],
  ['1C', 'Household goods'],
  ['20', 'Note loan'],
  ['22', 'Secured by household goods'],
  ['23', 'Secured by household goods and other collateral'],
  ['26', 'Conventional mortgage'],
  ['3A', 'Auto lease'],
  ['47', 'Secured line of credit'],
  ['5A', 'Junior lien'],
  ['5B', 'Second mortgage'],
  ['6A', 'Commercial installment'],
  ['6B', 'Commercial mortgage'],
  ['6D', 'Home equity installment'],
  ['7A', 'Commercial line of credit'],
  ['89', 'Home equity line of credit'],
  ['90', 'Medical'],
  ['91', 'Debt consolidation'],
)

export const reportingTypes = values(
  ['C', 'Line of credit'],
  ['I', 'Installment'],
  ['M', 'Mortgage'],
  ['O', 'Open'],
  ['R', 'Revolving'],
)

export const frequencies = values(
  ['annually', 'Once a year'],
  ['biWeekly', 'Every two weeks'],
  ['custom', 'Custom schedule'],
  ['monthly', 'Monthly'],
  ['quarterly', 'Every three months'],
  ['semiannually', 'Twice a year'],
  ['semimonthly', 'Twice a month'],
  ['single', 'One payment'],
  ['weekly', 'Weekly'],
)

export const loanTypes = values(
  ['installment', 'Installment loan'],
  ['creditLimit', 'Line of credit'],
  ['flooring', 'Flooring'],
  ['lease', 'Lease'],
)

export const loanClasses = values(
  ['carLoan', 'Car loan'],
  ['consumer', 'Consumer'],
  ['mortgage', 'Mortgage'],
  ['other', 'Other'],
)

export const customerTypes = values(
  ['individual', 'Individual'],
  ['company', 'Company'],
  ['flooringCustomer', 'Flooring customer'],
)

export const customerRoles = values(
  ['primary', 'Primary borrower'],
  ['secondary', 'Co-borrower'],
  ['additional', 'Additional customer'],
  ['unassigned', 'No role'],
)

export const customerIdTypes = values(
  ['ssn', 'Social security number'],
  ['sin', 'Canadian social insurance number'],
  ['employerNumber', 'Employer identification number'],
)

export const generationCodes = values(
  ['none', 'None'],
  ['jr', 'Junior'],
  ['sr', 'Senior'],
  ['ii', 'II'],
  ['iii', 'III'],
  ['iv', 'IV'],
  ['v', 'V'],
  ['vi', 'VI'],
  ['vii', 'VII'],
  ['viii', 'VIII'],
  ['ix', 'IX'],
)

export const countries = values(['usa', 'United States'], ['can', 'Canada'])

export const phoneTypes = values(
  ['cell', 'Mobile'],
  ['cellSmartPhone', 'Smart phone'],
  ['fax', 'Fax'],
  ['home', 'Home'],
  ['office', 'Office'],
  ['other', 'Other'],
)

export const paymentStatuses = values(
  ['none', 'None'],
  ['approved', 'Approved'],
  ['success', 'Success'],
  ['settled', 'Settled'],
  ['pending', 'Pending'],
  ['inReview', 'In review'],
  ['failed', 'Failed'],
  ['voided', 'Voided'],
  ['voidDeclined', 'Void declined'],
  ['chargedBack', 'Charged back'],
  ['refunded', 'Refunded'],
  ['pendingRefund', 'Refund pending'],
)

export const reverseReasons = values(
  ['checkBounce', 'Check bounced'],
  ['clericalError', 'Clerical error'],
  ['nachaErrorCode', 'Returned by ACH'],
  ['nsf', 'Not sufficient funds'],
  ['other', 'Other'],
)

export const paymentExtras = values(
  ['periods.next', 'Extra to the next periods'],
  ['periods.principalonly', 'Extra to principal only'],
  ['tx.principal', 'Extra to principal'],
  ['tx.classic', 'Extra by the classic rule'],
  ['tx.principalonly', 'Principal only'],
)

export const bankruptcyChapters = values(
  ['chapter7', 'Chapter 7'],
  ['chapter9', 'Chapter 9'],
  ['chapter11', 'Chapter 11'],
  ['chapter12', 'Chapter 12'],
  ['chapter13', 'Chapter 13'],
)

export const petitionStatuses = values(
  ['petitionFiled', 'Petition filed'],
  ['planConfirmed', 'Plan confirmed'],
  ['discharged', 'Discharged'],
  ['dismissed', 'Dismissed'],
  ['reaffirmed', 'Reaffirmed'],
)

export const pastDueAdjustmentTypes = values(['fixed', 'Lowered by an amount'], ['zero', 'Set to zero'])

export const transactionTypes = values(
  ['origination', 'Origination (information)'],
  ['modification', 'Modification (information)'],
  ['payment', 'Payment'],
  ['scheduledPayment', 'Scheduled payment'],
  ['intRateChange', 'Interest rate change'],
  ['fee', 'Fee'],
)

export const collateralTypes = values(
  ['car', 'Car'],
  ['consumer', 'Consumer'],
  ['mortgage', 'Mortgage'],
  ['other', 'Other'],
)

const states =
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AA AE AP AS FM GU MH MP PR PW VI'
export const stateCodes = states.split(' ').map((value) => ({ value, title: value }))
