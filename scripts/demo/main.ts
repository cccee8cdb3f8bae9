/**
 * `npm run demo`: a LoanPro tenant becomes Metro 2 records before your eyes. Starts the offline tenant and the server, connects
 * them through the public API as any client would, syncs with a progress bar, shows what came out, and writes a TEST extract.
 */
import { writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import {
  DemoCancelSyncDocument,
  DemoConnectionDocument,
  DemoFurnisherDocument,
  DemoLastRunDocument,
  DemoProgressDocument,
  DemoRunDocument,
  DemoStartSyncDocument,
  DemoUpdateConnectionDocument,
} from '../../schema/client/documents.ts'
import { type ApiClient, accepted, createApiClient } from './client.ts'
import { type DemoOptions, readOptions, UsageError } from './options.ts'
import { StartFailed, stopProcesses } from './processes.ts'
import { createDisplay } from './progress.ts'
import { type Outcome, printTables, resultLine, secondsOf } from './report.ts'
import { type SandboxProcess, startSandbox, startServer } from './servers.ts'
import { type DemoState, openState, saveState } from './state.ts'

const say = (text: string) => process.stdout.write(`${text}\n`)

async function main() {
  const options = readOptions(process.argv.slice(2))
  const { state, again } = openState(options)
  let api: ApiClient | null = null
  let stopping = false
  const stopAll = async () => {
    stopping = true
    await api?.close()
    await stopProcesses()
  }
  const interrupted = () => void stopAll().then(() => process.exit(0))
  process.on('SIGINT', interrupted)
  process.on('SIGTERM', interrupted)
  try {
    const sandbox = await startSandbox(state)
    say(
      `LoanPro sandbox tenant: ${state.loans} loans, today ${sandbox.today}${again ? ` (${options.days} days later)` : ''}`,
    )
    const url = await startServer(options, state)
    say(`Server: ${url}`)
    api = createApiClient(url, state.adminKey)
    await connect(api, state, sandbox)
    // From here on a second run finds the connection; before, it would start anew.
    saveState(options.dataDir, state)
    await syncAndShow(api, state, sandbox, options)
    if (!options.once) stayUp(url, state)
    else await stopAll()
  } catch (error) {
    // What breaks off while the parts are being stopped is no failure of its own.
    if (stopping) return
    await stopAll()
    throw error
  }
}

/** Furnisher and connection, made on the first run; on later ones the tenant has another address. */
async function connect(api: ApiClient, state: DemoState, sandbox: SandboxProcess) {
  const settings = { environment: 'SANDBOX', baseUrl: sandbox.url, requestsPerSecond: 50, concurrency: 4 }
  const credentials = { token: sandbox.token, instanceId: sandbox.tenantId }
  if (state.connectionId) {
    await endLeftover(api, state.connectionId)
    const input = { connectionId: state.connectionId, settings, credentials }
    accepted((await api.request(DemoUpdateConnectionDocument, { input })).updateConnection)
    return
  }
  const furnisher = accepted(
    (
      await api.request(DemoFurnisherDocument, {
        input: {
          name: 'SUMMIT AUTO FINANCE',
          address: '100 MAIN STREET, PROVO UT 84601',
          telephoneNumber: '8015550100',
          identificationNumber: 'SUMMIT001',
          idempotencyKey: 'demo-furnisher',
        },
      })
    ).createFurnisher,
  ).furnisher!
  const made = accepted(
    (
      await api.request(DemoConnectionDocument, {
        input: {
          pluginId: 'loanpro',
          name: 'LoanPro sandbox',
          furnisherId: furnisher.id,
          settings,
          credentials,
          // The tenant has a clock of its own; the demo syncs when it moves it.
          cadence: 'MANUAL',
          idempotencyKey: 'demo-connection',
        },
      })
    ).createConnection,
  ).connection!
  for (const step of made.checkSteps)
    say(`  ${step.outcome === 'PASSED' ? 'ok  ' : step.outcome.toLowerCase()}  ${step.message}`)
  state.connectionId = made.id
}

/** A sync that the end of the last demo cut off: the server took it up again, but its tenant has another address now. */
async function endLeftover(api: ApiClient, connectionId: string) {
  const { connection } = await api.request(DemoLastRunDocument, { connectionId })
  for (const { id, active } of connection?.syncRuns ?? []) {
    if (!active) continue
    await api.request(DemoCancelSyncDocument, { input: { runId: id } })
    // Completes when the run has ended.
    for await (const _progress of api.subscribe(DemoProgressDocument, { runId: id }));
    say('The sync that was cut off the last time is ended; what it stored stays.')
  }
}

async function syncAndShow(api: ApiClient, state: DemoState, sandbox: SandboxProcess, options: DemoOptions) {
  const connectionId = state.connectionId!
  const input = { connectionId, asOf: sandbox.today, idempotencyKey: `demo-sync-${sandbox.today}-${Date.now()}` }
  const run = accepted((await api.request(DemoStartSyncDocument, { input })).startSync).run!
  say(`\nSync as of ${sandbox.today}`)
  const display = createDisplay(process.stdout)
  for await (const { syncProgress } of api.subscribe(DemoProgressDocument, { runId: run.id })) {
    display.show({ ...syncProgress, secondsLeft: syncProgress.secondsRemaining })
  }
  display.end()
  const { syncRun, connection, quarantinedRecords, validationSummary } = await api.request(DemoRunDocument, {
    runId: run.id,
    connectionId,
  })
  if (!syncRun || !connection) throw new Error('The run is gone.')
  if (syncRun.failure) throw new Error(`The sync failed: ${syncRun.failure.message} ${syncRun.failure.hint}`)
  const outcome: Outcome = { run: syncRun, quarantined: quarantinedRecords.totalCount, summary: validationSummary }
  const { seen, created, changed, unchanged, remapped, requests } = syncRun
  const seconds = secondsOf(syncRun).toFixed(1)
  say(
    `  ${seen} loans in ${seconds} s and ${requests} requests: ${created} new, ${changed} changed, ${unchanged} unchanged`,
  )
  if (remapped > 0) say(`  ${remapped} stored documents mapped again for the new day, without asking the source`)
  printTables(outcome, process.stdout)
  const file = await writeExtract(api, connection.testExtractUrl!, options, sandbox.today)
  say(`\nTEST extract: ${file}`)
  if (options.once) say(resultLine(outcome, file))
}

async function writeExtract(api: ApiClient, url: string, options: DemoOptions, today: string): Promise<string> {
  const path = join(resolve(options.dataDir), `TEST-${today}.txt`)
  await writeFile(path, await api.download(url), { mode: 0o600 })
  return relative(process.cwd(), path)
}

function stayUp(url: string, state: DemoState) {
  say(`\nThe server stays up: ${url}/graphql`)
  say(`API key: ${state.adminKey}\n`)
  say(`Open ${url}/ in a browser and sign in with the key.\n`)
  say('Or ask it:')
  say(`  curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${state.adminKey}' \\`)
  say(
    `    -d '{"query":"{ metro2Records(first: 3) { totalCount edges { node { surname accountStatus dateOfFirstDelinquency } } } }"}'`,
  )
  say('\nCtrl-C ends it. Run the demo again and 30 days have passed at the tenant.')
}

main().catch((error: unknown) => {
  const expected = error instanceof UsageError || error instanceof StartFailed
  process.stderr.write(
    `${expected || !(error instanceof Error) ? String((error as Error).message ?? error) : error.stack}\n`,
  )
  process.exit(1)
})
