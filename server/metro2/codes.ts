/** Code tables of the format, code to meaning, in our own words. */

export type CodeTable = Readonly<Record<string, string>>

/** Field 8 */
export const portfolioTypes = {
  C: 'Line of credit',
  I: 'Installment',
  M: 'Mortgage',
  O: 'Open account, due in full each period',
  R: 'Revolving',
} as const satisfies CodeTable

/** Field 9, by portfolio type (field 8). A type may stand in more than one portfolio. */
export const accountTypes: Readonly<Record<string, CodeTable>> = {
  I: {
    '00': 'Auto',
    '01': 'Unsecured',
    '02': 'Secured',
    '03': 'Partially secured',
    '04': 'Home improvement',
    '05': 'FHA home improvement',
    '06': 'Installment sales contract',
    '0A': 'Time share',
    '0F': 'Export or construction loan',
    '10': 'Business loan, individual liable',
    '11': 'Recreational merchandise',
    '12': 'Education',
    '13': 'Lease',
    '17': 'Manufactured housing',
    '20': 'Note loan',
    '29': 'Rental agreement',
    '3A': 'Auto lease',
    '65': 'Government unsecured guaranteed loan',
    '66': 'Government secured guaranteed loan',
    '67': 'Government unsecured direct loan',
    '68': 'Government secured direct loan',
    '69': 'Government grant',
    '6A': 'Commercial installment loan',
    '6D': 'Home equity',
    '70': 'Government overpayment',
    '71': 'Government fine',
    '72': 'Government fee for services',
    '73': 'Government employee advance',
    '74': 'Government miscellaneous debt',
    '75': 'Government benefit',
    '7B': 'Agricultural',
    '90': 'Medical debt',
    '91': 'Debt consolidation',
    '95': 'Attorney fees',
    '9A': 'Secured home improvement',
  },
  M: {
    '08': 'Real estate, specific type unknown',
    '19': 'FHA real estate',
    '25': 'VA real estate',
    '26': 'Conventional real estate',
    '2C': 'USDA real estate',
    '5A': 'Real estate, junior lien or non-purchase first lien',
    '5B': 'Second mortgage',
    '6B': 'Commercial mortgage, individual liable',
  },
  C: {
    '15': 'Line of credit',
    '43': 'Debit card',
    '47': 'Secured credit line',
    '7A': 'Commercial line of credit',
    '89': 'Home equity line of credit',
    '9B': 'Business line personally guaranteed',
  },
  R: {
    '07': 'Charge account',
    '0G': 'Flexible spending credit card',
    '18': 'Credit card',
    '2A': 'Secured credit card',
    '37': 'Combined credit plan',
    '43': 'Debit card',
    '8A': 'Business credit card, individual liable',
  },
  O: {
    '0C': 'Debt buyer',
    '18': 'Credit card',
    '2A': 'Secured credit card',
    '37': 'Combined credit plan',
    '43': 'Debit card',
    '48': 'Collection agency or attorney',
    '4D': 'Telecommunications or cellular',
    '50': 'Family support',
    '77': 'Returned check',
    '8A': 'Business credit card, individual liable',
    '8B': 'Deposit account with overdraft protection',
    '90': 'Medical debt',
    '92': 'Utility',
    '93': 'Child support',
  },
}

/** Every account type of any portfolio. */
export const allAccountTypes: ReadonlySet<string> = new Set(Object.values(accountTypes).flatMap((t) => Object.keys(t)))

/** Field 13, where it is a word; instalment loans and mortgages have months and years. */
export const termsDurationWords = {
  LOC: 'Line of credit',
  REV: 'Revolving',
  '001': 'Open account; of an instalment loan one month, of a mortgage one year',
} as const satisfies CodeTable

/** Field 14 */
export const termsFrequencies = {
  D: 'Deferred',
  P: 'Single payment',
  W: 'Weekly',
  B: 'Every two weeks',
  E: 'Twice a month',
  M: 'Monthly',
  L: 'Every two months',
  Q: 'Quarterly',
  T: 'Every four months',
  S: 'Twice a year',
  Y: 'Yearly',
} as const satisfies CodeTable

/** Field 17A */
export const accountStatuses = {
  '05': 'Account transferred',
  '11': 'Current: 0-29 days past due',
  '13': 'Paid or closed, zero balance',
  '61': 'Paid in full, was a voluntary surrender',
  '62': 'Paid in full, was in collection',
  '63': 'Paid in full, was a repossession',
  '64': 'Paid in full, was a charge-off',
  '65': 'Paid in full, a foreclosure had been started',
  '71': '30-59 days past due',
  '78': '60-89 days past due',
  '80': '90-119 days past due',
  '82': '120-149 days past due',
  '83': '150-179 days past due',
  '84': '180 or more days past due',
  '88': 'Claim filed with the government for the insured part of a defaulted loan',
  '89': 'Deed received in lieu of foreclosure',
  '93': 'Assigned to collections',
  '94': 'Foreclosure completed',
  '95': 'Voluntary surrender',
  '96': 'Repossession',
  '97': 'Unpaid balance charged off',
  DA: 'Delete the account, not because of fraud',
  DF: 'Delete the account because of confirmed fraud',
} as const satisfies CodeTable

/** Field 17B */
export const paymentRatings = {
  '0': 'Current: 0-29 days past due',
  '1': '30-59 days past due',
  '2': '60-89 days past due',
  '3': '90-119 days past due',
  '4': '120-149 days past due',
  '5': '150-179 days past due',
  '6': '180 or more days past due',
  G: 'Collection',
  L: 'Charge-off',
} as const satisfies CodeTable

/** Field 18, each character */
export const historyCharacters = {
  '0': 'Current: 0-29 days past due',
  '1': '30-59 days past due',
  '2': '60-89 days past due',
  '3': '90-119 days past due',
  '4': '120-149 days past due',
  '5': '150-179 days past due',
  '6': '180 or more days past due',
  B: 'No history before this point',
  D: 'No history for this month',
  E: 'Zero balance and current',
  G: 'Collection',
  H: 'Foreclosure completed',
  J: 'Voluntary surrender',
  K: 'Repossession',
  L: 'Charge-off',
} as const satisfies CodeTable

/** Field 19; blank takes the previous comment off. */
export const specialComments = {
  AB: 'Being paid through insurance',
  AC: 'Paying under a partial payment agreement',
  AH: 'Purchased by another company',
  AI: 'Called to active military duty',
  AL: 'Student loan assigned to the government',
  AM: 'Paid by wage garnishment',
  AN: 'Acquired by FDIC or NCUA',
  AO: 'Surrendered, then redeemed or reinstated',
  AP: 'Credit line suspended',
  AS: 'Closed because of refinancing',
  AT: 'Closed because of transfer',
  AU: 'Paid in full for less than the full balance',
  AV: 'First payment never received',
  AW: 'Affected by a natural or declared disaster',
  AX: 'Paid from collateral',
  AZ: 'Repossession redeemed or reinstated',
  B: 'Managed by a financial counselling program',
  BA: 'Transferred to recovery',
  BB: 'Lease: full termination, status pending',
  BC: 'Lease: full termination, obligation satisfied',
  BD: 'Lease: full termination, balance owing',
  BE: 'Lease: early termination, status pending',
  BF: 'Lease: early termination, obligation satisfied',
  BG: 'Lease: early termination, balance owing',
  BH: 'Lease: early termination, insurance loss',
  BI: 'Lease: involuntary repossession',
  BJ: 'Lease: involuntary repossession, obligation satisfied',
  BK: 'Lease: involuntary repossession, balance owing',
  BL: 'Card lost or stolen',
  BN: 'Paid by the company that originally sold the merchandise',
  BO: 'Foreclosure proceedings started',
  BP: 'Paid through insurance',
  BS: 'Prepaid lease',
  BT: 'Principal deferred, only interest paid',
  C: 'Paid by co-maker or guarantor',
  CH: 'Guaranteed or insured',
  CI: 'Closed because of inactivity',
  CJ: 'Credit line no longer available, in repayment',
  CK: 'Credit line reduced because collateral lost value',
  CL: 'Credit line suspended because collateral lost value',
  CM: 'Collateral released by the creditor, balance owing',
  CN: 'Modified under a federal government plan',
  CO: 'Modified',
  CP: 'In forbearance',
  CS: 'Child support, for agency use',
  DE: 'Debt extinguished under state law',
  H: 'Loan assumed by another party',
  I: 'Election of remedy',
  M: 'Closed by the credit grantor',
  O: 'Transferred to another company or servicer',
  S: 'Special handling, contact the furnisher',
  V: 'Adjustment pending',
} as const satisfies CodeTable

/** Field 20 */
export const complianceConditions = {
  XA: "Closed at the consumer's request",
  XB: 'Disputed under the FCRA, under investigation',
  XC: 'FCRA investigation complete, the consumer disagrees',
  XD: "Closed at the consumer's request and disputed under the FCRA",
  XE: "Closed at the consumer's request; FCRA investigation complete, the consumer disagrees",
  XF: 'Disputed under the FCBA, under investigation',
  XG: 'FCBA investigation complete, the consumer disagrees',
  XH: 'Previously disputed, investigation complete',
  XJ: "Closed at the consumer's request and disputed under the FCBA",
  XR: 'Removes the last code',
} as const satisfies CodeTable

/** Field 37 */
export const ecoaCodes = {
  '1': 'Individual',
  '2': 'Joint contractual liability',
  '3': 'Authorized user',
  '5': 'Co-maker or guarantor',
  '7': 'Maker',
  T: 'Association with the account ended',
  W: 'Business or commercial',
  X: 'Deceased',
  Z: 'Delete the consumer',
} as const satisfies CodeTable

/** Field 38 */
export const consumerInformationIndicators = {
  A: 'Petition for chapter 7 bankruptcy',
  B: 'Petition for chapter 11 bankruptcy',
  C: 'Petition for chapter 12 bankruptcy',
  D: 'Petition for chapter 13 bankruptcy',
  E: 'Discharged through chapter 7',
  F: 'Discharged through chapter 11',
  G: 'Discharged through chapter 12',
  H: 'Discharged or completed through chapter 13',
  Q: 'Removes a bankruptcy indicator: dismissed, withdrawn or closed without discharge',
  R: 'Chapter 7 debt reaffirmed',
  S: 'Removes R, V or 2A',
  T: 'Credit grantor cannot locate the consumer',
  U: 'Consumer located',
  V: 'Chapter 7 reaffirmation rescinded',
  Z: 'Bankruptcy, chapter not designated',
  '1A': 'Personal receivership',
  '2A': 'Lease assumption',
} as const satisfies CodeTable

/** Field 28 */
export const interestTypes = { F: 'Fixed', V: 'Variable or adjustable' } as const satisfies CodeTable

/** Field 33 */
export const generationCodes = {
  J: 'Junior',
  S: 'Senior',
  '2': 'II',
  '3': 'III',
  '4': 'IV',
  '5': 'V',
  '6': 'VI',
  '7': 'VII',
  '8': 'VIII',
  '9': 'IX',
} as const satisfies CodeTable

/** Field 45 */
export const addressIndicators = {
  C: 'Confirmed or verified',
  Y: "Known to be the consumer's primary address",
  N: 'Not confirmed',
  M: 'Military',
  S: 'Secondary',
  B: 'Business, not the residence',
  U: 'Not deliverable',
  D: "The reporter's default address",
  P: 'Bill payer service',
} as const satisfies CodeTable

/** Field 46 */
export const residenceCodes = { O: 'Owns', R: 'Rents' } as const satisfies CodeTable

/** Field 4 */
export const correctionIndicators = {
  '0': 'Regular report',
  '1': 'Replaces what was reported last for the same period',
} as const satisfies CodeTable

/** K1 field 3 */
export const creditorClassifications = {
  '01': 'Retail',
  '02': 'Medical or health care',
  '03': 'Oil company',
  '04': 'Government',
  '05': 'Personal services',
  '06': 'Insurance',
  '07': 'Educational',
  '08': 'Banking',
  '09': 'Rental or leasing',
  '10': 'Utilities',
  '11': 'Cable or cellular',
  '12': 'Financial, not a bank',
  '13': 'Credit union',
  '14': 'Automotive',
  '15': 'Check guarantee',
} as const satisfies CodeTable

/** K2 field 2 */
export const purchasedSoldIndicators = {
  '1': 'Purchased from the company named',
  '2': 'Sold to the company named',
  '9': 'Removes what was reported before',
} as const satisfies CodeTable

/** K3 field 2 */
export const agencyIdentifiers = {
  '00': 'No agency; the mortgage identification number alone',
  '01': 'Fannie Mae',
  '02': 'Freddie Mac',
} as const satisfies CodeTable

/** K4 field 2 */
export const specializedPaymentIndicators = {
  '01': 'Balloon payment',
  '02': 'Deferred payment',
} as const satisfies CodeTable

/** L1 field 2 */
export const changeIndicators = {
  '1': 'The consumer account number changes',
  '2': 'The identification number changes',
  '3': 'Both numbers change',
} as const satisfies CodeTable

/** Field 39: those that lenders in the United States mostly need. */
export const countries = { US: 'United States', CA: 'Canada' } as const satisfies CodeTable

/** Postal abbreviations of states, territories and military mail (field 43). */
export const stateNames = {
  AL: 'Alabama',
  AK: 'Alaska',
  AZ: 'Arizona',
  AR: 'Arkansas',
  CA: 'California',
  CO: 'Colorado',
  CT: 'Connecticut',
  DE: 'Delaware',
  FL: 'Florida',
  GA: 'Georgia',
  HI: 'Hawaii',
  ID: 'Idaho',
  IL: 'Illinois',
  IN: 'Indiana',
  IA: 'Iowa',
  KS: 'Kansas',
  KY: 'Kentucky',
  LA: 'Louisiana',
  ME: 'Maine',
  MD: 'Maryland',
  MA: 'Massachusetts',
  MI: 'Michigan',
  MN: 'Minnesota',
  MS: 'Mississippi',
  MO: 'Missouri',
  MT: 'Montana',
  NE: 'Nebraska',
  NV: 'Nevada',
  NH: 'New Hampshire',
  NJ: 'New Jersey',
  NM: 'New Mexico',
  NY: 'New York',
  NC: 'North Carolina',
  ND: 'North Dakota',
  OH: 'Ohio',
  OK: 'Oklahoma',
  OR: 'Oregon',
  PA: 'Pennsylvania',
  RI: 'Rhode Island',
  SC: 'South Carolina',
  SD: 'South Dakota',
  TN: 'Tennessee',
  TX: 'Texas',
  UT: 'Utah',
  VT: 'Vermont',
  VA: 'Virginia',
  WA: 'Washington',
  WV: 'West Virginia',
  WI: 'Wisconsin',
  WY: 'Wyoming',
  DC: 'District of Columbia',
  AS: 'American Samoa',
  FM: 'Federated States of Micronesia',
  GU: 'Guam',
  MH: 'Marshall Islands',
  MP: 'Northern Mariana Islands',
  PR: 'Puerto Rico',
  PW: 'Palau',
  VI: 'Virgin Islands',
  AA: 'Armed Forces Americas',
  AE: 'Armed Forces Europe',
  AP: 'Armed Forces Pacific',
} as const satisfies CodeTable

export const states: ReadonlySet<string> = new Set(Object.keys(stateNames))
