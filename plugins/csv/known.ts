/** Columns that are recognised by their headers: LoanPro's names first, then what other systems call the same. */

/** What a column is, in LoanPro's words where it has one. */
export interface KnownColumn {
  role: string
  /** Headers without blanks and signs, in small letters. */
  names: string[]
}

export const knownColumns: KnownColumn[] = [
  known(
    'displayId',
    'loannumber',
    'loanno',
    'loan',
    'accountnumber',
    'accountno',
    'account',
    'loanid',
    'consumeraccountnumber',
  ),
  known('reportingType', 'portfoliotype', 'portfolio'),
  known('creditBureau', 'accounttype', 'accounttypecode'),
  known('contractDate', 'dateopened', 'opendate', 'originationdate', 'loandate', 'openeddate', 'datecontract'),
  known('loanAmount', 'originalamount', 'originalloanamount', 'amountfinanced', 'originalprincipal', 'highestcredit'),
  known('loanTerm', 'term', 'termmonths', 'termsduration', 'numberofpayments'),
  known('paymentFrequency', 'frequency', 'termsfrequency', 'paymentfrequencycode'),
  known('payment', 'scheduledpayment', 'paymentamount', 'monthlypayment', 'installmentamount', 'regularpayment'),
  known('creditStatus', 'accountstatus', 'metro2status', 'accountstatuscode'),
  known('payoff', 'currentbalance', 'balance', 'payoffamount', 'totalbalance'),
  known('principalBalance', 'principal', 'outstandingprincipal'),
  known('amountPastDue', 'amountpastdue30', 'pastdueamount', 'pastdue', 'amountdue'),
  known('daysPastDue', 'dpd', 'dayslate', 'daysdelinquent'),
  known('lastPaymentDate', 'dateoflastpayment', 'dateoflastpmt'),
  known('lastPaymentAmount', 'actualpaymentamount'),
  known('closedDate', 'payoffdate', 'dateclosed', 'paidoffdate'),
  known('dateOfFirstDelinquency', 'dofd', 'fcradofd', 'datefirstdelinquency'),
  known('chargeOffDate', 'chargedoffdate', 'dateofchargeoff'),
  known('chargeOffAmount', 'originalchargeoffamount', 'chargedoffamount'),
  known('paymentHistoryProfile', 'paymenthistory', 'paymentprofile', 'payhistory', 'php'),
  known('firstName', 'borrowerfirstname', 'first', 'fname'),
  known('middleName', 'borrowermiddlename', 'middle', 'middleinitial'),
  known('lastName', 'surname', 'borrowerlastname', 'last', 'lname'),
  known('generationCode', 'suffix', 'generation'),
  known('ssn', 'socialsecuritynumber', 'borrowerssn', 'social', 'taxid'),
  known('birthDate', 'dateofbirth', 'dob', 'borrowerdob', 'birthdate'),
  known('phone', 'telephonenumber', 'telephone', 'phonenumber', 'primaryphone', 'homephone'),
  known('ECOACode', 'ecoa'),
  known('address1', 'address', 'firstlineofaddress', 'street', 'streetaddress', 'addressline1', 'borroweraddress'),
  known('address2', 'secondlineofaddress', 'addressline2'),
  known('city', 'borrowercity', 'town'),
  known('state', 'borrowerstate', 'statecode'),
  known('zipcode', 'zip', 'postalcode', 'borrowerzip', 'zippostal'),
  known('country', 'countrycode'),
]

/** Columns of a file of payments. */
export const knownPaymentColumns: KnownColumn[] = [
  known('date', 'paymentdate', 'effectivedate', 'posteddate', 'transactiondate'),
  known('amount', 'paymentamount', 'payment', 'total'),
  known('reversedDate', 'reversaldate', 'reversedon', 'nsfdate', 'voiddate'),
]

function known(role: string, ...others: string[]): KnownColumn {
  return { role, names: [...new Set([role.toLowerCase(), ...others])] }
}

export const plainHeader = (header: string) => header.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The field of each role, of the headers that are recognised. Of two for one role the name that stands first in the list. */
export function rolesOf(
  headers: readonly string[],
  fields: readonly string[],
  columns: readonly KnownColumn[] = knownColumns,
): Map<string, string> {
  const byName = new Map(headers.map((header, index) => [plainHeader(header), fields[index]!]))
  const roles = new Map<string, string>()
  for (const { role, names } of columns) {
    const name = names.find((each) => byName.has(each))
    if (name !== undefined) roles.set(role, byName.get(name)!)
  }
  return roles
}

/** LoanPro's columns with their types, as its import and export have them: what the shipped preset is written for. */
export const loanproColumns: {
  header: string
  type: 'text' | 'date' | 'money' | 'integer' | 'decimal'
  sensitive: boolean
}[] = [
  ...columns('text', false, 'displayId', 'reportingType', 'creditBureau', 'paymentFrequency', 'creditStatus'),
  ...columns('date', false, 'contractDate', 'closedDate', 'lastPaymentDate', 'dateOfFirstDelinquency', 'chargeOffDate'),
  ...columns('money', false, 'loanAmount', 'payment', 'payoff', 'principalBalance', 'amountPastDue', 'chargeOffAmount'),
  ...columns('decimal', false, 'loanTerm'),
  ...columns('integer', false, 'daysPastDue'),
  ...columns('text', false, 'paymentHistoryProfile'),
  ...columns('text', true, 'firstName', 'middleName', 'lastName'),
  ...columns('text', false, 'generationCode'),
  ...columns('text', true, 'ssn'),
  ...columns('date', true, 'birthDate'),
  ...columns('text', true, 'phone'),
  ...columns('text', false, 'ECOACode'),
  ...columns('text', true, 'address1', 'address2'),
  ...columns('text', false, 'city', 'state', 'zipcode', 'country'),
]

function columns<T extends string>(type: T, sensitive: boolean, ...headers: string[]) {
  return headers.map((header) => ({ header, type, sensitive }))
}
