/** Changing a loan by hand, dated today. Earlier days keep what was known on them. */
import { type Day, dayOf } from './calendar.ts'
import { stateIn, timelineOf } from './ledger.ts'
import { settingsIdOf } from './loan-entities.ts'
import { paymentIdOf } from './money-entities.ts'
import { has, type Payment, type Plan } from './plan.ts'
import type { Tenant } from './tenant.ts'
import type { LoanEdit } from './types.ts'

function lastStanding(plan: Plan, day: Day): Payment | undefined {
  return plan.payments
    .filter((payment) => payment.knownFrom <= day && payment.day <= day && (payment.reversal?.day ?? day + 1) > day)
    .sort((a, b) => a.day - b.day || a.seq - b.seq)
    .at(-1)
}

/** Takes a payment back as of `day`; later scripted payments stay, for the customer does not know better. */
function reversePayment(plan: Plan, day: Day, seq: number, reason: NonNullable<Payment['reversal']>['reason']): void {
  const payment = plan.payments.find((one) => one.seq === seq)
  if (payment) payment.reversal = { day, reason }
}

function postPayment(plan: Plan, today: Day, payment: Pick<Payment, 'day' | 'amount' | 'towards'>): void {
  const seq = Math.max(0, ...plan.payments.map((one) => one.seq)) + 1
  const posted: Payment = {
    ...payment,
    seq,
    knownFrom: today,
    fees: 0,
    payoff: false,
    coversFees: false,
    reversal: null,
  }
  const before = stateIn(timelineOf(plan, today), payment.day)
  if (payment.towards !== 'RECOVERY' && payment.amount >= before.principal + before.interest && before.payoff > 0) {
    posted.amount = before.payoff
    posted.payoff = true
    // Nobody pays a closed loan: what the script had in store is void.
    plan.payments = plan.payments.filter((one) => one.day <= today)
    plan.charges = plan.charges.filter((charge) => charge.day <= today)
    if (plan.chargeOff && plan.chargeOff.day > today) plan.chargeOff = null
  }
  plan.payments.push(posted)
  plan.payments.sort((a, b) => a.day - b.day)
}

function editPayments(
  tenant: Tenant,
  index: number,
  edit: LoanEdit & { kind: 'REVERSE_PAYMENT' | 'ADD_PAYMENT' },
): void {
  const { plan } = tenant.books(index)
  const today = tenant.day
  if (has(plan, 'draft')) throw new Error(`loan ${plan.id} is a draft: it has no payments`)
  if (edit.kind === 'REVERSE_PAYMENT') {
    const payment =
      edit.paymentId === undefined
        ? lastStanding(plan, today)
        : plan.payments.find((one) => paymentIdOf(plan, one) === edit.paymentId && one.knownFrom <= today)
    if (!payment) throw new Error(`loan ${plan.id} has no such payment to reverse`)
    const { seq } = payment
    const reason = edit.reason ?? 'nsf'
    tenant.change(index, true, (overlay) => {
      overlay.planEdits.push((one) => reversePayment(one, today, seq, reason))
    })
    return
  }
  const day = edit.date === undefined ? today : dayOf(edit.date)
  if (day > today) throw new Error('a payment cannot be dated in the future')
  const payment = { day, amount: edit.amount, towards: edit.towards ?? 'INSTALMENTS' }
  tenant.change(index, true, (overlay) => {
    overlay.planEdits.push((one) => postPayment(one, today, payment))
  })
}

function setCreditStatus(tenant: Tenant, index: number, value: string): void {
  const day = tenant.day
  tenant.change(index, true, (overlay) => {
    // Set twice on one day, the second counts; what the script had in store for later is void.
    overlay.planEdits.push((plan) => {
      plan.creditStatuses = [...plan.creditStatuses.filter((one) => one.day <= day), { day, value }]
    })
  })
}

/** Applies a change to a loan the tenant has. */
export function applyEdit(tenant: Tenant, index: number, edit: LoanEdit): void {
  switch (edit.kind) {
    case 'REVERSE_PAYMENT':
    case 'ADD_PAYMENT':
      editPayments(tenant, index, edit)
      break
    case 'CREDIT_STATUS':
      setCreditStatus(tenant, index, edit.value)
      break
    case 'SETTINGS':
      writeSettings(tenant, index, edit.fields)
      break
    case 'ADDRESS':
    case 'CUSTOMER':
      editCustomer(tenant, index, edit)
      break
    default:
      editLoan(tenant, index, edit)
  }
}

function editCustomer(tenant: Tenant, index: number, edit: LoanEdit & { kind: 'ADDRESS' | 'CUSTOMER' }): void {
  const position = edit.customer ?? 0
  tenant.change(index, false, (overlay, at) => {
    if (edit.kind === 'CUSTOMER') overlay.customers.push({ ...at, position, fields: edit.fields })
    else overlay.addresses.push({ ...at, position, which: 'primary', fields: edit.address })
  })
}

function editLoan(
  tenant: Tenant,
  index: number,
  edit: LoanEdit & { kind: 'CUSTOM_FIELD' | 'NOTE' | 'ARCHIVE_DOCUMENT' | 'ARCHIVE' | 'DELETE' },
): void {
  const { id } = tenant.head(index)
  const { day } = tenant
  tenant.change(index, true, (overlay, at) => {
    if (edit.kind === 'CUSTOM_FIELD') {
      const { customFieldId, value } = edit
      overlay.customFields.push({
        day,
        entityType: 'Entity.LoanSettings',
        entityId: settingsIdOf(id),
        customFieldId,
        value,
      })
    } else if (edit.kind === 'NOTE') {
      const { subject, body } = edit
      overlay.notes.push({
        ...at,
        id: tenant.newId(),
        parentType: 'Entity.Loan',
        parentId: id,
        subject,
        body,
        categoryId: 10,
      })
    } else if (edit.kind === 'ARCHIVE_DOCUMENT') {
      const document = overlay.documents.find((one) => one.id === edit.documentId)
      if (!document) throw new Error(`loan ${id} has no attached document ${edit.documentId}`)
      document.archived = true
    } else {
      const field = edit.kind === 'ARCHIVE' ? 'archivedFrom' : 'deletedFrom'
      overlay.planEdits.push((plan) => {
        plan[field] ??= day
      })
    }
  })
}

/** LoanSettings fields by name; creditStatus goes its own way, because archive rows follow it. */
export function writeSettings(tenant: Tenant, index: number, given: Record<string, unknown>): void {
  const { creditStatus, ...fields } = given
  if (creditStatus !== undefined) setCreditStatus(tenant, index, String(creditStatus).replace('loan.creditstatus.', ''))
  if (Object.keys(fields).length === 0) return
  const stored = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, storedDate(name, value)]))
  tenant.change(index, true, (overlay) => {
    overlay.settings.push({ day: tenant.day, fields: stored })
  })
}

/** Dates come in as text (empty clears) and go out as LoanPro's stamps. */
function storedDate(name: string, value: unknown): unknown {
  if (!name.endsWith('Date') || typeof value !== 'string') return value
  if (value === '') return '/Date(-62169984000)/'
  return /^\d{4}-\d{2}-\d{2}/.test(value) ? `/Date(${dayOf(value) * 86_400})/` : value
}
