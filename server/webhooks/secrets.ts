/** The secrets of a connection's webhook: the present one and, while it is being changed at the source, the former. */
import { randomBytes } from 'node:crypto'
import type { Connection } from '../../prisma/generated/client/client.ts'
import { type SealedPlace, seal, unsealText } from '../vault/seal.ts'
import type { OrganizationKeys } from '../vault/vault.ts'

export interface WebhookSecrets {
  present: string
  former: string | null
}

/** 256 random bits as text; an HMAC takes the text's bytes as its key. */
export const newSecret = () => randomBytes(32).toString('base64url')

const placeOf = (connectionId: string): SealedPlace => ({
  table: 'connections',
  rowId: connectionId,
  field: 'sealed_webhook_secrets',
})

export function sealSecrets(keys: OrganizationKeys, connectionId: string, secrets: WebhookSecrets) {
  return seal(keys, placeOf(connectionId), JSON.stringify(secrets))
}

/** Null when it has none. @throws VaultError */
export function openSecrets(
  keys: OrganizationKeys,
  { id, sealedWebhookSecrets }: Pick<Connection, 'id' | 'sealedWebhookSecrets'>,
): WebhookSecrets | null {
  if (!sealedWebhookSecrets) return null
  return JSON.parse(unsealText(keys, placeOf(id), sealedWebhookSecrets)) as WebhookSecrets
}
