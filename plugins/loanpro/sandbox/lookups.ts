/** The tenant's own lists: custom fields, statuses, note categories, portfolios. Their ids differ from tenant to tenant. */
import { loanStatuses } from './books.ts'
import type { Day } from './calendar.ts'
import { type EntityNode, leaf } from './entity.ts'
import type { Tenant } from './tenant.ts'

const created = '/Date(1577836800)/'

const complianceOptions = [
  'XA - Closed at the consumer’s request',
  'XB - Disputed under the FCRA, investigation in progress',
  'XC - Investigation complete, consumer disagrees',
  'XD - Closed at request, dispute in progress',
  'XH - Was in dispute, investigation complete',
  'XR - Removes the last code',
]
const commentOptions = [
  'AC - Paying under a partial payment agreement',
  'AU - Paid in full for less than the full balance',
  'AV - First payment never received',
  'AW - Affected by a natural disaster',
]

/** Ids of the custom fields this tenant made. */
export const customFieldIds = {
  dealerReserve: 15,
  complianceCondition: 41,
  specialComment: 42,
  branch: 43,
  language: 51,
}

function definition(id: number, entityType: string, name: string, type: string, options: string[]): EntityNode {
  return leaf('CustomFields', 'CustomField', id, {
    entityType,
    name,
    type: `customField.type.${type}`,
    selectOptions: options.length === 0 ? '[]' : JSON.stringify(options),
    maxLength: 255,
    archiveEnable: 1,
    creditReportEnabled: options.length > 0 ? 1 : 0,
    searchable: '1',
    active: 1,
    created,
  })
}

export const customFields: EntityNode[] = [
  definition(customFieldIds.dealerReserve, 'Entity.LoanSettings', 'Dealer Reserve', 'number', []),
  definition(
    customFieldIds.complianceCondition,
    'Entity.LoanSettings',
    'Compliance Condition Code',
    'select',
    complianceOptions,
  ),
  definition(customFieldIds.specialComment, 'Entity.LoanSettings', 'Special Comment Code', 'select', commentOptions),
  definition(customFieldIds.branch, 'Entity.LoanSettings', 'Branch', 'text', []),
  definition(customFieldIds.language, 'Entity.Customer', 'Preferred Language', 'text', []),
]

export interface CustomFieldNow {
  customFieldId: number
  value: string | null
}

/** Values on the loan's settings as of a day. */
export function customFieldsOf(tenant: Tenant, index: number, day: Day): CustomFieldNow[] {
  const { life } = tenant.head(index)
  const has = (trait: (typeof life.traits)[number]) => life.traits.includes(trait)
  const values = new Map<number, string | null>()
  if (index % 4 === 0) values.set(customFieldIds.dealerReserve, '250.00')
  values.set(customFieldIds.branch, ['North', 'South', 'Online'][index % 3]!)
  values.set(customFieldIds.complianceCondition, null)
  values.set(customFieldIds.specialComment, null)
  if (day >= tenant.first - 60) {
    if (has('compliance-condition'))
      values.set(customFieldIds.complianceCondition, complianceOptions[index % 2 === 0 ? 4 : 1]!)
    if (has('special-comment')) values.set(customFieldIds.specialComment, commentOptions[0]!)
  }
  for (const change of tenant.overlay(index)?.customFields ?? []) {
    if (change.entityType === 'Entity.LoanSettings' && change.day <= day) values.set(change.customFieldId, change.value)
  }
  return [...values].map(([customFieldId, value]) => ({ customFieldId, value }))
}

export function customFieldNode(
  entityType: string,
  entityId: number,
  position: number,
  { customFieldId, value }: CustomFieldNow,
): EntityNode {
  return {
    set: 'CustomFieldValues',
    type: 'Entity.CustomFieldValue',
    key: entityId * 10 + position,
    fields: { id: entityId * 10 + position, entityId, entityType, customFieldId, customFieldValue: value },
    nav: { CustomField: () => customFields.find(({ key }) => key === customFieldId) ?? null },
  }
}

const portfolioTitles: Record<number, string> = { 7: 'Auto', 8: 'Personal', 20: 'Securitization 2025-1' }
const subPortfolioTitles: Record<number, [title: string, parent: number]> = { 10: ['Prime', 7], 12: ['Near prime', 7] }

export function portfolioNode(id: number): EntityNode {
  return {
    ...leaf('Portfolios', 'Portfolio', id, {
      title: portfolioTitles[id] ?? `Portfolio ${id}`,
      numPrefix: '',
      numSuffix: '',
      categoryId: 1,
      entityType: 'Entity.Loan',
      created,
      active: 1,
    }),
    nav: { SubPortfolios: () => subPortfolios.filter(({ fields }) => fields.parent === id) },
  }
}

export function subPortfolioNode(id: number): EntityNode {
  const [title, parent] = subPortfolioTitles[id] ?? [`Subportfolio ${id}`, 7]
  return leaf('SubPortfolios', 'SubPortfolio', id, { title, parent, created, active: 1 })
}

export const portfolios: EntityNode[] = Object.keys(portfolioTitles).map((id) => portfolioNode(Number(id)))
export const subPortfolios: EntityNode[] = Object.keys(subPortfolioTitles).map((id) => subPortfolioNode(Number(id)))

export function portfoliosOf(
  tenant: Tenant,
  index: number,
  day: Day,
): { portfolios: number[]; subPortfolios: number[] } {
  const now = {
    portfolios: new Set([index % 2 === 0 ? 7 : 8]),
    subPortfolios: new Set<number>(index % 4 === 0 ? [10] : []),
  }
  if (index % 6 === 0) now.portfolios.add(20)
  for (const change of tenant.overlay(index)?.portfolios ?? []) {
    if (change.day > day) continue
    const list = change.sub ? now.subPortfolios : now.portfolios
    if (change.remove) list.delete(change.id)
    else list.add(change.id)
  }
  return { portfolios: [...now.portfolios], subPortfolios: [...now.subPortfolios] }
}

export const loanStatusNodes: EntityNode[] = [...new Set(Object.values(loanStatuses).map(({ id }) => id))].map((id) =>
  leaf('LoanStatus', 'LoanStatus', id, {
    title: Object.values(loanStatuses).find((one) => one.id === id)!.title,
    active: 1,
  }),
)

export const loanSubStatusNodes: EntityNode[] = Object.values(loanStatuses).map(({ id, subId, subTitle }, position) =>
  leaf('LoanSubStatus', 'LoanSubStatus', subId, {
    title: subTitle,
    parent: id,
    lateFees: 1,
    emailEnroll: 1,
    webAccess: 1,
    smsEnroll: 1,
    displayOrder: position,
    active: 1,
  }),
)

export const noteCategories: EntityNode[] = [
  [3, 'Queue'],
  [10, 'Collections'],
  [27, 'Credit Reporting'],
].map(([id, name]) => leaf('NoteCategories', 'NoteCategory', id as number, { name, created, active: 1 }))

export const docSections: EntityNode[] = [
  [12, 'Custom Forms'],
  [13, 'Contracts'],
].map(([id, title]) =>
  leaf('DocSections', 'DocSection', id as number, { title, entityType: 'Entity.Loan', created, active: 1 }),
)

export const customPaymentTypes: EntityNode[] = [
  leaf('CustomPaymentTypes', 'CustomPaymentType', 1, {
    static: 1,
    title: 'Regular',
    application: '["payment.application.fees","payment.application.interest","payment.application.principal"]',
    escrowApplication: null,
    description: 'Pays fees, interest and principal in this order.',
    created,
    active: 1,
  }),
]

/** Sets that answer a bare list: they are configuration, not accounts. */
export const configurationSets: Record<string, EntityNode[]> = {
  CustomFields: customFields,
  LoanStatus: loanStatusNodes,
  LoanStatuses: loanStatusNodes,
  LoanSubStatus: loanSubStatusNodes,
  LoanSubStatuses: loanSubStatusNodes,
  NoteCategories: noteCategories,
  DocSections: docSections,
  Portfolios: portfolios,
  SubPortfolios: subPortfolios,
  CustomPaymentTypes: customPaymentTypes,
}
