/** Customers and what hangs on them, with the masks of the agent user's role. */
import { dateStamp, dateText, instantStamp } from './calendar.ts'
import { type EntityNode, leaf } from './entity.ts'
import { loanNode } from './loan-entities.ts'
import { type CustomFieldNow, customFieldIds, customFieldNode } from './lookups.ts'
import { noteNode } from './note-entities.ts'
import type { Address } from './people.ts'
import { randomOf } from './random.ts'
import type { PersonNow, Tenant } from './tenant.ts'

function ssnShown(ssn: string | null, tenant: Tenant): string {
  if (ssn === null) return ''
  return tenant.faults.ssn === 'masked' ? `XXXXX${ssn.slice(-4)}` : ssn
}

/** Censored dates of birth come as text, not as a date. */
function birthShown(birth: number | null, tenant: Tenant): string | null {
  if (birth === null) return null
  const [, month, day] = dateText(birth).split('-')
  if (tenant.faults.birthDate === 'month-day') return `${month}/${day}/XXXX`
  return tenant.faults.birthDate === 'day' ? `XX/${day}/XXXX` : dateStamp(birth)
}

function addressNode(id: number, address: Address, created: string): EntityNode {
  return leaf('Address', 'Address', id, {
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    state: address.state,
    zipcode: address.zipcode,
    country: 'company.country.usa',
    geoLat: null,
    geoLon: null,
    created,
    active: 1,
    isVerified: 0,
    isStandardized: 0,
  })
}

function employerNode(person: PersonNow, created: string): EntityNode {
  const node = leaf('Employers', 'Employer', person.id, {
    companyName: 'Example Works',
    title: 'Associate',
    phone: '8015550100',
    income: '48000.00',
    incomeFrequency: 'customerEmployer.incomeFrequency.annually',
    hireDate: dateStamp(16_436),
    payDate: dateStamp(18_000),
    payDateFrequency: 'customerEmployer.payDateFrequency.semiMonthly',
    active: '1',
    created,
  })
  return { ...node, nav: { Address: () => null, CustomFieldValues: () => [] } }
}

function phoneNodes(person: PersonNow): EntityNode[] {
  const numbers = [
    [person.phone, 'cell', 1],
    [`${person.phone.slice(0, 3)}5550199`, 'home', 0],
  ] as const
  return numbers.map(([phone, type, isPrimary], position) =>
    leaf('Phones', 'Phone', person.id * 10 + position, {
      entityId: person.id,
      entityType: 'Entity.Customer',
      phone,
      type: `phoneType.${type}`,
      isPrimary,
      isSecondary: 1 - isPrimary,
      sbtMktVerifyPIN: '0',
      sbtActVerifyPIN: '0',
      sbtMktVerifyPending: 0,
      sbtActVerifyPending: 0,
      sbtMktVerified: 0,
      sbtActVerified: 0,
      carrierName: null,
      carrierVerified: 1,
      isLandLine: type === 'home' ? 1 : 0,
      dndEnabled: 0,
      active: 1,
    }),
  )
}

function customFields(tenant: Tenant, index: number, person: PersonNow): EntityNode[] {
  const values = new Map<number, CustomFieldNow>()
  const language = randomOf(tenant.seed, 'language', person.id).chance(0.1) ? 'Spanish' : 'English'
  values.set(customFieldIds.language, { customFieldId: customFieldIds.language, value: language })
  for (const change of tenant.overlay(index)?.customFields ?? []) {
    if (change.entityType === 'Entity.Customer' && change.entityId === person.id)
      values.set(change.customFieldId, change)
  }
  return [...values.values()].map((value, position) => customFieldNode('Entity.Customer', person.id, position, value))
}

function fieldsOf(tenant: Tenant, person: PersonNow, created: string, throughLoan: boolean): Record<string, unknown> {
  return {
    id: person.id,
    customId: null,
    mcId: person.id + 131_000,
    customerType: `customer.type.${person.type}`,
    status: 'Active',
    firstName: person.firstName,
    lastName: person.lastName,
    middleName: person.middleName,
    birthDate: birthShown(person.birth, tenant),
    gender: `customer.gender.${person.gender}`,
    generationCode: `customer.generationCode.${person.generation}`,
    email: `customer${person.id}@example.com`,
    ssn: ssnShown(person.ssn, tenant),
    driverLicense: null,
    companyName: person.companyName,
    contactName: null,
    customerIdType: person.type === 'company' ? 'customer.idType.employerNumber' : 'customer.idType.ssn',
    customerId: null,
    creditLimit: 0,
    accessUserName: `user${person.id}`,
    active: 1,
    ofacMatch: 0,
    ofacTested: 0,
    saleTransferPii: 1,
    passwordChanged: 0,
    hasAvatar: 0,
    loanRole: throughLoan ? `loan.customerRole.${person.role}` : null,
    created,
    lastUpdate: instantStamp(person.lastUpdate.day, person.lastUpdate.second),
    creditScoreId: person.id,
    ...person.fields,
  }
}

/** `throughLoan`: read as a loan's customer, where the role on that loan is filled in. */
export function customerNode(tenant: Tenant, index: number, person: PersonNow, throughLoan: boolean): EntityNode {
  const created = instantStamp(tenant.head(index).created, 40_000)
  const separateMail = person.mailAddress !== person.address
  const notes = tenant.overlay(index)?.notes.filter((note) => note.parentType === 'Entity.Customer') ?? []
  return {
    set: 'Customers',
    type: 'Entity.Customer',
    key: person.id,
    fields: fieldsOf(tenant, person, created, throughLoan),
    nav: {
      PrimaryAddress: () => addressNode(person.id * 2, person.address, created),
      MailAddress: () => addressNode(person.id * 2 + (separateMail ? 1 : 0), person.mailAddress, created),
      Employer: () => (person.type === 'company' ? null : employerNode(person, created)),
      References: () => [],
      PaymentAccounts: () => [],
      Phones: () => phoneNodes(person),
      CustomFieldValues: () => customFields(tenant, index, person),
      Documents: () => [],
      CreditScore: () => leaf('CreditScores', 'CreditScore', person.id, scores(tenant, person, created)),
      Loans: () => [loanNode(tenant, index)],
      LineOfCredits: () => [],
      SocialProfiles: () => [],
      Notes: () => notes.filter((note) => note.parentId === person.id).map(noteNode),
    },
  }
}

function scores(tenant: Tenant, person: PersonNow, created: string): Record<string, unknown> {
  const random = randomOf(tenant.seed, 'score', person.id)
  const score = () => random.int(480, 810)
  return { equifaxScore: score(), transunionScore: score(), experianScore: score(), created, modified: created }
}

export function customerNodes(tenant: Tenant, index: number, throughLoan = true): EntityNode[] {
  return tenant.people(index).map((person) => customerNode(tenant, index, person, throughLoan))
}
