/**
 * Remembers for a second who showed which proof: a dashboard asks many small things at once, and looking its key up cost more than
 * answering. What is refused is never remembered. A mutation of this process may have revoked a key, so each makes everything
 * forgotten; another process learns of it within the second.
 */
import { createHash } from 'node:crypto'
import type { Authenticator, Viewer } from '../auth/authenticate.ts'

const keptMs = 1_000
/** Keys in use within one second; beyond it, forgetting is cheaper than counting. */
const maxKept = 1_000

interface Proof {
  /** When its look-up began: what happened later it cannot know. */
  since: number
  viewer: Promise<Viewer | null>
}

export interface RememberingAuthenticator extends Authenticator {
  forget(): void
}

export function rememberProofs(authenticator: Authenticator, now: () => number): RememberingAuthenticator {
  const proofs = new Map<string, Proof>()

  const lookUp = (name: string, authorization: string): Promise<Viewer | null> => {
    if (proofs.size >= maxKept) proofs.clear()
    const proof = { since: now(), viewer: authenticator.authenticate(authorization) }
    proofs.set(name, proof)
    const drop = () => {
      if (proofs.get(name) === proof) proofs.delete(name)
    }
    proof.viewer.then((viewer) => viewer ?? drop(), drop)
    return proof.viewer
  }

  return {
    async authenticate(authorization) {
      if (authorization === undefined) return null
      // The map outlives the request; the key itself must not.
      const name = createHash('sha256').update(authorization).digest('base64')
      const proof = proofs.get(name)
      const age = proof ? now() - proof.since : keptMs
      if (!proof || age < 0 || age >= keptMs) return lookUp(name, authorization)
      const viewer = await proof.viewer
      const ended = viewer?.expiresAt != null && viewer.expiresAt <= now()
      return ended ? lookUp(name, authorization) : viewer
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
