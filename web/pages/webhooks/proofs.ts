import type { WebhookProof } from '../../generated/documents.ts'

/** How a source can prove itself; what LoanPro's own screens can send comes first. */
export const proofs: { value: WebhookProof; label: string; help: string }[] = [
  {
    value: 'SHARED_SECRET',
    label: 'Secret in a header',
    help: 'the source sends it along with each call; LoanPro can',
  },
  { value: 'HMAC_SHA256', label: 'Signature (HMAC-SHA256)', help: 'the source signs the body with the secret' },
]
