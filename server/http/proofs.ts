/**
 * Remembers for a second who showed which proof: a dashboard asks many small things at once, and looking its key up cost more than
 * answering. What is refused is never remembered. A mutation of this process may have revoked a key, so each makes everything
 * forgotten; another process learns of it within the second.
 */
import { createHash } from 'node:crypto'
import type { Authenticator, Proof } from '../auth/authenticate.ts'
import { endOfProof, isViewer } from '../auth/viewer.ts'

const keptMs = 1_000
/** Keys in use within one second; beyond it, forgetting is cheaper than counting. */
const maxKept = 1_000

interface Remembered {
  /** When its look-up began: what happened later it cannot know. */
  since: number
  found: Promise<Proof>
}

export interface RememberingAuthenticator extends Authenticator {
  forget(): void
}

export function rememberProofs(authenticator: Authenticator, now: () => number): RememberingAuthenticator {
  const proofs = new Map<string, Remembered>()

  const lookUp = (name: string, authorization: string): Promise<Proof> => {
    if (proofs.size >= maxKept) proofs.clear()
    const remembered = { since: now(), found: authenticator.authenticate(authorization) }
    proofs.set(name, remembered)
    const drop = () => {
      if (proofs.get(name) === remembered) proofs.delete(name)
    }
    remembered.found.then((proof) => isViewer(proof) || drop(), drop)
    return remembered.found
  }

  return {
    async authenticate(authorization) {
      if (authorization === undefined) return null
      // The map outlives the request; the key itself must not.
      const name = createHash('sha256').update(authorization).digest('base64')
      const remembered = proofs.get(name)
      const age = remembered ? now() - remembered.since : keptMs
      if (!remembered || age < 0 || age >= keptMs) return lookUp(name, authorization)
      const proof = await remembered.found
      return isViewer(proof) && endOfProof(proof, now()) ? lookUp(name, authorization) : proof
    },
    async revoked(apiKeyIds) {
      const revoked = await authenticator.revoked(apiKeyIds)
      if (revoked.size > 0) proofs.clear()
      return revoked
    },
    async deleted(organizationIds) {
      const deleted = await authenticator.deleted(organizationIds)
      if (deleted.size > 0) proofs.clear()
      return deleted
    },
    forget: () => proofs.clear(),
  }
}
