/** Segments that a preset maps, from its text to the API: what they would change, what they are, where they come from. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { fakePreset } from '../support/fakePlugin.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { get, startTestServer, type TestServer } from '../support/server.ts'

const text = fakePreset.replace(
  'history:\n',
  `segments:
  k1:
    originalCreditorName: { value: First Bank }
    creditorClassification: { value: 08 }
  k2:
    when: 'amount > usd("99999999.00")'
    purchasedFromSoldToIndicator: { value: 1 }
    purchasedFromSoldToName: { value: Second Bank }
  k4:
    specializedPaymentIndicator: { value: 01 }
    balloonPaymentDueDate: { from: contractDate }
    balloonPaymentAmount: { from: amount, then: [wholeDollars] }
history:
`,
)

let server: TestServer
let seeded: Seeded
beforeAll(async () => {
  server = await startTestServer()
  seeded = await seed(server.app, server.lender.id, loansOf(1))
})
afterAll(() => server.close())

const ask = (query: string, variables: object) =>
  get(server.url, server.lender.keys.ANALYST, query, variables as Record<string, unknown>)

test('a preview shows the fields of segments that would come', async () => {
  const { previewMapping } = await ask(
    `query ($connection: ID!, $text: String!) { previewMapping(connection: $connection, text: $text, sample: 1) {
      problems { code } records { changes { field before now trace { sourcePath } } }
    } }`,
    { connection: encodeId('ConnectedSource', seeded.connectionId), text },
  )
  expect(previewMapping.problems).toEqual([])
  const [{ changes }] = previewMapping.records
  const segments = changes.filter(({ field }: { field: string }) => /^[kln]\d\./.test(field))
  // A zero-filled date is nothing before and nothing now.
  expect(segments.map(({ field }: { field: string }) => field)).toEqual([
    ...['k1.originalCreditorName', 'k1.creditorClassification'],
    ...['k4.specializedPaymentIndicator', 'k4.balloonPaymentDueDate', 'k4.balloonPaymentAmount'],
  ])
  expect(segments[0]).toMatchObject({ before: null, now: 'FIRST BANK', trace: { sourcePath: null } })
  expect(segments.at(-1)).toMatchObject({ before: null, trace: { sourcePath: 'amount' } })
})

test('lineage tells where a field of a segment comes from', async () => {
  const db = server.app.database.tenant(server.lender.id)
  await db.mappingPresetVersion.updateMany({ where: { id: seeded.presetVersionId }, data: { text } })
  const { metro2Record } = await ask(
    `query ($id: ID!) { metro2Record(id: $id) {
      amount: lineage(field: "k4.balloonPaymentAmount") { field value sourcePath steps { step } }
      all: lineage { field }
    } }`,
    { id: encodeId('Metro2Record', seeded.recordIds[0]!) },
  )
  expect(metro2Record.amount).toEqual([
    {
      ...{ field: 'k4.balloonPaymentAmount', sourcePath: 'amount', steps: [{ step: 'wholeDollars' }] },
      value: expect.stringMatching(/^\d+$/),
    },
  ])
  const fields = metro2Record.all.map(({ field }: { field: string }) => field)
  expect(fields).toContain('k1.originalCreditorName')
  expect(fields.filter((field: string) => field.startsWith('k2.'))).toEqual([])
})
