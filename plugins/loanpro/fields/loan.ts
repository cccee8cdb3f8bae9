/** Loan, LoanSetup, LoanSettings, Collateral: the root of a document. */
import {
  collateralTypes,
  creditBureauTypes,
  creditStatuses,
  ecoaCodes,
  frequencies,
  loanClasses,
  loanTypes,
  reportingTypes,
} from '../codes.ts'
import type { EntitySpec } from '../spec.ts'
import { statusArchive } from './archive.ts'
import { customer, customFieldValue } from './customer.ts'
import {
  bankruptcy,
  charge,
  credit,
  daysPastDueAdjustment,
  dueDateChange,
  pastDueAdjustment,
  payment,
  transaction,
} from './history.ts'

const scheduleItem: EntitySpec = {
  fields: {
    count: { read: 'integer', title: 'Number of payments' },
    payment: { read: 'money', title: 'Amount of each' },
    startDate: { read: 'computed', type: 'date', title: 'First due date' },
  },
  known: [],
}

const loanSetup: EntitySpec = {
  fields: {
    active: { read: 'boolean', title: 'Activated', description: 'A setup that is not active is a draft.' },
    contractDate: { read: 'date', title: 'Contract date' },
    firstContractDate: {
      read: 'computed',
      type: 'date',
      title: 'First contract date',
      description: 'Of the setup the loan was made with; a modification may carry a date of its own.',
    },
    firstPaymentDate: { read: 'date', title: 'First payment date' },
    origFinalPaymentDate: { read: 'date', title: 'Original final payment date' },
    loanAmount: { read: 'money', title: 'Loan amount' },
    firstLoanAmount: {
      read: 'computed',
      type: 'money',
      title: 'First loan amount',
      description: 'Of the setup the loan was made with.',
    },
    underwriting: { read: 'money', title: 'Underwriting fee' },
    payment: {
      read: 'money',
      title: 'Regular payment',
      description: 'Of one period of paymentFrequency, not of a month.',
    },
    loanTerm: { read: 'decimal', title: 'Term', description: 'In periods of paymentFrequency, not in months.' },
    paymentFrequency: { read: 'code', prefix: 'loan.frequency.', title: 'Payment frequency', values: frequencies },
    loanRate: { read: 'decimal', title: 'Rate' },
    apr: { read: 'decimal', title: 'APR' },
    loanClass: { read: 'code', prefix: 'loan.class.', title: 'Loan class', values: loanClasses },
    loanType: { read: 'code', prefix: 'loan.type.', title: 'Loan type', values: loanTypes },
    creditLimit: { read: 'money', title: 'Credit limit' },
    reportingCreditLimit: { read: 'money', title: 'Credit limit for reporting' },
    useInterestTiers: { read: 'boolean', title: 'Interest tiers' },
    variableInterestIndexId: { read: 'integer', title: 'Variable interest index' },
    modId: { read: 'integer', title: 'Modification', description: '0 is the first setup.' },
    paymentSchedule: {
      read: 'computedRows',
      title: 'Disclosed schedule',
      description: 'From tilPaymentSchedule.',
      entity: scheduleItem,
    },
    CustomFieldValues: { read: 'rows', title: 'Custom fields of the setup', entity: customFieldValue },
  },
  known: [
    ...['id', 'loanId', 'aprForceSingle', 'origFinalPaymentAmount', 'tilFinanceCharge', 'tilTotalOfPayments'],
    ...['tilLoanAmount', 'tilSalesPrice', 'tilPaymentSchedule', 'regzCustomEnabled', 'regzApr', 'regzFinanceCharge'],
    ...['regzAmountFinanced', 'regzTotalOfPayments', 'discount', 'loanRateType', 'moneyFactor', 'residual'],
    ...['scheduleRound', 'amountDown', 'reserve', 'salesPrice', 'gap', 'warranty', 'dealerProfit', 'taxes'],
    ...['discountSplit', 'calcType', 'daysInYear', 'interestApplication', 'begEnd', 'firstPeriodDays'],
    ...['firstDayInterest', 'discountCalc', 'diyAlt', 'dueDateOnLastDOM', 'dueDatesOnBusinessDays', 'daysInPeriod'],
    ...['roundDecimals', 'lastAsFinal', 'nddCalc', 'endInterest', 'scheduleTemplate', 'curtailmentTemplate'],
    ...['feesPaidBy', 'calcHistoryEnabled', 'calcDatesEnabled', 'graceDays', 'lateFeeType', 'lateFeeAmount'],
    ...[
      'lateFeePercent',
      'lateFeeCalc',
      'lateFeePercentBase',
      'rollLastPayment',
      'paymentDateApp',
      'suspendForecastTo',
    ],
    ...['isSetupValid', 'usuryAlert', 'maxInterestAmount', 'financeChargeAsMIA', 'actual360Base', 'loanRateMethod'],
    ...['includesFinalDayInterest', 'variableLookupDate', 'variableMargin', 'variableMax', 'variableMin', 'Loan'],
    ...['curtailPercentBase', 'InterestTiers', 'OverrideRates', 'created'],
  ],
}

const loanStatus: EntitySpec = {
  fields: { title: { read: 'text', title: 'Title' } },
  known: [
    ...['id', 'active', 'parent', 'lateFees', 'emailEnroll', 'webAccess', 'smsEnroll', 'displayOrder', 'created'],
    ...['webHide', 'archived', 'restrictions'],
  ],
}

const loanSettings: EntitySpec = {
  fields: {
    creditStatus: {
      read: 'code',
      prefix: 'loan.creditstatus.',
      title: 'Credit status set by the lender',
      description: '0 leaves it to LoanPro; any other value is the lender’s word.',
      values: creditStatuses,
    },
    creditBureau: {
      read: 'code',
      prefix: 'loan.creditbureau.',
      title: 'Account type',
      description: 'The Metro 2 account type, two characters.',
      values: creditBureauTypes,
    },
    reportingType: { read: 'code', prefix: 'loan.reportingtype.', title: 'Portfolio type', values: reportingTypes },
    ECOACode: { read: 'code', prefix: 'loan.ecoacodes.', title: 'ECOA code', values: ecoaCodes },
    coBuyerECOACode: {
      read: 'code',
      prefix: 'loan.ecoacodes.',
      title: 'ECOA code of the co-borrower',
      values: ecoaCodes,
    },
    secured: { read: 'boolean', title: 'Secured' },
    closedDate: { read: 'date', title: 'Closed' },
    liquidationDate: { read: 'date', title: 'Liquidated' },
    repoDate: { read: 'date', title: 'Repossessed' },
    loanStatusId: { read: 'integer', title: 'Loan status id', description: 'Differs from tenant to tenant.' },
    loanSubStatusId: { read: 'integer', title: 'Loan sub-status id', description: 'Differs from tenant to tenant.' },
    LoanStatus: { read: 'entity', title: 'Loan status', entity: loanStatus },
    LoanSubStatus: { read: 'entity', title: 'Loan sub-status', entity: loanStatus },
    CustomFieldValues: {
      read: 'rows',
      title: 'Custom fields of the loan',
      description: 'Compliance condition and special comment are custom fields in LoanPro.',
      entity: customFieldValue,
    },
  },
  known: [
    ...['id', 'loanId', 'cardFeeAmount', 'cardFeeType', 'cardFeePercent', 'agent', 'sourceCompany'],
    ...['paymentTypeDefault', 'eBilling', 'autopayEnabled', 'followUpDate', 'isStoplightManuallySet'],
    ...['merchantProcessorGroupId', 'extraTowardsTransactions', 'extraTowardsPeriods', 'Loan', 'SrcCompany'],
    ...['MerchantProcessorGroup', 'stoplight', 'lastUpdated', 'created'],
  ],
}

const collateral: EntitySpec = {
  fields: { collateralType: { read: 'code', prefix: 'collateral.type.', title: 'Kind', values: collateralTypes } },
  known: [
    ...['id', 'loanId', 'a', 'b', 'c', 'd', 'additional', 'vin', 'distance', 'bookValue', 'color', 'gpsStatus'],
    ...['gpsCode', 'licensePlate', 'gap', 'warranty', 'Loan', 'CustomFieldValues', 'created', 'active'],
  ],
}

export const loan: EntitySpec = {
  fields: {
    id: { read: 'integer', title: 'Loan id', description: 'LoanPro’s own; the account number is displayId.' },
    displayId: { read: 'text', title: 'Loan number', description: 'What the lender calls the loan; can be edited.' },
    title: { read: 'text', title: 'Title' },
    active: { read: 'boolean', title: 'Active' },
    archived: { read: 'boolean', title: 'Archived' },
    deleted: { read: 'boolean', title: 'Deleted' },
    temporaryAccount: { read: 'boolean', title: 'Temporary account' },
    modTotal: { read: 'integer', title: 'Number of modifications' },
    modId: { read: 'integer', title: 'Current modification' },
    created: { read: 'instant', title: 'Created' },
    humanActivityDate: { read: 'date', title: 'Last touched by a person', moves: true },
    lastMaintRun: { read: 'instant', title: 'Last daily maintenance', moves: true },
    lastUpdated: { read: 'instant', title: 'Last updated', description: 'Only some tenants send it.', moves: true },
    LoanSetup: { read: 'entity', title: 'Loan setup', entity: loanSetup },
    LoanSettings: { read: 'entity', title: 'Loan settings', entity: loanSettings },
    Customers: { read: 'rows', title: 'Customers', entity: customer },
    StatusArchive: {
      read: 'computedRows',
      title: 'Status archive',
      description: 'One row a day: the as-of day and the ends of the last 25 months, oldest first.',
      entity: statusArchive,
    },
    Payments: { read: 'rows', title: 'Payments', entity: payment },
    Transactions: {
      read: 'rows',
      title: 'Transactions',
      description: 'What applies now: history, schedule, forecasts and information. Reversed ones vanish.',
      entity: transaction,
    },
    Credits: { read: 'rows', title: 'Credits', entity: credit },
    Charges: { read: 'rows', title: 'Charges', entity: charge },
    Bankruptcies: { read: 'rows', title: 'Bankruptcies', entity: bankruptcy },
    DueDateChanges: { read: 'rows', title: 'Due date changes', entity: dueDateChange },
    APDAdjustments: { read: 'rows', title: 'Adjustments of the amount past due', entity: pastDueAdjustment },
    DPDAdjustments: { read: 'rows', title: 'Resets of days past due', entity: daysPastDueAdjustment },
    Collateral: { read: 'rows', title: 'Collateral', entity: collateral },
    CustomFieldValues: { read: 'rows', title: 'Custom fields', entity: customFieldValue },
  },
  known: [
    ...['settingsId', 'setupId', 'insurancePolicyId', 'collateralId', 'linkedLoan', 'createdBy', 'loanAlert'],
    ...['deletedAt', '_relatedMetadata', '_dynamicProperties', 'ActionResultNotes', 'Advancements', 'Autopays'],
    ...['ChecklistItemValues', 'CurtailmentDates', 'Documents', 'EscrowAdjustments', 'EscrowCalculatedTx'],
    ...['EscrowCalculators', 'EscrowSubsetOptions', 'EscrowSubsets', 'EscrowTransactions', 'EstimatedDisbursements'],
    ...['Insurance', 'InterestRateChanges', 'LinkedLoanValues', 'LoanChilds', 'LoanFunding', 'LoanModifications'],
    ...['Loans', 'Notes', 'PayNearMeOrders', 'Portfolios', 'Promises', 'RecurrentCharges', 'RuleAppliedAPDReset'],
    ...['RuleAppliedBankruptcy', 'RuleAppliedChangeDueDates', 'RuleAppliedChargeOff', 'RuleAppliedChecklists'],
    ...['RuleAppliedCustomerTools', 'RuleAppliedLoanSettings', 'RuleAppliedLoanSetup', 'RuleAppliedStopInterest'],
    ...['ScheduleRolls', 'StopInterestDates', 'SubPortfolios'],
  ],
}
