import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Severity } from '../../server/metro2/facts.ts'
import { describedFindings } from '../../server/records/findings.ts'
import {
  type ActiveWaiver,
  type EffectiveSeverity,
  effectiveFindings,
  type NamedFinding,
  noSettings,
} from '../../server/rules/effective.ts'
import { lockedRuleIds } from '../../server/rules/locked.ts'

const finding = (rule: string, severity: Severity, fingerprint = 'f'): NamedFinding => ({
  ...{ rule, severity, fingerprint, fields: ['base.accountStatus'], message: 'm', values: { accountStatus: '71' } },
})
const waiver = (extra: Partial<ActiveWaiver> = {}): ActiveWaiver => ({
  ...{ id: 'w1', ruleId: 'R', fingerprint: 'f', severity: 'ERROR', ...extra },
})
const none = { errors: 0, warnings: 0, infos: 0, waived: 0 }

test.each<[string, Severity, EffectiveSeverity | null, ActiveWaiver[], EffectiveSeverity, string | null, object]>([
  ['an error holds', 'ERROR', null, [], 'ERROR', null, { errors: 1 }],
  ['a warning does not', 'WARNING', null, [], 'WARNING', null, { warnings: 1 }],
  ['an info does not', 'INFO', null, [], 'INFO', null, { infos: 1 }],
  ['an error set to WARNING', 'ERROR', 'WARNING', [], 'WARNING', null, { warnings: 1 }],
  ['an info set to ERROR', 'INFO', 'ERROR', [], 'ERROR', null, { errors: 1 }],
  ['an error switched off', 'ERROR', 'OFF', [], 'OFF', null, {}],
  ['a waived error', 'ERROR', null, [waiver()], 'ERROR', 'w1', { waived: 1 }],
  ['a waived error that is off counts nowhere', 'ERROR', 'OFF', [waiver()], 'OFF', 'w1', {}],
  ['a warning raised to ERROR and waived', 'WARNING', 'ERROR', [waiver()], 'ERROR', 'w1', { waived: 1 }],
  ['a waiver of other values', 'ERROR', null, [waiver({ fingerprint: 'g' })], 'ERROR', null, { errors: 1 }],
  ['a waiver of another rule', 'ERROR', null, [waiver({ ruleId: 'S' })], 'ERROR', null, { errors: 1 }],
  ['a waiver of what was only INFO', 'ERROR', null, [waiver({ severity: 'INFO' })], 'ERROR', null, { errors: 1 }],
  ['a waiver of what was worse', 'INFO', null, [waiver()], 'INFO', 'w1', { waived: 1 }],
  ['the first of two waivers', 'ERROR', null, [waiver({ id: 'w2' }), waiver()], 'ERROR', 'w1', { waived: 1 }],
])('%s', (_name, own, setting, waivers, severity, waiverId, counts) => {
  const settings = setting ? new Map([['R', setting]]) : noSettings
  const effective = effectiveFindings([finding('R', own)], settings, waivers)
  expect(effective.findings).toMatchObject([{ rule: 'R', defaultSeverity: own, severity, waiverId }])
  expect(effective.counts).toEqual({ ...none, ...counts })
  expect(effective.eligibility).toBe('errors' in counts ? 'HELD' : 'REPORTABLE')
})

test('one error that stands holds the record, whatever else is excused', () => {
  const effective = effectiveFindings([finding('R', 'ERROR'), finding('S', 'ERROR')], noSettings, [waiver()])
  expect(effective).toMatchObject({ eligibility: 'HELD', counts: { errors: 1, waived: 1 } })
  expect(effectiveFindings([], noSettings, [waiver()])).toEqual({
    ...{ findings: [], eligibility: 'REPORTABLE', counts: none },
  })
})

test.each(lockedRuleIds)('%s yields to neither a setting nor a waiver', (rule) => {
  const effective = effectiveFindings([finding(rule, 'ERROR')], new Map([[rule, 'OFF']]), [waiver({ ruleId: rule })])
  expect(effective).toMatchObject({ eligibility: 'HELD', findings: [{ severity: 'ERROR', waiverId: null }] })
})

test('no evaluator of the CFPB is locked: each marks a pattern, and can be switched off', () => {
  const evaluators = describedFindings.filter(({ source }) => source.includes('CFPB evaluator')).map(({ id }) => id)
  expect(evaluators).toContain('Status-DOFD-1')
  expect(evaluators.filter((id) => lockedRuleIds.includes(id))).toEqual([])
})

test('every locked rule exists', () => {
  const known = describedFindings.map(({ id }) => id)
  expect(lockedRuleIds.filter((id) => !known.includes(id))).toEqual([])
})

test('whatever is found, set and waived: every finding is counted once or is off, and only an open error holds', () => {
  const severity = fc.constantFrom<Severity>('ERROR', 'WARNING', 'INFO')
  const rule = fc.constantFrom('R', 'S', 'SSN-MASKED')
  const fingerprint = fc.constantFrom('f', 'g')
  const findings = fc.array(
    fc.record({ rule, severity, fingerprint }).map((each) => finding(each.rule, each.severity, each.fingerprint)),
  )
  const settings = fc.uniqueArray(
    fc.tuple(rule, fc.constantFrom<EffectiveSeverity>('ERROR', 'WARNING', 'INFO', 'OFF')),
    { selector: ([id]) => id },
  )
  const waivers = fc.array(fc.record({ id: fc.uuid(), ruleId: rule, fingerprint, severity }))
  fc.assert(
    fc.property(findings, settings, waivers, (found, set, given) => {
      const effective = effectiveFindings(found, new Map(set), given)
      const { errors, warnings, infos, waived } = effective.counts
      const off = effective.findings.filter((each) => each.severity === 'OFF').length
      expect(errors + warnings + infos + waived + off).toBe(found.length)
      const open = effective.findings.filter((each) => each.severity === 'ERROR' && each.waiverId === null)
      expect(errors).toBe(open.length)
      expect(effective.eligibility).toBe(open.length > 0 ? 'HELD' : 'REPORTABLE')
      for (const each of effective.findings.filter(({ rule: id }) => id === 'SSN-MASKED')) {
        expect(each).toMatchObject({ severity: each.defaultSeverity, waiverId: null })
      }
    }),
  )
})
