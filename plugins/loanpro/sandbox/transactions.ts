/** A loan's transactions: what applies now, with the schedule, a forecast and information rows among them. */
import { money } from './archive.ts'
import { stateOf } from './books.ts'
import { type Day, dateStamp, zeroDate } from './calendar.ts'
import { type EntityNode, leaf } from './entity.ts'
import type { State } from './ledger.ts'
import { methodOf, paymentDisplayIdOf, paymentIdOf, slashed } from './money-entities.ts'
import { opened, type Plan, paymentsKnownOn } from './plan.ts'
import type { Tenant } from './tenant.ts'

const noMoney = {
  paymentId: 0,
  paymentDisplayId: 0,
  paymentAmount: '0',
  paymentInterest: '0',
  paymentPrincipal: '0',
  paymentDiscount: '0',
  paymentFees: '0',
  feesPaidDetails: null as string | null,
  paymentEscrow: '0',
  paymentEscrowBreakdown: null as string | null,
  chargeAmount: '0',
  chargeInterest: '0',
  chargePrincipal: '0',
  chargeDiscount: '0',
  chargeFees: '0',
  chargeEscrow: '0',
  chargeEscrowBreakdown: null as string | null,
}

/** Unpadded, as transactions print money: 900.35, 1000, 0. */
const plain = (cents: number): string => String(cents / 100)

interface Row {
  token: string
  modId: number
  day: Day
  title: string
  type: string
  order: number
  fields: Record<string, unknown>
}

const escrow = '{"subsets":{"2":0,"3":0}}'

function infoRows(plan: Plan, today: Day): Row[] {
  return plan.setups
    .filter((setup) => setup.from <= today)
    .map((setup, position) => ({
      token: position === 0 ? 'info-origin' : 'info-mod',
      modId: setup.modId,
      day: setup.from,
      title: position === 0 ? 'Loan Origination' : 'Loan Modification',
      type: position === 0 ? 'origination' : 'modification',
      order: 0,
      fields: {
        infoOnly: 1,
        infoDetails: JSON.stringify({ amount: money(setup.principal), underwriting: '0.00', discount: '0.00' }),
      },
    }))
}

function scheduledRows(plan: Plan, state: State, today: Day): Row[] {
  const end = state.closedOn ?? (state.chargedOff > 0 ? plan.chargeOff!.day : Number.POSITIVE_INFINITY)
  const { instalments } = state.timeline
  return instalments.flatMap((instalment, position) => {
    if (instalment.due > end) return []
    const start = position === 0 ? opened(plan) : instalments[position - 1]!.due
    const modId = plan.setups[instalment.setup]!.modId
    return {
      token: `spm${instalment.period}`,
      modId,
      day: instalment.due,
      title: `Scheduled Payment: ${instalment.period + 1}`,
      type: 'scheduledPayment',
      order: 0,
      fields: {
        period: instalment.period,
        periodStart: dateStamp(start),
        periodEnd: dateStamp(instalment.due - 1),
        chargeAmount: plain(instalment.amount),
        chargeInterest: plain(instalment.interest),
        chargePrincipal: plain(instalment.principal),
        chargeEscrowBreakdown: escrow,
        future: instalment.due > today ? 1 : 0,
        adbDays: instalment.due - start,
        adb: plain(state.principal),
        principalBalance: plain(state.principal),
      },
    }
  })
}

function forecastRows(plan: Plan, state: State, today: Day): Row[] {
  if (state.closedOn !== null || state.chargedOff > 0) return []
  const ahead = state.timeline.instalments.filter((instalment) => instalment.due > today).slice(0, 3)
  return ahead.map((instalment) => ({
    token: `fpm${instalment.period}`,
    modId: plan.setups[instalment.setup]!.modId,
    day: instalment.due,
    title: `Forecast Payment: ${instalment.period + 1}`,
    type: 'forecastPayment',
    order: 3,
    fields: {
      period: instalment.period,
      paymentAmount: plain(instalment.amount),
      paymentInterest: plain(instalment.interest),
      paymentPrincipal: plain(instalment.principal),
      future: 1,
    },
  }))
}

function paymentRows(plan: Plan, state: State, today: Day): Row[] {
  return paymentsKnownOn(plan, today).map((payment) => {
    const id = paymentIdOf(plan, payment)
    const split = state.timeline.splits.get(payment.seq) ?? { interest: 0, principal: 0, fees: 0, balance: 0 }
    const recovery = payment.towards === 'RECOVERY'
    const method = methodOf(plan)
    const kind = payment.payoff ? 'Payoff - ' : recovery ? 'Charge Off Recovery - ' : ''
    return {
      token: `pay${id}0`,
      modId: plan.setups.findLast((setup) => setup.from <= payment.day)?.modId ?? 0,
      day: payment.day,
      title: `Payment: ${kind}${slashed(payment.day)} ${method}`,
      type: 'payment',
      order: 5,
      fields: {
        paymentId: id,
        paymentDisplayId: paymentDisplayIdOf(id),
        paymentAmount: plain(payment.amount),
        paymentInterest: plain(split.interest),
        paymentPrincipal: plain(split.principal),
        paymentFees: plain(split.fees),
        feesPaidDetails: split.fees > 0 ? JSON.stringify({ late: split.fees / 100 }) : null,
        paymentEscrowBreakdown: escrow,
        principalOnly: payment.towards === 'PRINCIPAL' ? 1 : 0,
        principalBalance: plain(split.balance),
      },
    }
  })
}

function feeRows(plan: Plan, today: Day): Row[] {
  return plan.charges
    .filter((charge) => charge.day <= today)
    .map((charge) => ({
      token: `fee${plan.id * 100 + charge.seq}0`,
      modId: 0,
      day: charge.day,
      title: `Fee: ${charge.title}`,
      type: 'fee',
      order: 1,
      fields: { chargeAmount: plain(charge.amount), chargeFees: plain(charge.amount) },
    }))
}

function creditRows(plan: Plan, today: Day): Row[] {
  if (!plan.chargeOff || plan.chargeOff.day > today) return []
  const { day, amount } = plan.chargeOff
  const fields = { paymentAmount: plain(amount), paymentPrincipal: plain(amount), chargeOff: 1 }
  return [{ token: `cre${plan.id}0`, modId: 0, day, title: 'Credit: Charge-off', type: 'credit', order: 6, fields }]
}

/** What applies now: reversed payments are gone, schedule and forecast stand in it, and ids move when rows do. */
export function transactionNodes(tenant: Tenant, index: number): EntityNode[] {
  const books = tenant.books(index)
  const { plan } = books
  const state = stateOf(books, tenant.day)
  const rows = [
    ...infoRows(plan, tenant.day),
    ...scheduledRows(plan, state, tenant.day),
    ...forecastRows(plan, state, tenant.day),
    ...paymentRows(plan, state, tenant.day),
    ...feeRows(plan, tenant.day),
    ...creditRows(plan, tenant.day),
  ].sort((a, b) => a.day - b.day || a.order - b.order)
  return rows.map((row, position) =>
    leaf('LoanTransactions', 'LoanTransaction', plan.id * 1_000 + position, {
      txId: `${plan.id}-${row.modId}-${row.token}`,
      entityType: 'Entity.Loan',
      entityId: plan.id,
      modId: row.modId,
      date: dateStamp(row.day),
      period: 0,
      periodStart: zeroDate,
      periodEnd: zeroDate,
      title: row.title,
      type: row.type,
      infoOnly: 0,
      infoDetails: null,
      ...noMoney,
      future: 0,
      principalOnly: 0,
      advancement: 0,
      payoffFee: 0,
      chargeOff: 0,
      paymentType: 0,
      adbDays: 0,
      adb: '0',
      principalBalance: '0',
      ...row.fields,
      displayOrder: String(row.order),
    }),
  )
}
