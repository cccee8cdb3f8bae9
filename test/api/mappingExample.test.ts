/** A loan becomes an example of its preset over HTTP, with nobody's name in it; the draft with it holds. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeId } from '../../schema/ids.ts'
import { quarantinePlace } from '../../server/sync/batch.ts'
import { sealCompressed } from '../../server/vault/seal.ts'
import { fakeLoan } from '../support/fakeSource.ts'
import { loansOf, type Seeded, seed } from '../support/seed.ts'
import { ask, get, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let seeded: Seeded
beforeAll(async () => {
  server = await startTestServer()
  seeded = await seed(server.app, server.lender.id, loansOf(2), 'Core')
})
afterAll(() => server.close())

const query = 'query ($of: ID!) { mappingExample(of: $of, title: "seen in June") { yaml text faithful } }'
const made = async (of: string) => (await get(server.url, server.lender.keys.ANALYST, query, { of })).mappingExample
const numbers = JSON.stringify(loansOf(2)).match(/\d{3}-?\d{2}-?\d{4}/g)!
const personal = new RegExp(['ABBOTT', 'BBBOTT', ...numbers].join('|'), 'i')

test('the example holds with the preset, names nobody, and can be saved as a draft', async () => {
  const example = await made(encodeId('Metro2Record', seeded.recordIds[0]!))
  expect(example.faithful).toBe(true)
  expect(example.yaml).toMatch(/^- title: seen in June\n {2}asOf: /)
  expect(example.yaml).toMatch(/accountStatus: "?\d\d"?/)
  expect(example.yaml).not.toMatch(personal)
  const save = `mutation ($input: SaveMappingPresetDraftInput!) {
    saveMappingPresetDraft(input: $input) { draft { problems { code } examples { title passed differences } } userErrors { code } } }`
  const input = { presetId: encodeId('MappingPreset', seeded.presetId), text: example.text }
  const { saveMappingPresetDraft } = await get(server.url, server.lender.keys.ANALYST, save, { input })
  expect(saveMappingPresetDraft).toEqual({
    draft: { problems: [], examples: [{ title: 'seen in June', passed: true, differences: [] }] },
    userErrors: [],
  })
  // The next one goes below it.
  const second = await made(encodeId('Metro2Record', seeded.recordIds[1]!))
  expect(second.text.match(/title: seen in June/g)).toHaveLength(2)
})

test('a loan in quarantine becomes an example of what is wrong with it', async () => {
  const { app, lender } = server
  const keys = await app.keysOf(lender.id)
  const raw = JSON.stringify({ ...fakeLoan(7), contractDate: null })
  const document = sealCompressed(keys, quarantinePlace(seeded.connectionId, 'q1'), raw)
  const where = { id: seeded.quarantineId }
  await app.database.tenant(lender.id).quarantinedRecord.updateMany({ where, data: { document } })
  const example = await made(encodeId('QuarantinedRecord', seeded.quarantineId))
  expect(example.faithful).toBe(true)
  expect(example.yaml).toContain('expect: { outcome: REJECTED, reason: MISSING }')
})

test('what cannot be read, is no loan, or is somebody else’s', async () => {
  const failing = async (of: string, key = server.lender.keys.ANALYST) =>
    (await ask(server.url, key, query, { of })).errors?.[0]?.extensions?.code
  expect(await failing(encodeId('ConnectedSource', seeded.connectionId))).toBe('BAD_USER_INPUT')
  expect(await failing(encodeId('Metro2Record', seeded.recordIds[0]!), server.other.keys.ADMIN)).toBe('NOT_FOUND')
  expect(await failing(encodeId('Metro2Record', seeded.recordIds[0]!), server.lender.keys.VIEWER)).toBe('FORBIDDEN')
  const keys = await server.app.keysOf(server.lender.id)
  const document = sealCompressed(keys, quarantinePlace(seeded.connectionId, 'q1'), 'no JSON')
  await server.app.database
    .tenant(server.lender.id)
    .quarantinedRecord.updateMany({ where: { id: seeded.quarantineId }, data: { document } })
  expect(await failing(encodeId('QuarantinedRecord', seeded.quarantineId))).toBe('BAD_USER_INPUT')
})
