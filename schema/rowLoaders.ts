/** Rows that other rows name by an id, as the operation selects them: one statement for each way it does, not one a row. */
import DataLoader from 'dataloader'
import type {
  BaselineMatch,
  Connection,
  Metro2Record,
  Operation,
  OperationKind,
  QuarantinedRecord,
  ReportedRecord,
} from '../prisma/generated/client/client.ts'
import type { TenantClient } from '../server/database/tenant.ts'
import { reviewCountsOf } from '../server/reporting/periods/summary.ts'

/** What the operation selects of a row, as Prisma's arguments. */
interface Selection {
  select?: object | null
  include?: object | null
}

export interface RowAsked {
  id: string
  query: Selection
}

export interface OperationAsked {
  targetId: string
  kinds: readonly OperationKind[]
  query: Selection
}

export function createRowLoaders(db: TenantClient) {
  const operations = rowLoader<Operation>(db.operation)
  return {
    /** Rows by id; null for those that are not there any more. */
    metro2RecordRows: rowLoader<Metro2Record>(db.metro2Record),
    connectionRows: rowLoader<Connection>(db.connection),
    reportedRecordRows: rowLoader<ReportedRecord>(db.reportedRecord),
    quarantinedRecordRows: rowLoader<QuarantinedRecord>(db.quarantinedRecord),
    /** The newest operation of some kinds on a row. */
    newestOperation: new DataLoader<OperationAsked, Operation | null>(
      async (asked) => {
        const ids = await newestOperations(db, asked)
        return Promise.all(
          asked.map(({ query }, place) => (ids[place] ? operations.load({ id: ids[place], query }) : null)),
        )
      },
      { cacheKeyFn: ({ targetId, kinds, query }) => `${targetId} ${kinds} ${nameOf(query)}` as never },
    ),
    /** Loans of a period by how they stand in its review. */
    reviewCounts: new DataLoader((ids: readonly string[]) => reviewCountsOf(db, ids)),
    /** Accounts of a baseline by how they found their loan. */
    baselineMatches: new DataLoader(async (ids: readonly string[]) => {
      const where = { periodId: { in: [...ids] } }
      const rows = await db.baselineAccount.groupBy({ by: ['periodId', 'match'], where, _count: true })
      const groups = Map.groupBy(rows, ({ periodId }) => periodId)
      const shapeOf = ({ match, _count }: { match: BaselineMatch; _count: number }) => ({ name: match, count: _count })
      return ids.map((id) => (groups.get(id) ?? []).map(shapeOf))
    }),
    /** How many accounts of a baseline have a loan with none of their consumers. */
    baselineOtherConsumers: new DataLoader(async (ids: readonly string[]) => {
      const where = { periodId: { in: [...ids] }, sameConsumer: false }
      const rows = await db.baselineAccount.groupBy({ by: ['periodId'], where, _count: true })
      return countsOf(ids, rows)
    }),
    /** How many loans stand in no account of a baseline. */
    baselineMissingLoans: new DataLoader(async (ids: readonly string[]) => {
      const where = { periodId: { in: [...ids] }, state: 'MISSING' as const }
      const rows = await db.baselineLoan.groupBy({ by: ['periodId'], where, _count: true })
      return countsOf(ids, rows)
    }),
  }
}

function countsOf(ids: readonly string[], rows: { periodId: string; _count: number }[]): number[] {
  const counts = new Map(rows.map(({ periodId, _count }) => [periodId, _count]))
  return ids.map((id) => counts.get(id) ?? 0)
}

/** Filters of nested lists may hold amounts. */
const nameOf = (query: Selection) =>
  JSON.stringify(query, (_name, value) => (typeof value === 'bigint' ? `${value}n` : value))

interface Delegate {
  findMany(args: never): PromiseLike<unknown>
}

function rowLoader<Row extends { id: string }>(rows: Delegate): DataLoader<RowAsked, Row | null> {
  const find = (args: object) => rows.findMany(args as never) as PromiseLike<Row[]>
  return new DataLoader(
    async (asked) => {
      const found = new Map<string, Row>()
      for (const [name, group] of Map.groupBy(asked, ({ query }) => nameOf(query))) {
        const { query } = group[0]!
        const select = query.select ? { select: { ...query.select, id: true } } : {}
        const where = { id: { in: group.map(({ id }) => id) } }
        for (const row of await find({ ...query, ...select, where })) found.set(`${row.id} ${name}`, row)
      }
      return asked.map(({ id, query }) => found.get(`${id} ${nameOf(query)}`) ?? null)
    },
    { cacheKeyFn: ({ id, query }) => `${id} ${nameOf(query)}` as never },
  )
}

/** Ids, in the order in which was asked. */
async function newestOperations(db: TenantClient, asked: readonly OperationAsked[]): Promise<(string | null)[]> {
  const rows = await db.$queryRawUnsafe<{ place: number; id: string }[]>(
    `SELECT asked.place::int AS place, operation.id::text AS id
       FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS asked(target_id, kinds, place)
      CROSS JOIN LATERAL (
        SELECT id FROM operations
         WHERE organization_id = $1::uuid AND target_id = asked.target_id
           AND kind::text = ANY(string_to_array(asked.kinds, ','))
         ORDER BY id DESC LIMIT 1) AS operation`,
    db.organizationId,
    asked.map(({ targetId }) => targetId),
    asked.map(({ kinds }) => kinds.join(',')),
  )
  const byPlace = new Map(rows.map(({ place, id }) => [place, id]))
  return asked.map((_each, index) => byPlace.get(index + 1) ?? null)
}
