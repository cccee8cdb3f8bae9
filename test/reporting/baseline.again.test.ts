/** A baseline is imported again, cut off, cancelled, or too late: what stands afterwards. */
import { expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { executeOperation } from '../../server/operations/runner.ts'
import { cancelOperation } from '../../server/operations/service.ts'
import { handedOver } from '../../server/sync/runner.ts'
import { done } from '../services/app.ts'
import { addPeriod } from '../support/reported.ts'
import { get } from '../support/server.ts'
import {
  account,
  accountId,
  asked,
  eachWithItsBaseline,
  fileOf,
  header,
  inTheWay,
  lender,
  matches,
  missing,
  numbers,
  query,
  rowId,
  rows,
  run,
  seeded,
  server,
  usual,
} from './baselineSetting.ts'

eachWithItsBaseline()

test('importing again replaces it, of the same month or another', async () => {
  await run(fileOf(usual()).join(''))
  const again = await run(fileOf(usual().slice(0, 1)).join(''))
  expect(again.result).toMatchObject({ accounts: 1, byMatch: { NUMBER: 1 }, loansWithoutAccount: 2 })
  expect([await rows().reportingPeriod.count(), await rows().reportedRecord.count()]).toEqual([1, 1])
  expect([
    await rows().baselineAccount.count(),
    await rows().baselineLoan.count(),
    await rows().baseline.count(),
  ]).toEqual([1, 2, 1])
  await run(fileOf(usual(), header('2026-04-30')).join(''))
  const [period, another] = await rows().reportingPeriod.findMany()
  expect([period!.month.toISOString().slice(0, 7), another]).toEqual(['2026-04', undefined])
})

test('what people decided goes over to the file that replaces it, where that allows it', async () => {
  await run(fileOf([...usual(), account('SOLD')]).join(''))
  const found = (await query('{ baselineAccounts { edges { node { id consumerAccountNumber } } } }')).baselineAccounts
  const ids = Object.fromEntries(
    found.edges.map(({ node }: { node: { id: string; consumerAccountNumber: string } }) => [
      node.consumerAccountNumber,
      node.id,
    ]),
  )
  const decide = (name: string, input: string) =>
    get(server.url, lender.keys.OPERATOR, `mutation { ${name}(input: ${input}) { userErrors { code } } }`)
  const third = encodeId('Metro2Record', seeded.recordIds[2]!)
  await decide('unmatchBaselineAccount', `{ accountId: "${ids[numbers[0]!]}" }`)
  await decide('matchBaselineAccount', `{ accountId: "${ids.ELSEWHERE}", recordId: "${third}" }`)
  await decide('ignoreBaselineAccount', `{ accountId: "${ids.SOLD}", reason: "sold" }`)
  const [{ id }] = await missing()
  await decide('ignoreBaselineLoan', `{ loanId: "${id}", reason: "new" }`)
  const again = await run(fileOf([account('SOLD'), ...usual()]).join(''))
  expect(again.counts).toContainEqual({ name: 'decisionsCarried', count: 4 })
  expect((await matches()).map(([number, match, loan]: unknown[]) => [number, match, loan])).toEqual([
    ['SOLD', 'IGNORED', null],
    [numbers[0], 'NONE', null],
    [`000${numbers[1]}`, 'NUMBER', 1],
    ['ELSEWHERE', 'MANUAL', 2],
  ])
  expect(
    (await rows().reportedRecord.findMany({ orderBy: { line: 'asc' } })).map(({ sourceKey }) => sourceKey),
  ).toEqual([...[null, null, '2', '3']])
  expect(await missing()).toEqual([])
  const { operation } = await asked(fileOf(usual()).join(''), { dryRun: false })
  expect(await decide('unmatchBaselineAccount', `{ accountId: "${await accountId('SOLD')}" }`)).toEqual({
    unmatchBaselineAccount: { userErrors: [{ code: 'CHANGED_MEANWHILE' }] },
  })
  await get(
    server.url,
    lender.keys.OPERATOR,
    `mutation { cancelOperation(input: { operationId: "${operation.id}" }) { userErrors { code } } }`,
  )
  // Another account has the number of that loan now.
  await run(fileOf([...usual(), account(numbers[2]!)]).join(''))
  expect((await matches()).map(([number, match]: unknown[]) => [number, match])).toContainEqual(['ELSEWHERE', 'NONE'])
})

test('once a month was closed on it, it stays; and none comes after a month that was reported from here', async () => {
  await run(fileOf(usual()).join(''))
  await addPeriod(server.app, lender.id, { furnisherId: seeded.furnisherId, asOf: '2026-06-30' }, [
    account(numbers[0]!),
  ])
  expect((await run(fileOf(usual()).join(''))).failure).toMatchObject({ code: 'BASELINE_IN_USE' })
  expect((await run(fileOf(usual(), header('2026-06-30')).join(''))).failure).toMatchObject({
    code: 'BASELINE_TOO_LATE',
  })
  expect(await rows().reportedRecord.count({ where: { line: { not: null } } })).toBe(3)
  const [{ id }] = await missing()
  const ignore = `mutation { ignoreBaselineLoan(input: { loanId: "${id}", reason: "new" }) { userErrors { code } } }`
  const { ignoreBaselineLoan } = await get(server.url, lender.keys.OPERATOR, ignore)
  expect(ignoreBaselineLoan.userErrors).toEqual([{ code: 'BASELINE_IN_USE' }])
})

test('a month that is open here keeps a baseline of it out', async () => {
  await addPeriod(server.app, lender.id, { furnisherId: seeded.furnisherId, asOf: '2026-05-31', state: 'OPEN' }, [])
  expect((await run(fileOf(usual()).join(''))).failure).toMatchObject({ code: 'PERIOD_EXISTS' })
})

test('a worker that is lost in the middle is followed by one that does it all', async () => {
  const { operation } = await asked(fileOf(usual()).join(''), { dryRun: false })
  const id = rowId(operation.id)
  let steps = 0
  inTheWay((context) => {
    const { step } = context
    // After the accounts were written, as a process that is killed.
    context.step = async (work) => {
      await step(work)
      if (++steps === 2) throw new Error('lost')
    }
    Object.defineProperty(context.signal, 'reason', { value: handedOver })
  })
  await executeOperation(server.app, lender.id, id, 'first')
  expect(await rows().reportedRecord.count()).toBe(3)
  expect(await rows().reportingPeriod.findMany({ select: { state: true } })).toEqual([{ state: 'OPEN' }])
  await rows().operation.updateMany({ where: { id }, data: { state: 'RUNNING', leaseUntil: null, finishedAt: null } })
  inTheWay(() => {})
  await executeOperation(server.app, lender.id, id, 'second')
  expect((await rows().operation.findFirstOrThrow({ where: { id } })).state).toBe('SUCCEEDED')
  expect([await rows().reportingPeriod.count(), await rows().reportedRecord.count()]).toEqual([1, 3])
})

test('an import that is cancelled, or fails in the middle, leaves nothing that stands in the way', async () => {
  const { operation } = await asked(fileOf(usual()).join(''), { dryRun: false })
  const id = rowId(operation.id)
  let steps = 0
  inTheWay((context) => {
    const { step } = context
    context.step = async (work) => {
      await step(work)
      if (++steps === 3)
        done(await cancelOperation(server.app, { organizationId: lender.id, actor: 'test', role: 'ADMIN' }, id))
    }
  })
  await executeOperation(server.app, lender.id, id, 'worker')
  expect((await rows().operation.findFirstOrThrow({ where: { id } })).state).toBe('CANCELLED')
  expect([
    await rows().reportingPeriod.count(),
    await rows().reportedRecord.count(),
    await rows().baselineAccount.count(),
  ]).toEqual([0, 0, 0])
})
