/** What happened on a loan: payments, transactions, credits, bankruptcies, adjustments, charges. */
import {
  bankruptcyChapters,
  pastDueAdjustmentTypes,
  paymentExtras,
  paymentStatuses,
  petitionStatuses,
  reverseReasons,
  transactionTypes,
} from '../codes.ts'
import type { EntitySpec } from '../spec.ts'

export const payment: EntitySpec = {
  fields: {
    id: { read: 'integer', title: 'Payment id' },
    displayId: { read: 'text', title: 'Display id', description: 'Not the payment id.' },
    date: { read: 'date', title: 'Date' },
    amount: { read: 'money', title: 'Amount' },
    extra: { read: 'code', prefix: 'payment.extra.', title: 'Where extra money goes', values: paymentExtras },
    status: { read: 'code', prefix: 'payment.status.', title: 'Status', values: paymentStatuses },
    reverseReason: { read: 'code', prefix: 'payment.reverse.', title: 'Reason of reversal', values: reverseReasons },
    reverseDate: { read: 'date', title: 'Day of reversal' },
    active: { read: 'boolean', title: 'Active', description: 'A reversed or edited payment stays, inactive.' },
    payoffFlag: { read: 'boolean', title: 'Payoff' },
    chargeOffRecovery: { read: 'boolean', title: 'Recovery of a charge-off' },
    info: { read: 'text', title: 'Information' },
    created: { read: 'instant', title: 'Entered' },
    childId: { read: 'integer', title: 'Replaced by payment', description: 'Set when the payment was edited.' },
    reversed: {
      read: 'computed',
      type: 'boolean',
      title: 'Taken back',
      description: 'Inactive, or with a day of reversal, or failed, voided, charged back or refunded.',
    },
    reversedOn: {
      read: 'computed',
      type: 'date',
      title: 'Taken back on',
      description: 'Day of reversal; where LoanPro states none, the day of the payment.',
    },
    replaced: {
      read: 'computed',
      type: 'boolean',
      title: 'Replaced by an edit',
      description: 'Inactive because it was edited: another payment stands for it.',
    },
    principalOnly: {
      read: 'computed',
      type: 'boolean',
      title: 'Principal only',
      description: 'All of it went to principal only; see the parts.',
    },
    principalPortion: {
      read: 'computed',
      type: 'money',
      title: 'Part to principal only',
      description: 'From the transactions of this payment.',
    },
    feesPortion: {
      read: 'computed',
      type: 'money',
      title: 'Part that paid fees',
      description: 'From the transactions of this payment.',
    },
    appliedToInstalments: {
      read: 'computed',
      type: 'money',
      title: 'Part that pays what is due',
      description:
        'The amount less fees and what went to principal only; all of it while no transaction tells otherwise.',
    },
  },
  known: [
    ...['paymentInfoId', 'paymentTypeId', 'paymentMethodId', 'paymentAccountId', 'entityType', 'entityId', 'modId'],
    ...['cashDrawerId', 'cashDrawerTxId', 'txSnapshotId', 'lastExtra', 'early', 'payoffApplyDiffAs', 'payoffOptions'],
    ...['customApplication', 'chargeFeeType', 'chargeFeeAmount', 'chargeFeePercentage', 'echeckAuthType', 'parentId'],
    ...['comments', 'loanStatusId', 'loanSubStatusId', 'sourceCompanyId', 'beforePrincipalBalance', 'beforePayoff'],
    ...['beforeNextDueDate', 'beforeNextDueAmount', 'beforeAmountPastDue', 'beforeDaysPastDue'],
    ...['afterPrincipalBalance', 'afterPayoff', 'afterNextDueDate', 'afterNextDueAmount', 'afterAmountPastDue'],
    ...['afterDaysPastDue', 'systemComments', 'resetPastDue', 'apdAdjustmentId', 'dpdAdjustmentId'],
    ...['paymentMethodOption', 'paymentMethodName', 'isSplit', 'splitId', 'nachaReturnCode', 'reportExtendedData'],
    ...['createdBy', 'autopayId', 'Loan', 'PaymentType', 'PaymentReverseTx', 'ChargeOff', 'CustomFieldValues'],
  ],
}

export const transaction: EntitySpec = {
  fields: {
    txId: {
      read: 'text',
      title: 'Transaction key',
      description: 'loan-modification-token. Numbers of scheduled and forecast rows are not stable.',
      moves: true,
    },
    date: { read: 'date', title: 'Date' },
    type: { read: 'code', prefix: '', title: 'Kind', values: transactionTypes },
    title: { read: 'text', title: 'Title', moves: true },
    period: { read: 'integer', title: 'Period', description: 'Counted from 0.' },
    infoOnly: { read: 'boolean', title: 'Information only', description: 'Not money.' },
    future: { read: 'boolean', title: 'In the future', description: 'As of the day it was read.', moves: true },
    forecast: {
      read: 'computed',
      type: 'boolean',
      title: 'Forecast',
      description: 'A payment LoanPro expects, not one that was made.',
    },
    paymentId: { read: 'integer', title: 'Payment id', description: '0 when not about a payment.' },
    paymentAmount: { read: 'money', title: 'Paid' },
    paymentInterest: { read: 'money', title: 'Paid to interest' },
    paymentPrincipal: { read: 'money', title: 'Paid to principal' },
    paymentFees: { read: 'money', title: 'Paid to fees' },
    chargeAmount: { read: 'money', title: 'Charged', description: 'The instalment, on a scheduled payment.' },
    chargeFees: { read: 'money', title: 'Charged as fees' },
    principalOnly: { read: 'boolean', title: 'Principal only' },
    advancement: { read: 'boolean', title: 'Advancement' },
    chargeOff: { read: 'boolean', title: 'Charge-off' },
    modId: { read: 'integer', title: 'Modification' },
  },
  known: [
    ...['id', 'entityType', 'entityId', 'periodStart', 'periodEnd', 'infoDetails', 'paymentDisplayId'],
    ...['paymentDiscount', 'feesPaidDetails', 'paymentEscrow', 'paymentEscrowBreakdown', 'chargeInterest'],
    ...['chargePrincipal', 'chargeDiscount', 'chargeEscrow', 'chargeEscrowBreakdown', 'payoffFee', 'paymentType'],
    ...['adbDays', 'adb', 'principalBalance', 'displayOrder'],
  ],
  finish(out) {
    // Forecast rows carry no flag of their own: the token of their key begins with fpm.
    const token = typeof out.txId === 'string' ? out.txId.slice(out.txId.lastIndexOf('-') + 1) : ''
    out.forecast = token.startsWith('fpm') || /forecast/i.test(String(out.type ?? ''))
  },
}

export const credit: EntitySpec = {
  fields: {
    id: { read: 'integer', title: 'Credit id' },
    date: { read: 'date', title: 'Date' },
    amount: { read: 'money', title: 'Amount' },
    title: { read: 'text', title: 'Title' },
    chargeOffFlag: { read: 'boolean', title: 'Charge-off', description: 'May be partial.' },
    active: { read: 'boolean', title: 'Active' },
  },
  known: [
    ...['entityType', 'entityId', 'loanId', 'modId', 'importId', 'category', 'paymentType', 'customApplication'],
    ...['resetPastDue', 'apdAdjustmentId', 'dpdAdjustmentId', 'CustomPaymentType', 'ChargeOff', 'APDAdjustment'],
    ...['DPDAdjustment', 'created', 'createdBy'],
  ],
}

export const bankruptcy: EntitySpec = {
  fields: {
    id: { read: 'integer', title: 'Bankruptcy id' },
    customerId: { read: 'integer', title: 'Customer id', description: 'The borrower who filed.' },
    active: { read: 'boolean', title: 'Active', description: 'At most one of a loan is.' },
    caseNumber: { read: 'text', title: 'Case number', sensitive: true },
    chapter: { read: 'code', prefix: 'loan.bankruptcyChapter.', title: 'Chapter', values: bankruptcyChapters },
    petitionStatus: {
      read: 'code',
      prefix: 'loan.bankruptcyPetitionStatus.',
      title: 'Petition status',
      values: petitionStatuses,
    },
    petitionType: { read: 'text', title: 'Petition type', description: 'Single or joint.' },
    filingDate: { read: 'date', title: 'Filed' },
    noticeReceivedDate: { read: 'date', title: 'Notice received' },
    dismissedDate: { read: 'date', title: 'Dismissed' },
  },
  known: [
    ...[
      'loanId',
      'meetingOfCreditorsDate',
      'objectionDeadlineDate',
      'proofOfClaimDeadlineDate',
      'proofOfClaimFiledDate',
    ],
    ...['proofOfClaimFiledStatus', 'processStatus', 'automaticStayStatus', 'lienedPropertyStatus', 'objectionStatus'],
    ...['bankruptcyDistrict', 'city', 'state', 'closedReason', 'created', 'CustomFieldValues', 'Customer', 'Loan'],
  ],
}

const adjustmentKnown = ['id', 'entityType', 'entityId', 'modId', 'created', 'active']

export const dueDateChange: EntitySpec = {
  fields: {
    changedDate: { read: 'date', title: 'Changed on' },
    originalDate: { read: 'date', title: 'Old due date' },
    newDate: { read: 'date', title: 'New due date' },
  },
  known: [...adjustmentKnown, 'dueDateOnLastDOM'],
}

export const pastDueAdjustment: EntitySpec = {
  fields: {
    date: { read: 'date', title: 'Date' },
    type: { read: 'code', prefix: 'loan.apd.adjust.type.', title: 'Kind', values: pastDueAdjustmentTypes },
    dollarAmount: { read: 'money', title: 'Amount' },
  },
  known: adjustmentKnown,
}

export const daysPastDueAdjustment: EntitySpec = {
  fields: { date: { read: 'date', title: 'Date' } },
  known: adjustmentKnown,
}

export const charge: EntitySpec = {
  fields: {
    id: { read: 'integer', title: 'Charge id' },
    date: { read: 'date', title: 'Date' },
    amount: { read: 'money', title: 'Amount' },
    paidAmount: { read: 'money', title: 'Paid' },
    info: { read: 'text', title: 'Information' },
    active: { read: 'boolean', title: 'Active' },
    isReversal: { read: 'boolean', title: 'Reversal' },
  },
  known: [
    ...['displayId', 'chargeTypeId', 'chargeApplicationType', 'interestBearing', 'paidPercent', 'order', 'editComment'],
    ...['ParentCharge', 'ChildCharge', 'priorcutoff', 'expansion', '_notEditable', 'entityType', 'entityId', 'modId'],
    ...['parentCharge', 'childCharge', 'created', 'Loan', 'ChargeType'],
  ],
}
