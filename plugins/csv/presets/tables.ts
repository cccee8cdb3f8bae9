/** Tables of every preset for flat files: words and codes as LoanPro and other systems write them, to Metro 2. */

const frequencies: Record<string, string[]> = {
  Y: ['annually', 'Annually', 'yearly', 'Yearly', 'Annual', 'Y'],
  B: ['biWeekly', 'BiWeekly', 'Bi-Weekly', 'Biweekly', 'biweekly', 'B'],
  M: ['monthly', 'Monthly', 'MONTHLY', 'M'],
  Q: ['quarterly', 'Quarterly', 'Q'],
  S: ['semiannually', 'semiAnnually', 'Semiannually', 'Semi-Annually', 'S'],
  E: ['semimonthly', 'semiMonthly', 'Semimonthly', 'Semi-Monthly', 'E'],
  P: ['single', 'Single', 'P'],
  W: ['weekly', 'Weekly', 'WEEKLY', 'W'],
}

const portfolios: Record<string, string[]> = {
  I: ['I', 'i', 'installment', 'Installment'],
  M: ['M', 'm', 'mortgage', 'Mortgage'],
  O: ['O', 'o', 'open', 'Open'],
  R: ['R', 'r', 'revolving', 'Revolving'],
  C: ['C', 'c', 'lineOfCredit', 'Line of Credit'],
}

/** Statuses that a lender may set by hand; 0 and blank leave it to be derived. */
const statuses = [
  ...['05', '11', '13', '61', '62', '63', '64', '65', '71', '78', '80', '82', '83', '84', '88', '89', '93', '94'],
  ...['95', '96', '97', 'DA', 'DF'],
]

function table(name: string, entries: [string, string][]): string {
  const rows = entries.map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
  return [`  ${name}:`, ...rows].join('\n')
}

/** Each word bare and with the prefix that LoanPro's API has before it. */
function words(given: Record<string, string[]>, prefix: string): [string, string][] {
  return Object.entries(given).flatMap(([code, names]) => {
    const loanpro = `${prefix}${prefix.endsWith('frequency.') ? names[0] : code}`
    return [...names, loanpro].map((name): [string, string] => [name, code])
  })
}

const lender: [string, string][] = [
  ['0', ''],
  ['loan.creditstatus.0', ''],
  ...statuses.flatMap((code): [string, string][] => [
    [code, code],
    ...(code === '05' ? [['5', '05'] as [string, string]] : []),
    [`loan.creditstatus.${code === '05' ? '5' : code}`, code],
  ]),
]

const ecoaCodes = ['1', '2', '7', 'T', 'W', 'X', 'Z']

const known: { name: string; comment?: string; entries: [string, string][] }[] = [
  {
    name: 'termsFrequency',
    comment: '  # How often an instalment falls due.',
    entries: words(frequencies, 'loan.frequency.'),
  },
  { name: 'portfolioType', entries: words(portfolios, 'loan.reportingtype.') },
  {
    name: 'lenderStatus',
    comment: '  # A status that the lender sets by hand overrides what is derived; 0 leaves it to be derived.',
    entries: lender,
  },
  {
    name: 'ecoa',
    entries: ecoaCodes.flatMap((code): [string, string][] => [
      [code, code],
      [`loan.ecoacodes.${code}`, code],
    ]),
  },
  {
    name: 'country',
    entries: [
      ['usa', 'US'],
      ['USA', 'US'],
      ['US', 'US'],
      ['company.country.usa', 'US'],
      ['can', 'CA'],
      ['CAN', 'CA'],
      ['CA', 'CA'],
      ['company.country.can', 'CA'],
    ],
  },
]

/** The tables that the recipes look up; a preset with a table that nothing looks up is refused. */
export function tablesFor(recipes: string): string {
  const used = known.filter(({ name }) => new RegExp(`lookup: ${name}\\b`).test(recipes))
  if (used.length === 0) return ''
  return [
    'tables:',
    ...used.flatMap(({ name, comment, entries }) => [comment ?? [], table(name, entries)].flat()),
  ].join('\n')
}
