/** No list takes a statement a row: every field of every list is asked for with few rows and with many. */
import { PGlite } from '@electric-sql/pglite'
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { schema } from '../../schema/index.ts'
import { newApiKey } from '../../server/auth/keys.ts'
import { newId } from '../../server/ids.ts'
import { seal } from '../../server/vault/seal.ts'
import { afterPlace } from '../../server/writeback/plan.ts'
import { record as metro2Record } from '../metro2/support.ts'
import { newReview } from '../support/periods.ts'
import { newBaseline, newFile } from '../support/reported.ts'
import { newWriteback } from '../support/responses.ts'
import { loansOf, seed } from '../support/seed.ts'
import { get, startTestServer, type TestServer } from '../support/server.ts'
import { newUpload } from '../support/uploads.ts'

const [few, many] = [3, 12]

/** What is reckoned anew for each row, with what it costs said in the schema. */
const reckoned: Record<string, string> = {
  'Metro2Record.lineage': 'maps the stored document again',
  'MappingPreset.changes': 'compares two texts',
  'MappingPreset.shippedUpdate': 'compares two texts',
  'BaselineAccount.candidates': 'searches the portfolio by number and consumers',
  'ReportingPeriod.outdatedBy': 'asks all that the review was made from',
  'ReportingPeriod.closingReasons': 'goes through all that closing wants',
  'ReportingPeriod.correctionReasons': 'goes through all that a correction wants',
}

let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ kind: 'pglite' })
  for (let index = 0; index < many; index++) await fill(index)
  await get(server.url, server.lender.keys.ADMIN, '{ viewer { role } }')
})
afterAll(() => server.close())

/** One row more of everything that is listed, each with all that it may have. */
async function fill(index: number) {
  const { app, lender } = server
  const db = app.database.tenant(lender.id)
  const organizationId = lender.id
  const at = new Date(app.now() + index)
  const seeded = await seed(app, lender.id, loansOf(1), `Source ${index}`)
  const [recordId] = seeded.recordIds
  await db.connection.updateMany({ where: { id: seeded.connectionId }, data: { environment: 'PRODUCTION' } })
  const { baselineId, accountId, loanId } = await newBaseline(app, lender.id, seeded.furnisherId, recordId!)
  await db.baselineAccount.updateMany({ where: { id: accountId }, data: { recordId: recordId!, match: 'MANUAL' } })
  await db.baselineLoan.updateMany({ where: { id: loanId }, data: { recordId: recordId! } })
  expect(baselineId).toBeTruthy()
  const review = await newReview(app, lender.id, seeded.furnisherId)
  const known = { connectionId: seeded.connectionId, sourceKey: '1', previousReportedId: review.reportedId }
  await db.periodRecord.updateMany({ where: { id: review.recordId }, data: known })
  const fileId = await newFile(app, lender.id, seeded.furnisherId)
  for (const [kind, targetId] of [
    ['WRITE_FILE', fileId],
    ['COMPUTE_PERIOD', review.periodId],
  ] as const) {
    await db.operation.create({
      data: {
        ...{ organizationId, id: newId(), kind, targetId, state: 'SUCCEEDED', input: {}, attempt: 1, lastSeq: 0 },
        ...{ counts: {}, requestedBy: `apiKey:${lender.keyIds.ADMIN}`, createdAt: at },
      },
    })
  }
  const { writebackId } = await newWriteback(app, lender.id, seeded, '1', `R-${index}`)
  const sealedAfter = seal(await app.keysOf(lender.id), afterPlace(writebackId), 'After.')
  await db.writeback.updateMany({ where: { id: writebackId }, data: { sealedAfter } })
  await newUpload(app, lender.id, `${index}.txt`)
  const { id, hash, hint } = newApiKey()
  const createdBy = `apiKey:${id}`
  await db.apiKey.create({
    data: {
      organizationId,
      id,
      name: `Key ${index}`,
      role: 'VIEWER',
      secretHash: hash,
      hint,
      createdAt: at,
      createdBy,
    },
  })
  await db.auditLog.create({
    data: {
      ...{ organizationId, id: newId(), actor: createdBy, action: 'tested', at },
      ...{ targetType: 'Furnisher', targetId: seeded.furnisherId, details: {} },
    },
  })
  await db.savedView.create({
    data: {
      ...{ organizationId, id: newId(), owner: createdBy, page: 'RECORDS', name: `View ${index}`, shared: true },
      ...{ parameters: {}, createdAt: at, updatedAt: at },
    },
  })
}

/** The root fields that answer pages, with the type of their rows. */
const lists = Object.values(schema.getQueryType()!.getFields()).flatMap((field) => {
  const page = getNamedType(field.type)
  if (!isObjectType(page) || !('edges' in page.getFields())) return []
  const edge = getNamedType(page.getFields().edges!.type) as GraphQLObjectType
  return [[field.name, getNamedType(edge.getFields().node!.type) as GraphQLObjectType] as const]
})

const canBeAsked = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) =>
  !field.args.some(isRequiredArgument) && reckoned[`${type.name}.${field.name}`] === undefined

/** The leaves of a type, so far as they may be had without arguments. */
function leavesOf(type: GraphQLOutputType): string {
  const named = getNamedType(type)
  if (!isObjectType(named)) return '__typename'
  const leaves = Object.values(named.getFields()).filter(
    (field) => canBeAsked(named, field) && isLeafType(getNamedType(field.type)),
  )
  return ['__typename', ...leaves.map(({ name }) => name)].join(' ')
}

/** What is asked of a row, by what it is called: each field alone, with the leaves of what it answers. */
function selectionsOf(row: GraphQLObjectType): [name: string, selection: string][] {
  const fields = Object.values(row.getFields()).filter((field) => canBeAsked(row, field))
  const leaves = fields.filter(({ type }) => isLeafType(getNamedType(type)))
  const others = fields.filter(({ type }) => !isLeafType(getNamedType(type)))
  return [
    ...leaves.map(({ name }): [string, string] => [name, name]),
    ...others.map(({ name, type }): [string, string] => [name, `${name} { ${leavesOf(type)} }`]),
  ]
}

/** Rows whose segments are sealed as they should be. */
const filters: Record<string, string> = {
  reportedRecords: `, filter: { search: "${metro2Record({}).base.consumerAccountNumber}" }`,
}

async function statements(list: string, selection: string, first: number): Promise<string[]> {
  const spy = vi.spyOn(PGlite.prototype, 'query')
  try {
    const text = `{ ${list}(first: ${first}${filters[list] ?? ''}) { edges { node { id ${selection} } } } }`
    const answer = await get(server.url, server.lender.keys.ADMIN, text)
    expect(answer[list].edges).toHaveLength(first)
    return spy.mock.calls.map(([text]) => text)
  } finally {
    spy.mockRestore()
  }
}

describe.each(lists)('%s', (list, row) => {
  test.each(selectionsOf(row))('%s', async (_name, selection) => {
    const small = await statements(list, selection, few)
    const large = await statements(list, selection, many)
    expect(large.length, large.join('\n')).toBe(small.length)
  })
})

test.each(Object.keys(reckoned))('%s is a field of the schema, and says what it costs', (name) => {
  const [type, field] = name.split('.') as [string, string]
  const found = (schema.getType(type) as GraphQLObjectType).getFields()[field]
  expect(found?.extensions.complexity).toBeDefined()
})
