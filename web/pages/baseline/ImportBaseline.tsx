/** Sends the file, looks through it without writing anything, then imports it. */
import { useRef, useState } from 'react'
import { Button, FileTrigger } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import type { Uploaded } from '../../app/sendFile.ts'
import { useSendFile } from '../../app/useSendFile.ts'
import {
  BaselineUploadsDocument,
  ImportBaselineDocument,
  type PeriodOperationFragment,
} from '../../generated/documents.ts'
import { formatBytes, formatCount, formatDay, formatInstant, humanize, plural } from '../../lib/format.ts'
import { monthTitle } from '../../lib/periods.ts'
import { Badge, toneOf } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { FileProgress } from '../../ui/FileProgress.tsx'
import { TextInput } from '../../ui/fields.tsx'
import { OperationBar, OperationEnd } from '../periods/OperationBar.tsx'
import { useOperation } from '../periods/useOperation.ts'

/** What a dry run tells; an import tells the same and more. */
interface Told {
  month: string
  asOf: string
  layout: string
  accounts: number
  unreadable: number
  findings: { rule: string; severity: string; count: number; line: number }[]
  dryRun: boolean
  withLoan?: number
  withSeveralLoans?: number
  withoutLoan?: number
}

interface Props {
  furnisher: { id: string; name: string }
  /** An import that is at work already. */
  running: PeriodOperationFragment | null
  onImported: () => void
  /** Whether there is none yet. */
  first?: boolean
}

export function ImportBaseline({ furnisher, running, onImported, first = false }: Props) {
  const [, start] = useMutation(ImportBaselineDocument)
  const [chosen, setChosen] = useState<Uploaded | null>(null)
  const [started, setStarted] = useState<PeriodOperationFragment | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [month, setMonth] = useState('')
  const dry = useRef(true)
  const operation = useOperation(started ?? running, () => {
    if (!dry.current || !started) onImported()
  })
  const told = operation?.state === 'SUCCEEDED' ? (operation.result as Told | null) : null
  const begin = async (of: Uploaded, dryRun: boolean) => {
    setProblem(null)
    dry.current = dryRun
    const input = { furnisherId: furnisher.id, uploadId: of.id, dryRun, ...(month ? { month } : {}) }
    const { data, error } = await start({ input })
    setProblem(refusalOf({ error, userErrors: data?.importBaseline.userErrors }))
    setStarted(data?.importBaseline.operation ?? null)
  }
  const sending = useSendFile('BASELINE', (of) => again(of, true))
  const send = (file: File | undefined) => {
    if (!file) return
    setProblem(null)
    setStarted(null)
    sending.send(file)
  }
  const again = async (of: Uploaded, dryRun: boolean) => {
    setChosen(of)
    setBusy(true)
    await begin(of, dryRun)
    setBusy(false)
  }
  const monthNeeded = operation?.failure?.code === 'MONTH_UNKNOWN' || month !== ''
  return (
    <section className="card stack" aria-labelledby="import">
      <h2 id="import">Import the last file sent for {furnisher.name}</h2>
      {first && (
        <p className="measure">
          There is no baseline yet. The last file that you sent to the bureaus, whatever wrote it, becomes the month
          before the first one reported from here: payment history, date of first delinquency and original charge-off go
          on from it.
        </p>
      )}
      <p className="muted measure">
        Any Metro 2 file of 426 characters a record, by lines or blocks. It is looked through first, and nothing is
        written before you say so. The file is kept sealed and deleted by itself.
      </p>
      {sending.file && <FileProgress file={sending.file} onAgain={sending.again} onStop={sending.stop} />}
      {!operation?.active && !sending.file && (
        <div className="row">
          <FileTrigger onSelect={(files) => send(files?.[0])}>
            <BusyButton className={`button${told ? '' : ' primary'}`} busy={busy}>
              {told ? 'Choose another file …' : 'Choose the file …'}
            </BusyButton>
          </FileTrigger>
          {!chosen && <Earlier onChoose={(of) => again(of, true)} />}
        </div>
      )}
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      {operation?.active && (
        <OperationBar
          operation={operation}
          label={dry.current && started ? 'Looking through the file' : 'Importing the file'}
        />
      )}
      {operation && !operation.active && <OperationEnd operation={operation} again="Start it again when you like." />}
      {monthNeeded && chosen && (
        <div className="row end">
          <TextInput
            label="Month of the file"
            value={month}
            onChange={setMonth}
            required
            placeholder="2026-05"
            help="Its header has no activity date."
          />
          <BusyButton className="button" busy={busy} onPress={() => again(chosen, true)}>
            Look through it again
          </BusyButton>
        </div>
      )}
      {told?.dryRun && chosen && (
        <Found told={told} name={chosen.name} busy={busy} onImport={() => again(chosen, false)} />
      )}
    </section>
  )
}

/** Files that were sent before and are still kept: a page that was left is gone on with. */
function Earlier({ onChoose }: { onChoose: (of: Uploaded) => void }) {
  const [{ data }] = useQuery({ query: BaselineUploadsDocument, requestPolicy: 'network-only' })
  const kept = data?.uploads.edges.map(({ node }) => node).filter(({ state }) => state === 'READY') ?? []
  const newest = kept[0]
  if (!newest) return null
  return (
    <Button className="button" onPress={() => onChoose(newest)}>
      Look at {newest.name} again ({formatBytes(newest.bytes)}, sent {formatInstant(newest.createdAt)})
    </Button>
  )
}

interface FoundProps {
  told: Told
  name: string
  busy: boolean
  onImport: () => void
}

function Found({ told, name, busy, onImport }: FoundProps) {
  return (
    <div className="stack" role="status">
      <h3>{name}</h3>
      <div className="numbers">
        <Fact label="month">{monthTitle(told.month)}</Fact>
        <Fact label="as of">{formatDay(told.asOf)}</Fact>
        <Fact label="accounts">{formatCount(told.accounts)}</Fact>
        <Fact label="have a loan">{formatCount(told.withLoan ?? 0)}</Fact>
        <Fact label="several loans">{formatCount(told.withSeveralLoans ?? 0)}</Fact>
        <Fact label="without a loan">{formatCount(told.withoutLoan ?? 0)}</Fact>
        <Fact label="unreadable lines">{formatCount(told.unreadable)}</Fact>
      </div>
      <p className="muted">{told.layout}</p>
      {told.findings.length > 0 && (
        <details>
          <summary>
            {plural(told.findings.length, 'rule')} with findings: it is imported all the same, for it is what the
            bureaus have
          </summary>
          <ul className="problems">
            {told.findings.map((each) => (
              <li key={`${each.rule} ${each.severity}`}>
                <Badge tone={toneOf(each.severity)}>{humanize(each.severity)}</Badge> <code>{each.rule}</code>{' '}
                {formatCount(each.count)} times
                {each.line > 0 && <span className="muted">, first in line {formatCount(each.line)}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="row">
        <BusyButton className="button primary" busy={busy} onPress={onImport}>
          Import it as {monthTitle(told.month)}
        </BusyButton>
      </div>
    </div>
  )
}

function Fact({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <strong>{children}</strong>
      {label}
    </div>
  )
}
