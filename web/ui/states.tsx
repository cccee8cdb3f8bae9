/** What stands where a page has nothing to show: not yet, not found, not allowed, not reachable. */
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import type { CombinedError } from 'urql'
import { PageUnreachable } from '../app/page.tsx'
import { isThere } from '../app/reach.ts'
import type { Role } from '../generated/documents.ts'
import { Page } from './Page.tsx'

export function Loading({ what }: { what: string }) {
  return (
    <p className="loading" role="status">
      Loading {what} …
    </p>
  )
}

export function Failed({ error, retry }: { error: CombinedError; retry?: () => void }) {
  const offline = error.networkError && error.response === undefined
  const forbidden = error.graphQLErrors.find((each) => each.extensions.code === 'FORBIDDEN')
  if (forbidden) {
    return <NoPermission needed={forbidden.extensions.needed as Role | undefined} />
  }
  return (
    <div role="alert" className="notice bad stack">
      <p>
        {offline
          ? 'The server cannot be reached. Check your connection.'
          : error.graphQLErrors.map((each) => each.message).join(' ') || 'The server could not answer.'}
      </p>
      {retry && (
        <Button className="button" onPress={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}

export function NoPermission({ needed }: { needed: Role | undefined }) {
  return (
    <div className="notice warn">
      <p>
        Your role does not allow this{needed ? `: it needs ${needed}` : ''}. Ask an administrator of your organization
        for a key of that role.
      </p>
    </div>
  )
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

export function NotFound() {
  return (
    <Page title="Not found">
      <p>There is nothing at this address, or it belongs to another organization.</p>
      <p>
        <Link to="/">To the connections</Link>
      </p>
    </Page>
  )
}

export function Broken({ error }: { error: unknown }) {
  if (error instanceof PageUnreachable) return <Unreachable />
  return (
    <Page title="This page is broken">
      <p>Something went wrong while showing it. A new version may just have been installed: load the page again.</p>
      <Button className="button" onPress={() => location.reload()}>
        Load again
      </Button>
    </Page>
  )
}

/** Loads the client again only when there is somebody to load it from: the browser's own error page leads nowhere. */
function Unreachable() {
  const [tries, setTries] = useState(0)
  const again = async () => ((await isThere()) ? location.reload() : setTries((before) => before + 1))
  return (
    <Page title="This page could not be loaded">
      <p role="alert">
        {tries === 0
          ? 'The server cannot be reached, or a new version has been installed. Everything else stays as it is.'
          : 'The server still does not answer. Try again in a moment.'}
      </p>
      <Button className="button" onPress={again}>
        Try again
      </Button>
    </Page>
  )
}
