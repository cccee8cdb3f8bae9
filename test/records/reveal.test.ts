/** SSN and date of birth in the clear: for whom, why, how often, what is noted of it, and where the numbers never stand. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import type { PublicFields } from '../../server/records/identity.ts'
import { revealsPerHour } from '../../server/records/reveal.ts'
import { seal } from '../../server/vault/seal.ts'
import { j1, j2 } from '../metro2/support.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { ask, connect, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let seeded: Seeded

/** Of the first record: consumers of base, J1 and J2. */
const identity = {
  base: { socialSecurityNumber: '666120001', dateOfBirth: '1980-02-29' },
  j1: [{ socialSecurityNumber: '666120901', dateOfBirth: '1981-03-04' }],
  j2: [{ socialSecurityNumber: '', dateOfBirth: null }],
}

beforeAll(async () => {
  server = await startTestServer()
  seeded = await seed(server.app, server.lender.id, loansOf(2))
  const db = server.app.database.tenant(server.lender.id)
  const id = seeded.recordIds[0]!
  const row = await db.metro2Record.findFirstOrThrow({ where: { id } })
  const blank = { socialSecurityNumber: '', dateOfBirth: null }
  const fields: PublicFields = {
    ...(row.fields as unknown as PublicFields),
    j1: [j1({ surname: 'ABBOTT', firstName: 'BEN', ...blank })],
    j2: [j2({ surname: 'CRANE', firstName: 'CAL', ...blank })],
  }
  const keys = await server.app.keysOf(server.lender.id)
  const place = { table: 'metro2_records', rowId: id, field: 'identity' }
  const sealedIdentity = seal(keys, place, JSON.stringify(identity))
  await db.metro2Record.updateMany({ where: { id }, data: { fields: fields as object, sealedIdentity } })
})
afterAll(() => server.close())

const audits = () => server.app.database.tenant(server.lender.id).auditLog

beforeEach(() => audits().deleteMany({}))

const mutation = `mutation ($input: RevealPiiInput!) {
  revealPii(input: $input) {
    consumers { segment surname firstName socialSecurityNumber dateOfBirth }
    userErrors { __typename code path message }
  }
}`
const recordId = (index = 0) => encodeId('Metro2Record', seeded.recordIds[index]!)
const reason = 'Dispute 4711, identity checked by phone.'

const reveal = (input: object, key = server.lender.keys.ANALYST) =>
  ask(server.url, key, mutation, { input: { recordId: recordId(), reason, ...input } })

describe('whoever may look', () => {
  test('sees every consumer of the record, and it is noted who, when, what and why, without the values', async () => {
    const answer = await reveal({})
    expect(answer.errors).toBeUndefined()
    expect(answer.data.revealPii).toEqual({
      consumers: [
        { segment: 'base', surname: 'ABBOTT', firstName: 'ANA', ...identity.base },
        { segment: 'j1[0]', surname: 'ABBOTT', firstName: 'BEN', ...identity.j1[0] },
        { segment: 'j2[0]', surname: 'CRANE', firstName: 'CAL', socialSecurityNumber: null, dateOfBirth: null },
      ],
      userErrors: [],
    })
    const entries = await audits().findMany({})
    expect(entries).toMatchObject([
      {
        actor: `apiKey:${server.lender.keyIds.ANALYST}`,
        at: new Date(server.app.clock.now),
        ...{ action: 'revealPii', targetType: 'Metro2Record', targetId: seeded.recordIds[0] },
        details: {
          ...{ reason, record: 'F-1', version: 1 },
          fields: ['base', 'j1[0]', 'j2[0]'].flatMap((segment) => [
            `${segment}.socialSecurityNumber`,
            `${segment}.dateOfBirth`,
          ]),
        },
      },
    ])
    expect(JSON.stringify(entries)).not.toMatch(/666-?12|1980-02-29|1981-03-04/)
  })

  test('sees only the fields asked for, and only those are noted', async () => {
    const { data } = await reveal({ fields: ['DATE_OF_BIRTH', 'DATE_OF_BIRTH'] })
    expect(data.revealPii.consumers[0]).toMatchObject({ socialSecurityNumber: null, dateOfBirth: '1980-02-29' })
    const [entry] = await audits().findMany({})
    expect(entry!.details).toMatchObject({ fields: ['base.dateOfBirth', 'j1[0].dateOfBirth', 'j2[0].dateOfBirth'] })
  })

  test('is answered by nothing that a cache may keep, and not by GET', async () => {
    const answer = await reveal({})
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const query = new URLSearchParams({
      query: mutation,
      variables: JSON.stringify({ input: { recordId: recordId(), reason } }),
    })
    const authorization = `Bearer ${server.lender.keys.ANALYST}`
    const got = await fetch(`${server.url}/graphql?${query}`, { headers: { authorization } })
    expect(got.status).toBe(405)
    expect(await got.text()).not.toContain('666120001')
    expect(await audits().count()).toBe(1)
  })

  test('may ask over the socket', async () => {
    const { client } = connect(server.url, server.lender.keys.ANALYST)
    const { value } = await client
      .iterate({ query: mutation, variables: { input: { recordId: recordId(), reason } } })
      .next()
    await client.dispose()
    expect(value.data.revealPii.consumers[0].socialSecurityNumber).toBe('666120001')
    expect(await audits().count()).toBe(1)
  })
})

describe('nobody else does', () => {
  test('a VIEWER is refused, and nothing noted', async () => {
    const answer = await reveal({}, server.lender.keys.VIEWER)
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', needed: 'ANALYST' })
    expect(JSON.stringify(answer)).not.toContain('666120001')
    expect(await audits().count()).toBe(0)
  })

  test('the record of another organization is answered as one that never was', async () => {
    const { data } = await reveal({}, server.other.keys.ADMIN)
    expect(data.revealPii).toMatchObject({
      consumers: [],
      userErrors: [{ __typename: 'Missing', code: 'NOT_FOUND', path: ['input', 'recordId'] }],
    })
    expect(await audits().count()).toBe(0)
  })
})

describe('refused, and not noted', () => {
  test.each([
    ['no reason', { reason: '  ' }, 'INVALID_REASON', ['input', 'reason']],
    ['a reason that goes on for pages', { reason: 'x'.repeat(1_001) }, 'INVALID_REASON', ['input', 'reason']],
    ['a reason with a number in it', { reason: 'Is it 666-12-0001?' }, 'REASON_HOLDS_NUMBERS', ['input', 'reason']],
    ['no field', { fields: [] }, 'NOTHING_CHOSEN', ['input', 'fields']],
  ])('%s', async (_name, input, code, path) => {
    const { data } = await reveal(input)
    expect(data.revealPii).toMatchObject({ consumers: [], userErrors: [{ code, path }] })
    expect(JSON.stringify(data)).not.toContain('666-12-0001')
    expect(await audits().count()).toBe(0)
  })

  test('an excluded loan has nothing to show', async () => {
    const where = { id: seeded.recordIds[1]! }
    const db = server.app.database.tenant(server.lender.id)
    await db.metro2Record.updateMany({ where, data: { sealedIdentity: null, eligibility: 'EXCLUDED' } })
    const { data } = await reveal({ recordId: recordId(1) })
    expect(data.revealPii.userErrors).toMatchObject([{ __typename: 'Refused', code: 'NOTHING_TO_REVEAL' }])
    expect(await audits().count()).toBe(0)
  })

  test('more than an hour’s worth, until the hour is over; others go on', async () => {
    const actor = `apiKey:${server.lender.keyIds.ANALYST}`
    const at = new Date(server.app.clock.now - 600_000)
    await audits().createMany({
      data: Array.from({ length: revealsPerHour - 1 }, () => ({
        ...{ organizationId: server.lender.id, id: crypto.randomUUID(), actor, action: 'revealPii', at },
        ...{ targetType: 'Metro2Record', targetId: seeded.recordIds[0]!, details: {} },
      })),
    })
    // Of several at once exactly one is the last.
    const together = await Promise.all([reveal({}), reveal({}), reveal({})])
    const shown = together.filter(({ data }) => data.revealPii.consumers.length > 0)
    expect(shown).toHaveLength(1)
    const { data } = await reveal({})
    expect(data.revealPii.userErrors).toMatchObject([{ __typename: 'Refused', code: 'TOO_MANY_REVEALS' }])
    expect(data.revealPii.userErrors[0].message).toContain('in 50 minutes')
    expect((await reveal({}, server.lender.keys.OPERATOR)).data.revealPii.userErrors).toEqual([])
    server.app.clock.now += 50 * 60_000
    expect((await reveal({})).data.revealPii.userErrors).toEqual([])
  })
})

test('no number of anybody was logged', () => {
  expect(server.app.logged()).not.toMatch(/666-?12-?0|1980-02-29|1981-03-04|Dispute 4711/)
})
