/** `npm run sandbox`: an offline LoanPro tenant in a process of its own, for trying and for tests. */
import { parseArgs } from 'node:util'
import { sandboxDefaults, startSandbox } from '../plugins/loanpro/sandbox/index.ts'

const usage = `Usage: npm run sandbox -- [--port N] [--loans N] [--seed N] [--today YYYY-MM-DD] [--advanced DAYS] [--latency MS]

Starts an offline LoanPro tenant on 127.0.0.1. Time moves with
  POST /sandbox/advance?days=30
and GET /sandbox/state says where it stands. Ctrl-C ends it.`

function whole(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number, not "${text}"`)
  return value
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      loans: { type: 'string' },
      seed: { type: 'string' },
      today: { type: 'string' },
      advanced: { type: 'string' },
      latency: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(usage)
    return
  }
  const sandbox = await startSandbox({
    port: whole('port', values.port, 4_010),
    loans: whole('loans', values.loans, 500),
    seed: whole('seed', values.seed, sandboxDefaults.seed),
    today: values.today ?? new Date().toISOString().slice(0, 10),
    advanced: whole('advanced', values.advanced, 0),
    latencyMs: whole('latency', values.latency, 0),
  })
  console.log(`LoanPro sandbox: ${sandbox.url}`)
  console.log(
    `  tenant ${sandbox.tenantId}, token ${sandbox.token}, ${sandbox.loans().length} loans, today ${sandbox.today()}`,
  )
  const end = () => {
    sandbox.close().then(() => process.exit(0))
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  process.exitCode = 1
})
