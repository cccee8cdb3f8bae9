/** Batches for answers of bureaus and the loans they are about. */
import DataLoader from 'dataloader'
import type { BureauResponse, Connection, Metro2Record, ReportingPeriod } from '../prisma/generated/client/client.ts'
import type { TenantClient } from '../server/database/tenant.ts'

export interface Loan {
  connectionId: string
  sourceKey: string
}

const keyOf = ({ connectionId, sourceKey }: Loan) => `${connectionId} ${sourceKey}`
const cacheKeyFn = keyOf as never
const anyOf = (loans: readonly Loan[]) => ({
  OR: loans.map(({ connectionId, sourceKey }) => ({ connectionId, sourceKey })),
})

export function loansLoaders(db: TenantClient) {
  return {
    /** Newest first. */
    responsesOfLoans: new DataLoader<Loan, BureauResponse[]>(
      async (loans) => {
        const rows = await db.bureauResponse.findMany({ where: anyOf(loans), orderBy: { id: 'desc' } })
        const groups = Map.groupBy(rows, (row) => keyOf(row as Loan))
        return loans.map((loan) => groups.get(keyOf(loan)) ?? [])
      },
      { cacheKeyFn },
    ),
    recordsOfLoans: new DataLoader<Loan, Metro2Record | null>(
      async (loans) => {
        const rows = await db.metro2Record.findMany({ where: anyOf(loans) })
        const byLoan = new Map(rows.map((row) => [keyOf(row), row]))
        return loans.map((loan) => byLoan.get(keyOf(loan)) ?? null)
      },
      { cacheKeyFn },
    ),
    periodsOfResponses: new DataLoader<string, ReportingPeriod | null>(async (ids) => {
      const rows = await db.reportingPeriod.findMany({ where: { id: { in: [...ids] } } })
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => byId.get(id) ?? null)
    }),
    connectionsOfResponses: new DataLoader<string, Connection | null>(async (ids) => {
      const rows = await db.connection.findMany({ where: { id: { in: [...ids] } } })
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.map((id) => byId.get(id) ?? null)
    }),
  }
}
