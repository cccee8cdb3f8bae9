/**
 * A lender with something to show on every page: the last file of the system before, a synced tenant, two closed months with files, a
 * third under review, and a connection of flat files.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newApiKey } from '../../server/auth/keys.ts'
import { stopProcesses } from '../demo/processes.ts'
import { type SandboxProcess, startSandbox, startServer } from '../demo/servers.ts'
import { type Ask, asker, finished } from './ask.ts'
import { lastFile, newFileConnection, newOrganization, type Server, upload } from './files.ts'

export interface Lender {
  url: string
  key: string
  /** What its loans are read from. */
  tenant: SandboxProcess
  stop(): Promise<void>
}

const loans = 300

/** Starts tenant and server on a folder of their own, and works two months through. */
export async function startLender(say: (text: string) => void): Promise<Lender> {
  const dataDir = await mkdtemp(join(tmpdir(), 'metro2-screenshots-'))
  const stop = async () => {
    await stopProcesses()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const today = new Date().toISOString().slice(0, 10)
    const key = newApiKey().key
    const state = { loans, seed: 1, today, advancedDays: 0, adminKey: key, connectionId: null, furnisherId: null }
    const options = { loans, seed: 1, today, once: true, dataDir, days: 0, given: [] }
    const [tenant, url] = [await startSandbox(state), await startServer(options, state)]
    say('Writing the last file of the system before …')
    const [first, before, last, current] = [3, 2, 1, 0].map((months) => monthsBack(today, months))
    const sent = await fileOfFormerSystem({ url, dataDir }, tenant, first!)
    const ask = asker(url, key)
    const furnisherId = await newFurnisher(ask)
    const connectionId = await newConnection(ask, furnisherId, tenant)
    say('Syncing …')
    await sync(ask, connectionId, 'FULL')
    await importedBaseline(ask, { url, key, furnisherId }, sent)
    for (const month of [before!, last!]) {
      say(`Working ${month} through …`)
      await closedMonth(ask, furnisherId, month)
    }
    say(`Computing ${current} …`)
    await computedMonth(ask, furnisherId, current!, today)
    await sync(ask, connectionId, 'INCREMENTAL')
    await newFileConnection(ask, url, key, furnisherId)
    return { url, key, tenant, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What another system of the same lender reported of the same loans. */
async function fileOfFormerSystem(server: Server, tenant: SandboxProcess, month: string): Promise<string> {
  const key = await newOrganization(server, 'Former system')
  const ask = asker(server.url, key)
  const furnisherId = await newFurnisher(ask)
  await sync(ask, await newConnection(ask, furnisherId, tenant), 'FULL')
  await closedMonth(ask, furnisherId, month)
  return lastFile(ask, server.url, key)
}

interface Owner {
  url: string
  key: string
  furnisherId: string
}

async function importedBaseline(ask: Ask, { url, key, furnisherId }: Owner, text: string): Promise<void> {
  const uploadId = await upload(url, key, 'BASELINE', 'last-month.txt', text)
  const input = { furnisherId, uploadId, dryRun: false }
  const { operation } = await ask('importBaseline', 'ImportBaselineInput', 'operation { id }', input)
  await finished(ask, 'Operation', operation.id)
}

/** YYYY-MM, so many months before that of the day. */
function monthsBack(day: string, months: number): string {
  const at = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() - months)
  return at.toISOString().slice(0, 7)
}

async function newFurnisher(ask: Ask): Promise<string> {
  const input = {
    ...{ name: 'SUMMIT AUTO FINANCE', address: '100 MAIN STREET, PROVO UT 84601', telephoneNumber: '8015550100' },
    ...{
      identificationNumber: 'SUMMIT001',
      equifaxProgramIdentifier: '1234567890',
      experianProgramIdentifier: '12345',
    },
    transunionProgramIdentifier: '1234567890',
  }
  const { furnisher } = await ask('createFurnisher', 'CreateFurnisherInput', 'furnisher { id }', input)
  return furnisher.id
}

async function newConnection(
  ask: Ask,
  furnisherId: string,
  tenant: { url: string; token: string; tenantId: string },
): Promise<string> {
  const input = {
    ...{ pluginId: 'loanpro', name: 'LoanPro', furnisherId, cadence: 'HOURLY' },
    settings: { environment: 'PRODUCTION', baseUrl: tenant.url, requestsPerSecond: 50, concurrency: 4 },
    credentials: { token: tenant.token, instanceId: tenant.tenantId },
  }
  const { connection } = await ask('createConnection', 'CreateConnectionInput', 'connection { id }', input)
  return connection.id
}

async function sync(ask: Ask, connectionId: string, mode: string): Promise<void> {
  const { run } = await ask('startSync', 'StartSyncInput', 'run { id }', { connectionId, mode })
  await finished(ask, 'SyncRun', run.id)
}

async function computedMonth(ask: Ask, furnisherId: string, month: string, asOf: string | null): Promise<string> {
  const { period } = await ask('openPeriod', 'OpenPeriodInput', 'period { id }', { furnisherId, month, asOf })
  const input = { periodId: period.id }
  const { operation } = await ask('computePeriod', 'ComputePeriodInput', 'operation { id }', input)
  await finished(ask, 'Operation', operation.id)
  return period.id
}

/** Records with errors are held out, as an analyst would who cannot mend them in time. */
async function closedMonth(ask: Ask, furnisherId: string, month: string): Promise<void> {
  const periodId = await computedMonth(ask, furnisherId, month, null)
  const held = { periodId, filter: { openErrors: true }, reason: 'Waits for the servicer' }
  const holdOut = (input: object) => ask('holdOutPeriodRecords', 'HoldOutPeriodRecordsInput', 'count', input)
  const { count } = await holdOut({ ...held, dryRun: true })
  await holdOut({ ...held, dryRun: false, expectedCount: count })
  const closing = await ask('closePeriod', 'ClosePeriodInput', 'operation { id }', { periodId })
  await finished(ask, 'Operation', closing.operation.id)
  const { file } = await ask('createFile', 'CreateFileInput', 'file { operation { id } }', { periodId })
  await finished(ask, 'Operation', file.operation.id)
}
