/** Starts the sandbox tenant and the server for the demo. */
import { createServer } from 'node:net'
import type { DemoOptions } from './options.ts'
import { startProcess } from './processes.ts'
import type { DemoState } from './state.ts'

export interface SandboxProcess {
  url: string
  tenantId: string
  token: string
  /** YYYY-MM-DD at the tenant. */
  today: string
}

/** The tenant as it stands after the days that have passed: a pure function of seed and day. */
export function startSandbox(state: DemoState): Promise<SandboxProcess> {
  const found: Partial<SandboxProcess> = {}
  return startProcess(
    'sandbox',
    [
      'scripts/sandbox.ts',
      ...['--port', '0', '--loans', String(state.loans), '--seed', String(state.seed)],
      ...['--today', state.today, '--advanced', String(state.advancedDays)],
    ],
    {},
    (line) => {
      const url = /^LoanPro sandbox: (\S+)/.exec(line)?.[1]
      const rest = /tenant (\S+), token (\S+),.* today (\S+)/.exec(line)
      if (url) found.url = url
      if (!rest) return null
      return { url: found.url!, tenantId: rest[1]!, token: rest[2]!, today: rest[3]! }
    },
  )
}

/** Answers its URL. */
export async function startServer(options: DemoOptions, state: DemoState): Promise<string> {
  const port = await portFor(options)
  return startProcess(
    'server',
    ['server/main.ts'],
    {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: options.dataDir,
      ADMIN_API_KEY: state.adminKey,
      // The sandbox tenant answers on this machine.
      ALLOW_PRIVATE_SOURCES: 'true',
      LOG_LEVEL: 'info',
      DATABASE_URL: '',
      PUBLIC_URL: '',
    },
    readUrl,
  )
}

/** The line of the log that says where the server answers. */
function readUrl(line: string): string | null {
  try {
    const entry = JSON.parse(line) as { msg?: string; url?: string }
    return entry.msg === 'ready' ? (entry.url ?? null) : null
  } catch {
    return null
  }
}

/** The usual port where it is free, so that the address of the demo is the one in the documentation; else any. */
function portFor({ once }: DemoOptions): Promise<number> {
  if (once) return Promise.resolve(0)
  const usual = 4000
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(usual, '127.0.0.1', () => probe.close(() => resolve(usual)))
  })
}
