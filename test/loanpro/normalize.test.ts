import { describe, expect, test } from 'vitest'
import { SourceFailure } from '../../plugins/contract.ts'
import { normalize } from '../../plugins/loanpro/normalize.ts'
import { archiveRowOf, documentOf, loanOf, type Raw, rawOf, seconds } from './documents.ts'
import { fixture, fixturesAbsent, fixturesPresent } from './fixtures.ts'

const payment = (changes: Raw = {}): Raw => ({
  id: 50,
  displayId: 9050,
  amount: '400.00',
  date: seconds('2026-05-10'),
  extra: 'payment.extra.periods.next',
  status: 'payment.status.none',
  reverseDate: null,
  active: 1,
  childId: null,
  ...changes,
})

const transaction = (changes: Raw = {}): Raw => ({
  txId: '7-0-pay500',
  type: 'payment',
  date: seconds('2026-05-10'),
  infoOnly: 0,
  future: 0,
  paymentId: 50,
  paymentAmount: '400',
  paymentFees: '0',
  principalOnly: 0,
  ...changes,
})

describe('traps of reading', () => {
  test('trap 4: lists come as {results} or as bare arrays, and say the same', () => {
    const rows = [payment()]
    expect(documentOf({ Payments: { results: rows } })).toEqual(documentOf({ Payments: rows }))
  })

  test('trap 4: a list that was not sent is null, never empty', () => {
    const loan = loanOf({ Payments: { __deferred: { uri: 'Loans(id=7)/Payments' } } })
    delete loan.Transactions
    const { document } = normalize(JSON.stringify({ loan, archive: [], customFields: {} }))
    expect(document).toMatchObject({ Payments: null, Transactions: null, Credits: [] })
  })

  test('trap 6 and 7: archive rows are keyed by day and ordered by day, whatever order and id they come with', () => {
    const { StatusArchive } = documentOf({}, [
      archiveRowOf('2026-06-30', { daysPastDue: 20 }),
      archiveRowOf('2026-04-30'),
      archiveRowOf('2026-05-31'),
      archiveRowOf('2026-06-30', { daysPastDue: 21 }),
    ])
    expect(StatusArchive?.map((row: Raw) => [row.date, row.daysPastDue])).toEqual([
      ['2026-04-30', 0],
      ['2026-05-31', 0],
      ['2026-06-30', 21],
    ])
  })

  test('trap 10: a masked SSN passes as it stands, to be judged by the mapping; a censored birth date is null and marked', () => {
    const { Customers } = documentOf({ Customers: [{ id: 1, ssn: 'XXXXX3333', birthDate: '11/27/XXXX' }] })
    expect(Customers?.[0]).toMatchObject({ ssn: 'XXXXX3333', birthDate: '11/27/XXXX' })
  })

  test('trap 11: credit status 5 stays 5 here (the preset writes 05), and the lender’s word is apart from the resolved one', () => {
    const document = documentOf({ LoanSettings: { id: 71, creditStatus: 'loan.creditstatus.5' } }, [
      archiveRowOf('2026-06-30', { creditStatus: 'loan.creditstatus.78' }),
    ])
    expect(document.LoanSettings?.creditStatus).toBe('5')
    expect(document.StatusArchive?.[0]?.creditStatus).toBe('78')
  })

  test('trap 13: codes with leading zeros and letters stay text', () => {
    const { LoanSettings } = documentOf()
    expect(LoanSettings?.creditBureau).toBe('00')
  })

  test('trap 14: scheduled, forecast and information rows are told apart', () => {
    const { Transactions } = documentOf({
      Transactions: [
        transaction({ txId: '7-0-info-origin', type: 'origination', infoOnly: 1, paymentId: 0 }),
        transaction({ txId: '7-0-spm3', type: 'scheduledPayment', chargeAmount: '350', paymentId: 0 }),
        transaction({ txId: '7-0-fpm4', type: 'payment', future: 1, paymentId: 0 }),
        transaction(),
      ],
    })
    expect(Transactions?.map(({ type, infoOnly, forecast }: Raw) => [type, infoOnly, forecast])).toEqual([
      ['origination', true, false],
      ['scheduledPayment', false, false],
      ['payment', false, true],
      ['payment', false, false],
    ])
  })

  test.each<[string, Raw, string]>([
    ['inactive with a day', { active: 0, reverseDate: seconds('2026-05-14') }, '2026-05-14'],
    ['a day alone', { reverseDate: seconds('2026-05-14') }, '2026-05-14'],
    ['inactive without a day', { active: 0 }, '2026-05-10'],
    ['charged back', { status: 'payment.status.chargedBack' }, '2026-05-10'],
  ])('trap 15: a reversed payment stays in the list and is marked: %s', (_, changes, reversedOn) => {
    const { Payments } = documentOf({ Payments: [payment(changes)] })
    expect(Payments?.[0]).toMatchObject({ reversed: true, reversedOn, appliedToInstalments: 40_000 })
  })

  test('trap 15: an edited payment is replaced by its child and no story of its own', () => {
    const { Payments } = documentOf({ Payments: [payment({ active: 0, childId: 51 }), payment({ id: 51 })] })
    expect(Payments?.map(({ id, replaced, reversed }: Raw) => [id, replaced, reversed])).toEqual([
      [50, true, true],
      [51, false, false],
    ])
  })

  test('trap 16: collateral is a list, and once was an object', () => {
    const one = { id: 3, collateralType: 'collateral.type.car' }
    expect(documentOf({ Collateral: one }).Collateral).toEqual(documentOf({ Collateral: [one] }).Collateral)
  })

  test('trap 17: a number may come as text and text as a number', () => {
    const document = documentOf({ id: '7', modTotal: '0', Customers: [{ id: '12', customId: 44 }] })
    expect(document).toMatchObject({ id: 7, modTotal: 0, Customers: [{ id: 12, customId: '44' }] })
  })

  test('trap 22: the loan id and the number the lender uses are two fields', () => {
    expect(documentOf()).toMatchObject({ id: 7, displayId: 'L-0007' })
  })

  test('trap 26: custom fields are found by the name the tenant gave them', () => {
    const LoanSettings = { id: 71, CustomFieldValues: { results: [{ customFieldId: 42, customFieldValue: 'AW - x' }] } }
    const named = documentOf({ LoanSettings }, [], { '42': 'Special Comment Code' })
    expect(named.LoanSettings?.CustomFieldValues).toEqual([
      { customFieldId: 42, name: 'Special Comment Code', customFieldValue: 'AW - x' },
    ])
  })
})

describe('payments and their transactions', () => {
  test('the part that paid fees does not pay instalments', () => {
    const { Payments } = documentOf({ Payments: [payment()], Transactions: [transaction({ paymentFees: '30.5' })] })
    expect(Payments?.[0]).toMatchObject({ amount: 40_000, feesPortion: 3_050, appliedToInstalments: 36_950 })
  })

  test('a payment in several rows', () => {
    const Transactions = [transaction({ paymentFees: '10' }), transaction({ txId: '7-0-pay501', paymentFees: '5' })]
    const { Payments } = documentOf({ Payments: [payment()], Transactions })
    expect(Payments?.[0]).toMatchObject({ feesPortion: 1_500, appliedToInstalments: 38_500 })
  })

  test('without a row the whole amount counts', () => {
    const { Payments } = documentOf({ Payments: [payment()] })
    expect(Payments?.[0]).toMatchObject({ feesPortion: 0, appliedToInstalments: 40_000, principalOnly: false })
  })

  test('rows of information and forecasts say nothing of money', () => {
    const Transactions = [
      transaction({ infoOnly: 1, paymentFees: '100' }),
      transaction({ txId: '7-0-fpm9', paymentFees: '7' }),
    ]
    expect(documentOf({ Payments: [payment()], Transactions }).Payments?.[0]).toMatchObject({ feesPortion: 0 })
  })

  test('principal only is what the transaction says, else what the payment was meant for', () => {
    const only = payment({ extra: 'payment.extra.tx.principalonly' })
    expect(documentOf({ Payments: [only] }).Payments?.[0]).toMatchObject({ principalOnly: true })
    const applied = documentOf({ Payments: [only], Transactions: [transaction({ principalOnly: 0 })] })
    expect(applied.Payments?.[0]).toMatchObject({ principalOnly: false })
  })
})

describe('customers', () => {
  const person = (changes: Raw = {}): Raw => ({ id: 1, customerType: 'customer.type.individual', ...changes })
  const role = (name: string) => ({ loanRole: `loan.customerRole.${name}` })
  test.each<[string, Raw[], boolean[]]>([
    ['by role', [person(role('secondary')), person(role('primary'))], [false, true]],
    ['the only one without a role', [person()], [true]],
    ['nobody among several without a role', [person(), person()], [false, false]],
    [
      'the person beside a company',
      [person({ customerType: 'customer.type.company', ...role('primary') }), person(role('secondary'))],
      [false, true],
    ],
  ])('the primary: %s', (_, Customers, primary) => {
    expect(documentOf({ Customers }).Customers?.map(({ isPrimary }: Raw) => isPrimary)).toEqual(primary)
  })

  test('the primary phone, else the first active one', () => {
    const phone = (number: string, changes: Raw = {}) => ({ phone: number, isPrimary: 0, active: 1, ...changes })
    const phoneOf = (Phones: Raw[]) => documentOf({ Customers: [person({ Phones })] }).Customers?.[0]?.primaryPhone
    expect(phoneOf([phone('1'), phone('2', { isPrimary: '1' })])).toBe('2')
    expect(phoneOf([phone('1', { active: 0 }), phone('2')])).toBe('2')
    expect(phoneOf([])).toBeNull()
  })
})

test('of several setups the current one counts', () => {
  const setup = (id: number, modId: number) => ({ id, modId, loanAmount: `${id}.00` })
  const results = [setup(70, 0), setup(90, 26)]
  expect(documentOf({ LoanSetup: { results }, setupId: 90 }).LoanSetup?.loanAmount).toBe(9_000)
  expect(documentOf({ LoanSetup: results, modId: 26 }).LoanSetup?.loanAmount).toBe(9_000)
})

describe('drift', () => {
  test('unknown fields are told once, dotted; unknown codes pass', () => {
    const Payments = [payment({ brandNew: 1 }), payment({ brandNew: 2, status: 'payment.status.quantum' })]
    const { document, unknownFields } = normalize(rawOf({ Payments, escrowMood: 'good' }))
    expect(unknownFields).toEqual(['Payments.brandNew', 'escrowMood'])
    expect((document.Payments as Raw[])[1]?.status).toBe('quantum')
  })
})

describe('what cannot be read', () => {
  test.each<[string, string, string]>([
    ['cut off', rawOf().slice(0, -20), 'the document'],
    ['no loan', '{"archive":[]}', 'the document'],
    ['no id', rawOf({ id: null }), 'id'],
    ['a date', rawOf({ LoanSetup: { contractDate: '/Date(x)/' } }), 'LoanSetup.contractDate'],
    ['money', rawOf({ Payments: [payment({ amount: 'lots' })] }), 'Payments.amount'],
    ['a list', rawOf({ Customers: 'none' }), 'Customers'],
    ['a row without a day', rawOf({}, [archiveRowOf('2026-06-30', { date: null })]), 'StatusArchive.date'],
    ['JSON in a string', rawOf({ LoanSetup: { tilPaymentSchedule: '[{"count":' } }), 'LoanSetup.tilPaymentSchedule'],
  ])('%s is refused with its path and without its value', (_, raw, path) => {
    const failure = refusalOf(() => normalize(raw))
    expect(failure).toMatchObject({ kind: 'SYSTEM', code: 'MALFORMED_DOCUMENT' })
    expect(failure.message).toContain(path)
    expect(failure.message).not.toContain('lots')
  })

  function refusalOf(run: () => unknown): SourceFailure {
    try {
      run()
    } catch (failure) {
      if (failure instanceof SourceFailure) return failure
    }
    throw new Error('nothing was refused')
  }
})

describe.runIf(fixturesPresent)(`samples of LoanPro's answers${fixturesAbsent}`, () => {
  test('a customer with a masked number', () => {
    const { d } = fixture<{ d: Raw }>('brief_customer_masked_ssn')
    const { Customers } = documentOf({ Customers: [d] })
    expect(Customers?.[0]).toMatchObject({
      ssn: 'XXXXX3333',
      birthDate: '1962-11-27',
      generationCode: 'none',
      customerType: 'individual',
    })
  })

  test('a loan of entities as documented', () => {
    const loan = {
      ...fixture('entity_Loan_deferred'),
      id: 9118,
      LoanSetup: fixture('brief_loan_setup'),
      LoanSettings: fixture('synthetic_loan_settings_get'),
      Customers: { results: [fixture('sdk_customer_full')] },
      Payments: { results: [fixture('synthetic_payment_get')] },
      Transactions: fixture<{ d: Raw }>('mcp_transactions_response_1').d,
      Credits: { results: [fixture('entity_Credits')] },
      DueDateChanges: { results: [fixture('entity_DueDateChanges')] },
      Collateral: fixture('entity_Collateral_pre2021_object'),
    }
    const archive = [fixture('brief_status_archive'), fixture('entity_StatusArchive')]
    const { document, unknownFields } = normalize(JSON.stringify({ loan, archive, customFields: { 15: 'Reserve' } }))
    expect(unknownFields).toEqual([])
    expect(document).toMatchObject({
      displayId: '44450071',
      LoanSetup: { loanAmount: 1_000_000, payment: 29_747, loanTerm: 36, contractDate: '2020-09-09' },
      LoanSettings: { creditBureau: '01', reportingType: 'I', ECOACode: 'A', creditStatus: '0', closedDate: null },
      Customers: [{ firstName: expect.any(String), PrimaryAddress: { state: 'CA', zipcode: '94510', country: 'usa' } }],
      Payments: [{ amount: 29_747, date: '2022-05-06', reversed: false }],
      Credits: [{ amount: 90_000, chargeOffFlag: null }],
      DueDateChanges: [{ originalDate: '2015-12-26', newDate: '2016-01-06', changedDate: '2016-01-26' }],
      Collateral: [{ collateralType: 'other' }],
    })
    expect(document.LoanSetup).toMatchObject({
      paymentSchedule: [
        { count: 35, payment: 29_747, startDate: '2020-10-09' },
        { count: 1, payment: 29_686, startDate: '2023-09-09' },
      ],
    })
    expect(document.StatusArchive).toMatchObject([
      { date: '2017-05-30', daysPastDue: 19, customFields: [{ customFieldId: 296 }, { customFieldId: 297 }] },
      {
        date: '2022-05-11',
        payoff: 901_844,
        amountDue: 0,
        duePni: 418_709,
        calcedECOA: '1',
        customFields: [{ name: 'Reserve', customFieldValue: '250.00' }],
      },
    ])
    const { Transactions } = document as { Transactions: Raw[] }
    expect(Transactions.filter(({ infoOnly }) => infoOnly).map(({ type }) => type)).toEqual([
      'origination',
      'modification',
      'intRateChange',
    ])
  })
})
