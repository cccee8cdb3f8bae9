/** The sandbox tenant in a process of its own, so that it does not share the measured event loop. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Tenant {
  url: string
  token: string
  tenantId: string
  stop(): Promise<void>
}

const script = fileURLToPath(new URL('../../scripts/sandbox.ts', import.meta.url))

export async function startTenant(loans: number, today: string, { latencyMs = 0 } = {}): Promise<Tenant> {
  const options = ['--port', '0', '--loans', String(loans), '--today', today, '--latency', String(latencyMs)]
  const child = spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  // A bench that fails must not leave it behind.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.removeListener('exit', end))
  const said: Partial<Tenant> = {}
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /LoanPro sandbox: (\S+)/.exec(line)?.[1]
      const credentials = /tenant (\S+), token (\S+),/.exec(line)
      if (url) said.url = url
      if (!credentials) return
      Object.assign(said, { tenantId: credentials[1], token: credentials[2] })
      resolve()
    })
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      child.removeAllListeners('exit')
      child.once('exit', () => resolve())
      child.kill('SIGTERM')
    })
  return { url: said.url!, token: said.token!, tenantId: said.tenantId!, stop }
}
