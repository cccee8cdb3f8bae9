/** The keys to the API: who has which role, when each was last used; made here and shown once, revoked here for good. */
import { useState } from 'react'
import { Button, Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { type ApiKeyFieldsFragment, ApiKeysDocument, RevokeApiKeyDocument } from '../../generated/documents.ts'
import { localDay } from '../../lib/dashboard.ts'
import { formatDay, formatInstant } from '../../lib/format.ts'
import { keyBadges, timeTo } from '../../lib/keys.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { CheckInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { Failed, Loading, NoPermission } from '../../ui/states.tsx'
import { CreateKeyDialog } from './CreateKeyDialog.tsx'
import { useActorNames } from './useActorNames.ts'

type ApiKey = ApiKeyFieldsFragment

export function KeysPage() {
  const may = useMay('ADMIN')
  const [revoked, setRevoked] = useState(false)
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const variables = revoked ? {} : { filter: { revoked: false } }
  const [{ data, error }, again] = useQuery({ query: ApiKeysDocument, variables, pause: !may })
  const refresh = () => again({ requestPolicy: 'network-only' })
  const keys = data?.apiKeys.edges.map(({ node }) => node)
  if (!may) {
    return (
      <Page title="API keys">
        <NoPermission needed="ADMIN" />
      </Page>
    )
  }
  return (
    <Page
      title="API keys"
      actions={
        <Button className="button primary" onPress={() => setCreating(true)}>
          New key
        </Button>
      }
    >
      <p className="lead">
        People and programs sign in with a key. Give each its own, with the smallest role that does: what was done
        stands under its name in the audit log. A key that ends stops by itself: make the next one before, and both work
        meanwhile.
      </p>
      <CheckInput label="Show revoked keys too" checked={revoked} onChange={setRevoked} />
      {error && !keys ? (
        <Failed error={error} retry={refresh} />
      ) : keys ? (
        <>
          <EndingSoon keys={keys} />
          <Keys keys={keys} onRevoke={setRevoking} />
        </>
      ) : (
        <Loading what="the keys" />
      )}
      {data?.apiKeys.pageInfo.hasNextPage && <p className="muted">The newest 100 are shown.</p>}
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} onCreated={refresh} />}
      {revoking && (
        <RevokeDialog
          apiKey={revoking}
          onClose={() => {
            setRevoking(null)
            refresh()
          }}
        />
      )}
    </Page>
  )
}

function EndingSoon({ keys }: { keys: readonly ApiKey[] }) {
  const names = keys.filter(({ state }) => state === 'EXPIRES_SOON').map(({ name }) => name)
  if (names.length === 0) return null
  return (
    <p className="notice warn">
      {names.length === 1 ? 'A key expires' : `${names.length} keys expire`} within two weeks: {names.join(', ')}. Make
      another one for whoever uses it, before it stops.
    </p>
  )
}

function Keys({ keys, onRevoke }: { keys: readonly ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const { viewer } = useSession()
  const nameOf = useActorNames()
  return (
    <div className="table-box">
      <Table aria-label="API keys">
        <TableHeader>
          <Column isRowHeader>Name</Column>
          <Column>Role</Column>
          <Column>Key</Column>
          <Column>Created</Column>
          <Column>Last used</Column>
          <Column>Expires</Column>
          <Column>State</Column>
          <Column aria-label="Revoke" />
        </TableHeader>
        <TableBody items={keys}>
          {(key) => (
            <Row id={key.id} dependencies={[nameOf]} className={`react-aria-Row${isOver(key) ? ' faded' : ''}`}>
              <Cell>
                {key.name} {key.actor === viewer.actor && <Badge tone="info">this one is yours</Badge>}
              </Cell>
              <Cell>{key.role}</Cell>
              <Cell className="react-aria-Cell mono">{key.hint}</Cell>
              <Cell>
                {formatInstant(key.createdAt)}
                <div className="muted small-text">by {nameOf(key.createdBy)}</div>
              </Cell>
              <Cell>{key.lastUsedAt ? formatInstant(key.lastUsedAt) : <span className="muted">never</span>}</Cell>
              <Cell>
                <Expiry apiKey={key} />
              </Cell>
              <Cell>
                <Badge tone={keyBadges[key.state].tone}>{keyBadges[key.state].label}</Badge>
                {key.revokedAt && <div className="muted small-text">{formatInstant(key.revokedAt)}</div>}
              </Cell>
              <Cell>
                {!key.revokedAt && (
                  <Button
                    className="button small danger"
                    onPress={() => onRevoke(key)}
                    aria-label={`Revoke ${key.name}`}
                  >
                    Revoke …
                  </Button>
                )}
              </Cell>
            </Row>
          )}
        </TableBody>
      </Table>
    </div>
  )
}

const isOver = ({ state }: ApiKey) => state === 'EXPIRED' || state === 'REVOKED'

function Expiry({ apiKey: { expiresAt, revokedAt } }: { apiKey: ApiKey }) {
  if (expiresAt === null) return <span className="muted">never</span>
  return (
    <>
      <span className="nowrap">{formatDay(localDay(new Date(expiresAt)))}</span>
      {!revokedAt && <div className="muted small-text">{timeTo(expiresAt, Date.now())}</div>}
    </>
  )
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { viewer } = useSession()
  const [, revoke] = useMutation(RevokeApiKeyDocument)
  const run = async () => {
    const { data, error } = await revoke({ input: { id: apiKey.id } })
    return refusalOf({ error, userErrors: data?.revokeApiKey.userErrors })
  }
  return (
    <ConfirmDialog title={`Revoke ${apiKey.name}?`} action="Revoke the key" danger run={run} onClose={onClose}>
      <p>
        The key <code>{apiKey.hint}</code> ({apiKey.role}) stops working within a second, and what is open with it is
        closed. This cannot be taken back.
      </p>
      {apiKey.actor === viewer.actor && (
        <p className="notice warn">It is the key you are signed in with: you are signed out at once.</p>
      )}
    </ConfirmDialog>
  )
}
