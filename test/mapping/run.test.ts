import { describe, expect, it } from 'vitest'
import type { MappingOutcome } from '../../server/mapping/program.ts'
import { customer, documentedPreset, edited, inputs, loan, programOf } from './support.ts'

const program = programOf(documentedPreset)

function mapped(outcome: MappingOutcome): Extract<MappingOutcome, { kind: 'MAPPED' }> {
  if (outcome.kind !== 'MAPPED') throw new Error(JSON.stringify(outcome))
  return outcome
}

function rejected(outcome: MappingOutcome) {
  if (outcome.kind !== 'REJECTED') throw new Error(JSON.stringify(outcome))
  return outcome.failures
}

const setup = loan().LoanSetup as Record<string, unknown>
const settings = loan().LoanSettings as Record<string, unknown>

describe('the documented preset', () => {
  it('makes a record of a loan that is paid on time', () => {
    const outcome = mapped(program.run(loan(), inputs))
    expect(outcome.findings).toEqual([])
    expect(outcome.daysPastDue).toBe(0)
    expect(outcome.record.base).toMatchObject({
      identificationNumber: 'LENDER01',
      consumerAccountNumber: 'LN0001',
      portfolioType: 'I',
      accountType: '01',
      dateOpened: '2025-12-10',
      highestCredit: 12_000,
      termsDuration: '036',
      termsFrequency: 'M',
      accountStatus: '11',
      currentBalance: 9_900,
      amountPastDue: 0,
      dateOfAccountInformation: '2026-06-30',
      dateOfFirstDelinquency: null,
      dateOfLastPayment: '2026-06-09',
      specialComment: 'CP',
      interestTypeIndicator: 'F',
      surname: 'ONEIL',
      firstName: 'ANA MARIA',
      socialSecurityNumber: '123456789',
      dateOfBirth: '1980-02-29',
      telephoneNumber: '8015550100',
      firstLineOfAddress: '12 MAIN ST. #4',
      state: 'UT',
      postalCode: '846011234',
    })
  })

  it('derives a delinquency from what the preset finds', () => {
    // Paid up to February; the instalment of 10 March is the oldest unpaid, 112 days before 30 June: status 80.
    const payments = (loan().Payments as { date: string }[]).filter((p) => p.date < '2026-03-01')
    const archive = [{ date: '2026-06-30', daysPastDue: 112, payoff: 1_150_000, written: null }]
    const outcome = mapped(program.run(loan({ Payments: payments, StatusArchive: archive }), inputs))
    expect(outcome.record.base).toMatchObject({ accountStatus: '80', dateOfFirstDelinquency: '2026-04-09' })
    expect(outcome.delinquencyCommenced).toBe('2026-03-10')
    expect(outcome.daysPastDue).toBe(112)
  })

  it('gives the same for the same', () => {
    expect(program.run(loan(), inputs)).toEqual(program.run(loan(), inputs))
  })

  it('leaves out rows after asOf and puts the others in order', () => {
    const payments = [...(loan().Payments as unknown[]), { ...paymentOn('2026-07-15') }].reverse()
    const outcome = mapped(program.run(loan({ Payments: payments }), inputs))
    expect(outcome.record.base.dateOfLastPayment).toBe('2026-06-09')
  })
})

function paymentOn(date: string) {
  return { date, amount: '375.00', active: true, extra: 'tx.classic', reverseDate: null }
}

describe('exclude', () => {
  it('answers the first reason that holds', () => {
    const text = edited(
      'reason: TEMPORARY_ACCOUNT,',
      "reason: FIRST, detail: one }\n  - { when: 'temporaryAccount || LoanSetup.periods == 1', reason: SECOND,",
    )
    const outcome = programOf(text).run(loan({ temporaryAccount: true }), inputs)
    expect(outcome).toEqual({ kind: 'EXCLUDED', reason: 'FIRST', detail: 'one', unknownValues: [] })
  })

  it('comes before anything that could fail', () => {
    expect(program.run({ temporaryAccount: true }, inputs).kind).toBe('EXCLUDED')
  })

  it('passes on what the core excludes', () => {
    const outcome = program.run(loan({ Customers: [] }), inputs)
    expect(outcome).toMatchObject({ kind: 'EXCLUDED', reason: 'NO_LIABLE_PERSON' })
  })
})

describe('reject and hold', () => {
  it('tells all failures of a document at once, with the place in the document', () => {
    const document = loan({
      displayId: '',
      LoanSetup: { ...setup, contractDate: '2025-02-30', paymentFrequency: 'custom' },
      Customers: [customer(), customer({ loanRole: 'secondary', lastName: null })],
    })
    expect(rejected(program.run(document, inputs))).toEqual([
      expect.objectContaining({
        field: 'base.termsFrequency',
        sourcePath: 'LoanSetup.paymentFrequency',
        code: 'UNKNOWN_VALUE',
      }),
      expect.objectContaining({
        field: 'base.consumerAccountNumber',
        sourcePath: 'displayId',
        code: 'MISSING',
        hint: 'Fill displayId in the source, or give the recipe another onMissing.',
      }),
      expect.objectContaining({ field: 'base.dateOpened', sourcePath: 'LoanSetup.contractDate', code: 'WRONG_TYPE' }),
      expect.objectContaining({ field: 'consumers[1].surname', sourcePath: 'Customers[1].lastName', code: 'MISSING' }),
    ])
  })

  it('holds with a finding, and the field is blank', () => {
    const text = edited('onUnknown: reject, onMissing: reject }', 'onUnknown: hold, onMissing: hold }')
    const unknown = mapped(programOf(text).run(loan({ LoanSetup: { ...setup, paymentFrequency: 'custom' } }), inputs))
    expect(unknown.record.base.termsFrequency).toBe('')
    expect(unknown.findings[0]).toEqual({
      rule: 'VALUE-UNKNOWN',
      severity: 'ERROR',
      fields: ['base.termsFrequency'],
      message:
        "table termsFrequency has no entry for 'custom' (LoanSetup.paymentFrequency). " +
        'Add the entry to table termsFrequency, or mend the value in the source.',
      values: { 'LoanSetup.paymentFrequency': 'custom' },
    })
    const missing = mapped(programOf(text).run(loan({ LoanSetup: { ...setup, paymentFrequency: null } }), inputs))
    expect(missing.findings[0]).toMatchObject({ rule: 'VALUE-MISSING', severity: 'ERROR' })
  })

  it('collects what tables and the catalogue do not know', () => {
    const blank = programOf(edited('onUnknown: reject, onMissing: reject }', 'onUnknown: blank }'))
    const document = loan({ LoanSetup: { ...setup, paymentFrequency: 'fortnightly' } })
    expect(mapped(blank.run(document, inputs)).unknownValues).toEqual([
      { path: 'LoanSetup.paymentFrequency', table: null, value: 'fortnightly' },
      { path: 'LoanSetup.paymentFrequency', table: 'termsFrequency', value: 'fortnightly' },
    ])
  })

  it('keeps, and puts defaults', () => {
    const keep = programOf(
      edited('onUnknown: reject, onMissing: reject }', 'onUnknown: keep, onMissing: { default: M } }'),
    )
    const custom = keep.run(loan({ LoanSetup: { ...setup, paymentFrequency: 'q' } }), inputs)
    expect(mapped(custom).record.base.termsFrequency).toBe('Q')
    const missing = keep.run(loan({ LoanSetup: { ...setup, paymentFrequency: null } }), inputs)
    expect(mapped(missing).record.base.termsFrequency).toBe('M')
  })

  it.each([null, 5, 'text', [], undefined])('rejects a document that is %j', (document) => {
    expect(rejected(program.run(document, inputs))[0]).toMatchObject({ code: 'WRONG_TYPE' })
  })

  it('rejects a list that is missing, for missing is not empty', () => {
    const failures = rejected(program.run(loan({ Payments: null }), inputs))
    expect(failures).toEqual([
      expect.objectContaining({ field: 'history.satisfactions.each', sourcePath: 'Payments', code: 'LIST_MISSING' }),
    ])
    const lenient = programOf(edited('    each: Payments\n', '    each: Payments\n    onMissing: blank\n'))
    expect(lenient.run(loan({ Payments: null }), inputs).kind).toBe('MAPPED')
  })

  it('rejects a payment without an amount instead of forgetting it', () => {
    const payments = [paymentOn('2026-01-09'), { ...paymentOn('2026-02-09'), amount: null }]
    expect(rejected(program.run(loan({ Payments: payments }), inputs))).toEqual([
      expect.objectContaining({
        field: 'history.satisfactions.amount',
        sourcePath: 'Payments[1].amount',
        code: 'MISSING',
      }),
    ])
  })

  it('rejects such a payment even where its recipe says blank', () => {
    const text = edited(
      'amount: { from: row.amount, as: money }',
      'amount: { from: row.amount, as: money, onMissing: blank }',
    )
    const failures = rejected(
      programOf(text).run(loan({ Payments: [{ ...paymentOn('2026-02-09'), amount: '' }] }), inputs),
    )
    expect(failures).toEqual([expect.objectContaining({ sourcePath: 'Payments[0]', code: 'MISSING' })])
  })

  it('leaves such a payment out and holds the record where the recipe says hold', () => {
    const text = edited(
      'amount: { from: row.amount, as: money }',
      'amount: { from: row.amount, as: money, onMissing: hold }',
    )
    const payments = [{ ...paymentOn('2026-02-09'), amount: null }, ...(loan().Payments as unknown[])]
    const outcome = mapped(programOf(text).run(loan({ Payments: payments }), inputs))
    expect(outcome.findings).toEqual([
      expect.objectContaining({ rule: 'VALUE-MISSING', severity: 'ERROR', fields: [] }),
    ])
  })

  it('rejects a row that is none and a value of the wrong type in a condition', () => {
    const failures = rejected(
      program.run(loan({ Payments: [7, { ...paymentOn('2026-01-09'), active: 'yes' }] }), inputs),
    )
    expect(failures.map((f) => [f.sourcePath, f.code])).toEqual([
      ['Payments[0]', 'WRONG_TYPE'],
      ['Payments[1].active', 'WRONG_TYPE'],
    ])
  })

  it('rejects a loan without the day it was opened, whatever its recipe says', () => {
    const text = edited('as: date, required: true', 'as: date')
    const failures = rejected(programOf(text).run(loan({ LoanSetup: { ...setup, contractDate: null } }), inputs))
    expect(failures).toEqual([expect.objectContaining({ field: 'base.dateOpened', code: 'MISSING' })])
  })
})

describe('people', () => {
  const coBorrower = customer({
    id: 8,
    loanRole: 'secondary',
    lastName: 'Roe',
    ssn: 'XXXXX4321',
    PrimaryAddress: { address1: '9 Oak', city: 'Lehi', state: 'UT', zipcode: '84043' },
  })

  it('become base, J1 and J2, and findings point at their segments', () => {
    const sameHouse = customer({ id: 9, loanRole: 'secondary', lastName: 'Doe', birthDate: null })
    const document = loan({ Customers: [coBorrower, sameHouse, customer({ ssn: '12345678' })] })
    const outcome = mapped(program.run(document, inputs))
    expect(outcome.record.base.surname).toBe('ONEIL')
    expect(outcome.record.j1.map((j) => j.surname)).toEqual(['DOE'])
    expect(outcome.record.j2.map((j) => j.surname)).toEqual(['ROE'])
    expect(outcome.findings.map((f) => [f.rule, f.fields])).toEqual([
      ['SSN-MASKED', ['j2[0].socialSecurityNumber']],
      ['SSN-MASKED', ['base.socialSecurityNumber']],
    ])
  })

  it.each(['XXXXX3333', '12345678', '1234567890', 'none', '***-**-1234'])(
    'a number like %s is left out, and no message holds it',
    (ssn) => {
      const outcome = mapped(program.run(loan({ Customers: [customer({ ssn })] }), inputs))
      expect(outcome.record.base.socialSecurityNumber).toBe('')
      expect(outcome.findings).toEqual([expect.objectContaining({ rule: 'SSN-MASKED', severity: 'ERROR', values: {} })])
      expect(outcome.findings[0]!.message).not.toContain(ssn)
      expect(outcome.findings[0]!.message).toContain('role that sees full social security numbers')
    },
  )

  it.each(['02/29', 'XX/XX/1980', '1980-02-30', '2026-07-01'])('a birth date like %s is left out', (birthDate) => {
    const outcome = mapped(program.run(loan({ Customers: [customer({ birthDate })] }), inputs))
    expect(outcome.record.base.dateOfBirth).toBeNull()
    expect(outcome.findings).toEqual([
      expect.objectContaining({ rule: 'DOB-UNREADABLE', severity: 'ERROR', values: {} }),
    ])
    expect(JSON.stringify(outcome.findings)).not.toContain(birthDate)
  })

  it('a telephone number and a postal code that cannot be read leave findings', () => {
    const address = { address1: '12 Main', city: 'Provo', state: 'UT', zipcode: '8460' }
    const person = customer({ Phones: [{ phone: '555', isPrimary: true }], PrimaryAddress: address })
    const outcome = mapped(program.run(loan({ Customers: [person] }), inputs))
    expect(outcome.findings.map((f) => [f.rule, f.severity])).toEqual([
      ['PHONE-UNREADABLE', 'WARNING'],
      ['POSTAL-CODE-UNREADABLE', 'ERROR'],
    ])
  })

  it('long names are cut with a word about it, long account numbers reject', () => {
    const outcome = mapped(program.run(loan({ Customers: [customer({ lastName: 'A'.repeat(30) })] }), inputs))
    expect(outcome.record.base.surname).toBe('A'.repeat(25))
    expect(outcome.findings).toEqual([expect.objectContaining({ rule: 'TRUNCATED', severity: 'INFO' })])
    expect(rejected(program.run(loan({ displayId: '1'.repeat(31) }), inputs))).toEqual([
      expect.objectContaining({ field: 'base.consumerAccountNumber', code: 'TOO_LONG' }),
    ])
  })

  it('can be read from the document itself', () => {
    const text = edited('  each: Customers\n', '').replaceAll('row.', 'first.')
    const people = text.slice(text.indexOf('consumers:'), text.indexOf('history:'))
    const blocks = people
      .replace("  when: 'first.customerType", "  when: 'has(first.id) && first.customerType")
      .replace(
        "    phone: { first: first.Phones, when: 'first.isPrimary' }",
        "    phone: { first: first.Phones, when: 'row.isPrimary' }",
      )
    const preset = documentedPreset
      .replace(
        documentedPreset.slice(documentedPreset.indexOf('consumers:'), documentedPreset.indexOf('history:')),
        () => blocks,
      )
      .replace('exclude: ', "  first: { first: Customers, when: 'row.id == 7' }\n\nexclude: ")
    const outcome = mapped(programOf(preset).run(loan(), inputs))
    expect(outcome.record.base).toMatchObject({ surname: 'ONEIL', telephoneNumber: '8015550100' })
  })

  it('a condition of a list in a row still sees the consumer', () => {
    const text = edited("when: 'row.isPrimary' }", "when: 'row.isPrimary && consumer.id == 7' }")
    expect(mapped(programOf(text).run(loan(), inputs)).record.base.telephoneNumber).toBe('8015550100')
  })
})

describe('let', () => {
  it('finds the latest row on or before asOf, and null where there is none', () => {
    const text = edited(
      'currentBalance: { derive: currentBalance }',
      'currentBalance: { from: today.payoff, then: [wholeDollars], onMissing: { default: 7 } }',
    )
    const balance = (archive: unknown[]) =>
      mapped(programOf(text).run(loan({ StatusArchive: archive }), inputs)).record.base.currentBalance
    const rows = loan().StatusArchive as unknown[]
    expect(balance(rows)).toBe(9_900)
    expect(balance([...rows].reverse())).toBe(9_900)
    const again = { date: '2026-06-30', daysPastDue: 0, payoff: 100, written: null }
    expect(balance([...rows, again])).toBe(1)
    expect(balance([again, { ...again, date: '2026-07-02', payoff: 5_000 }])).toBe(1)
  })

  it('by an instant counts its day, and finds the last of the day', () => {
    const text = edited('latest: StatusArchive, by: date }', 'latest: StatusArchive, by: written }').replace(
      'currentBalance: { derive: currentBalance }',
      'currentBalance: { from: today.payoff, then: [wholeDollars] }',
    )
    const row = (written: string, payoff: number) => ({ date: '2026-06-30', daysPastDue: 0, payoff, written })
    const archive = [
      row('2026-06-30T22:00:00Z', 300),
      row('2026-06-30T08:00:00Z', 200),
      row('2026-07-01T00:00:00Z', 100),
    ]
    expect(mapped(programOf(text).run(loan({ StatusArchive: archive }), inputs)).record.base.currentBalance).toBe(3)
  })

  it('first is the first row that fits', () => {
    const values = [
      { name: 'Other', value: 'AW' },
      { name: 'Special Comment Code', value: 'CO' },
      { name: 'Special Comment Code', value: 'AW' },
    ]
    const comment = (list: unknown) =>
      mapped(program.run(loan({ LoanSettings: { ...settings, CustomFieldValues: list } }), inputs)).record.base
        .specialComment
    expect(comment(values)).toBe('CO')
    expect(comment([])).toBe('')
    expect(comment(null)).toBe('')
  })
})

describe('recipes', () => {
  const more =
    '  months: [{ upTo: 12, give: CP }, { upTo: 36, give: CO }]\n' +
    '  dollars: [{ upTo: 12000.49, give: CP }, { upTo: 12000.50, give: AW }]\n'
  const head = 'bands:                            # number ranges, first band whose upTo is not below the value\n'

  /** The special comment that a recipe gives for the test loan. */
  function comment(recipe: string): string {
    const text = edited(head, `bands:\n${more}`)
    const start = text.indexOf('  specialComment:')
    const preset = `${text.slice(0, start)}  specialComment: ${recipe}\n${text.slice(text.indexOf('\nconsumers:'))}`
    return mapped(programOf(preset).run(loan(), inputs)).record.base.specialComment
  }

  it.each([
    [
      "{ firstMatch: [{ when: 'temporaryAccount', value: AW }, { when: 'LoanSetup.periods > 30', value: CO }, { value: CP }] }",
      'CO',
    ],
    ["{ firstMatch: [{ when: 'temporaryAccount', value: AW }] }", ''],
    ["{ firstMatch: [{ when: 'temporaryAccount', value: AW }], onMissing: { default: CP } }", 'CP'],
    ['{ firstMatch: [{ from: LoanSettings.creditStatus }], onMissing: { default: CO } }', 'CO'],
    [
      '{ firstMatch: [{ from: LoanSettings.creditStatus, onMissing: { default: AW } }], onMissing: { default: CO } }',
      'AW',
    ],
    ['{ firstMatch: [{ from: LoanSettings.creditStatus, onMissing: blank }], required: true }', ''],
    ["{ firstMatch: [{ value: CP, onlyWhen: 'temporaryAccount' }], required: true }", ''],
    ["{ value: CP, onlyWhen: 'temporaryAccount' }", ''],
    ["{ value: CP, onlyWhen: '!temporaryAccount' }", 'CP'],
    ['{ from: LoanSetup.periods, band: months, onUnknown: blank }', 'CO'],
    ['{ from: LoanSetup.loanAmount, band: dollars, onUnknown: { default: CP } }', 'AW'],
  ])('%s gives %j', (recipe, expected) => {
    expect(comment(recipe)).toBe(expected)
  })

  it('what a table gives is meant, what a converter leaves blank is missing', () => {
    expect(comment('{ from: LoanSettings.creditBureau, then: [{ keep: letters }], onMissing: { default: CP } }')).toBe(
      'CP',
    )
    const text = edited('{ monthly: M, biWeekly', "{ '01': '', monthly: M, biWeekly").replace(
      /specialComment:\n[\s\S]*?\nconsumers:/,
      'specialComment: { from: LoanSettings.creditBureau, lookup: termsFrequency, onUnknown: reject, then: [upper], onMissing: { default: CP } }\n\nconsumers:',
    )
    expect(mapped(programOf(text).run(loan(), inputs)).record.base.specialComment).toBe('')
  })
})

describe('history', () => {
  it('reads adjustments of several kinds from several lists', () => {
    const text = edited(
      '  snapshots:\n',
      `  adjustments:
    - { each: Payments, when: 'row.extra == "apd"', kind: PAST_DUE_ADJUSTED, date: { from: row.date }, amount: { from: row.amount, as: money } }
    - { each: Payments, when: 'row.extra == "dpd"', kind: DAYS_PAST_DUE_RESET, date: { from: row.date } }
  snapshots:
`,
    ).replace("when: 'row.active'", `when: 'row.active && row.extra == "tx.classic"'`)
    const reset = { ...paymentOn('2026-06-20'), extra: 'dpd' }
    const payments = [...(loan().Payments as unknown[]).slice(0, 2), reset]
    const archive = [{ date: '2026-06-30', daysPastDue: null, payoff: 1_150_000, written: null }]
    const document = loan({ Payments: payments, StatusArchive: archive })
    const without = mapped(
      programOf(edited("when: 'row.active'", `when: 'row.active && row.extra == "tx.classic"'`)).run(document, inputs),
    )
    expect(without.record.base.accountStatus).toBe('80')
    expect(mapped(programOf(text).run(document, inputs)).record.base.accountStatus).toBe('11')
  })

  it('takes the word of the lender', () => {
    const document = loan({ LoanSettings: { ...settings, creditStatus: '97' } })
    const outcome = mapped(program.run(document, inputs))
    expect(outcome.record.base.accountStatus).toBe('97')
  })

  it('refuses a word it does not know', () => {
    const text = edited('reversedOn:', 'towards: { from: row.extra }\n    reversedOn:')
    const failures = rejected(programOf(text).run(loan({ Payments: [paymentOn('2026-01-09')] }), inputs))
    expect(failures).toEqual([expect.objectContaining({ sourcePath: 'Payments[0]', code: 'UNKNOWN_VALUE' })])
  })
})
