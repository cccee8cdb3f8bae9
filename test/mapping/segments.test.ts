import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../server/mapping/catalogue.ts'
import { examplesOf, runExamples } from '../../server/mapping/examples.ts'
import type { MappingOutcome } from '../../server/mapping/program.ts'
import { decodeRecord, encodeRecord } from '../../server/metro2/codec.ts'
import {
  catalogue,
  documentedPreset,
  edited,
  inputs,
  loan,
  object,
  placeOf,
  problemsOf,
  programOf,
  scalar,
} from './support.ts'

const wide: Catalogue = {
  ...catalogue,
  Creditor: object({ name: scalar('text'), kind: scalar('text') }),
  Sale: object({ code: scalar('integer'), other: scalar('text') }),
  Mortgage: object({ min: scalar('text'), agency: scalar('text'), number: scalar('text') }),
  Plan: object({ kind: scalar('text'), starts: scalar('date'), balloonDue: scalar('date'), balloon: scalar('money') }),
  Change: object({ number: scalar('text') }),
  Employer: object({
    name: scalar('text'),
    street: scalar('text'),
    city: scalar('text'),
    state: scalar('text'),
    zip: scalar('text'),
    job: scalar('text'),
  }),
}

const blocks = `segments:
  k1:
    originalCreditorName: { from: Creditor.name, then: [trim] }
    creditorClassification: { from: Creditor.kind, lookup: creditor, onUnknown: hold }
  k2:
    when: 'has(Sale.code)'
    purchasedFromSoldToIndicator: { from: Sale.code, as: text }
    purchasedFromSoldToName: { from: Sale.other }
  k3:
    agencyIdentifier: { from: Mortgage.agency }
    accountNumber: { from: Mortgage.number }
    mortgageIdentificationNumber: { from: Mortgage.min, then: [{ keep: digits }] }
  k4:
    when: 'Plan.kind in ["balloon", "deferred"]'
    specializedPaymentIndicator: { firstMatch: [{ when: 'Plan.kind == "balloon"', value: 01 }, { value: 02 }] }
    deferredPaymentStartDate: { from: Plan.starts, onlyWhen: 'Plan.kind == "deferred"' }
    balloonPaymentDueDate: { from: Plan.balloonDue, onlyWhen: 'Plan.kind == "balloon"' }
    balloonPaymentAmount: { from: Plan.balloon, then: [wholeDollars], onlyWhen: 'Plan.kind == "balloon"' }
  l1:
    when: 'has(Change.number)'
    changeIndicator: { value: 1 }
    newConsumerAccountNumber: { from: Change.number, required: true }
  n1:
    employerName: { from: Employer.name }
    firstLineOfEmployerAddress: { from: Employer.street, then: [address] }
    employerCity: { from: Employer.city, then: [address] }
    employerState: { from: Employer.state }
    employerPostalCode: { from: Employer.zip, as: postalCode }
    occupation: { from: Employer.job }
`
const preset = edited(
  'tables:',
  'tables:\n  creditor: { bank: 08, auto: 14 }\n#',
  documentedPreset.replace(/^segments:.*\n(?:^[ ].*\n)*/m, blocks),
)
const program = programOf(preset, wide)

function run(extra: Record<string, unknown>, with_ = program): Extract<MappingOutcome, { kind: 'MAPPED' }> {
  const outcome = with_.run(loan(extra), inputs)
  if (outcome.kind !== 'MAPPED') throw new Error(JSON.stringify(outcome))
  return outcome
}

const everything = {
  Creditor: { name: ' Crédit Union “Niño” ', kind: 'bank' },
  Sale: { code: 1, other: 'First Lender' },
  Mortgage: { min: '1000-1234', agency: '01', number: 'FNMA77' },
  Plan: { kind: 'balloon', starts: '2027-01-01', balloonDue: '2028-12-10', balloon: 5_000_099 },
  Change: { number: 'NEW-1' },
  Employer: { name: 'Acme', street: '1 Main St', city: 'Provo', state: 'ut', zip: '84601-1234', job: 'Welder' },
}

describe('segments', () => {
  it('are filled from the document, in the form of the format', () => {
    const { record, findings } = run(everything)
    expect(findings).toEqual([])
    expect(record).toMatchObject({
      k1: { originalCreditorName: 'CREDIT UNION "NINO"', creditorClassification: 8 },
      k2: { purchasedFromSoldToIndicator: 1, purchasedFromSoldToName: 'FIRST LENDER' },
      k3: { agencyIdentifier: 1, accountNumber: 'FNMA77', mortgageIdentificationNumber: '10001234' },
      k4: {
        specializedPaymentIndicator: 1,
        deferredPaymentStartDate: null,
        balloonPaymentDueDate: '2028-12-10',
        balloonPaymentAmount: 50_000,
      },
      l1: { changeIndicator: 1, newConsumerAccountNumber: 'NEW-1', newIdentificationNumber: '' },
      n1: {
        employerName: 'ACME',
        firstLineOfEmployerAddress: '1 MAIN ST',
        secondLineOfEmployerAddress: '',
        employerCity: 'PROVO',
        employerState: 'UT',
        employerPostalCode: '846011234',
        occupation: 'WELDER',
      },
    })
    const { text, problems } = encodeRecord(record)
    expect(problems).toEqual([])
    expect(text).toHaveLength(426 + 34 + 34 + 40 + 30 + 54 + 146)
    expect(decodeRecord(text)).toEqual({ record, problems: [] })
  })

  it('are absent where nothing calls for them', () => {
    const { record, findings } = run({})
    expect(Object.keys(record)).toEqual(['base', 'j1', 'j2'])
    expect(findings).toEqual([])
  })

  it('are absent where their key is blank, whatever else is known, and ask nothing then', () => {
    const outcome = run({ Creditor: { name: ' ', kind: 'oil' }, Employer: { name: null, zip: 'nonsense' } })
    expect(Object.keys(outcome.record)).toEqual(['base', 'j1', 'j2'])
    expect(outcome.findings).toEqual([])
    expect(outcome.unknownValues).toEqual([])
  })

  it('a mortgage identification number alone is a K3 with agency 00', () => {
    expect(run({ Mortgage: { min: '77', agency: null, number: null } }).record.k3).toEqual({
      agencyIdentifier: 0,
      accountNumber: '',
      mortgageIdentificationNumber: '77',
    })
  })

  it('a condition that holds and a key that is blank hold the record', () => {
    const without = edited(
      'purchasedFromSoldToIndicator: { from: Sale.code, as: text }',
      'purchasedFromSoldToIndicator: { from: Sale.other }',
      preset,
    )
    const { record, findings } = run({ Sale: { code: 1, other: null } }, programOf(without, wide))
    expect(record.k2).toBeUndefined()
    expect(findings).toMatchObject([
      { rule: 'VALUE-MISSING', severity: 'ERROR', fields: ['k2.purchasedFromSoldToIndicator'] },
    ])
    expect(findings[0]!.message).toMatch(/K2/)
  })

  it('findings name the field in its segment', () => {
    expect(run({ Creditor: { name: 'Bank', kind: 'oil' } }).findings).toMatchObject([
      { rule: 'VALUE-UNKNOWN', severity: 'ERROR', fields: ['k1.creditorClassification'] },
    ])
    expect(run({ Creditor: { name: 'B'.repeat(31), kind: 'bank' } }).findings).toMatchObject([
      { rule: 'TRUNCATED', severity: 'INFO', fields: ['k1.originalCreditorName'] },
    ])
  })

  it.each([
    [{ Mortgage: { min: '1'.repeat(19) } }, 'TOO_LONG', 'k3.mortgageIdentificationNumber'],
    [{ Mortgage: { min: '1', agency: 'FN' } }, 'WRONG_TYPE', 'k3.agencyIdentifier'],
    [{ Sale: { code: 12 } }, 'TOO_LONG', 'k2.purchasedFromSoldToIndicator'],
    [{ Plan: { kind: 'balloon', balloonDue: '2026-02-30' } }, 'WRONG_TYPE', 'k4.balloonPaymentDueDate'],
  ])('%j rejects the document', (extra, code, field) => {
    const outcome = program.run(loan(extra), inputs)
    expect(outcome).toMatchObject({ kind: 'REJECTED', failures: [{ code, field }] })
  })

  it('trace tells where a value comes from, and nothing of an absent segment', () => {
    const { fields } = program.trace(loan(everything), inputs)
    expect(fields.find(({ field }) => field === 'k1.creditorClassification')).toEqual({
      field: 'k1.creditorClassification',
      value: '8',
      sourcePath: 'Creditor.kind',
      sourceValue: 'bank',
      steps: [{ step: 'lookup creditor', input: 'bank', output: '08' }],
      evidence: null,
    })
    expect(fields.find(({ field }) => field === 'k4.balloonPaymentAmount')).toMatchObject({
      value: '50000',
      steps: [{ step: 'wholeDollars', input: '5000099', output: '50000' }],
    })
    const none = program.trace(loan(), inputs).fields.map(({ field }) => field)
    expect(none.filter((field) => /^[kln]\d/.test(field))).toEqual([])
  })

  it('examples expect their fields, codes as the tables write them', () => {
    const example = `${preset}\nexamples:\n  - title: bought\n    asOf: 2026-06-30\n    given: ${JSON.stringify(loan(everything))}\n    expect: { k1.creditorClassification: 08, k2.purchasedFromSoldToIndicator: 1, k4.deferredPaymentStartDate: '' }\n`
    expect(problemsOf(example, wide)).toEqual([])
    expect(runExamples(programOf(example, wide), examplesOf(example))).toEqual([
      { title: 'bought', passed: true, differences: [] },
    ])
  })
})

describe('K4 without a block', () => {
  const rows = (last: object) => [...(loan().Transactions as object[]), { type: 'scheduledPayment', ...last }]
  const balloons = edited(
    'amount: { from: row.chargeAmount, as: money }',
    'amount: { from: row.chargeAmount, as: money }\n    balloon: { from: row.chargeAmount, onlyWhen: \'row.chargeAmount > usd("1000.00")\' }',
  )
  const balloon = { Transactions: rows({ date: '2028-12-10', chargeAmount: 500_000 }) }

  it('is derived of a balloon among the instalments, with its evidence', () => {
    const program = programOf(balloons)
    const { record } = run(balloon, program)
    expect(record.k4).toEqual({
      specializedPaymentIndicator: 1,
      deferredPaymentStartDate: null,
      balloonPaymentDueDate: '2028-12-10',
      balloonPaymentAmount: 5_000,
    })
    const traces = program.trace(loan(balloon), inputs).fields.filter(({ field }) => field.startsWith('k4.'))
    expect(traces).toHaveLength(3)
    expect(traces.at(-1)).toEqual({
      field: 'k4.balloonPaymentAmount',
      value: '5000',
      sourcePath: null,
      sourceValue: null,
      steps: [{ step: 'derive', input: null, output: '5000' }],
      evidence: 'balloon of $5,000.00 due 2028-12-10',
    })
  })

  it('is not there once nothing is owed', () => {
    const archive = [{ date: '2026-06-30', daysPastDue: 0, payoff: 0, written: null }]
    expect(run({ ...balloon, StatusArchive: archive }, programOf(balloons)).record.k4).toBeUndefined()
    const traces = programOf(balloons).trace(loan({ ...balloon, StatusArchive: archive }), inputs).fields
    expect(traces.filter(({ field }) => field.startsWith('k4.'))).toEqual([])
  })

  it('says when the payments of a deferred loan start', () => {
    const deferred = edited('{ monthly: M, biWeekly: B, weekly: W }', '{ monthly: D, biWeekly: B, weekly: W }')
    const { record } = run({ Transactions: rows({ date: '2027-01-10', chargeAmount: 37_500 }) }, programOf(deferred))
    expect(record.base.termsFrequency).toBe('D')
    expect(record.k4).toMatchObject({ specializedPaymentIndicator: 2, deferredPaymentStartDate: '2027-01-10' })
  })

  it('is the preset’s alone where it has a block', () => {
    const own = edited(
      '  k1:\n',
      `  k4:\n    when: 'temporaryAccount'\n    specializedPaymentIndicator: { value: 01 }\n  k1:\n`,
      balloons,
    )
    expect(run(balloon, programOf(own)).record.k4).toBeUndefined()
  })
})

describe('problems of segments', () => {
  it.each([
    ['  k1:\n', '  k5:\n', 'k5:', 'UNKNOWN_KEY', 'segments.k5', /did you mean k/],
    [
      'originalCreditorName: {',
      'originalCreditor: {',
      'originalCreditor: {',
      'UNKNOWN_KEY',
      'segments.k1.originalCreditor',
      /originalCreditorName/,
    ],
    [
      '    creditorClassification: { from: Creditor.kind, lookup: creditor, onUnknown: hold }\n',
      '',
      'originalCreditorName: {',
      'MISSING_FIELD',
      'segments.k1.creditorClassification',
      /from/,
    ],
    ['bank: 08', 'bank: 8', '8, auto', 'UNKNOWN_CODE', 'tables.creditor.bank', /^Codes: 01 02 .* 15/],
    [
      '{ value: 1 }',
      '{ value: 4 }',
      '4 }\n    newC',
      'UNKNOWN_CODE',
      'segments.l1.changeIndicator.value',
      /Codes: 1 2 3/,
    ],
    [
      '{ from: Sale.code, as: text }',
      '{ from: Sale.code }',
      'Sale.code }',
      'TYPE_MISMATCH',
      'segments.k2.purchasedFromSoldToIndicator',
      /as: text/,
    ],
    [
      "then: [wholeDollars], onlyWhen: 'Plan",
      "onlyWhen: 'Plan",
      'Plan.balloon, only',
      'TYPE_MISMATCH',
      'segments.k4.balloonPaymentAmount',
      /wholeDollars/,
    ],
    ["when: 'has(Sale.code)'", "when: 'Sale.code'", "Sale.code'", 'NOT_BOOLEAN', 'segments.k2.when', null],
    [
      '{ from: Employer.name }',
      '{ derive: employerName }',
      'employerName }',
      'CONFLICT',
      'segments.n1.employerName.derive',
      null,
    ],
  ])('%s → %s', (from, to, at, code, path, hint) => {
    const text = edited(from, to, preset)
    const problems = problemsOf(text, wide)
    const found = problems.find((problem) => problem.path === path)
    expect(found, JSON.stringify(problems)).toMatchObject({ code, ...placeOf(at, text) })
    if (hint !== null) expect(found!.hint).toMatch(hint)
  })

  it('a K3 needs one of its two numbers', () => {
    const only = 'segments:\n  k3:\n    agencyIdentifier: { value: 01 }\n'
    const text = documentedPreset.replace(/^segments:.*\n(?:^[ ].*\n)*/m, only)
    expect(problemsOf(text)).toMatchObject([
      { code: 'MISSING_FIELD', path: 'segments.k3.mortgageIdentificationNumber', ...placeOf('agencyIdentifier', text) },
    ])
  })
})
