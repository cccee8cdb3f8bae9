import { afterEach, beforeEach, expect, test } from 'vitest'
import { documentIn, loanWith, startTenant, type TestTenant, through } from './tenant.ts'

let tenant: TestTenant
beforeEach(async () => {
  tenant = await startTenant({ loans: 50, seed: 5 })
})
afterEach(() => tenant.sandbox.close())

test('trap 21: custom fields are known by name, whatever their ids', async () => {
  const { id } = loanWith(tenant, (loan) => loan.has('special-comment'))
  const document = documentIn(await tenant.pull({ mode: 'IDS', keys: [String(id)] }), id)
  expect(document.LoanSettings).toMatchObject({
    CustomFieldValues: expect.arrayContaining([
      expect.objectContaining({ name: 'Special Comment Code', customFieldValue: expect.stringMatching(/^AC/) }),
    ]),
  })
})

test('trap 21: without the list of custom fields, names come with the values', async () => {
  const { id } = loanWith(tenant, (loan) => loan.has('special-comment'))
  const ctx = through(tenant, (url) => url.replace('/CustomFields?', '/NoSuchSet?'))
  const document = documentIn(await tenant.pull({ mode: 'IDS', keys: [String(id)] }, ctx), id)
  expect(document.LoanSettings).toMatchObject({
    CustomFieldValues: expect.arrayContaining([expect.objectContaining({ name: 'Special Comment Code' })]),
  })
  expect(ctx.notices.join()).toContain('custom fields')
})

test('trap 25: drafts, temporary and archived loans are pulled as what they are', async () => {
  const pulled = await tenant.pull()
  const flagsOf = (kind: 'draft' | 'temporary' | 'archived') =>
    documentIn(pulled, loanWith(tenant, (loan) => loan.has(kind)).id)
  expect(flagsOf('draft')).toMatchObject({ LoanSetup: { active: false } })
  expect(flagsOf('temporary')).toMatchObject({ temporaryAccount: true })
  expect(flagsOf('archived')).toMatchObject({ archived: true })
})
