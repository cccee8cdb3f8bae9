/** `/connections/:id/upload`: files of a source without an address, from choosing them to the rows that were refused. */
import { Link, useParams } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Button } from 'react-aria-components'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { usePolling } from '../../app/usePolling.ts'
import { UploadTargetDocument, type UploadTargetQuery } from '../../generated/documents.ts'
import { partTitle, readFileSettings } from '../../lib/uploads.ts'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading, NoPermission, NotFound } from '../../ui/states.tsx'
import '../../styles/dashboard.css'
import { RunView } from '../connection/RunView.tsx'
import { FileDrop } from './FileDrop.tsx'
import { ReadFiles } from './ReadFiles.tsx'
import { RejectedRows } from './RejectedRows.tsx'
import { useUploads } from './useUploads.ts'

export type Target = NonNullable<UploadTargetQuery['connection']>

export function UploadPage() {
  const { id } = useParams({ from: '/connections/$id/upload' })
  const may = useMay('OPERATOR')
  const [{ data, error }, again] = useQuery({ query: UploadTargetDocument, variables: { id }, pause: !may })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  const connection = data?.connection
  if (data && !connection && !error) return <NotFound />
  if (connection?.plugin?.acquire === 'UPLOAD') return <Upload key={id} connection={connection} refresh={refresh} />
  return (
    <Page title="Upload files">
      {!may ? (
        <NoPermission needed="OPERATOR" />
      ) : error ? (
        <Failed error={error} retry={refresh} />
      ) : !connection ? (
        <Loading what="the connection" />
      ) : (
        <Empty title="This source is read by the server itself">
          <p>Files are uploaded for connections of flat files.</p>
        </Empty>
      )}
    </Page>
  )
}

/** The further file that most lenders have; others stand in the settings. */
const payments = 'payments'

function Upload({ connection, refresh }: { connection: Target; refresh: () => void }) {
  const uploads = useUploads()
  const run = connection.syncRuns[0]
  // A run at work is followed, also by whoever comes back to the page; one that ended before is history.
  const [followed, setFollowed] = useState(run?.active ? run.id : null)
  usePolling(refresh, 10_000)
  const parts = [...new Set([...readFileSettings(connection.settings).parts.map(({ name }) => name), payments])]
  const shownRun = run && (run.active || run.id === followed) ? run : null
  return (
    <Page
      title={`Upload files for ${connection.name}`}
      actions={
        <Link className="button" to="/connections/$id" params={{ id: connection.id }}>
          To the connection
        </Link>
      }
    >
      {shownRun ? (
        <>
          <section className="card stack" aria-labelledby="run">
            <h2 id="run">{shownRun.active ? 'Reading the files' : 'The files are read'}</h2>
            {!shownRun.active && (
              <RejectedRows connection={connection.id} since={shownRun.startedAt ?? shownRun.createdAt} />
            )}
            <RunView key={shownRun.id} run={shownRun} onEnd={refresh} connectionId={connection.id} />
          </section>
          {!shownRun.active && (
            <div className="row">
              <Link className="button primary" to="/records" search={{ connection: connection.id }}>
                To the records
              </Link>
              <Button
                className="button"
                onPress={() => {
                  uploads.clear()
                  setFollowed(null)
                }}
              >
                Upload another file
              </Button>
            </div>
          )}
        </>
      ) : (
        <>
          <section className="stack" aria-labelledby="files">
            <h2 id="files">1. Files</h2>
            <div className="columns drops">
              <FileDrop
                title="Loans"
                help="A table with one row a loan: comma, semicolon, tab or bar; UTF-8 or Windows-1252."
                file={uploads.files.find(({ part }) => part === null)}
                onFile={(file) => uploads.send(null, file)}
                onRemove={() => uploads.remove(null)}
              />
              {parts.map((part) => (
                <FileDrop
                  key={part}
                  title={`${partTitle(part)} (optional)`}
                  help="Rows that belong to the loans by their number, in any order."
                  file={uploads.files.find((each) => each.part === part)}
                  onFile={(file) => uploads.send(part, file)}
                  onRemove={() => uploads.remove(part)}
                />
              ))}
            </div>
          </section>
          <ReadFiles
            connection={connection}
            files={uploads.files}
            onStarted={(runId) => {
              setFollowed(runId)
              refresh()
            }}
          />
        </>
      )}
    </Page>
  )
}
