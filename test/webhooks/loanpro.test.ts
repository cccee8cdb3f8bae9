import { describe, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'

const webhook = loanpro.webhook!
const read = (body: unknown) => webhook.interpret(Buffer.from(JSON.stringify(body)), {})

describe('what a notification of LoanPro says', () => {
  test.each([
    [{ eventName: 'Payment Posted', context: { 'loan-id': 727 } }, ['727'], []],
    [{ eventName: 'Payment Posted', context: { 'loan-id': ' 727 ' } }, ['727'], []],
    [{ context: { 'loan-display-id': 'LN00000727' } }, [], ['LN00000727']],
    [{ context: { 'loan-display-id': 727 } }, [], ['727']],
    [{ context: { 'loan-id': '727', 'loan-display-id': 'LN1' } }, ['727'], []],
    [{ context: { 'loan-id': '', 'loan-display-id': 'LN1' } }, [], ['LN1']],
    [{ context: { 'loan-id': '<variable: loan id>', 'loan-display-id': 'LN1' } }, [], ['LN1']],
    [{ loanId: 727 }, ['727'], []],
    [{ context: [] }, [], []],
    [{ context: null }, [], []],
    [{ context: { 'loan-id': false, 'loan-display-id': [] } }, [], []],
    [{ context: { 'loan-id': -1 } }, [], []],
    [{ context: { 'loan-id': '1 OR 1=1' } }, [], []],
    [[], [], []],
    ['text', [], []],
    [null, [], []],
  ])('%j', (body, keys, displayKeys) => {
    expect(read(body)).toMatchObject({ keys, displayKeys })
  })

  test('the name of the event', () => {
    expect(read({ eventName: ' Account Activated ' }).eventName).toBe('Account Activated')
    expect(read({ eventName: 7 }).eventName).toBeNull()
  })

  test.each(['', 'not json', '{"context":', '\xff\xfe', 'loan-id=727'])('%j is no hint and no fault', (text) => {
    expect(webhook.interpret(Buffer.from(text, 'latin1'), {})).toEqual({ eventName: null, keys: [], displayKeys: [] })
  })

  test('the template, filled in, is understood', () => {
    const filled = webhook.bodyTemplate
      .replace('<variable: loan id>', '727')
      .replace('<variable: loan display id>', 'LN1')
      .replace('<name of the event>', 'Payment Posted')
    expect(webhook.interpret(Buffer.from(filled), {})).toEqual({
      eventName: 'Payment Posted',
      keys: ['727'],
      displayKeys: [],
    })
  })
})
