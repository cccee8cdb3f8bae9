/** Customer, Address, Phone and custom field values: fields of LoanPro's entities of those names. */
import {
  countries,
  customerIdTypes,
  customerRoles,
  customerTypes,
  generationCodes,
  phoneTypes,
  stateCodes,
} from '../codes.ts'
import type { EntitySpec } from '../spec.ts'
import { isObject, readText } from '../values.ts'

const address: EntitySpec = {
  fields: {
    address1: { read: 'text', title: 'First line', sensitive: true },
    address2: { read: 'text', title: 'Second line', sensitive: true },
    city: { read: 'text', title: 'City', description: 'APO, FPO or DPO for military addresses.' },
    state: { read: 'code', prefix: 'geo.state.', title: 'State', values: stateCodes },
    zipcode: { read: 'text', title: 'ZIP code', description: 'Five or nine digits without a hyphen.' },
    country: { read: 'code', prefix: 'company.country.', title: 'Country', values: countries },
    active: { read: 'boolean', title: 'Active' },
    isVerified: { read: 'boolean', title: 'Verified' },
  },
  known: ['id', 'geoLat', 'geoLon', 'created', 'isStandardized'],
}

const phone: EntitySpec = {
  fields: {
    phone: { read: 'text', title: 'Number', description: 'Ten digits.', sensitive: true },
    type: { read: 'code', prefix: 'customer.phoneType.', title: 'Kind', values: phoneTypes },
    isPrimary: { read: 'boolean', title: 'Primary' },
    isSecondary: { read: 'boolean', title: 'Secondary' },
    active: { read: 'boolean', title: 'Active' },
  },
  known: [
    ...['id', 'entityId', 'entityType', 'sbtMktVerifyPIN', 'sbtActVerifyPIN', 'sbtMktVerifyPending'],
    ...['sbtActVerifyPending', 'sbtMktVerified', 'sbtActVerified', 'carrierName', 'carrierVerified', 'isLandLine'],
    'dndEnabled',
  ],
}

export const customFieldValue: EntitySpec = {
  fields: {
    customFieldId: {
      read: 'integer',
      title: 'Custom field id',
      description: 'Differs from tenant to tenant: select by name.',
    },
    name: {
      read: 'computed',
      type: 'text',
      title: 'Custom field name',
      description: 'The name the tenant gave the field in LoanPro.',
    },
    customFieldValue: { read: 'text', title: 'Value', description: 'Text as chosen or typed; at most 255 characters.' },
  },
  known: ['id', 'entityId', 'entityType', 'CustomField'],
  finish(out, source) {
    if (isObject(source.CustomField)) out.name = readText(source.CustomField.name, 'CustomField.name')
  },
}

export const customer: EntitySpec = {
  fields: {
    id: { read: 'integer', title: 'Customer id' },
    customId: { read: 'text', title: 'Custom id' },
    customerType: { read: 'code', prefix: 'customer.type.', title: 'Customer type', values: customerTypes },
    status: { read: 'text', title: 'Status', description: "From the tenant's own list." },
    loanRole: {
      read: 'code',
      prefix: 'loan.customerRole.',
      title: 'Role on the loan',
      description: 'Missing when the tenant does not send it; see isPrimary.',
      values: customerRoles,
    },
    isPrimary: {
      read: 'computed',
      type: 'boolean',
      title: 'Is the primary borrower',
      description:
        'The role says primary; where that is a company or no role was sent, the only person on the loan who is not additional.',
    },
    firstName: { read: 'text', title: 'First name', sensitive: true },
    middleName: { read: 'text', title: 'Middle name', sensitive: true },
    lastName: { read: 'text', title: 'Last name', sensitive: true },
    generationCode: { read: 'code', prefix: 'customer.generationCode.', title: 'Generation', values: generationCodes },
    companyName: { read: 'text', title: 'Company name' },
    birthDate: {
      read: 'birthDate',
      title: 'Date of birth',
      description: "YYYY-MM-DD; as sent when the API user's role censors it.",
      sensitive: true,
    },
    ssn: {
      read: 'text',
      title: 'Social security number',
      description: "As sent; masked (XXXXX1234) when the API user's role does not show it.",
      sensitive: true,
    },
    customerIdType: { read: 'code', prefix: 'customer.idType.', title: 'Kind of the number', values: customerIdTypes },
    email: { read: 'text', title: 'E-mail', sensitive: true },
    active: { read: 'boolean', title: 'Active' },
    created: { read: 'instant', title: 'Created', moves: true },
    lastUpdate: { read: 'instant', title: 'Last update', moves: true },
    primaryPhone: {
      read: 'computed',
      type: 'text',
      title: 'Primary phone number',
      description: 'The active phone marked primary, else the first active one.',
      sensitive: true,
    },
    PrimaryAddress: { read: 'entity', title: 'Primary address', entity: address },
    MailAddress: { read: 'entity', title: 'Mail address', entity: address },
    Phones: { read: 'rows', title: 'Phones', entity: phone },
    CustomFieldValues: { read: 'rows', title: 'Custom fields of the customer', entity: customFieldValue },
  },
  known: [
    ...['mcId', 'gender', 'driverLicense', 'contactName', 'customerId', 'creditLimit', 'accessUserName'],
    ...[
      'accessPassword',
      'ofacMatch',
      'ofacTested',
      'saleTransferPii',
      'passwordChanged',
      'hasAvatar',
      'creditScoreId',
    ],
    ...['Employer', 'References', 'PaymentAccounts', 'Documents', 'CreditScore', 'Loans', 'LineOfCredits'],
    ...['SocialProfiles', 'Notes', '_relatedMetadata', '_dynamicProperties'],
  ],
  finish(out) {
    const phones = ((out.Phones ?? []) as Record<string, unknown>[]).filter((row) => row.active !== false)
    out.primaryPhone = (phones.find((row) => row.isPrimary === true) ?? phones[0])?.phone ?? null
  },
}
