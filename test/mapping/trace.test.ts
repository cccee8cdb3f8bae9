import { describe, expect, it } from 'vitest'
import type { FieldTrace } from '../../server/mapping/program.ts'
import { customer, documentedPreset, inputs, loan, programOf } from './support.ts'

const program = programOf(documentedPreset)

function traceOf(field: string, document: unknown = loan()): FieldTrace | undefined {
  return program.trace(document, inputs).fields.find((trace) => trace.field === field)
}

describe('trace', () => {
  it('tells source, steps and value of a mapped field', () => {
    expect(traceOf('base.consumerAccountNumber')).toEqual({
      field: 'base.consumerAccountNumber',
      value: 'LN0001',
      sourcePath: 'displayId',
      sourceValue: ' ln-0001 ',
      steps: [
        { step: 'trim', input: ' ln-0001 ', output: 'ln-0001' },
        { step: 'upper', input: 'ln-0001', output: 'LN-0001' },
        { step: 'keep: alphanumeric', input: 'LN-0001', output: 'LN0001' },
      ],
      evidence: null,
    })
    expect(traceOf('base.termsFrequency')).toMatchObject({
      value: 'M',
      sourceValue: 'monthly',
      steps: [{ step: 'lookup termsFrequency', input: 'monthly', output: 'M' }],
    })
  })

  it('names rows with their index', () => {
    expect(traceOf('base.specialComment')).toMatchObject({
      sourcePath: 'LoanSettings.CustomFieldValues[0].value',
      sourceValue: 'CP - forbearance',
    })
    expect(traceOf('base.telephoneNumber')).toMatchObject({ sourcePath: 'Customers[0].Phones[1].phone' })
    const two = loan({ Customers: [customer({ loanRole: 'secondary', lastName: 'Roe' }), customer()] })
    expect(traceOf('j1[0].surname', two)).toMatchObject({ value: 'ROE', sourcePath: 'Customers[0].lastName' })
    expect(traceOf('base.surname', two)).toMatchObject({ value: 'ONEIL', sourcePath: 'Customers[1].lastName' })
    expect(traceOf('j1[0].city', two)).toBeUndefined()
  })

  it('carries the evidence of derived fields, also of those no recipe names', () => {
    expect(traceOf('base.accountStatus')).toMatchObject({ value: '11', steps: [{ step: 'derive' }] })
    expect(traceOf('base.accountStatus')!.evidence).toMatch(/2026-06-30/)
    expect(traceOf('base.dateOfLastPayment')).toMatchObject({ value: '2026-06-09', steps: [{ step: 'derive' }] })
  })

  it('masks what is sensitive', () => {
    const fields = program.trace(loan(), inputs).fields
    const text = JSON.stringify(fields)
    expect(text).not.toContain('123-45-6789')
    expect(text).not.toContain('123456789')
    expect(text).not.toContain('1980-02-29')
    expect(traceOf('base.socialSecurityNumber')).toMatchObject({ value: '•••', sourceValue: '•••' })
    expect(traceOf('base.dateOfBirth')).toMatchObject({ value: '•••', sourceValue: '•••' })
  })

  it('of a rejected document tells what was tried', () => {
    const { outcome, fields } = program.trace(loan({ displayId: '' }), inputs)
    expect(outcome.kind).toBe('REJECTED')
    expect(fields.find((f) => f.field === 'base.consumerAccountNumber')).toMatchObject({ value: null, sourceValue: '' })
  })
})
