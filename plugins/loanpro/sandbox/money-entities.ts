/** Payments, charges, credits, adjustments and bankruptcies of a loan as the tenant serves them. */
import { money } from './archive.ts'
import { loanStatusOn, stateOf } from './books.ts'
import { type Day, dateStamp, dateText, instantStamp, stampOrNull, zeroDate } from './calendar.ts'
import { type EntityNode, leaf } from './entity.ts'
import type { State } from './ledger.ts'
import { customPaymentTypes } from './lookups.ts'
import { opened, type Payment, type Plan } from './plan.ts'
import type { Tenant } from './tenant.ts'

export const paymentIdOf = (plan: Plan, payment: Payment): number => plan.id * 1_000 + payment.seq
export const loanIdOfPayment = (id: number): number => Math.floor(id / 1_000)
export const paymentDisplayIdOf = (paymentId: number): number => paymentId + 4_539

const methods = ['Bank Account', 'Debit Card', 'Check', 'Cash'] as const

/** How this loan's customer pays. */
export const methodOf = (plan: Plan): string => methods[plan.index % methods.length]!

export const slashed = (day: Day): string => dateText(day).replaceAll('-', '/')

function snapshot(prefix: 'before' | 'after', state: State): Record<string, unknown> {
  const next = state.timeline.instalments[state.oldestUnpaid]
  return {
    [`${prefix}PrincipalBalance`]: money(state.principal),
    [`${prefix}Payoff`]: money(state.payoff),
    [`${prefix}NextDueDate`]: next ? dateStamp(next.due) : zeroDate,
    [`${prefix}NextDueAmount`]: money(next?.amount ?? 0),
    [`${prefix}AmountPastDue`]: money(state.daysPastDue > 0 && next ? next.amount : 0),
    [`${prefix}DaysPastDue`]: state.daysPastDue,
  }
}

function extraOf(payment: Payment): string {
  if (payment.towards === 'PRINCIPAL') return 'payment.extra.periods.principalonly'
  return payment.seq % 2 === 0 ? 'payment.extra.tx.principal' : 'payment.extra.periods.next'
}

function paymentNode(tenant: Tenant, index: number, payment: Payment): EntityNode {
  const books = tenant.books(index)
  const { plan } = books
  const id = paymentIdOf(plan, payment)
  const reversal = payment.reversal !== null && payment.reversal.day <= tenant.day ? payment.reversal : null
  const logged = payment.knownFrom
  const status = loanStatusOn(plan, stateOf(books, logged), logged)
  const method = methodOf(plan)
  return {
    set: 'Payments',
    type: 'Entity.Payment',
    key: id,
    nav: {
      Loan: () => null,
      PaymentType: () => customPaymentTypes[0]!,
      PaymentReverseTx: () => null,
      ChargeOff: () => null,
      CustomFieldValues: () => [],
    },
    fields: {
      id,
      displayId: paymentDisplayIdOf(id),
      paymentInfoId: null,
      paymentTypeId: 1,
      paymentMethodId: 1 + (plan.index % methods.length),
      paymentAccountId: null,
      entityType: 'Entity.Loan',
      entityId: plan.id,
      modId: null,
      cashDrawerId: null,
      cashDrawerTxId: null,
      txSnapshotId: null,
      amount: money(payment.amount),
      extra: extraOf(payment),
      lastExtra: null,
      early: 0,
      payoffFlag: payment.payoff ? 1 : 0,
      payoffApplyDiffAs: null,
      payoffOptions: null,
      customApplication: '[]',
      info: `${slashed(payment.day)} ${method}`,
      date: dateStamp(payment.day),
      chargeFeeType: 'loan.cardfee.types.0',
      chargeFeeAmount: '0.00',
      chargeFeePercentage: '0.00',
      echeckAuthType: 'payment.echeckauth.WEB',
      parentId: null,
      childId: null,
      status: reversal ? 'payment.status.voided' : 'payment.status.none',
      reverseReason: reversal ? `payment.reverse.${reversal.reason}` : null,
      reverseDate: reversal ? dateStamp(reversal.day) : null,
      comments: null,
      loanStatusId: status.id,
      loanSubStatusId: status.subId,
      sourceCompanyId: null,
      ...snapshot('before', stateOf(books, Math.max(opened(plan), logged - 1))),
      ...snapshot('after', stateOf(books, logged)),
      systemComments: '',
      chargeOffRecovery: payment.towards === 'RECOVERY' ? 1 : 0,
      resetPastDue: 0,
      apdAdjustmentId: 0,
      dpdAdjustmentId: 0,
      paymentMethodOption: null,
      paymentMethodName: method,
      isSplit: null,
      splitId: null,
      nachaReturnCode: reversal?.reason === 'nsf' ? 'nacha.returnCode.r01' : null,
      active: reversal ? 0 : 1,
      created: instantStamp(logged, 52_000 + (id % 9_000)),
      reportExtendedData: null,
      createdBy: 806,
      autopayId: null,
    },
  }
}

/** Reversed payments stay, inactive. */
export function paymentNodes(tenant: Tenant, index: number): EntityNode[] {
  return tenant
    .books(index)
    .plan.payments.filter((payment) => payment.knownFrom <= tenant.day)
    .map((payment) => paymentNode(tenant, index, payment))
}

/** Fees are paid oldest first; what has been paid of each follows from what payments gave to fees. */
export function chargeNodes(tenant: Tenant, index: number): EntityNode[] {
  const books = tenant.books(index)
  const { plan } = books
  const { splits } = stateOf(books, tenant.day).timeline
  let paid = plan.payments.reduce((sum, one) => sum + (one.day <= tenant.day ? (splits.get(one.seq)?.fees ?? 0) : 0), 0)
  return plan.charges
    .filter((charge) => charge.day <= tenant.day)
    .map((charge) => {
      const part = Math.min(paid, charge.amount)
      paid -= part
      const id = plan.id * 100 + charge.seq
      return leaf('Charges', 'Charge', id, {
        displayId: id + 1_811,
        info: `${charge.title} ${slashed(charge.day)}`,
        date: dateStamp(charge.day),
        priorcutoff: false,
        amount: money(charge.amount),
        chargeTypeId: charge.title === 'Late Fee' ? 1 : 2,
        paidAmount: money(part),
        paidPercent: ((100 * part) / charge.amount).toFixed(2),
        chargeApplicationType: 'loan.latefeeapp.standard',
        interestBearing: 0,
        active: 1,
        order: 0,
        isReversal: 0,
        editComment: null,
      })
    })
}

/** A charge-off is a credit with its flag, which comes as a number or as text. */
export function creditNodes(tenant: Tenant, index: number): EntityNode[] {
  const { plan } = tenant.books(index)
  if (!plan.chargeOff || plan.chargeOff.day > tenant.day) return []
  const id = plan.id * 10 + 1
  const node = leaf('LoanCredits', 'Credit', id, {
    entityType: 'Entity.Loan',
    entityId: plan.id,
    modId: null,
    importId: null,
    title: 'Charge-off',
    date: dateStamp(plan.chargeOff.day),
    amount: money(plan.chargeOff.amount),
    category: 6,
    paymentType: 1,
    customApplication: '[]',
    resetPastDue: 0,
    apdAdjustmentId: null,
    dpdAdjustmentId: null,
    chargeOffFlag: plan.index % 2 === 0 ? 1 : '1',
  })
  const nav = { CustomPaymentType: () => customPaymentTypes[0]!, ChargeOff: () => [], APDAdjustment: () => null }
  return [{ ...node, nav: { ...nav, DPDAdjustment: () => null } }]
}

const adjustment = (plan: Plan) => ({ entityType: 'Entity.Loan', entityId: plan.id, modId: null })

export function adjustmentNodes(tenant: Tenant, index: number) {
  const { plan } = tenant.books(index)
  const resets = plan.pastDueResets.filter((day) => day <= tenant.day)
  const changes = plan.dueDateChanges.filter(({ day }) => day <= tenant.day)
  return {
    APDAdjustments: resets.map((day, position) =>
      leaf('APDAdjustments', 'APDAdjustment', plan.id * 10 + position, {
        ...adjustment(plan),
        date: dateStamp(day),
        type: 'loan.apd.adjust.type.zero',
        dollarAmount: '0.00',
      }),
    ),
    DPDAdjustments: resets.map((day, position) =>
      leaf('DPDAdjustments', 'DPDAdjustment', plan.id * 10 + position, { ...adjustment(plan), date: dateStamp(day) }),
    ),
    DueDateChanges: changes.map((change, position) =>
      leaf('LoanDueDateChanges', 'DueDateChange', plan.id * 10 + position, {
        ...adjustment(plan),
        originalDate: dateStamp(change.from),
        newDate: dateStamp(change.to),
        changedDate: dateStamp(change.day),
        dueDateOnLastDOM: 0,
      }),
    ),
    LoanModifications: plan.setups.slice(1).flatMap((setup) =>
      setup.from > tenant.day
        ? []
        : leaf('LoanModifications', 'LoanModification', setup.modId, {
            entityType: 'Entity.Loan',
            entityId: plan.id,
            date: dateStamp(setup.from),
            created: dateStamp(setup.from),
            parent: null,
          }),
    ),
  }
}

export function bankruptcyNodes(tenant: Tenant, index: number): EntityNode[] {
  const { plan } = tenant.books(index)
  const people = tenant.people(index)
  return plan.bankruptcies.flatMap((bankruptcy, position) => {
    if (bankruptcy.noticed > tenant.day) return []
    const ended = bankruptcy.ended !== null && bankruptcy.ended.day <= tenant.day ? bankruptcy.ended : null
    const state = ended?.how ?? 'petitionFiled'
    const node = leaf('Bankruptcies', 'Bankruptcy', plan.id * 10 + position, {
      loanId: plan.id,
      customerId: people[bankruptcy.customer]?.id ?? people[0]!.id,
      active: ended?.how === 'dismissed' ? 0 : 1,
      caseNumber: `${dateText(bankruptcy.filed).slice(2, 4)}-${10_000 + plan.index}`,
      chapter: `loan.bankruptcyChapter.chapter${bankruptcy.chapter}`,
      filingDate: dateStamp(bankruptcy.filed),
      noticeReceivedDate: dateStamp(bankruptcy.noticed),
      dismissedDate: ended?.how === 'dismissed' ? dateStamp(ended.day) : zeroDate,
      meetingOfCreditorsDate: dateStamp(bankruptcy.filed + 32),
      objectionDeadlineDate: dateStamp(bankruptcy.filed + 92),
      proofOfClaimDeadlineDate: dateStamp(bankruptcy.filed + 70),
      proofOfClaimFiledDate: stampOrNull(null),
      proofOfClaimFiledStatus: 'loan.bankruptcyProofOfClaimFiledStatus.pending',
      petitionType: 'loan.bankruptcyPetitionType.single',
      petitionStatus: `loan.bankruptcyPetitionStatus.${state}`,
      processStatus: 'loan.bankruptcyProcessStatus.noticeReceived',
      automaticStayStatus: `loan.bankruptcyAutomaticStayStatus.${ended ? 'pending' : 'enforced'}`,
      lienedPropertyStatus: 'loan.bankruptcyLienedPropertyStatus.reaffirmed',
      objectionStatus: 'loan.bankruptcyObjectionStatus.notAvailable',
      bankruptcyDistrict: 'U.S. Bankruptcy Court - District of Utah',
      city: 'Salt Lake City',
      state: 'geo.state.UT',
      closedReason: ended ? ended.how : null,
    })
    return { ...node, nav: { CustomFieldValues: () => [] } }
  })
}
