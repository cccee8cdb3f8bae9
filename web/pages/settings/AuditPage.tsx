/** Who did what, newest first, as sentences; the noted details beside each. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components'
import { useQuery } from 'urql'
import { ask } from '../../app/ask.ts'
import { useMay, useSession } from '../../app/context.ts'
import { usePages } from '../../app/usePages.ts'
import {
  ApiKeysDocument,
  type AuditEntryFilter,
  AuditLogDocument,
  type AuditLogQuery,
} from '../../generated/documents.ts'
import { actorText } from '../../lib/actors.ts'
import { dayEnd, dayStart } from '../../lib/auditDays.ts'
import { actionTitle, auditActions, auditDetails, auditSentence } from '../../lib/auditText.ts'
import { formatInstant, plural } from '../../lib/format.ts'
import type { AuditSearch } from '../../lib/settingsSearch.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Loading, NoPermission } from '../../ui/states.tsx'

type Entry = AuditLogQuery['auditLog']['edges'][number]['node']

export function AuditPage() {
  const may = useMay('ADMIN')
  return <Page title="Audit log">{may ? <Log /> : <NoPermission needed="ADMIN" />}</Page>
}

function filterOf({ action, targetType, target, actor, from, until }: AuditSearch): AuditEntryFilter {
  return {
    ...(action ? { action: [action] } : {}),
    ...(targetType ? { targetType: [targetType] } : {}),
    ...(target ? { target } : {}),
    ...(actor ? { actor: [actor] } : {}),
    ...(from ? { since: dayStart(from) } : {}),
    ...(until ? { until: dayEnd(until) } : {}),
  }
}

function Log() {
  const search = useSearch({ from: '/settings/audit' })
  const navigate = useNavigate({ from: '/settings/audit' })
  const client = useSession().api.uncached
  const [total, setTotal] = useState<number | null>(null)
  const filter = filterOf(search)
  const pages = usePages<Entry>(JSON.stringify(filter), async (after) => {
    const data = await ask(client, AuditLogDocument, { filter, after })
    setTotal(data.auditLog.totalCount)
    const { edges, pageInfo } = data.auditLog
    return { rows: edges.map(({ node }) => node), next: pageInfo.hasNextPage ? pageInfo.endCursor : null }
  })
  const change = (changes: Partial<AuditSearch>) =>
    navigate({ search: (before) => ({ ...before, ...changes }), replace: true, resetScroll: false })
  return (
    <>
      <p className="lead">
        Each entry was written together with the deed it tells of, and is never changed. No entry holds a Social
        Security number, a date of birth or a secret.
      </p>
      <Filters search={search} change={change} />
      <p role="status" className="muted">
        {total === null ? '' : plural(total, 'entry', 'entries')}
      </p>
      {pages.error ? (
        <p role="alert" className="notice bad">
          {pages.error}
        </p>
      ) : pages.rows.length > 0 ? (
        <ol className="audit">
          {pages.rows.map((entry) => (
            <EntryRow key={entry.id} entry={entry} onTarget={(target) => change({ target })} />
          ))}
        </ol>
      ) : pages.loading ? (
        <Loading what="the audit log" />
      ) : (
        <Empty title="Nothing was done like this">
          <p>Take a filter off to see more.</p>
        </Empty>
      )}
      {pages.more && (
        <div>
          <BusyButton className="button" busy={pages.loading} onPress={pages.loadMore}>
            Earlier entries
          </BusyButton>
        </div>
      )}
    </>
  )
}

const any = { value: '', label: 'Any' }
const targetTypes = [
  ['ConnectedSource', 'Connections'],
  ['ValidationRule', 'Rules'],
  ['Waiver', 'Waivers'],
  ['MappingPreset', 'Presets'],
  ['ReportingPeriod', 'Periods'],
  ['Metro2File', 'Files'],
  ['Metro2Record', 'Records'],
  ['Furnisher', 'Furnishers'],
  ['ApiKey', 'API keys'],
  ['WritebackPlan', 'Plans of writeback'],
  ['Writeback', 'Writes into sources'],
  ['SyncRun', 'Runs'],
  ['Upload', 'Uploads'],
  ['Operation', 'Operations'],
  ['Organization', 'The organization'],
] as const

function Filters({ search, change }: { search: AuditSearch; change: (changes: Partial<AuditSearch>) => void }) {
  const [{ data }] = useQuery({ query: ApiKeysDocument, variables: {} })
  const keys = data?.apiKeys.edges.map(({ node }) => ({ value: node.actor, label: node.name })) ?? []
  return (
    <search className="filters">
      <SelectInput
        label="Who"
        value={search.actor ?? ''}
        onChange={(value) => change({ actor: value || undefined })}
        options={[any, ...keys]}
      />
      <SelectInput
        label="Did"
        value={search.action ?? ''}
        onChange={(value) => change({ action: value || undefined })}
        options={[any, ...auditActions.map((value) => ({ value, label: actionTitle(value) }))]}
      />
      <SelectInput
        label="To"
        value={search.targetType ?? ''}
        onChange={(value) => change({ targetType: value || undefined })}
        options={[any, ...targetTypes.map(([value, label]) => ({ value, label }))]}
      />
      <TextInput
        label="From"
        type="date"
        value={search.from ?? ''}
        onChange={(value) => change({ from: value || undefined })}
        required
      />
      <TextInput
        label="Until"
        type="date"
        value={search.until ?? ''}
        onChange={(value) => change({ until: value || undefined })}
        required
      />
      {search.target && (
        <Button className="button" onPress={() => change({ target: undefined })}>
          One object only ✕
        </Button>
      )}
    </search>
  )
}

function EntryRow({ entry, onTarget }: { entry: Entry; onTarget: (target: string) => void }) {
  const { viewer } = useSession()
  const details = auditDetails(entry.details)
  return (
    <li>
      <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
      <Disclosure className="entry-details">
        <div className="entry">
          <p>
            <strong>{actorText(entry.actor, entry.actorName, viewer.actor)}</strong> {auditSentence(entry)}
            {entry.reason && <span className="reason"> “{entry.reason}”</span>}
          </p>
          <Button slot="trigger" className="link-button">
            Details
          </Button>
        </div>
        <DisclosurePanel>
          <dl>
            <Detail name="Action">
              <code>{entry.action}</code>
            </Detail>
            <Detail name="By">
              <code>{entry.actor}</code>
            </Detail>
            <Detail name="To">
              {entry.targetType} <TargetLink entry={entry} />{' '}
              <Button className="link-button" onPress={() => onTarget(entry.target)}>
                All entries about it
              </Button>
            </Detail>
            {details.map(({ name, value }) => (
              <Detail key={name} name={name}>
                {value}
              </Detail>
            ))}
          </dl>
        </DisclosurePanel>
      </Disclosure>
    </li>
  )
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

/** To where what it was done to can be looked at; it may be gone since. */
function TargetLink({ entry: { targetType, target } }: { entry: Entry }) {
  if (targetType === 'ConnectedSource') {
    return (
      <Link to="/connections/$id" params={{ id: target }}>
        Open
      </Link>
    )
  }
  if (targetType === 'ValidationRule') {
    return (
      <Link to="/settings/rules" search={{ rule: target }}>
        {target}
      </Link>
    )
  }
  if (targetType === 'MappingPreset') {
    return (
      <Link to="/presets/$id" params={{ id: target }}>
        Open
      </Link>
    )
  }
  if (targetType === 'Metro2Record') {
    return (
      <Link to="/records/$id" params={{ id: target }}>
        Open
      </Link>
    )
  }
  return null
}
