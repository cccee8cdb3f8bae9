/** The loan itself, its setup and settings, and the collections that hang on it. */
import { ecoaOf, money } from './archive.ts'
import { creditStatusSetOn, loanStatusOn, stateOf } from './books.ts'
import { dateStamp, dateText, dayOfMonth, instantStamp, zeroDate } from './calendar.ts'
import { customerNodes } from './customer-entities.ts'
import { writtenDocumentNodes } from './documents.ts'
import { type EntityNode, leaf } from './entity.ts'
import {
  customFieldNode,
  customFieldsOf,
  docSections,
  loanStatusNodes,
  loanSubStatusNodes,
  portfolioNode,
  portfoliosOf,
  subPortfolioNode,
} from './lookups.ts'
import { adjustmentNodes, bankruptcyNodes, chargeNodes, creditNodes, paymentNodes } from './money-entities.ts'
import { noteNodes } from './note-entities.ts'
import { has, opened, type Plan, type Setup } from './plan.ts'
import type { Tenant } from './tenant.ts'
import { transactionNodes } from './transactions.ts'

/** Ids of the parts lie beside the loan's id, as they do in real tenants. */
export const settingsIdOf = (loanId: number): number => loanId - 15
export const loanIdOfSettings = (settingsId: number): number => settingsId + 15
const setupIdOf = (plan: Plan, position: number): number => plan.id * 4 + position

/** Collections a loan has in LoanPro that stay empty here. */
const emptyCollections = [
  'ChecklistItemValues',
  'Promises',
  'Advancements',
  'CurtailmentDates',
  'EscrowCalculatedTx',
  'ScheduleRolls',
  'StopInterestDates',
  'EscrowAdjustments',
  'EscrowTransactions',
  'EscrowSubsetOptions',
  'EscrowCalculators',
  'EstimatedDisbursements',
  'Loans',
  'LinkedLoanValues',
  'RecurrentCharges',
  'PayNearMeOrders',
  'EscrowSubsets',
  'RuleAppliedLoanSettings',
  'RuleAppliedChargeOff',
  'RuleAppliedAPDReset',
  'RuleAppliedChecklists',
  'RuleAppliedChangeDueDates',
  'RuleAppliedStopInterest',
  'RuleAppliedBankruptcy',
  'CustomFieldValues',
  'Autopays',
  'InterestRateChanges',
  'LoanChilds',
] as const

function malformed(tenant: Tenant, plan: Plan): string | null {
  const fault = tenant.faults.malformed
  return fault && fault.loanId === plan.id ? fault.how : null
}

function tilSchedule(plan: Plan, setup: Setup): string {
  const instalments = plan.instalments.filter((one) => plan.setups[one.setup] === setup)
  const last = instalments.at(-1)!
  const date = (day: number) => dateText(day).replace(/(\d+)-(\d+)-(\d+)/, '$2/$3/$1')
  // The source prints binary noise behind its amounts.
  const noisy = (cents: number) => `${(cents / 100).toFixed(2)}000000000003`
  const first = `{"count":${instalments.length - 1},"payment":${noisy(setup.payment)},"startDate":"${date(setup.firstDue)}"}`
  return `[${first},{"count":1,"payment":${noisy(last.amount)},"startDate":"${date(last.due)}"}]`
}

function setupAmounts(plan: Plan, setup: Setup): Record<string, unknown> {
  const instalments = plan.instalments.filter((one) => plan.setups[one.setup] === setup)
  const total = instalments.reduce((sum, one) => sum + one.amount, 0)
  const last = instalments.at(-1)!
  return {
    apr: (setup.rate * 100).toFixed(4),
    aprForceSingle: 0,
    payment: money(setup.payment),
    origFinalPaymentDate: dateStamp(last.due),
    origFinalPaymentAmount: money(last.amount),
    tilFinanceCharge: money(total - setup.principal),
    tilTotalOfPayments: money(total),
    tilLoanAmount: money(setup.principal),
    tilSalesPrice: money(total),
    tilPaymentSchedule: tilSchedule(plan, setup),
    regzCustomEnabled: 0,
    regzApr: '0.0000',
    regzFinanceCharge: '0.00',
    regzAmountFinanced: '0.00',
    regzTotalOfPayments: '0.00',
    loanAmount: money(setup.principal),
    discount: '0.00',
    underwriting: '0.00',
    loanRate: (setup.rate * 100).toFixed(4),
    loanRateType: 'loan.rateType.annually',
    loanTerm: setup.periods.toFixed(4),
    moneyFactor: '0',
    residual: '0.00',
    contractDate: dateStamp(setup.from),
    firstPaymentDate: dateStamp(setup.firstDue),
  }
}

const fixedSetup = {
  scheduleRound: '0.00',
  amountDown: '0.00',
  reserve: '0.00',
  salesPrice: '0.00',
  gap: '0.00',
  warranty: '0.00',
  dealerProfit: '0.00',
  taxes: '0.00',
  creditLimit: '0.00',
  reportingCreditLimit: '0.00',
  loanType: 'loan.type.installment',
  discountSplit: 1,
  calcType: 'loan.calcType.simpleInterest',
  daysInYear: 'loan.daysInYear.actual',
  interestApplication: 'loan.interestApplication.betweenTransactions',
  begEnd: 'loan.begend.end',
  firstPeriodDays: 'loan.firstPeriodDays.actual',
  firstDayInterest: 1,
  discountCalc: 'loan.discountCalc.rebalancing',
  diyAlt: 0,
  dueDateOnLastDOM: 0,
  dueDatesOnBusinessDays: 'loan.businessduedates.disabled',
  daysInPeriod: 'loan.daysinperiod.30',
  roundDecimals: 5,
  lastAsFinal: 1,
  nddCalc: 'loan.nddCalc.standard',
  endInterest: '',
  scheduleTemplate: 0,
  curtailmentTemplate: 0,
  feesPaidBy: 'loan.feesPaidBy.period',
  useInterestTiers: 0,
  calcHistoryEnabled: 0,
  calcDatesEnabled: 0,
  graceDays: 10,
  lateFeeType: 'loan.lateFee.1',
  lateFeeAmount: '30.00',
  lateFeePercent: '0.00',
  lateFeeCalc: 'loan.lateFeeCalc.standard',
  lateFeePercentBase: 'loan.latefeepercentbase.regular',
  rollLastPayment: 0,
  paymentDateApp: 'loan.pmtdateapp.actual',
  suspendForecastTo: null,
  usuryAlert: null,
  maxInterestAmount: null,
  financeChargeAsMIA: null,
}

/** The setup in force today. */
function setupNode(tenant: Tenant, index: number): EntityNode | null {
  const { plan } = tenant.books(index)
  const position = plan.setups.findLastIndex((setup, at) => at === 0 || setup.from <= tenant.day)
  const setup = plan.setups[position]!
  const fault = malformed(tenant, plan)
  if (fault === 'MISSING_SETUP') return null
  // The spelling of this one differs between LoanPro's own sources.
  const frequency = plan.frequency === 'biweekly' && index % 2 === 0 ? 'biWeekly' : plan.frequency
  const node = leaf('LoanSetup', 'LoanSetup', setupIdOf(plan, position), {
    loanId: plan.id,
    modId: setup.modId,
    active: has(plan, 'draft') ? 0 : 1,
    ...setupAmounts(plan, setup),
    ...fixedSetup,
    loanClass: plan.secured ? 'loan.class.carLoan' : 'loan.class.consumer',
    paymentFrequency: `loan.frequency.${fault === 'UNKNOWN_ENUM' ? 'lunar' : frequency}`,
    isSetupValid: true,
  })
  if (fault === 'IMPOSSIBLE_DATE') node.fields.contractDate = '/Date(2026-02-31)/'
  if (fault === 'BROKEN_JSON_STRING') node.fields.tilPaymentSchedule = '[{"count":35,'
  return { ...node, nav: { Loan: () => loanNode(tenant, index), CustomFieldValues: () => [] } }
}

function closedDate(plan: Plan, closedOn: number | null): string {
  // Some lenders never fill it in.
  return closedOn === null || plan.index % 3 === 0 ? zeroDate : dateStamp(closedOn)
}

export function settingsNode(tenant: Tenant, index: number): EntityNode {
  const { plan } = tenant.books(index)
  const state = stateOf(tenant.books(index), tenant.day)
  const status = tenant.statusSet(index, tenant.day) ?? loanStatusOn(plan, state, tenant.day)
  const id = settingsIdOf(plan.id)
  const automatic = index % 3 !== 1
  const ecoa = ecoaOf(tenant.people(index).length)
  const fault = malformed(tenant, plan)
  const written = tenant.settingsOn(index, tenant.day)
  return {
    set: 'LoanSettings',
    type: 'Entity.LoanSettings',
    key: id,
    nav: {
      Loan: () => loanNode(tenant, index),
      LoanStatus: () => loanStatusNodes.find(({ key }) => key === status.id) ?? null,
      LoanSubStatus: () => loanSubStatusNodes.find(({ key }) => key === status.subId) ?? null,
      CustomFieldValues: () =>
        customFieldsOf(tenant, index, tenant.day).map((value, at) =>
          customFieldNode('Entity.LoanSettings', id, at, value),
        ),
      SrcCompany: () => null,
      MerchantProcessorGroup: () => null,
    },
    fields: {
      id,
      loanId: plan.id,
      cardFeeAmount: '5.00',
      cardFeeType: 'loan.cardfee.types.1',
      cardFeePercent: '0.00',
      agent: 0,
      loanStatusId: status.id,
      loanSubStatusId: status.subId,
      sourceCompany: null,
      paymentTypeDefault: 0,
      eBilling: 0,
      ECOACode: `loan.ecoacodes.${automatic ? 'A' : ecoa.primary}`,
      coBuyerECOACode: `loan.ecoacodes.${automatic && ecoa.second !== '0' ? 'A' : ecoa.second}`,
      creditBureau: `loan.creditbureau.${plan.secured ? '00' : '01'}`,
      reportingType: 'loan.reportingtype.I',
      secured: plan.secured ? 1 : 0,
      autopayEnabled: index % 2,
      repoDate: zeroDate,
      closedDate: closedDate(plan, state.closedOn),
      liquidationDate: zeroDate,
      followUpDate: zeroDate,
      isStoplightManuallySet: 0,
      merchantProcessorGroupId: 0,
      extraTowardsTransactions: 'payment.extra.tx.principal',
      extraTowardsPeriods: 'payment.extra.periods.next',
      ...written,
      creditStatus: `loan.creditstatus.${fault === 'UNKNOWN_ENUM' ? 'ZZ' : creditStatusSetOn(plan, tenant.day)}`,
    },
  }
}

function collateralNodes(plan: Plan): EntityNode[] {
  if (!plan.secured) return []
  const node = leaf('Collateral', 'Collateral', plan.id + 500, {
    loanId: plan.id,
    a: String(2_014 + (plan.index % 11)),
    b: ['Example', 'Sample'][plan.index % 2],
    c: ['Sedan', 'Pickup', 'Van'][plan.index % 3],
    d: '',
    additional: null,
    collateralType: 'collateral.type.car',
    vin: `TEST${String(plan.id).padStart(13, '0')}`,
    distance: 41_250.5,
    bookValue: 13_000,
    color: 'blue',
    gpsStatus: 'collateral.gpsstatus.notinstalled',
    gpsCode: '',
    licensePlate: '',
    gap: 0,
    warranty: 0,
  })
  return [{ ...node, nav: { Loan: () => null, CustomFieldValues: () => [] } }]
}

function documentNodes(tenant: Tenant, plan: Plan): EntityNode[] {
  return ['contract.pdf', 'disclosure.pdf', 'id-check.pdf'].map((fileName, position) => {
    const id = plan.id * 4 + position
    const node = leaf('LoanDocuments', 'Document', id, {
      loanId: plan.id,
      userId: 7,
      sectionId: position === 2 ? 12 : 13,
      fileAttachmentId: id + 40,
      userName: 'Agent',
      remoteAddress: '203.0.113.1',
      fileName,
      description: '',
      ip: 0,
      size: 7_363 + position,
      active: position === 2 ? 0 : 1,
      created: instantStamp(plan.created, 50_000 + position),
      archived: 0,
      customerVisible: 1,
    })
    const section = docSections[position === 2 ? 0 : 1]!
    return {
      ...node,
      nav: {
        Loan: () => loanNode(tenant, plan.index),
        User: () => null,
        DocSection: () => section,
        FileAttachment: () => null,
      },
    }
  })
}

function fundingNode(plan: Plan): EntityNode {
  return leaf('LoanFunding', 'LoanFunding', plan.id, {
    loanId: plan.id,
    whoEntityType: 'Entity.Customer',
    whoEntityId: 30_001 + plan.index * 4,
    method: 'loan.funding.method.cashdrawer',
    amount: money(plan.setups[0]!.principal),
    date: dateStamp(opened(plan)),
    status: 'loan.funding.status.success',
    created: instantStamp(opened(plan), 60_000),
    active: 1,
  })
}

/** Loan.lastUpdated is in no documented field list; a switch decides whether this tenant has it. */
function lastUpdated(tenant: Tenant, index: number): Record<string, unknown> {
  if (tenant.faults.lastUpdated !== 'supported') return {}
  const { day, second } = tenant.lastChange(index)
  return { lastUpdated: instantStamp(day, second) }
}

/** The loan's own fields, without anything that hangs on it. */
export function loanFields(tenant: Tenant, index: number): Record<string, unknown> {
  const { plan } = tenant.books(index)
  const modification = plan.setups.findLast((setup) => setup.modId !== 0 && setup.from <= tenant.day)
  const deleted = plan.deletedFrom !== null && plan.deletedFrom <= tenant.day
  const position = modification ? plan.setups.indexOf(modification) : 0
  return {
    id: plan.id,
    displayId: plan.displayId,
    title: plan.displayId,
    settingsId: settingsIdOf(plan.id),
    setupId: setupIdOf(plan, position),
    insurancePolicyId: index % 4 === 0 ? '4' : null,
    collateralId: plan.secured ? plan.id + 500 : 0,
    linkedLoan: null,
    modId: modification?.modId ?? null,
    modTotal: modification ? 1 : 0,
    humanActivityDate: dateStamp(tenant.day - (dayOfMonth(tenant.day) % 9)),
    created: instantStamp(plan.created, 39_600),
    lastMaintRun: instantStamp(tenant.day, 18_000),
    createdBy: 44,
    active: index % 2 === 0 ? 1 : '1',
    archived: plan.archivedFrom !== null && plan.archivedFrom <= tenant.day ? 1 : 0,
    loanAlert: tenant.overlay(index)?.loanAlert ?? '',
    temporaryAccount: has(plan, 'temporary') ? 1 : 0,
    deleted: deleted ? 1 : 0,
    deletedAt: deleted ? instantStamp(plan.deletedFrom!, 61_000) : null,
    ...lastUpdated(tenant, index),
    _relatedMetadata: null,
    _dynamicProperties: null,
  }
}

/** Daily rows, oldest first, with the loan's id as their own: only loan and date together name a row. */
export function archiveNodes(tenant: Tenant, index: number): EntityNode[] {
  const nodes: EntityNode[] = []
  for (let day = tenant.head(index).opened; day <= tenant.day; day++) {
    const row = tenant.row(index, day)
    if (row) nodes.push(archiveNode(row))
  }
  return nodes
}

export function archiveNode(row: Record<string, unknown>): EntityNode {
  return leaf('LoanStatusArchive', 'StatusArchive', row.id as number, row)
}

export function loanNode(tenant: Tenant, index: number): EntityNode {
  const { plan } = tenant.books(index)
  const adjustments = () => adjustmentNodes(tenant, index)
  const portfolios = () => portfoliosOf(tenant, index, tenant.day)
  const nav: EntityNode['nav'] = {
    Insurance: () => null,
    Documents: () => [...documentNodes(tenant, plan), ...writtenDocumentNodes(tenant, index)],
    Collateral: () => collateralNodes(plan),
    LoanSettings: () => settingsNode(tenant, index),
    LoanSetup: () => setupNode(tenant, index),
    Notes: () => noteNodes(tenant, index),
    Charges: () => chargeNodes(tenant, index),
    Payments: () => paymentNodes(tenant, index),
    LoanFunding: () => [fundingNode(plan)],
    Credits: () => creditNodes(tenant, index),
    DueDateChanges: () => adjustments().DueDateChanges,
    StatusArchive: () => archiveNodes(tenant, index),
    Transactions: () => transactionNodes(tenant, index),
    APDAdjustments: () => adjustments().APDAdjustments,
    DPDAdjustments: () => adjustments().DPDAdjustments,
    LoanModifications: () => adjustments().LoanModifications,
    Customers: () => customerNodes(tenant, index),
    Portfolios: () => portfolios().portfolios.map(portfolioNode),
    SubPortfolios: () => portfolios().subPortfolios.map(subPortfolioNode),
    Bankruptcies: () => bankruptcyNodes(tenant, index),
  }
  for (const name of emptyCollections) nav[name] = () => []
  return { set: 'Loans', type: 'Entity.Loan', key: plan.id, fields: loanFields(tenant, index), nav }
}
