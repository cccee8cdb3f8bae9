import { describe, expect, test } from 'vitest'
import { actorText } from '../../web/lib/actors.ts'
import { actionTitle, auditActions, auditDetails, auditSentence } from '../../web/lib/auditText.ts'
import { readColumns } from '../../web/lib/columns.ts'
import { storedValues } from '../../web/lib/forms.ts'
import { changesOf, emptyFurnisher, missingOf } from '../../web/lib/furnisher.ts'
import { expiryOf, lifetimes, lifetimeText, ownKeyWarning, proposedLifetime, timeTo } from '../../web/lib/keys.ts'
import {
  familiesOf,
  filterRules,
  isChanged,
  openByRule,
  type Rule,
  segmentsOf,
  sortRules,
} from '../../web/lib/rules.ts'
import { readAuditSearch, readConnectionSearch, readRuleSearch } from '../../web/lib/settingsSearch.ts'
import { choicesToSend, formsOf, isSameSentence, placeText, type WritebackTarget } from '../../web/lib/writeback.ts'

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  ...{ id, title: `Title of ${id}`, condition: 'Account Status (17A) is 11.', explanation: '', fix: '', note: null },
  ...{ severity: 'WARNING', effectiveSeverity: 'WARNING', setting: null, locked: false, lockedBecause: null },
  ...{ scopes: ['RECORD'], fields: ['base.accountStatus'], source: 'CFPB evaluator', ...more },
})
const setting = { reason: 'x', updatedAt: '', updatedBy: 'apiKey:1', applied: true }

describe('rules', () => {
  const off = rule('B-2', { effectiveSeverity: 'OFF', setting: { ...setting, severity: 'OFF' } })
  const j1 = rule('C-3', { fields: ['j1.surname', 'base.surname'], scopes: ['PREVIOUS'], source: 'Field definition 7' })
  const rules = [j1, off, rule('A-1')]
  const ids = (list: readonly Rule[]) => list.map(({ id }) => id)

  test.each([
    [{}, ['C-3', 'B-2', 'A-1']],
    [{ q: 'title b-2' }, ['B-2']],
    [{ q: '17a SURNAME' }, ['C-3']],
    [{ severity: 'OFF' }, ['B-2']],
    [{ scope: 'PREVIOUS' }, ['C-3']],
    [{ segment: 'j1' }, ['C-3']],
    [{ source: 'FORMAT' }, ['C-3']],
    [{ changed: true }, ['B-2']],
    [{ changed: true, segment: 'j1' }, []],
  ] as const)('%j leaves %j', (filter, left) => {
    expect(ids(filterRules(rules, filter))).toEqual(left)
  })

  test('are sorted by severity, by findings and by name, each with the name last', () => {
    const open = (id: string) => (id === 'B-2' ? 5 : 0)
    expect(ids(sortRules(rules, { column: 'severity', descending: false }, open))).toEqual(['A-1', 'C-3', 'B-2'])
    expect(ids(sortRules(rules, { column: 'open', descending: true }, open))).toEqual(['B-2', 'A-1', 'C-3'])
    expect(ids(sortRules(rules, { column: 'rule', descending: true }, open))).toEqual(['C-3', 'B-2', 'A-1'])
  })

  test('are changed only where the setting differs from what is shipped', () => {
    expect(isChanged(rule('A', { setting: { ...setting, severity: 'ERROR' } }))).toBe(true)
    expect(isChanged(rule('A', { setting: { ...setting, severity: 'WARNING' } }))).toBe(false)
    expect(isChanged(rule('A', { setting: { ...setting, severity: null } }))).toBe(false)
  })

  test('name their segments once and their families', () => {
    expect(segmentsOf(j1)).toEqual(['j1', 'base'])
    expect(familiesOf({ source: 'CFPB evaluator X; FCRA 605(a)' })).toEqual(['CFPB', 'FCRA'])
    expect(familiesOf({ source: 'Mapping by the preset' })).toEqual(['SERVER'])
  })

  test('findings of one rule with several severities are added up', () => {
    const counts = [1, 2].map((count) => ({ ruleId: 'A', count }))
    expect(openByRule(counts)).toEqual(new Map([['A', 3]]))
  })
})

describe('addresses', () => {
  test('take what they know and nothing else', () => {
    expect(readRuleSearch({ q: 'dofd', severity: 'BAD', scope: 'FILE', changed: 'true', rule: 'A b' })).toEqual({
      ...{ q: 'dofd', scope: 'FILE', changed: true },
    })
    expect(readConnectionSearch({ connection: '<script>' })).toEqual({})
    expect(readAuditSearch({ action: 'waiveErrors', from: '2026-13', until: '2026-01-31' })).toEqual({
      ...{ action: 'waiveErrors', until: '2026-01-31' },
    })
  })

  test('never name who signed in with a token, which may be an address of mail', () => {
    expect(readAuditSearch({ actor: 'jwt:ann@example.com' })).toEqual({})
    expect(readAuditSearch({ actor: 'apiKey:01a1' })).toEqual({ actor: 'apiKey:01a1' })
  })
})

describe('the audit log', () => {
  const entry = (action: string, details: unknown, target = 'ID') => ({ action, targetType: 'T', target, details })
  test.each([
    ['createApiKey', { name: 'Month end', role: 'VIEWER' }, 'created the API key “Month end” for the role VIEWER'],
    [
      'createApiKey',
      { name: 'Export', role: 'VIEWER', expiresAt: '2027-06-30T12:00:00.000Z' },
      'created the API key “Export” for the role VIEWER, good until Jun 30, 2027',
    ],
    ['setRuleSetting', { before: null, after: 'OFF' }, 'switched the rule ID off'],
    ['setRuleSetting', { before: 'OFF', after: null }, 'set the rule ID back to what is shipped'],
    ['setRuleSetting', { after: 'ERROR' }, 'gave the rule ID the severity error'],
    ['waiveErrors', { count: 1 }, 'waived 1 finding'],
    [
      'updateConnection',
      { changed: ['name'], credentials: 'replaced' },
      'changed a connection: name, with new credentials',
    ],
    ['startSync', { mode: 'INCREMENTAL', asOf: '2026-06-30' }, 'started a run of what changed as of Jun 30, 2026'],
    ['setWebhook', { proof: 'NONE' }, 'took a webhook out of use'],
    ['updateFurnisher', { name: { from: 'A', to: 'B' } }, 'changed a furnisher: name'],
    ['writeback', { state: 'WRITTEN', target: 'note', place: '7', sourceKey: '12' }, 'wrote into note 7 of loan 12'],
    ['whatIsToCome', null, 'did “what is to come”'],
  ])('%s is a sentence', (action, details, sentence) => {
    expect(auditSentence(entry(action, details))).toBe(sentence)
  })

  test.each(auditActions)('%s is one whatever its details lack', (action) => {
    expect(auditSentence(entry(action, {}))).toMatch(/^[a-z]/)
    expect(auditSentence(entry(action, null))).not.toMatch(/undefined|null|\[object/)
  })

  test('details leave out the reason and what is empty', () => {
    expect(auditDetails({ reason: 'x', count: 2, chosen: { ruleId: ['A'] }, none: null, empty: [] })).toEqual([
      { name: 'Count', value: '2' },
      { name: 'Chosen', value: '{"ruleId":["A"]}' },
    ])
    expect(actionTitle('rotateWebhookSecret')).toBe('Rotate webhook secret')
  })

  test('people are named by the name of their key', () => {
    expect(actorText('apiKey:1', 'Month end', 'apiKey:1')).toBe('Month end (you)')
    expect(actorText('apiKey:1', undefined, 'apiKey:2')).toBe('An API key')
    expect(actorText('apiKey:1', null, 'apiKey:1')).toBe('You')
    expect(actorText('jwt:ann', null, 'apiKey:1')).toBe('ann')
    expect(actorText('schedule', null, 'apiKey:1')).toBe('The schedule')
  })
})

describe('keys that end', () => {
  const now = Date.parse('2026-06-30T12:00:00Z')
  const at = (ms: number) => new Date(now + ms).toISOString()
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

  test('a new one ends after a year unless something else is chosen; never is a choice', () => {
    expect(expiryOf(proposedLifetime, now)).toBe('2027-06-30T12:00:00.000Z')
    expect(expiryOf('30', now)).toBe('2026-07-30T12:00:00.000Z')
    expect(expiryOf('NEVER', now)).toBeNull()
    expect(lifetimes.filter(({ value }) => expiryOf(value, now) === null)).toHaveLength(1)
    expect(lifetimeText('NEVER', now)).toContain('until somebody revokes it')
    expect(lifetimeText('365', now)).toContain('2027')
  })

  test.each([
    [30 * day, 'in 30 days'],
    [day, 'in 1 day'],
    [day - 1, 'in 1 day'],
    [day - hour, 'in 23 hours'],
    [hour - 1, 'in 1 hour'],
    [hour - minute, 'in 59 minutes'],
    [1, 'in 1 minute'],
    [-hour, '1 hour ago'],
    [-3 * day, '3 days ago'],
  ])('%i ms from now is %s', (ms, text) => {
    expect(timeTo(at(ms), now)).toBe(text)
  })

  test('whoever is signed in with one is told two weeks before; a token is renewed and says nothing', () => {
    const warned = (actor: string, expiresAt: string | null) => ownKeyWarning({ actor, expiresAt }, now) !== null
    expect(warned('apiKey:1', at(14 * day))).toBe(true)
    expect(warned('apiKey:1', at(14 * day + minute))).toBe(false)
    expect(warned('apiKey:1', null)).toBe(false)
    expect(warned('jwt:ann', at(minute))).toBe(false)
  })
})

describe('forms', () => {
  test('a furnisher says what is missing and sends what changed', () => {
    expect(Object.keys(missingOf({ ...emptyFurnisher, name: 'A' }))).toEqual([
      ...['identificationNumber', 'address', 'telephoneNumber'],
    ])
    const before = { ...emptyFurnisher, name: 'A', experianProgramIdentifier: 'X' }
    expect(changesOf(before, { ...before, name: ' A ', experianProgramIdentifier: '' })).toEqual({
      experianProgramIdentifier: '',
    })
  })

  test('what is stored fills a form; what it lacks has its first value', () => {
    const field = (name: string, more: object = {}) => ({
      ...{ name, label: name, help: '', input: 'TEXT', required: false, advanced: false, secret: false },
      ...{ placeholder: null, defaultValue: null, options: [], ...more },
    })
    const fields = [
      ...[field('a'), field('b', { defaultValue: 'x' }), field('c', { input: 'CHECKBOX' })],
      field('d', { input: 'COLUMNS' }),
    ] as never
    expect(storedValues(fields, { a: 5, c: true, d: [{ header: 'H' }] })).toEqual({
      ...{ a: '5', b: 'x', c: true, d: JSON.stringify([{ header: 'H' }], null, 2) },
    })
  })

  test('a list of columns is one only when every element is a column', () => {
    expect(readColumns('[{"header":"A","format":"US"}]')).toEqual([
      { header: 'A', format: 'US', type: 'text', sensitive: false },
    ])
    expect(readColumns('[{"name":"payments"}]')).toEqual([])
    expect(readColumns('no list')).toEqual([])
  })
})

describe('writeback', () => {
  const target = (name: string, more: Partial<WritebackTarget> = {}): WritebackTarget => ({
    ...{ name, title: `Title of ${name}`, help: '', effect: 'REPLACES', placeLabel: null, places: [] },
    ...{ value: 'TEXT', options: [], fileHosts: null, ...more },
  })
  const targets = [
    target('field', { placeLabel: 'Id', places: [{ value: '7', label: 'Outcome' }] }),
    target('note', { value: 'NONE', placeLabel: 'Category' }),
    target('status', { value: 'CHOICE' }),
    target('file', { value: 'NONE', placeLabel: 'Section', fileHosts: ['*.example.com'] }),
  ]

  test('sends values of chosen kinds alone, and no place where there is one', () => {
    const forms = [
      {
        target: 'field',
        place: ' 7 ',
        kinds: ['REJECTED'],
        values: { REJECTED: ' no ', DISPUTE: 'left' },
        fileHosts: '',
      },
      { target: 'note', place: '3', kinds: ['DISPUTE'], values: { DISPUTE: 'ignored' }, fileHosts: 'left.example' },
      { target: 'status', place: 'x', kinds: ['ACCEPTED'], values: { ACCEPTED: '1' }, fileHosts: '' },
      { target: 'file', place: '12', kinds: ['REJECTED'], values: {}, fileHosts: ' a.example,  b.example:8443 ' },
    ] as const
    expect(choicesToSend(forms, targets)).toEqual([
      { target: 'field', place: '7', kinds: ['REJECTED'], values: [{ kind: 'REJECTED', value: 'no' }] },
      { target: 'note', place: '3', kinds: ['DISPUTE'], values: [] },
      { target: 'status', kinds: ['ACCEPTED'], values: [{ kind: 'ACCEPTED', value: '1' }] },
      { target: 'file', place: '12', kinds: ['REJECTED'], values: [], fileHosts: ['a.example', 'b.example:8443'] },
    ])
    const stored = { target: 'a', place: '', kinds: ['ACCEPTED' as const], fileHosts: ['a.example', 'b.example'] }
    expect(formsOf([{ ...stored, values: [{ kind: 'ACCEPTED', value: 'v' }] }])).toEqual([
      { ...stored, values: { ACCEPTED: 'v' }, fileHosts: 'a.example b.example' },
    ])
  })

  test('names places as the source does', () => {
    expect(placeText(targets, 'field', '7')).toBe('Title of field: Outcome')
    expect(placeText(targets, 'status', '')).toBe('Title of status')
    expect(placeText(targets, 'gone', '9')).toBe('gone: 9')
  })

  test('a sentence is the same whatever its line breaks, and no other', () => {
    expect(isSameSentence(' I allow\n it. ', 'I allow it.')).toBe(true)
    expect(isSameSentence('I allow it', 'I allow it.')).toBe(false)
  })
})
