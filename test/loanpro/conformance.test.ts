import { loanpro } from '../../plugins/loanpro/plugin.ts'
import { type FaultSwitches, startSandbox } from '../../plugins/loanpro/sandbox/index.ts'
import { describePluginConformance, type SourceFault } from '../plugin-conformance.ts'
import { liveKeys, searchCapabilities } from './tenant.ts'

const token = 'a-token-that-must-stay-secret'

function setFault(faults: FaultSwitches, fault: SourceFault | null): void {
  Object.assign(faults, { unauthorizedAfter: null, throttle: null, serverError: null, truncate: null, malformed: null })
  const times = (count: number) => (Number.isFinite(count) ? { times: count } : {})
  switch (fault?.kind) {
    case 'UNAUTHORIZED':
      faults.unauthorizedAfter = fault.afterRequests
      return
    case 'RATE_LIMITED':
      faults.throttle = { retryAfter: fault.retryAfter ? 'seconds' : 'none', seconds: 1, ...times(fault.times) }
      return
    case 'SERVER_ERROR':
      faults.serverError = times(fault.times)
      return
    case 'TRUNCATED_BODY':
      faults.truncate = times(fault.times)
      return
    case 'MALFORMED_RECORD':
      faults.malformed = { loanId: Number(fault.key), how: 'IMPOSSIBLE_DATE' }
  }
}

describePluginConformance({
  plugin: loanpro,
  async startSource() {
    const sandbox = await startSandbox({ loans: 70, seed: 11, documentBytes: 2_000, token })
    return {
      settings: { environment: 'SANDBOX', baseUrl: sandbox.url, pageSize: 30, concurrency: 4 },
      credentials: { token: `Bearer ${token}`, instanceId: sandbox.tenantId },
      secrets: [token],
      capabilities: searchCapabilities,
      asOf: () => sandbox.today(),
      now: () => Date.now(),
      keys: () => liveKeys(sandbox),
      change: (key) => sandbox.edit(Number(key), { kind: 'ADDRESS', address: { city: 'Changeton' } }),
      nextDay: () => sandbox.advance(1),
      fault: (fault) => setFault(sandbox.faults, fault),
      close: () => sandbox.close(),
    }
  },
})
