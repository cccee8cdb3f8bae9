/** Closed periods with what they reported, as closing them leaves them. */
import type { App } from '../../server/app.ts'
import { newId } from '../../server/ids.ts'
import type { Metro2Record } from '../../server/metro2/record.ts'
import { splitIdentity } from '../../server/records/identity.ts'
import { seal } from '../../server/vault/seal.ts'

export interface ReportedPeriod {
  furnisherId: string
  /** YYYY-MM-DD; its month is what is reported. */
  asOf: string
  origin?: 'COMPUTED' | 'BASELINE'
  state?: 'OPEN' | 'CLOSED'
  revision?: number
}

/** Answers the id of the period. */
export async function addPeriod(
  app: App,
  organizationId: string,
  period: ReportedPeriod,
  records: Iterable<Metro2Record>,
): Promise<string> {
  const db = app.database.tenant(organizationId)
  const { furnisherId, asOf, origin = 'COMPUTED', state = 'CLOSED', revision = 1 } = period
  const periodId = newId()
  const month = new Date(`${asOf.slice(0, 7)}-01`)
  const now = new Date(app.now())
  await db.reportingPeriod.create({
    data: {
      ...{ organizationId, id: periodId, furnisherId, month, revision, origin, state: 'OPEN', asOf: new Date(asOf) },
      ...{ createdAt: now, createdBy: 'test' },
    },
  })
  let batch: Metro2Record[] = []
  const flush = async () => {
    await addReported(app, organizationId, { periodId, month, revision }, batch)
    batch = []
  }
  for (const record of records) {
    batch.push(record)
    if (batch.length === 1000) await flush()
  }
  await flush()
  if (state === 'CLOSED') {
    await db.reportingPeriod.updateMany({
      where: { id: periodId },
      data: { state, closedAt: now, closedBy: 'test' },
    })
  }
  return periodId
}

interface Of {
  periodId: string
  month: Date
  revision: number
}

/** One statement: a million of them are made for the bench. */
async function addReported(app: App, organizationId: string, of: Of, records: Metro2Record[]): Promise<void> {
  if (records.length === 0) return
  const keys = await app.keysOf(organizationId)
  const rows = records.map((record) => {
    const id = newId()
    const { fields, identity } = splitIdentity(record)
    const place = { table: 'reported_records', rowId: id, field: 'identity' }
    return { ...fields.base, id, fields, sealed: seal(keys, place, JSON.stringify(identity)).toString('base64') }
  })
  await app.database.tenant(organizationId).$executeRawUnsafe(
    `INSERT INTO reported_records (organization_id, id, period_id, month, revision, fields, sealed_identity,
       identification_number, consumer_account_number, account_status, portfolio_type, surname, first_name,
       current_balance, amount_past_due)
     SELECT $1::uuid, id, $2::uuid, $3::date, $4::int, fields, decode(sealed, 'base64'), "identificationNumber",
       "consumerAccountNumber", "accountStatus", "portfolioType", surname, "firstName", "currentBalance", "amountPastDue"
     FROM jsonb_to_recordset($5::jsonb) AS r(id uuid, fields jsonb, sealed text, "identificationNumber" text,
       "consumerAccountNumber" text, "accountStatus" text, "portfolioType" text, surname text, "firstName" text,
       "currentBalance" bigint, "amountPastDue" bigint)`,
    organizationId,
    of.periodId,
    of.month.toISOString().slice(0, 10),
    of.revision,
    JSON.stringify(rows),
  )
}

/** A READY file of a closed period; its records are none. */
export async function newFile(app: App, organizationId: string, furnisherId: string): Promise<string> {
  const periodId = await addPeriod(app, organizationId, { furnisherId, asOf: '2001-01-31' }, [])
  const id = newId()
  const at = new Date(app.now())
  await app.database.tenant(organizationId).metro2File.create({
    data: {
      ...{ organizationId, id, periodId, bureau: 'ALL', number: 1, lineEnding: 'LF', state: 'READY', header: {} },
      ...{ name: 'METRO2_LENDERONLY_200101_ALL.txt', createdAt: at, createdBy: 'test', readyAt: at },
    },
  })
  return id
}

/** A baseline in force with a row of everything that hangs on one; answers their ids, that of the problem last. */
export async function newBaseline(app: App, organizationId: string, furnisherId: string, recordId: string) {
  const period = { furnisherId, asOf: '2000-12-31', origin: 'BASELINE' } as const
  const baselineId = await addPeriod(app, organizationId, period, [])
  const db = app.database.tenant(organizationId)
  const [accountId, loanId, problemId] = [newId(), newId(), newId()]
  const of = { organizationId, periodId: baselineId }
  const decided = { decidedBy: 'test', decidedAt: new Date(app.now()) }
  await db.baseline.create({
    data: {
      ...{ organizationId, id: baselineId, furnisherId, fileName: 'lenderonly.txt', sha256: '', layout: '' },
      ...{ reporterName: 'LENDERONLY', accounts: 1, unreadable: 0, findings: [], importedBy: 'test' },
      importedAt: new Date(app.now()),
    },
  })
  await db.baselineAccount.create({
    data: {
      ...{ ...of, id: accountId, line: 2, consumerAccountNumber: 'LENDERONLY1', accountKey: 'LENDERONLY1' },
      ...{ accountStatus: '11', currentBalance: 1, surname: 'ABBOTT', ssnHashes: [], match: 'NONE' as const },
    },
  })
  await db.baselineLoan.create({
    data: {
      ...of,
      id: loanId,
      recordId,
      consumerAccountNumber: 'LENDERONLY2',
      state: 'IGNORED',
      reason: 'x',
      ...decided,
    },
  })
  await db.baselineProblem.create({
    data: { ...of, id: problemId, line: 3, ruleId: 'UNREADABLE', severity: 'ERROR', fields: [], message: 'lenderonly' },
  })
  return { baselineId, accountId, loanId, problemId }
}
