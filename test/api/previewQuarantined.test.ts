/** Previews of documents in quarantine, and of loans that are gone. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { goneReason } from '../../server/sync/gone.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { fakeLoan } from '../support/fakeSource.ts'
import { nameless, quarantineLoan } from '../support/quarantined.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import {
  ask,
  get,
  newTestOrganization,
  startTestServer,
  type TestOrganization,
  type TestServer,
} from '../support/server.ts'

let server: TestServer
let lender: TestOrganization
let seeded: Seeded

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
beforeEach(async () => {
  lender = await newTestOrganization(server.app, 'Lender')
  seeded = await seed(server.app, lender.id, loansOf(3))
})

const repairing = fakePreset.replace('[name], required: true }', "[name], onMissing: { default: 'UNKNOWN' } }")
const query = `query ($connection: ID!, $text: String, $records: [ID!], $sample: Int! = 5) {
  previewMapping(connection: $connection, text: $text, records: $records, sample: $sample) {
    records { record { id displayKey } quarantined { id sourceKey } before { eligibility failures { code } findings { ruleId } }
      now { eligibility failures { code sourcePath } } changes { field before now trace { sourcePath } } } } }`
const variables = (extra: object) => ({ connection: encodeId('ConnectedSource', seeded.connectionId), ...extra })
const preview = async (extra: object) =>
  (await get(server.url, lender.keys.ANALYST, query, variables(extra))).previewMapping.records
const quarantined = async (
  ...loan: Parameters<typeof quarantineLoan> extends [unknown, unknown, unknown, ...infer L] ? L : never
) => encodeId('QuarantinedRecord', await quarantineLoan(server.app, lender.id, seeded, ...loan))

test('a document in quarantine: why it is there, and what the text makes of it', async () => {
  const id = await quarantined(nameless(77))
  const [before] = await preview({ records: [id], text: fakePreset })
  expect(before).toMatchObject({
    ...{ record: null, quarantined: { id, sourceKey: '77' }, changes: [] },
    before: { eligibility: null, failures: [{ code: 'MISSING' }], findings: [] },
    now: { eligibility: null, failures: [{ code: 'MISSING', sourcePath: 'people[0].last' }] },
  })
  const [now] = await preview({ records: [id], text: repairing })
  expect(now).toMatchObject({ now: { eligibility: expect.stringMatching(/REPORTABLE|HELD/), failures: [] } })
  const changes = Object.fromEntries(now.changes.map((change: { field: string }) => [change.field, change]))
  expect(changes['base.surname']).toMatchObject({ before: null, now: 'UNKNOWN' })
  expect(changes['base.socialSecurityNumber']).toMatchObject({ before: null, now: '***-**-9999' })
  expect(JSON.stringify(now)).not.toContain('666129999')
})

test('a record whose latest document is in quarantine is shown by that document, whichever of both is named', async () => {
  const id = await quarantined(fakeLoan(2, { amountCents: 900_000, person: nameless(2).person }))
  const record = encodeId('Metro2Record', seeded.recordIds[1]!)
  const byRecord = await preview({ records: [record], text: repairing })
  expect(byRecord).toEqual(await preview({ records: [id], text: repairing }))
  expect(byRecord[0]).toMatchObject({ record: { id: record }, quarantined: { id } })
  expect(byRecord[0].changes).toContainEqual(
    expect.objectContaining({ field: 'base.highestCredit', before: '12000', now: '9000' }),
  )
  // As long as it stays there, nothing happens to the record.
  expect((await preview({ records: [record], text: fakePreset }))[0]).toMatchObject({
    ...{ changes: [], before: { failures: [{ code: 'MISSING' }] }, now: { eligibility: null } },
  })
})

test('records and quarantined ones together, in that order; ids of anything else are refused', async () => {
  const id = await quarantined(nameless(77))
  const record = encodeId('Metro2Record', seeded.recordIds[0]!)
  const both = await preview({ records: [id, record], text: repairing })
  expect(both.map((each: { quarantined: object | null }) => each.quarantined === null)).toEqual([true, false])
  const refused = async (records: string[]) =>
    (await ask(server.url, lender.keys.ANALYST, query, variables({ records }))).errors?.[0]?.extensions?.code
  expect(await refused([encodeId('SyncRun', seeded.runId)])).toBe('BAD_USER_INPUT')
  expect(await refused([encodeId('QuarantinedRecord', seeded.runId)])).toBe('NOT_FOUND')
  // What the source sent broken has nothing to map.
  expect(await refused([encodeId('QuarantinedRecord', seeded.quarantineId)])).toBe('NOT_FOUND')
  expect(await refused(Array.from({ length: 21 }, () => id))).toBe('BAD_USER_INPUT')
})

test('a loan that is gone is in no sample, and no text brings it back', async () => {
  const gone = { eligibility: 'EXCLUDED' as const, exclusionReason: goneReason, fields: undefined }
  await server.app.database
    .tenant(lender.id)
    .metro2Record.updateMany({ where: { id: seeded.recordIds[0]! }, data: gone })
  expect(await preview({ text: repairing })).toHaveLength(2)
  const [record] = await preview({ text: repairing, records: [encodeId('Metro2Record', seeded.recordIds[0]!)] })
  expect(record).toMatchObject({ now: { eligibility: 'EXCLUDED' }, changes: [] })
})
