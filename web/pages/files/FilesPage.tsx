/** Every file that was written, of any month. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useQuery } from 'urql'
import { FilesPageDocument } from '../../generated/documents.ts'
import { formatDay, humanize, plural } from '../../lib/format.ts'
import { type FilesSearch, fileStates } from '../../lib/periodSearch.ts'
import { periodTitle } from '../../lib/periods.ts'
import { SelectInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import '../../styles/periods.css'
import { ReportingNav } from '../periods/ReportingNav.tsx'
import { FileCard } from './FileCard.tsx'

export function FilesPage() {
  const search = useSearch({ from: '/periods/files' })
  const navigate = useNavigate({ from: '/periods/files' })
  const filter = {
    ...(search.furnisher ? { furnisher: search.furnisher } : {}),
    ...(search.state ? { state: [search.state] } : {}),
  }
  const [{ data, error }, again] = useQuery({ query: FilesPageDocument, variables: { filter, after: null } })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  const change = (changes: Partial<FilesSearch>) =>
    navigate({ search: Object.fromEntries(Object.entries({ ...search, ...changes }).filter(([, value]) => value)) })
  const files = data?.metro2Files.edges.map(({ node }) => node) ?? []
  const total = data?.metro2Files.totalCount ?? 0
  return (
    <Page title="Files">
      <ReportingNav />
      {error && !data ? (
        <Failed error={error} retry={refresh} />
      ) : !data ? (
        <Loading what="the files" />
      ) : (
        <>
          <search className="filters">
            <SelectInput
              label="Furnisher"
              value={search.furnisher ?? ''}
              onChange={(value) => change({ furnisher: value })}
              options={[
                { value: '', label: 'Any' },
                ...data.furnishers.edges.map(({ node }) => ({ value: node.id, label: node.name })),
              ]}
            />
            <SelectInput
              label="State"
              value={search.state ?? ''}
              onChange={(value) => change({ state: fileStates.find((each) => each === value) })}
              options={[{ value: '', label: 'Any' }, ...fileStates.map((value) => ({ value, label: humanize(value) }))]}
            />
          </search>
          <p role="status" className="muted">
            {total > files.length ? `The newest ${files.length} of ${plural(total, 'file')}` : plural(total, 'file')}
          </p>
          <h2 id="written" className="unseen">
            Written files
          </h2>
          {files.length === 0 ? (
            <Empty title={Object.keys(filter).length > 0 ? 'No file is like that' : 'No file yet'}>
              <p>Files are written from closed months.</p>
              <Link className="button" to="/periods">
                To the periods
              </Link>
            </Empty>
          ) : (
            <ul className="files" aria-labelledby="written">
              {files.map((file) => (
                <FileCard
                  key={file.id}
                  file={file}
                  onEnd={refresh}
                  of={
                    <p>
                      <Link to="/periods/$id" params={{ id: file.period.id }} search={{ tab: 'files' }}>
                        {periodTitle(file.period)}
                      </Link>
                      , {file.period.furnisher.name}, as of {formatDay(file.period.asOf)}
                    </p>
                  }
                />
              ))}
            </ul>
          )}
        </>
      )}
    </Page>
  )
}
