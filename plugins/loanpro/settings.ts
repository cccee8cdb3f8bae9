/** What a LoanPro connection is asked for, and how a submitted form is read. */
import { z } from 'zod'
import type { FormField, FormSchema } from '../contract.ts'

export const defaultBaseUrl = 'https://loanpro.simnang.com/api/public/api/1/'

export interface LoanProSettings {
  environment: 'SANDBOX' | 'PRODUCTION'
  /** Ends in a slash; `odata.svc/` is appended by the client. */
  baseUrl: string
  concurrency: number
  requestsPerSecond: number
  /** Loans a page of the enumeration, and of the balances of one day. Whole loans are read in batches of their own size. */
  pageSize: number
  /** IANA name; LoanPro's days are days of the company. */
  timeZone: string
}

export interface LoanProCredentials {
  /** Without the word Bearer. */
  token: string
  instanceId: string
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** People paste the address with or without the last slash, and sometimes with `odata.svc`. */
function tidyBaseUrl(text: string): string {
  return `${text
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/odata\.svc$/i, '')
    .replace(/\/+$/, '')}/`
}

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '' && !url.hash
}

const settingsSchema: z.ZodType<LoanProSettings> = z.object({
  environment: z.enum(['SANDBOX', 'PRODUCTION'], 'Choose SANDBOX or PRODUCTION.'),
  baseUrl: z
    .string()
    .max(500, 'At most 500 characters.')
    .default(defaultBaseUrl)
    .transform(tidyBaseUrl)
    .refine(
      isPlainHttpUrl,
      'Give the whole address of the API, such as https://loanpro.simnang.com/api/public/api/1/.',
    ),
  concurrency: z.coerce.number().int().min(1, 'At least 1.').max(8, 'At most 8.').default(3),
  requestsPerSecond: z.coerce.number().min(0.2, 'At least 0.2.').max(50, 'At most 50.').default(5),
  pageSize: z.coerce.number().int().min(10, 'At least 10.').max(1000, 'At most 1000.').default(1000),
  timeZone: z
    .string()
    .trim()
    .default('America/New_York')
    .refine(isTimeZone, 'Not a time zone. Use an IANA name such as America/Denver.'),
})

const settingsFields: FormField[] = [
  {
    name: 'environment',
    label: 'Environment',
    help: 'SANDBOX for a LoanPro test tenant: its loans are never part of a reporting period. PRODUCTION for the tenant whose loans you report.',
    input: 'select',
    required: true,
    secret: false,
    options: [
      { value: 'SANDBOX', label: 'Sandbox tenant' },
      { value: 'PRODUCTION', label: 'Production tenant' },
    ],
  },
  {
    name: 'baseUrl',
    label: 'API address',
    help: 'Leave it as it is unless LoanPro gave your company a dedicated environment.',
    input: 'url',
    required: false,
    advanced: true,
    secret: false,
    placeholder: defaultBaseUrl,
    defaultValue: defaultBaseUrl,
  },
  {
    name: 'timeZone',
    label: "Company's time zone",
    help: 'As set in LoanPro under Settings > Company > Company Info. LoanPro closes its days by it.',
    input: 'text',
    required: false,
    secret: false,
    placeholder: 'America/New_York',
    defaultValue: 'America/New_York',
  },
  {
    name: 'requestsPerSecond',
    label: 'Requests a second',
    help: 'The most requests this connection sends in a second. Lower it when LoanPro complains about API volume.',
    input: 'number',
    required: false,
    advanced: true,
    secret: false,
    defaultValue: 5,
  },
  {
    name: 'concurrency',
    label: 'Requests at a time',
    help: 'How many requests may wait for an answer at once, 1 to 8.',
    input: 'number',
    required: false,
    advanced: true,
    secret: false,
    defaultValue: 3,
  },
  {
    name: 'pageSize',
    label: 'Loans a page',
    help: 'How many loans one listing request asks for, 10 to 1000: many make a sync that finds nothing new cheap. A page that LoanPro refuses or cannot answer is asked for in smaller ones; lower it when that happens often. Whole loans are read in batches of 50.',
    input: 'number',
    required: false,
    advanced: true,
    secret: false,
    defaultValue: 1000,
  },
]

/** A header cannot carry anything else, and a token never contains a blank: a half-copied line shows here. */
const tokenForm = /^[\x21-\x7e]+$/

const credentialsSchema: z.ZodType<LoanProCredentials> = z.object({
  token: z
    .string('Paste the API token.')
    .transform((text) =>
      text
        .trim()
        .replace(/^(authorization:\s*)?bearer(\s+|$)/i, '')
        .trim(),
    )
    .refine((token) => token !== '', 'Paste the API token.')
    .refine(
      (token) => token === '' || tokenForm.test(token),
      'The token contains blanks or other characters a token never has. Copy it again.',
    ),
  instanceId: z
    .union([z.string(), z.number()], 'Give the tenant id.')
    .transform((id) => String(id).trim())
    .refine((id) => /^\d{1,20}$/.test(id), 'The tenant id is a number, such as 5200000.'),
})

const credentialsFields: FormField[] = [
  {
    name: 'token',
    label: 'API token',
    help: 'In LoanPro open Settings > Company > API, enable the API, and copy a token bound to an Agent User made for this connection. Give that user a role with "Customer SSN Visible" set to Yes: with another role LoanPro sends masked numbers, which cannot be reported. With or without the word Bearer.',
    input: 'password',
    required: true,
    secret: true,
  },
  {
    name: 'instanceId',
    label: 'Tenant id (Autopal-Instance-Id)',
    help: 'The number shown with the token under Settings > Company > API, for example 5200000. It selects your tenant.',
    input: 'text',
    required: true,
    secret: false,
    placeholder: '5200000',
  },
]

export const settingsForm: FormSchema<LoanProSettings> = { fields: settingsFields, schema: settingsSchema }
export const credentialsForm: FormSchema<LoanProCredentials> = { fields: credentialsFields, schema: credentialsSchema }

/** "…ab12"; nothing of a token so short that four characters would be a good part of it. */
export function credentialsHint({ token }: LoanProCredentials): string {
  return token.length >= 16 ? `…${token.slice(-4)}` : '…'
}

/** The calendar date at the company at a moment (milliseconds). */
export function businessDate({ timeZone }: LoanProSettings, now: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return parts.format(now)
}
