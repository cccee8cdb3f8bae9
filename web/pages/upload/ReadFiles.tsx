/** Looks at the files that arrived, has their columns confirmed, and starts the run that reads them. */
import { type FormEvent, useEffect, useMemo, useState } from 'react'
import { Form, Label, Radio, RadioGroup } from 'react-aria-components'
import { useMutation } from 'urql'
import { useSession } from '../../app/context.ts'
import {
  ConfirmColumnsDocument,
  InspectFilesDocument,
  type InspectFilesQuery,
  StartSyncDocument,
} from '../../generated/documents.ts'
import { formatCount, plural } from '../../lib/format.ts'
import {
  type ColumnRow,
  compareColumns,
  missingOf,
  partTitle,
  readFileSettings,
  settingsWith,
} from '../../lib/uploads.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { SelectInput, TextInput } from '../../ui/fields.tsx'
import { Loading } from '../../ui/states.tsx'
import { Columns } from './Columns.tsx'
import type { Target } from './UploadPage.tsx'
import type { SentFile } from './useUploads.ts'

type Inspection = NonNullable<InspectFilesQuery['inspectUpload']['inspection']>
type RunUpload = { uploadId: string; part?: string }

interface Props {
  connection: Target
  files: readonly SentFile[]
  onStarted: (runId: string) => void
}

export function ReadFiles({ connection, files, onStarted }: Props) {
  const uploads = useMemo(() => uploadsOf(files), [files])
  const ready = uploads !== null && files.every(({ uploadId }) => uploadId !== null)
  const { inspection, problem } = useInspection(connection, ready ? uploads : null)
  if (!uploads || !ready) return null
  if (problem) {
    return (
      <p role="alert" className="notice bad">
        {problem}
      </p>
    )
  }
  if (!inspection) return <Loading what="what stands in the files" />
  const key = uploads.map(({ uploadId }) => uploadId).join()
  return <Confirm key={key} {...{ connection, uploads, inspection, onStarted }} />
}

/** The files as a run is told of them; null while that of the loans is not there. */
function uploadsOf(files: readonly SentFile[]): RunUpload[] | null {
  const arrived = files.flatMap(({ part, uploadId }) =>
    uploadId ? [part === null ? { uploadId } : { uploadId, part }] : [],
  )
  return arrived.some((each) => !('part' in each)) ? arrived : null
}

function useInspection(connection: Target, uploads: RunUpload[] | null) {
  const client = useSession().api.uncached
  const [found, setFound] = useState<{ inspection: Inspection | null; problem: string | null }>(nothing)
  const key = uploads === null ? null : JSON.stringify(uploads)
  const pluginId = connection.plugin?.id ?? ''
  // The settings as they were when the files came: confirming columns does not look at the files again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    setFound(nothing)
    if (key === null) return
    let left = false
    const input = { pluginId, settings: connection.settings, uploads: JSON.parse(key) as RunUpload[] }
    client
      .query(InspectFilesDocument, { input })
      .toPromise()
      .then(({ data, error }) => {
        if (left) return
        const refused = data?.inspectUpload.userErrors.map(({ message }) => message).join(' ')
        const inspection = data?.inspectUpload.inspection ?? null
        setFound({ inspection, problem: inspection ? null : (error?.message ?? refused ?? 'No answer.') })
      })
    return () => {
      left = true
    }
  }, [client, key, pluginId])
  return found
}

const nothing = { inspection: null, problem: null }

function Confirm({
  connection,
  uploads,
  inspection,
  onStarted,
}: {
  connection: Target
  uploads: RunUpload[]
  inspection: Inspection
  onStarted: (runId: string) => void
}) {
  const parts = uploads.map(({ part }) => part ?? null)
  const [rows, setRows] = useState(() => compareColumns(connection.settings, inspection.columns, parts))
  const known = readFileSettings(connection.settings).parts
  const proposed = readFileSettings(inspection.settings).parts
  const newParts = parts.filter((part) => part !== null && !known.some(({ name }) => name === part)) as string[]
  const [keyColumns, setKeyColumns] = useState<Record<string, string>>(() =>
    Object.fromEntries(newParts.map((name) => [name, proposed.find((part) => part.name === name)?.keyColumn ?? ''])),
  )
  const change = (key: string, changes: Partial<ColumnRow>) =>
    setRows((before) => before.map((row) => (row.key === key ? { ...row, ...changes } : row)))
  const missing = missingOf(rows)
  const settings = settingsWith(connection.settings, rows, keyColumns)
  return (
    <>
      <section className="stack" aria-labelledby="columns">
        <h2 id="columns">2. Columns</h2>
        <p role="status" className="muted">
          {inspection.more ? 'The first ' : ''}
          {plural(inspection.rows, 'row')} looked at. {summaryOf(rows)}
        </p>
        <Problems problems={inspection.problems} />
        {parts.map((part) => (
          <div key={part ?? ''} className="stack">
            {parts.length > 1 && <h3>{partTitle(part)}</h3>}
            {part !== null && newParts.includes(part) && (
              <div className="form">
                <SelectInput
                  label="Column of the loan number"
                  required
                  value={keyColumns[part] ?? ''}
                  onChange={(value) => setKeyColumns({ ...keyColumns, [part]: value })}
                  options={rows
                    .filter((row) => row.part === part)
                    .map(({ header }) => ({ value: header, label: header }))}
                />
              </div>
            )}
            <Columns
              label={`Columns: ${partTitle(part)}`}
              rows={rows.filter((row) => row.part === part)}
              onChange={change}
            />
          </div>
        ))}
        {missing.length > 0 && (
          <p className="notice bad">
            The file lacks {missing.map(({ header }) => header).join(', ')}. Missing is not empty: take a file that has
            them, or say above that they are not read any more.
          </p>
        )}
      </section>
      <Start {...{ connection, uploads, settings, onStarted }} blocked={missing.length > 0} />
    </>
  )
}

function summaryOf(rows: readonly ColumnRow[]): string {
  const count = (state: ColumnRow['state']) => rows.filter((row) => row.state === state).length
  const added = count('new')
  return `${plural(count('known'), 'column is', 'columns are')} as confirmed${
    added > 0 ? `, ${plural(added, 'is', 'are')} new: one that is not read is told as drift` : ''
  }.`
}

function Problems({ problems }: { problems: Inspection['problems'] }) {
  if (problems.length === 0) return null
  return (
    <div className="notice warn">
      <ul className="causes">
        {problems.map(({ line, message, hint }) => (
          <li key={`${line} ${message}`}>
            {message}
            <p className="hint">{hint}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}

const modes = [
  {
    mode: 'INCREMENTAL',
    title: 'Some loans',
    help: 'They are added or brought up to date; all others stay as they are.',
  },
  {
    mode: 'FULL',
    title: 'The whole portfolio',
    help: 'Loans that the file lacks are gone and not reported any more. A month needs such a file before it closes.',
  },
] as const

function Start({
  connection,
  uploads,
  settings,
  blocked,
  onStarted,
}: {
  connection: Target
  uploads: RunUpload[]
  settings: Record<string, unknown> | null
  blocked: boolean
  onStarted: (runId: string) => void
}) {
  const [confirming, confirm] = useMutation(ConfirmColumnsDocument)
  const [starting, start] = useMutation(StartSyncDocument)
  const [mode, setMode] = useState<'INCREMENTAL' | 'FULL'>('FULL')
  const [asOf, setAsOf] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const connectionId = connection.id
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(null)
    if (settings) {
      const { data, error } = await confirm({ input: { connectionId, settings } })
      const errors = data?.updateConnection.userErrors ?? []
      if (error || errors.length > 0)
        return setProblem(error?.message ?? errors.map(({ message }) => message).join(' '))
    }
    const { data, error } = await start({ input: { connectionId, mode, uploads, ...(asOf ? { asOf } : {}) } })
    const run = data?.startSync.run
    if (run) return onStarted(run.id)
    setProblem(error?.message ?? (data?.startSync.userErrors.map(({ message }) => message).join(' ') || 'Not started.'))
  }
  const { reportable, held, excluded } = connection.recordCounts
  return (
    <section className="stack" aria-labelledby="start">
      <h2 id="start">3. Read</h2>
      <Form onSubmit={submit} className="card stack form" validationBehavior="aria">
        <RadioGroup className="field modes" value={mode} onChange={(value) => setMode(value as typeof mode)}>
          <Label>What the file is</Label>
          {modes.map(({ mode: each, title, help }) => (
            <Radio key={each} value={each} className="radio">
              <span className="dot" />
              <span>
                {title}
                <span className="muted">{help}</span>
              </span>
            </Radio>
          ))}
        </RadioGroup>
        <p className="muted">The connection has {formatCount(reportable + held + excluded)} records now.</p>
        <TextInput
          label="Day of the balances"
          type="date"
          value={asOf}
          onChange={setAsOf}
          help="Left out: today where the lender is, or what the column of the as-of date says."
        />
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton
            type="submit"
            className="button primary"
            isDisabled={blocked}
            busy={confirming.fetching || starting.fetching}
          >
            {settings ? 'Confirm the columns and read' : 'Read the files'}
          </BusyButton>
        </div>
      </Form>
    </section>
  )
}
