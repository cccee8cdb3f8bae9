import { describe, expect, it } from 'vitest'
import { editDistance, nearest } from '../../server/mapping/problems.ts'
import { catalogue, documentedPreset, edited, placeOf, problemsOf, programOf, scalar } from './support.ts'

interface Case {
  title: string
  from: string
  to: string
  /** The passage the problem must point at. */
  at: string
  path: string
  code: string
  message: string
  hint: string | null
}

const frequency = 'lookup: termsFrequency, onUnknown: reject, onMissing: reject'
const highest = 'highestCredit: { from: LoanSetup.loanAmount, as: money, then: [wholeDollars] }'
const interest = 'interestTypeIndicator: { value: F }'

const cases: Case[] = [
  {
    title: 'a key that is none, at the top',
    from: 'exclude:',
    to: 'excludes:',
    at: 'excludes:',
    path: 'excludes',
    code: 'UNKNOWN_KEY',
    message: 'excludes is not a key of a preset.',
    hint: 'did you mean exclude?',
  },
  {
    title: 'a field that is none',
    from: 'specialComment:',
    to: 'specialComments:',
    at: 'specialComments:',
    path: 'account.specialComments',
    code: 'UNKNOWN_KEY',
    message: 'specialComments is not a key of account.',
    hint: 'did you mean specialComment?',
  },
  {
    title: 'a path that is none',
    from: 'from: LoanSetup.loanAmount',
    to: 'from: LoanSetup.loanAmout',
    at: 'LoanSetup.loanAmout',
    path: 'account.highestCredit.from',
    code: 'UNKNOWN_PATH',
    message: 'LoanSetup.loanAmout is not in the catalogue.',
    hint: 'did you mean LoanSetup.loanAmount?',
  },
  {
    title: 'a path in a condition, pointed at inside of the quotes',
    from: 'row.customerType == "individual"\'',
    to: 'row.customerTyp == "individual"\'',
    at: 'row.customerTyp ==',
    path: 'consumers.when',
    code: 'UNKNOWN_PATH',
    message: 'row.customerTyp is not in the catalogue.',
    hint: 'did you mean row.customerType?',
  },
  {
    title: 'a path through a list',
    from: 'from: LoanSettings.reportingType',
    to: 'from: Customers.id',
    at: 'Customers.id',
    path: 'account.portfolioType.from',
    code: 'THROUGH_LIST',
    message: 'Customers.id goes through the list Customers.',
    hint: 'Name one row of it under let: { latest: Customers, by: … } or { first: Customers, when: … }.',
  },
  {
    title: 'a list as a value',
    from: 'from: LoanSettings.reportingType',
    to: 'from: Customers',
    at: 'Customers, onMissing',
    path: 'account.portfolioType.from',
    code: 'TYPE_MISMATCH',
    message: 'Customers is a list.',
    hint: 'Reach its rows by each, or name one under let.',
  },
  {
    title: 'a type that is none',
    from: 'as: date, required',
    to: 'as: dat, required',
    at: 'dat, required',
    path: 'account.dateOpened.as',
    code: 'UNKNOWN_TYPE',
    message: "as cannot be 'dat'.",
    hint: 'did you mean date?',
  },
  {
    title: 'a bare number read as money',
    from: highest,
    to: 'highestCredit: { from: LoanSetup.periods, as: money, then: [wholeDollars] }',
    at: 'money, then',
    path: 'account.highestCredit.as',
    code: 'TYPE_MISMATCH',
    message: 'LoanSetup.periods is integer and cannot be read as money.',
    hint: 'A bare number could be dollars or cents. The catalogue should call it money or text.',
  },
  {
    title: 'money in a field of whole dollars',
    from: highest,
    to: 'highestCredit: { from: LoanSetup.loanAmount }',
    at: 'LoanSetup.loanAmount }',
    path: 'account.highestCredit',
    code: 'TYPE_MISMATCH',
    message: 'highestCredit wants whole dollars (an integer); this gives money.',
    hint: 'then: [wholeDollars]',
  },
  {
    title: 'a social security number that is not read as one',
    from: 'from: row.ssn, as: ssn',
    to: 'from: row.ssn',
    at: 'row.ssn',
    path: 'consumers.fields.socialSecurityNumber',
    code: 'TYPE_MISMATCH',
    message: 'socialSecurityNumber wants ssn; this gives text.',
    hint: 'as: ssn',
  },
  {
    title: 'a social security number in another field',
    from: 'city: { from: row.PrimaryAddress.city, then: [address] }',
    to: 'city: { from: row.ssn, as: ssn }',
    at: 'ssn }\n    state',
    path: 'consumers.fields.city.as',
    code: 'TYPE_MISMATCH',
    message: 'as: ssn is for socialSecurityNumber alone.',
    hint: null,
  },
  {
    title: 'a table that is none',
    from: 'lookup: termsFrequency',
    to: 'lookup: termFrequency',
    at: 'termFrequency, onUnknown',
    path: 'account.termsFrequency.lookup',
    code: 'UNKNOWN_TABLE',
    message: "There is no table 'termFrequency'.",
    hint: 'did you mean termsFrequency?',
  },
  {
    title: 'bands that are none',
    from: frequency,
    to: 'band: sizes, onUnknown: reject',
    at: 'sizes, onUnknown',
    path: 'account.termsFrequency.band',
    code: 'UNKNOWN_BAND',
    message: "There is no band 'sizes'.",
    hint: 'did you mean size?',
  },
  {
    title: 'bands for text',
    from: frequency,
    to: 'band: size, then: [{ take: 1 }]',
    at: 'size, then',
    path: 'account.termsFrequency.band',
    code: 'TYPE_MISMATCH',
    message: 'Bands are for numbers and money; LoanSetup.paymentFrequency is text.',
    hint: 'as: integer',
  },
  {
    title: 'a table without onUnknown',
    from: 'onUnknown: reject, onMissing: reject',
    to: 'onMissing: reject',
    at: 'termsFrequency, onMissing',
    path: 'account.termsFrequency.onUnknown',
    code: 'ON_UNKNOWN_MISSING',
    message: 'What is to happen with a value that has no entry?',
    hint: 'onUnknown: reject | hold | blank | keep | { default: X }',
  },
  {
    title: 'onUnknown without a table',
    from: 'onMissing: reject }\n  accountType',
    to: 'onUnknown: reject }\n  accountType',
    at: 'reject }\n  accountType',
    path: 'account.portfolioType.onUnknown',
    code: 'CONFLICT',
    message: 'onUnknown stands beside lookup or band.',
    hint: null,
  },
  {
    title: 'a converter that is none',
    from: 'then: [wholeDollars]',
    to: 'then: [wholedollar]',
    at: 'wholedollar]',
    path: 'account.highestCredit.then.0',
    code: 'UNKNOWN_CONVERTER',
    message: 'wholedollar is no converter.',
    hint: 'did you mean wholeDollars?',
  },
  {
    title: 'a converter on the wrong type',
    from: 'then: [wholeDollars]',
    to: 'then: [trim]',
    at: 'trim] }\n  termsFrequency',
    path: 'account.highestCredit.then.0',
    code: 'TYPE_MISMATCH',
    message: 'trim takes text; here it is given money.',
    hint: null,
  },
  {
    title: 'an argument of the wrong kind',
    from: '{ keep: alphanumeric }',
    to: '{ keep: numbers }',
    at: 'numbers',
    path: 'account.consumerAccountNumber.then.2.keep',
    code: 'BAD_ARGUMENT',
    message: 'keep takes digits, letters, alphanumeric.',
    hint: 'Write { keep: alphanumeric }.',
  },
  {
    title: 'a converter of periods where the frequency is made',
    from: '{ from: LoanSetup.paymentFrequency, lookup: termsFrequency, onUnknown: reject, onMissing: reject }',
    to: "{ from: LoanSetup.periods, then: [monthsOfTerm, { pad: [1, '0'] }] }",
    at: 'monthsOfTerm, { pad: [1',
    path: 'account.termsFrequency.then.0',
    code: 'CONFLICT',
    message: 'monthsOfTerm reads termsFrequency and cannot make it.',
    hint: null,
  },
  {
    title: 'a constant that is no code',
    from: interest,
    to: 'interestTypeIndicator: { value: X }',
    at: 'X }',
    path: 'account.interestTypeIndicator.value',
    code: 'UNKNOWN_CODE',
    message: "'X' is no Interest Type Indicator (Field 28).",
    hint: 'Codes: F V.',
  },
  {
    title: 'a table that gives no code',
    from: 'weekly: W',
    to: 'weekly: K',
    at: 'K }',
    path: 'tables.termsFrequency.weekly',
    code: 'UNKNOWN_CODE',
    message: "'K' is no Terms Frequency (Field 14).",
    hint: 'Codes: D P W B E M L Q T S Y.',
  },
  {
    title: 'a band that gives no code',
    from: interest,
    to: 'interestTypeIndicator: { from: LoanSetup.periods, band: size }',
    at: 'small }',
    path: 'bands.size.0.give',
    code: 'UNKNOWN_CODE',
    message: "'small' is no Interest Type Indicator (Field 28).",
    hint: 'Codes: F V.',
  },
  {
    title: 'a default that is no code',
    from: 'creditBureau, onMissing: reject',
    to: 'creditBureau, onMissing: { default: ZZ }',
    at: 'ZZ }',
    path: 'account.accountType.onMissing.default',
    code: 'UNKNOWN_CODE',
    message: "'ZZ' is no Account Type (Field 9).",
    hint: null,
  },
  {
    title: 'a word under history that is none',
    from: 'reversedOn:',
    to: 'towards: { value: PRINCIPLE }\n    reversedOn:',
    at: 'PRINCIPLE',
    path: 'history.satisfactions.towards.value',
    code: 'UNKNOWN_CODE',
    message: "'PRINCIPLE' is no word for towards.",
    hint: 'Codes: INSTALMENTS CREDIT PRINCIPAL FEES RECOVERY.',
  },
  {
    title: 'a required field without a recipe',
    from: `  ${highest}\n`,
    to: '',
    at: 'consumerAccountNumber',
    path: 'account.highestCredit',
    code: 'MISSING_FIELD',
    message: 'highestCredit has no recipe, and Metro 2 requires it.',
    hint: 'highestCredit: { from: … }',
  },
  {
    title: 'a required field of a consumer without a recipe',
    from: "    ecoaCode: { value: '1' }\n",
    to: '',
    at: 'surname: { from',
    path: 'consumers.fields.ecoaCode',
    code: 'MISSING_FIELD',
    message: 'ecoaCode has no recipe, and Metro 2 requires it of every consumer.',
    hint: 'ecoaCode: { from: … }',
  },
  {
    title: 'an arm after one that always matches',
    from: "- { value: '' }",
    to: "- { value: '' }\n      - { value: CP }",
    at: '{ value: CP }',
    path: 'account.specialComment.firstMatch.2',
    code: 'UNREACHABLE',
    message: 'This arm is never reached.',
    hint: 'The arm before it has no `when` and always matches.',
  },
  {
    title: 'an arm after one whose condition is always true',
    from: "- { value: '' }",
    to: "- { when: 'true', value: '' }\n      - { value: CP }",
    at: '{ value: CP }',
    path: 'account.specialComment.firstMatch.2',
    code: 'UNREACHABLE',
    message: 'This arm is never reached.',
    hint: 'The condition of the arm before it is always true.',
  },
  {
    title: 'an arm that is never true',
    from: "- { value: '' }",
    to: "- { when: 'false', value: CP }\n      - { value: '' }",
    at: "{ when: 'false'",
    path: 'account.specialComment.firstMatch.1',
    code: 'UNREACHABLE',
    message: 'This arm is never reached.',
    hint: 'Its condition is never true.',
  },
  {
    title: 'the same condition a second time, laid out in another way',
    from: "- { value: '' }",
    to: "- { when: 'has( settingsField.value )', value: CP }\n      - { value: '' }",
    at: "{ when: 'has( ",
    path: 'account.specialComment.firstMatch.1',
    code: 'UNREACHABLE',
    message: 'This arm is never reached.',
    hint: 'The same condition stands before it.',
  },
  {
    title: 'values that conditions before take',
    from: "- { value: '' }",
    to: `- { when: 'displayId == "a" || displayId == "b"', value: CP }\n      - { when: '"c" == displayId', value: '' }\n      - { when: 'displayId in ["c", "b"]', value: CP }`,
    at: `{ when: 'displayId in`,
    path: 'account.specialComment.firstMatch.3',
    code: 'UNREACHABLE',
    message: 'This arm is never reached.',
    hint: 'Conditions before it take every value of displayId that it asks for.',
  },
  {
    title: 'an exclusion that stands twice',
    from: 'reason: TEMPORARY_ACCOUNT,',
    to: "reason: FIRST, detail: one }\n  - { when: 'temporaryAccount', reason: SECOND,",
    at: "{ when: 'temporaryAccount', reason: SECOND",
    path: 'exclude.1',
    code: 'UNREACHABLE',
    message: 'This exclusion is never reached.',
    hint: 'The same condition stands before it.',
  },
  {
    title: 'an entry of a table for a value that the field never has',
    from: 'weekly: W }',
    to: 'weekli: W }',
    at: 'weekli: W',
    path: 'tables.termsFrequency.weekli',
    code: 'NEVER_HIT',
    message: "No value that is looked up in termsFrequency is 'weekli'.",
    hint: 'did you mean weekly?',
  },
  {
    title: 'a table that nothing looks up',
    from: '  termsFrequency: {',
    to: '  spare: { a: b }\n  termsFrequency: {',
    at: '{ a: b }',
    path: 'tables.spare',
    code: 'NEVER_HIT',
    message: 'Nothing looks up the table spare.',
    hint: 'Write lookup: spare in a recipe, or leave the table out.',
  },
  {
    title: 'an entry of a table that stands twice',
    from: 'weekly: W }',
    to: 'weekly: W, weekly: W }',
    at: 'weekly: W }',
    path: 'tables.termsFrequency.weekly',
    code: 'DUPLICATE_KEY',
    message: 'weekly stands twice.',
    hint: 'Keep one of the two.',
  },
  {
    title: 'a fact that is none',
    from: '{ derive: paymentRating }',
    to: '{ derive: rating }',
    at: 'rating }',
    path: 'account.paymentRating.derive',
    code: 'UNKNOWN_FACT',
    message: 'derive: rating cannot fill paymentRating.',
    hint: 'derive: paymentRating',
  },
  {
    title: 'a fact of another field',
    from: '{ derive: paymentRating }',
    to: '{ derive: accountStatus }',
    at: 'accountStatus }\n  paymentHistoryProfile',
    path: 'account.paymentRating.derive',
    code: 'WRONG_FACT',
    message: 'derive: accountStatus cannot fill paymentRating.',
    hint: 'derive: paymentRating',
  },
  {
    title: 'a field nothing derives',
    from: interest,
    to: 'interestTypeIndicator: { derive: accountStatus }',
    at: 'accountStatus }\n  accountStatus',
    path: 'account.interestTypeIndicator.derive',
    code: 'WRONG_FACT',
    message: 'interestTypeIndicator cannot be derived.',
    hint: 'Give it a from or a value.',
  },
  {
    title: 'two sources',
    from: interest,
    to: 'interestTypeIndicator: { value: F, from: displayId }',
    at: '{ value: F, from',
    path: 'account.interestTypeIndicator',
    code: 'CONFLICT',
    message: 'from and value exclude each other.',
    hint: 'One of: from, value, derive, firstMatch.',
  },
  {
    title: 'no source',
    from: interest,
    to: 'interestTypeIndicator: { required: true }',
    at: '{ required: true }',
    path: 'account.interestTypeIndicator',
    code: 'NO_SOURCE',
    message: 'The recipe does not say where the value comes from.',
    hint: 'One of: from, value, derive, firstMatch.',
  },
  {
    title: 'a converter beside firstMatch',
    from: 'specialComment:\n',
    to: 'specialComment:\n    then: [upper]\n',
    at: 'then: [upper]',
    path: 'account.specialComment.then',
    code: 'CONFLICT',
    message: 'then does not go with firstMatch.',
    hint: 'It belongs into the arms.',
  },
  {
    title: 'an alias',
    from: interest,
    to: 'interestTypeIndicator: &f { value: F }',
    at: '{ value: F }',
    path: 'account.interestTypeIndicator',
    code: 'NOT_ALLOWED',
    message: 'Anchors are not allowed in presets.',
    hint: 'Write the value out where it is needed.',
  },
  {
    title: 'null as a constant',
    from: interest,
    to: 'interestTypeIndicator: { value: null }',
    at: 'null }',
    path: 'account.interestTypeIndicator.value',
    code: 'BAD_VALUE',
    message: 'There is no null in presets.',
    hint: "For blank, write ''.",
  },
  {
    title: 'a language to come',
    from: 'language: 1 ',
    to: 'language: 2 ',
    at: '2                       #',
    path: 'language',
    code: 'LANGUAGE_VERSION',
    message: 'This program reads language 1.',
    hint: 'language: 1',
  },
  {
    title: 'a name that is taken',
    from: '  today: {',
    to: '  Customers: {',
    at: 'Customers: {',
    path: 'let.Customers',
    code: 'BAD_NAME',
    message: 'The name Customers is taken.',
    hint: 'Choose another.',
  },
  {
    title: 'latest by something that is no date',
    from: 'by: date }',
    to: 'by: payoff }',
    at: 'payoff }',
    path: 'let.today.by',
    code: 'TYPE_MISMATCH',
    message: 'by names a date or an instant; payoff is money.',
    hint: null,
  },
  {
    title: 'bands out of order',
    from: '{ upTo: 29, give: small }',
    to: '{ upTo: 29, give: small }, { upTo: 10, give: tiny }',
    at: '10, give',
    path: 'bands.size.1.upTo',
    code: 'BAND_ORDER',
    message: '10 comes after 29.',
    hint: 'Write the bands in ascending order.',
  },
  {
    title: 'a block of adjustments without a kind',
    from: '  snapshots:\n',
    to: '  adjustments: { each: Payments, date: { from: row.date } }\n  snapshots:\n',
    at: '{ each: Payments, date',
    path: 'history.adjustments.kind',
    code: 'MISSING_KEY',
    message: 'A block of adjustments has a kind.',
    hint: 'kind: DUE_DATE_CHANGED | PAST_DUE_ADJUSTED | DAYS_PAST_DUE_RESET | DEFERRED',
  },
  {
    title: 'an instalment without an amount',
    from: '    amount: { from: row.chargeAmount, as: money }\n',
    to: '',
    at: 'each: Transactions',
    path: 'history.instalments.amount',
    code: 'MISSING_KEY',
    message: 'amount is missing.',
    hint: 'amount: { from: row.… }',
  },
]

describe('problems of a preset', () => {
  it('has none in the documented preset', () => {
    expect(problemsOf(documentedPreset)).toEqual([])
    expect(programOf(documentedPreset).name).toBe('loanpro-metro2')
  })

  it.each(cases)('$title', ({ from, to, at, path, code, message, hint }) => {
    const text = edited(from, to)
    const found = problemsOf(text).find((problem) => problem.code === code && problem.path === path)
    expect(found, JSON.stringify(problemsOf(text))).toBeDefined()
    expect(found).toMatchObject({ message, path, ...placeOf(at, text) })
    if (hint !== null) expect(found!.hint).toBe(hint)
  })

  it('answers all of them at once, in the order of the text', () => {
    const text = edited(
      interest,
      'interestTypeIndicator: { value: X }',
      edited('weekly: W', 'weekly: K', edited('as: ssn', 'as: text')),
    )
    expect(problemsOf(text).map((p) => p.code)).toEqual(['UNKNOWN_CODE', 'UNKNOWN_CODE', 'TYPE_MISMATCH'])
  })

  it.each([
    ['', 'WRONG_SHAPE'],
    ['just words', 'WRONG_SHAPE'],
    ['[a, b]', 'WRONG_SHAPE'],
    ['a: [1, 2', 'YAML_SYNTAX'],
    ['\ta: 1', 'YAML_SYNTAX'],
    ['preset: a', 'MISSING_KEY'],
  ])('says what is wrong with %j', (text, code) => {
    expect(problemsOf(text).map((p) => p.code)).toContain(code)
  })
})

describe('suggestions', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['same', 'same', 0],
  ])('%s to %s takes %d steps', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
  })

  it('suggests the nearest name, and nothing that is far', () => {
    expect(nearest('loanamount', ['loanRate', 'loanAmount'])).toBe('loanAmount')
    expect(nearest('zzzzzz', ['loanRate', 'loanAmount'])).toBeNull()
  })
})

describe('entries of tables', () => {
  const codes = (table: string, from: string, more = {}) => {
    const text = edited(
      '  interestTypeIndicator:',
      `  cycleIdentifier: { from: ${from}, lookup: cycles, onUnknown: blank }\n  interestTypeIndicator:`,
      edited('tables:', `tables: #`).replace(/^tables: #.*$/m, `tables:\n  cycles: ${table}`),
    )
    return problemsOf(text, { ...catalogue, ...more }).map((problem) => `${problem.code} ${problem.path}`)
  }

  it.each([
    [
      'of whole numbers, with leading zeros',
      "{ '1': A, '01': B }",
      'LoanSetup.periods',
      ['NEVER_HIT tables.cycles.01'],
    ],
    ['of true and false', '{ true: A, yes: B }', 'temporaryAccount', ['NEVER_HIT tables.cycles.yes']],
    ['of any text', '{ a: A, b: B }', 'displayId', []],
    ['of a recipe with another problem', '{ a: A }', 'displayIt', ['UNKNOWN_PATH account.cycleIdentifier.from']],
  ])('%s', (_title, table, from, expected) => expect(codes(table, from)).toEqual(expected))

  it('the list of a source that is not known whole refuses nothing', () => {
    const listed = scalar('text', { values: ['a'] })
    expect(codes('{ a: A, b: B }', 'kind', { kind: listed })).toEqual(['NEVER_HIT tables.cycles.b'])
    expect(codes('{ a: A, b: B }', 'kind', { kind: { ...listed, open: true } })).toEqual([])
  })

  it('what one of several recipes may ask for is no problem', () => {
    const both = edited(
      '  interestTypeIndicator:',
      '  cycleIdentifier: { from: displayId, lookup: termsFrequency, onUnknown: blank, then: [{ take: 1 }] }\n  interestTypeIndicator:',
      edited('weekly: W }', 'weekly: W, other: M }'),
    )
    expect(problemsOf(both)).toEqual([])
  })
})
