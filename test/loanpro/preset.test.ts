import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import type { LoanTruth, Sandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { compilePreset } from '../../server/mapping/compile.ts'
import type { MappingOutcome, PresetProgram } from '../../server/mapping/program.ts'
import { archiveRowOf, documentOf, type Raw, seconds } from './documents.ts'
import { knownAfter, type Pulled, startTenant, type TestTenant } from './tenant.ts'

const program = compiled()

function compiled(): PresetProgram {
  const result = compilePreset(loanpro.presets[0]!.text, loanpro.catalogue)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.program
}

const asOf = '2026-06-30'
const run = (document: unknown, day = asOf, snapshotDate: string | null = day): MappingOutcome =>
  program.run(document, { asOf: day, identificationNumber: 'FURNISHER1', snapshotDate, previous: null })

const person = (changes: Raw = {}): Raw => ({
  id: 31,
  customerType: 'customer.type.individual',
  loanRole: 'loan.customerRole.primary',
  firstName: 'Alma',
  lastName: 'Thorne',
  birthDate: seconds('1980-02-29'),
  ssn: '773201234',
  generationCode: 'customer.generationCode.jr',
  PrimaryAddress: {
    address1: '12 Oak Lane',
    city: 'Reno',
    state: 'geo.state.NV',
    zipcode: '89501',
    country: 'company.country.usa',
  },
  MailAddress: null,
  Phones: [{ phone: '7755550111', isPrimary: 1, active: 1 }],
  CustomFieldValues: [],
  ...changes,
})

const instalment = (date: string): Raw => ({
  txId: `7-0-spm${date}`,
  type: 'scheduledPayment',
  date: seconds(date),
  infoOnly: 0,
  paymentId: 0,
  chargeAmount: '350',
})

const today = (changes: Raw = {}) => archiveRowOf(asOf, { calcedECOA: 'loan.ecoacodes.1', ...changes })
const loanDocument = (changes: Raw = {}, archive: Raw[] = [today()], names: Raw = {}) =>
  documentOf({ Customers: [person()], Transactions: [instalment('2026-06-01')], ...changes }, archive, names)
const setup = (changes: Raw): Raw => ({
  LoanSetup: {
    active: 1,
    contractDate: seconds('2025-01-01'),
    loanAmount: '12000.99',
    payment: '350.00',
    loanTerm: '36.0000',
    paymentFrequency: 'loan.frequency.monthly',
    loanType: 'loan.type.installment',
    CustomFieldValues: [],
    ...changes,
  },
})
const settings = (changes: Raw): Raw => ({
  LoanSettings: {
    creditStatus: 'loan.creditstatus.0',
    creditBureau: 'loan.creditbureau.00',
    reportingType: 'loan.reportingtype.I',
    CustomFieldValues: [],
    ...changes,
  },
})

function mapped(outcome: MappingOutcome) {
  if (outcome.kind !== 'MAPPED') throw new Error(JSON.stringify(outcome))
  return outcome
}
const baseOf = (...given: Parameters<typeof loanDocument>) => mapped(run(loanDocument(...given))).record.base
const findingsOf = (...given: Parameters<typeof loanDocument>) =>
  mapped(run(loanDocument(...given))).findings.map(({ rule }) => rule)

describe('one loan', () => {
  test('every base segment field LoanPro can feed', () => {
    expect(baseOf(setup({}))).toMatchObject({
      consumerAccountNumber: 'L0007',
      portfolioType: 'I',
      accountType: '00',
      dateOpened: '2025-01-01',
      creditLimit: 0,
      highestCredit: 12_000,
      termsDuration: '036',
      termsFrequency: 'M',
      scheduledMonthlyPaymentAmount: 350,
      accountStatus: '11',
      currentBalance: 9_050,
      amountPastDue: 0,
      dateOfAccountInformation: asOf,
      interestTypeIndicator: 'F',
      surname: 'THORNE',
      firstName: 'ALMA',
      generationCode: 'J',
      socialSecurityNumber: '773201234',
      dateOfBirth: '1980-02-29',
      telephoneNumber: '7755550111',
      ecoaCode: '1',
      countryCode: 'US',
      firstLineOfAddress: '12 OAK LANE',
      city: 'RENO',
      state: 'NV',
      postalCode: '89501',
    })
  })

  test.each([
    ['Thorne Jr.', 'customer.generationCode.none', 'THORNE', 'J'],
    ['Thorne, III', null, 'THORNE', '3'],
    ['Thorne Jr', 'customer.generationCode.iii', 'THORNE', '3'],
    ['De la Peña', 'customer.generationCode.none', 'DE LA PENA', ''],
  ])(
    'a suffix behind the last name %s (generation %s) is the generation code',
    (lastName, generation, surname, code) => {
      const base = baseOf({ ...setup({}), Customers: [person({ lastName, generationCode: generation })] })
      expect(base).toMatchObject({ surname, generationCode: code })
    },
  )

  test('the segments that the preset shows for custom fields are mapped when they are taken over', () => {
    const { text } = loanpro.presets[0]!
    const shown = /^# (segments:\n(?:# {2}.*\n)+)/m.exec(text)![1]!.replaceAll(/^# /gm, '')
    const field = 'originalCreditorField: { first: LoanSettings.CustomFieldValues, when: \'row.name == "Creditor"\' }'
    const edited = text.replace('\nexclude:', `  ${field}\n\nexclude:`).replace('\nhistory:', `\n${shown}\nhistory:`)
    const result = compilePreset(edited, loanpro.catalogue)
    expect(result).toMatchObject({ ok: true })
    const values = [{ customFieldId: 4, customFieldValue: ' Summit Bank ' }]
    const document = loanDocument(settings({ CustomFieldValues: values }), undefined, { '4': 'Creditor' })
    const inputs = { asOf, identificationNumber: 'FURNISHER1', snapshotDate: asOf, previous: null }
    const outcome = result.ok ? mapped(result.program.run(document, inputs)) : null
    expect(outcome!.record.k1).toEqual({ originalCreditorName: 'SUMMIT BANK', creditorClassification: 12 })
    expect(mapped(run(document)).record.k1).toBeUndefined()
  })

  test('trap 11: credit status 5 is written 05 and 0 overrides nothing; DA stands', () => {
    const closed = { payoff: '0.00', principalBalance: '0.00' }
    const status = (code: string, row: Raw = {}) =>
      baseOf(settings({ creditStatus: `loan.creditstatus.${code}`, closedDate: seconds('2026-06-15') }), [today(row)])
        .accountStatus
    expect(status('5', closed)).toBe('05')
    expect(status('0', closed)).toBe('13')
    expect(status('DA')).toBe('DA')
  })

  test('trap 11: an unknown credit status holds the record', () => {
    const outcome = mapped(run(loanDocument(settings({ creditStatus: 'loan.creditstatus.42' }))))
    expect(outcome.findings.some(({ severity }) => severity === 'ERROR')).toBe(true)
    expect(outcome.unknownValues).toContainEqual({
      path: 'LoanSettings.creditStatus',
      table: 'lenderStatus',
      value: '42',
    })
  })

  test('trap 9: what is past due is the archive’s 30-day amount, not duePni and not amountDue', () => {
    const row = {
      daysPastDue: 44,
      amountDue: '700.00',
      duePni: '4187.09',
      amountPastDue30: '350.00',
      creditStatus: 'loan.creditstatus.71',
    }
    const Transactions = [instalment('2026-05-17'), instalment('2026-06-17')]
    expect(baseOf({ Transactions }, [today(row)])).toMatchObject({ accountStatus: '71', amountPastDue: 350 })
  })

  test('trap 12: ECOA A is resolved by the archive; without a row it is held, never guessed; T and Z mean what Metro 2 means', () => {
    const ecoa = (code: string) => [today({ calcedECOA: `loan.ecoacodes.${code}` })]
    expect(baseOf(settings({ ECOACode: 'loan.ecoacodes.A' }), ecoa('2')).ecoaCode).toBe('2')
    expect(baseOf({}, ecoa('T')).ecoaCode).toBe('T')
    expect(baseOf({}, ecoa('Z')).ecoaCode).toBe('Z')
    expect(baseOf({}, ecoa('0')).ecoaCode).toBe('')
    expect(baseOf(settings({ ECOACode: 'loan.ecoacodes.A' }), [today({ calcedECOA: null })]).ecoaCode).toBe('')
    expect(baseOf(settings({ ECOACode: 'loan.ecoacodes.1' }), [today({ calcedECOA: null })]).ecoaCode).toBe('1')
  })

  test('trap 13: 0A and 1C are account types, as text', () => {
    expect(baseOf(settings({ creditBureau: 'loan.creditbureau.0A' })).accountType).toBe('0A')
  })

  test('trap 22: the account number is the lender’s, not the loan id', () => {
    expect(baseOf({ displayId: 'ab-12 / 9' }).consumerAccountNumber).toBe('AB129')
  })

  test.each([
    ['biWeekly', '78.0000', '036', 'B', '300.00', 650],
    ['weekly', '156', '036', 'W', '100.00', 433],
    ['semimonthly', '72', '036', 'E', '100.00', 200],
    ['monthly', '36', '036', 'M', '100.00', 100],
  ])(
    'trap 23: a %s payment is turned into a month’s, %s periods into %s months',
    (name, term, months, code, payment, monthly) => {
      const frequency = { paymentFrequency: `loan.frequency.${name}`, loanTerm: term, payment }
      expect(baseOf(setup(frequency))).toMatchObject({
        termsDuration: months,
        termsFrequency: code,
        scheduledMonthlyPaymentAmount: monthly,
      })
    },
  )

  test('a mortgage counts its term in years', () => {
    const Settings = settings({ reportingType: 'loan.reportingtype.M', creditBureau: 'loan.creditbureau.26' })
    expect(baseOf({ ...Settings, ...setup({ loanTerm: '360' }) }).termsDuration).toBe('030')
  })

  test('a custom schedule is held', () => {
    expect(baseOf(setup({ paymentFrequency: 'loan.frequency.custom' })).termsFrequency).toBe('')
  })

  test('trap 24: LoanPro’s own first delinquency does not set the date of first delinquency', () => {
    const row = { daysPastDue: 44, amountPastDue30: '350.00', firstDelinquencyDate: seconds('2026-01-02') }
    const Transactions = [instalment('2026-05-17')]
    expect(baseOf({ Transactions }, [today(row)]).dateOfFirstDelinquency).toBe('2026-06-16')
  })

  test('trap 26: special comment and compliance condition are custom fields, found by name', () => {
    const values = [
      { customFieldId: 9, customFieldValue: 'B - Paid under counselling' },
      { customFieldId: 8, customFieldValue: 'XB - Account information disputed' },
    ]
    const names = { 9: 'Special Comment Code', 8: 'Compliance Condition Code' }
    expect(baseOf(settings({ CustomFieldValues: values }), [today()], names)).toMatchObject({
      specialComment: 'B',
      complianceConditionCode: 'XB',
    })
    expect(baseOf(settings({ CustomFieldValues: values }))).toMatchObject({
      specialComment: '',
      complianceConditionCode: '',
    })
  })

  test('trap 10: a masked number or birth date is never written and holds the record', () => {
    expect(findingsOf({ Customers: [person({ ssn: 'XXXXX3333' })] })).toContain('SSN-MASKED')
    expect(baseOf({ Customers: [person({ ssn: 'XXXXX3333' })] }).socialSecurityNumber).toBe('')
    expect(findingsOf({ Customers: [person({ birthDate: '02/29/XXXX' })] })).toContain('DOB-UNREADABLE')
    expect(baseOf({ Customers: [person({ birthDate: '02/29/XXXX' })] }).dateOfBirth).toBeNull()
  })

  test('the mail address stands in whole, or not at all', () => {
    const MailAddress = {
      address1: 'PO Box 9',
      address2: 'Attn',
      city: 'Mesa',
      state: 'geo.state.AZ',
      zipcode: '85201',
    }
    expect(baseOf({ Customers: [person({ MailAddress })] })).toMatchObject({ city: 'RENO', secondLineOfAddress: '' })
    const without = { PrimaryAddress: { id: 3 }, MailAddress: { ...MailAddress, country: 'company.country.usa' } }
    expect(baseOf({ Customers: [person(without)] })).toMatchObject({
      city: 'MESA',
      secondLineOfAddress: 'ATTN',
      state: 'AZ',
    })
  })

  test('trap 14 and 15: fees, principal-only money and reversals do not cure', () => {
    const paid = { id: 50, amount: '350.00', date: seconds('2026-06-20'), status: 'payment.status.none', active: 1 }
    const late = (Payments: Raw[], transactions: Raw[] = []) => {
      // The archive has no row since May: what follows is recomputed from instalments and payments.
      const rows = [archiveRowOf('2026-05-16', { calcedECOA: 'loan.ecoacodes.1', daysPastDue: 0 })]
      const Transactions = [instalment('2026-05-17'), ...transactions]
      const document = loanDocument({ Payments, Transactions }, rows)
      return mapped(run(document, asOf, '2026-05-16')).daysPastDue
    }
    const fees = { txId: '7-0-pay500', type: 'payment', date: paid.date, infoOnly: 0, paymentId: 50, paymentFees: '50' }
    expect(late([])).toBe(44)
    expect(late([paid])).toBe(0)
    expect(late([paid], [fees])).toBe(44)
    expect(late([{ ...paid, extra: 'payment.extra.tx.principalonly' }])).toBe(44)
    expect(late([{ ...paid, active: 0, reverseDate: seconds('2026-06-24') }])).toBe(44)
    expect(late([{ ...paid, chargeOffRecovery: 1 }])).toBe(44)
  })

  test('a list that was not sent rejects the loan: missing is not empty', () => {
    const outcome = run(loanDocument({ Payments: { __deferred: { uri: 'x' } } }))
    expect(outcome).toMatchObject({ kind: 'REJECTED', failures: [{ code: 'LIST_MISSING', sourcePath: 'Payments' }] })
  })

  test('a loan whose setup is missing is rejected, not taken for a draft', () => {
    const outcome = run(loanDocument({ LoanSetup: null }))
    expect(outcome).toMatchObject({
      kind: 'REJECTED',
      failures: expect.arrayContaining([expect.objectContaining({ sourcePath: 'LoanSetup.firstContractDate' })]),
    })
  })

  test('the co-borrower stands beside the base at the same address, behind it at another', () => {
    const second = (changes: Raw = {}) =>
      person({ id: 32, loanRole: 'loan.customerRole.secondary', ssn: '773205678', firstName: 'Bernard', ...changes })
    const archive = [today({ calcedECOA: 'loan.ecoacodes.2', calcedECOACoBuyer: 'loan.ecoacodes.2' })]
    const both = mapped(run(loanDocument({ Customers: [second(), person()] }, archive))).record
    expect(both).toMatchObject({
      base: { firstName: 'ALMA', ecoaCode: '2' },
      j1: [{ firstName: 'BERNARD', ecoaCode: '2' }],
    })
    const elsewhere = second({
      PrimaryAddress: {
        address1: '9 Elm Dr',
        city: 'Boise',
        state: 'geo.state.ID',
        zipcode: '83702',
        country: 'company.country.usa',
      },
    })
    expect(mapped(run(loanDocument({ Customers: [person(), elsewhere] }, archive))).record).toMatchObject({
      j1: [],
      j2: [{ firstName: 'BERNARD', city: 'BOISE' }],
    })
  })

  test('a bankruptcy marks the borrower who filed and no other', () => {
    const Customers = [person(), person({ id: 32, loanRole: 'loan.customerRole.secondary', firstName: 'Bernard' })]
    const archive = [today({ calcedECOA: 'loan.ecoacodes.2', calcedECOACoBuyer: 'loan.ecoacodes.2' })]
    const Bankruptcies = [
      {
        id: 1,
        customerId: 32,
        active: 1,
        chapter: 'loan.bankruptcyChapter.chapter7',
        petitionStatus: 'loan.bankruptcyPetitionStatus.petitionFiled',
        filingDate: seconds('2026-05-02'),
      },
    ]
    expect(mapped(run(loanDocument({ Customers, Bankruptcies }, archive))).record).toMatchObject({
      base: { consumerInformationIndicator: '' },
      j1: [{ consumerInformationIndicator: 'A' }],
    })
  })

  test.each<[string, Raw]>([
    ['DELETED', { deleted: 1 }],
    ['TEMPORARY_ACCOUNT', { temporaryAccount: 1 }],
    ['DRAFT', setup({ active: 0 })],
    ['ARCHIVED', { archived: 1 }],
    ['INACTIVE', { active: 0 }],
    ['DO_NOT_SEND', settings({ creditStatus: 'loan.creditstatus.99' })],
    ['LINE_OF_CREDIT', setup({ loanType: 'loan.type.creditLimit' })],
    ['NO_PERSON', { Customers: [person({ customerType: 'customer.type.company' })] }],
  ])('trap 25: excluded as %s', (reason, changes) => {
    expect(run(loanDocument(changes))).toMatchObject({ kind: 'EXCLUDED', reason })
  })
})

describe('a whole tenant against its truth', () => {
  let tenant: TestTenant
  let sandbox: Sandbox
  let stored: Map<string, { raw: string; snapshotDate: string | null }>
  let last: Pulled[]

  beforeAll(async () => {
    tenant = await startTenant({ loans: 150, seed: 3 })
    sandbox = tenant.sandbox
    stored = new Map()
    last = []
  })
  afterAll(() => sandbox.close())

  async function sync(): Promise<void> {
    const cursor = last.at(-1)?.end.cursor ?? null
    const pulled = await tenant.pull({ mode: 'INCREMENTAL', cursor, known: knownAfter(...last) })
    last.push(pulled)
    for (const record of pulled.records) {
      if (record.kind === 'DOCUMENT') stored.set(record.key, record)
      if (record.kind !== 'SNAPSHOT') continue
      const raw = loanpro.mergeSnapshot!(stored.get(record.key)!.raw, record.raw)
      stored.set(record.key, { raw, snapshotDate: record.snapshotDate })
    }
  }

  /** Status and days past due of every mapped loan beside what is true. */
  function compared() {
    const day = sandbox.today()
    const truths = new Map(sandbox.loans().map((loan) => [String(loan.id), loan]))
    return [...stored].flatMap(([key, { raw, snapshotDate }]) => {
      const truth = truths.get(key)!
      const { document } = loanpro.normalize(raw, { capabilities: {} })
      const outcome = run(document, day, snapshotDate)
      if (outcome.kind === 'REJECTED') throw new Error(`${key} ${truth.kinds}: ${JSON.stringify(outcome.failures)}`)
      return outcome.kind === 'EXCLUDED' ? [] : [{ key, ...sides(outcome, truth, day) }]
    })
  }

  function sides({ record, daysPastDue }: ReturnType<typeof mapped>, truth: LoanTruth, day: string) {
    const status = truth.accountStatusOn(day)
    // A charged-off loan is due whole; LoanPro counts no days for it any more.
    const counts = status !== '97' && status !== '64'
    // While a bankruptcy runs the status is that of its petition; the days past due go on.
    const held = /^[A-D]$/.test(record.base.consumerInformationIndicator)
    return {
      kinds: truth.kinds.join(),
      ours: [held ? null : record.base.accountStatus, counts ? daysPastDue : null],
      true: [held ? null : status, counts ? truth.daysPastDueOn(day) : null],
    }
  }

  test.each([0, 1, 30, 31, 61])(
    'after %i more days, read incrementally, every status and every day past due is true',
    async (days) => {
      sandbox.advance(days)
      await sync()
      const all = compared()
      expect(all.length).toBeGreaterThan(130)
      expect(all.filter((one) => JSON.stringify(one.ours) !== JSON.stringify(one.true))).toEqual([])
      expect(new Set(all.map(({ ours }) => ours[0])).size).toBeGreaterThan(8)
    },
  )

  test('only loans that are to be left out are left out', () => {
    const left = sandbox.loans().filter((loan) => {
      const record = stored.get(String(loan.id))
      if (record === undefined) return false
      const { document } = loanpro.normalize(record.raw, { capabilities: {} })
      return run(document, sandbox.today(), record.snapshotDate).kind === 'EXCLUDED'
    })
    const reasons = ['draft', 'archived', 'temporary', 'company', 'override-99', 'deleted'] as const
    const unexpected = left.filter((loan) => !reasons.some((reason) => loan.has(reason)))
    expect(unexpected.map(({ kinds }) => kinds)).toEqual([])
    expect(left.length).toBeGreaterThan(5)
  })
})
