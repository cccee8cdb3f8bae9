/** Closed periods whose accounts belong to loans of a connection, for what bureaus answer about them. */
import type { App } from '../../server/app.ts'
import { newId } from '../../server/ids.ts'

export interface ReportedLoan {
  connectionId: string | null
  sourceKey: string | null
  accountNumber: string
}

/** Answers the id of the period. */
export async function addReportedLoans(
  app: App,
  organizationId: string,
  period: { furnisherId: string; month: string; revision?: number; state?: 'OPEN' | 'CLOSED' },
  loans: readonly ReportedLoan[],
): Promise<string> {
  const db = app.database.tenant(organizationId)
  const { furnisherId, revision = 1, state = 'CLOSED' } = period
  const periodId = newId()
  const month = new Date(`${period.month}-01`)
  const now = new Date(app.now())
  await db.reportingPeriod.create({
    data: {
      ...{ organizationId, id: periodId, furnisherId, month, revision, origin: 'COMPUTED', state: 'OPEN' },
      ...{ asOf: month, createdAt: now, createdBy: 'test' },
    },
  })
  await db.reportedRecord.createMany({
    data: loans.map(({ connectionId, sourceKey, accountNumber }) => ({
      ...{ organizationId, id: newId(), periodId, month, revision, connectionId, sourceKey, displayKey: sourceKey },
      ...{ fields: {}, sealedIdentity: Buffer.from('sealed'), identificationNumber: 'SUMMIT01' },
      ...{ consumerAccountNumber: accountNumber, accountStatus: '11', portfolioType: 'I', surname: 'ABBOTT' },
      ...{ firstName: 'ANA', currentBalance: 1n, amountPastDue: 0n },
    })),
  })
  if (state === 'CLOSED') {
    await db.reportingPeriod.updateMany({ where: { id: periodId }, data: { state, closedAt: now, closedBy: 'test' } })
  }
  return periodId
}

/** An answer, a plan and a write of it, as planning leaves them; answers their ids. */
export async function newWriteback(
  app: App,
  organizationId: string,
  ids: { furnisherId: string; connectionId: string },
  sourceKey: string,
  /** Unique in the organization. */
  reference = 'LENDERONLY-1',
) {
  const db = app.database.tenant(organizationId)
  const loan = { connectionId: ids.connectionId, sourceKey, accountNumber: 'LENDERONLY9' }
  const periodId = await addReportedLoans(app, organizationId, { furnisherId: ids.furnisherId, month: '2002-01' }, [
    loan,
  ])
  const reported = await db.reportedRecord.findFirstOrThrow({ where: { periodId } })
  const [responseId, planId, writebackId] = [newId(), newId(), newId()]
  const now = new Date(app.now())
  const of = { organizationId, connectionId: ids.connectionId, createdAt: now }
  await db.bureauResponse.create({
    data: {
      ...{ ...of, id: responseId, furnisherId: ids.furnisherId, bureau: 'EQUIFAX', reference },
      ...{ kind: 'REJECTED', month: new Date('2002-01-01'), consumerAccountNumber: 'LENDERONLY9', codes: ['E1'] },
      ...{ contentHash: Buffer.from('hash'), periodId, reportedId: reported.id, sourceKey, createdBy: 'test' },
    },
  })
  await db.writebackPlan.create({ data: { ...of, id: planId, more: false, createdBy: 'test' } })
  await db.writeback.create({
    data: {
      ...{ ...of, id: writebackId, planId, responseId, sourceKey, target: 'note', place: '27', state: 'PLANNED' },
      ...{ correlationId: `m2-${reference.toLowerCase()}`, sealedAfter: Buffer.from('sealed') },
    },
  })
  return { responseId, planId, writebackId, periodId }
}
