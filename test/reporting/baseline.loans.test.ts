/** Which loans a baseline's accounts are: what is a match, and what people say. */
import { expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { get } from '../support/server.ts'
import {
  account,
  eachWithItsBaseline,
  fileOf,
  lender,
  matches,
  missing,
  numbers,
  query,
  rows,
  run,
  seeded,
  server,
  ssns,
  usual,
} from './baselineSetting.ts'

eachWithItsBaseline()

test('loans of a sandbox are no match, and loans opened since are not missing', async () => {
  await rows().metro2Record.updateMany({
    where: { id: seeded.recordIds[2]! },
    data: { dateOpened: new Date('2026-06-01') },
  })
  expect((await run(fileOf(usual()).join(''))).result).toMatchObject({ loansWithoutAccount: 0 })
  await rows().connection.updateMany({ data: { environment: 'SANDBOX' } })
  expect((await run(fileOf(usual()).join(''))).result).toMatchObject({ byMatch: { NONE: 3 }, loansWithoutAccount: 0 })
})

test('the same number twice: the consumer tells, else nobody', async () => {
  const twice = [
    account(numbers[0]!, { socialSecurityNumber: '219099998' }),
    account(numbers[0]!, { socialSecurityNumber: ssns[0]! }),
    account(numbers[1]!, { socialSecurityNumber: ssns[1]! }),
    account(numbers[1]!, { socialSecurityNumber: ssns[1]! }),
  ]
  await run(fileOf(twice).join(''))
  expect((await matches()).map(([, match, loan]: unknown[]) => [match, loan])).toEqual([
    ['AMBIGUOUS', null],
    ['NUMBER_AND_SSN', 0],
    ['AMBIGUOUS', null],
    ['AMBIGUOUS', null],
  ])
})

test('people match, take back and ignore, with a reason; every deed is in the audit log', async () => {
  await run(fileOf(usual()).join(''))
  const accounts = (await query('{ baselineAccounts { edges { node { id match candidates { id } } } } }'))
    .baselineAccounts.edges
  const [first, , elsewhere] = accounts.map(({ node }: { node: object }) => node)
  expect(first.candidates).toEqual([{ id: encodeId('Metro2Record', seeded.recordIds[0]!) }])
  const decide = async (name: string, input: object) => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { account { match reason } userErrors { code path } } }`
    return (await get(server.url, lender.keys.OPERATOR, text, { input }))[name]
  }
  const third = encodeId('Metro2Record', seeded.recordIds[2]!)
  const taken = await decide('matchBaselineAccount', {
    accountId: elsewhere.id,
    recordId: encodeId('Metro2Record', seeded.recordIds[0]!),
  })
  expect(taken).toEqual({ account: null, userErrors: [{ code: 'LOAN_TAKEN', path: ['input', 'recordId'] }] })
  const matched = await decide('matchBaselineAccount', { accountId: elsewhere.id, recordId: third })
  expect(matched).toEqual({ account: { match: 'MANUAL', reason: null }, userErrors: [] })
  expect(await missing()).toEqual([])
  expect((await rows().reportedRecord.findFirstOrThrow({ where: { line: 4 } })).sourceKey).toBe('3')
  expect((await decide('unmatchBaselineAccount', { accountId: first.id })).account.match).toBe('NONE')
  expect((await missing()).map((loan: { consumerAccountNumber: string }) => loan.consumerAccountNumber)).toEqual([
    numbers[0],
  ])
  expect((await rows().reportedRecord.findFirstOrThrow({ where: { line: 2 } })).sourceKey).toBeNull()
  expect((await decide('ignoreBaselineAccount', { accountId: first.id, reason: ' ' })).userErrors).toMatchObject([
    { code: 'REASON_REQUIRED' },
  ])
  const ignored = await decide('ignoreBaselineAccount', { accountId: first.id, reason: 'sold in May' })
  expect(ignored.account).toEqual({ match: 'IGNORED', reason: 'sold in May' })
  const [{ id }] = await missing()
  const loan = `mutation { ignoreBaselineLoan(input: { loanId: "${id}", reason: "new here" }) { loan { state reason } } }`
  expect((await get(server.url, lender.keys.OPERATOR, loan)).ignoreBaselineLoan.loan).toEqual({
    state: 'IGNORED',
    reason: 'new here',
  })
  const actions = (
    await rows().auditLog.findMany({ where: { action: { contains: 'Baseline' } }, orderBy: { id: 'asc' } })
  ).map(({ action }) => action)
  expect(actions).toEqual([
    ...['importBaseline', 'replaceBaseline', 'matchBaselineAccount', 'unmatchBaselineAccount'],
    ...['ignoreBaselineAccount', 'ignoreBaselineLoan'],
  ])
})
