/** The server's processes: started with a role, killed and started again by name, ended by id whatever happens. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export type Role = 'api' | 'worker' | 'all'

export interface FleetOptions {
  databaseUrl: string
  masterKey: string
  adminKey: string
  /** One file a process name; a process that is started again goes on in the same. */
  logFolder: string
  env?: Record<string, string>
}

interface Member {
  name: string
  role: Role
  child: ChildProcess
  exit: Promise<void>
  /** Null until it is ready, and from the moment it is to end. */
  url: string | null
}

export interface Fleet {
  /** Settles when the process says that it is ready. */
  start(name: string, role: Role): Promise<void>
  /** Sends the signal; settles when the process is gone (SIGSTOP and SIGCONT: at once). */
  signal(name: string, signal: NodeJS.Signals): Promise<void>
  /** Where the process answers; null while it does not. */
  url(name: string): string | null
  pid(name: string): number | null
  stop(): Promise<void>
}

/** The environment of this process without what would configure a server. */
function inherited(): NodeJS.ProcessEnv {
  const { DATABASE_URL, MASTER_KEY, ADMIN_API_KEY, APP_ENV, PUBLIC_URL, ROLE, DATA_DIR, ...rest } = process.env
  return rest
}

export function createFleet(options: FleetOptions): Fleet {
  const members = new Map<string, Member>()
  // However this process ends, nothing of it stays behind.
  const killAll = () => {
    for (const { child } of members.values()) child.kill('SIGKILL')
  }
  process.once('exit', killAll)

  function spawnServer(role: Role): ChildProcess {
    return spawn(process.execPath, [join(root, 'server/main.ts')], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...inherited(),
        ...{ PORT: '0', HOST: '127.0.0.1', ALLOW_PRIVATE_SOURCES: 'true', LOG_LEVEL: 'info', ROLE: role },
        ...{ DATABASE_URL: options.databaseUrl, MASTER_KEY: options.masterKey, ADMIN_API_KEY: options.adminKey },
        ...options.env,
      },
    })
  }

  async function start(name: string, role: Role) {
    if (members.has(name)) throw new Error(`${name} runs already`)
    const child = spawnServer(role)
    const exit = new Promise<void>((resolve) => child.once('close', () => resolve()))
    const member: Member = { name, role, child, exit, url: null }
    members.set(name, member)
    exit.then(() => members.delete(name))
    const log = createWriteStream(join(options.logFolder, `${name}.log`), { flags: 'a' })
    log.write(`--- ${name} (${role}) pid ${child.pid} ${new Date().toISOString()}\n`)
    createInterface({ input: child.stderr! }).on('line', (line) => log.write(`${line}\n`))
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout! }).on('line', (line) => {
        log.write(`${line}\n`)
        if (!line.includes('"msg":"ready"')) return
        member.url = (JSON.parse(line) as { url?: string }).url ?? ''
        resolve()
      })
      exit.then(() => {
        log.end()
        // Killed while it started: what was waited for will not come, and nobody is at fault.
        if (child.signalCode) resolve()
        else reject(new Error(`${name} ended with ${child.exitCode} before it was ready; see ${name}.log`))
      })
    })
  }

  async function signal(name: string, sent: NodeJS.Signals) {
    const member = members.get(name)
    if (!member) return
    const ends = sent !== 'SIGSTOP' && sent !== 'SIGCONT'
    if (ends) member.url = null
    member.child.kill(sent)
    if (ends) await member.exit
  }

  return {
    start,
    signal,
    url: (name) => members.get(name)?.url || null,
    pid: (name) => members.get(name)?.child.pid ?? null,
    async stop() {
      killAll()
      await Promise.all([...members.values()].map(({ exit }) => exit))
      process.removeListener('exit', killAll)
    },
  }
}
