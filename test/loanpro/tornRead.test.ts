/** A loan that changes while it is read, between the request for its document and the one for its balances. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type Sandbox, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { submitted, testContext } from '../support/pluginContext.ts'

const today = '2026-06-30'
let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ loans: 40, today, documentBytes: 4_000 })
})
afterEach(() => sandbox.close())

test('what changes in between is found by the next incremental pull', async () => {
  const credentials = { token: sandbox.token, instanceId: sandbox.tenantId }
  const settings = { environment: 'SANDBOX', baseUrl: sandbox.url, concurrency: 1 }
  const ctx = testContext({ ...submitted(loanpro, settings, credentials) })
  ctx.capabilities = (await loanpro.check(ctx)).capabilities
  // Of a loan that is paid off the search index shows no payment: only the balances of the day do.
  const paying = sandbox.loans().find((loan) => loan.accountStatusOn(today) === '13')!.id
  let edited = false
  let last: Promise<unknown> = Promise.resolve()
  const between = testContext({ ...ctx })
  // One request after the other; the payment comes in after the first of the two that read the loan.
  between.fetch = (url, init) => {
    const answer = last.then(async () => {
      const response = await ctx.fetch(url, init)
      if (!edited && /LoanStatusArchive|Loans\?/.test(url) && url.includes(String(paying))) {
        edited = true
        sandbox.edit(paying, { kind: 'ADD_PAYMENT', amount: 60_000 })
      }
      return response
    })
    last = answer
    return answer
  }
  const known = new Map<string, string>()
  const asked = { asOf: today, keys: null, range: null, checkpoint: null, cursor: null, known: async () => known }
  for await (const { records } of loanpro.pull(between, { ...asked, mode: 'FULL' })) {
    for (const record of records) if (record.kind === 'DOCUMENT') known.set(record.key, record.changeToken)
  }
  expect(edited).toBe(true)
  const read: string[] = []
  for await (const { records } of loanpro.pull(ctx, { ...asked, mode: 'INCREMENTAL' }))
    read.push(...records.filter(({ kind }) => kind === 'DOCUMENT').map(({ key }) => key))
  expect(read).toEqual([String(paying)])
})
