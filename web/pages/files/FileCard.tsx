/** One file: how far it is, what it is, its header and trailer, and the way to it. */
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { useMay, useSession } from '../../app/context.ts'
import type { FileBureau, PeriodFileFragment } from '../../generated/documents.ts'
import { formatBytes, formatCount, formatInstant, humanize } from '../../lib/format.ts'
import { wordsOf } from '../../lib/periods.ts'
import { Actor } from '../../ui/Actor.tsx'
import { Badge, type Tone, toneOf } from '../../ui/Badge.tsx'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { OperationBar, OperationEnd } from '../periods/OperationBar.tsx'
import { useOperation } from '../periods/useOperation.ts'
import { download } from './download.ts'

export const bureauNames: Record<FileBureau, string> = {
  ALL: 'All bureaus',
  EQUIFAX: 'Equifax',
  EXPERIAN: 'Experian',
  TRANSUNION: 'TransUnion',
  INNOVIS: 'Innovis',
}

const tones: Record<PeriodFileFragment['state'], Tone> = {
  READY: 'good',
  WRITING: 'info',
  FAILED: 'bad',
  CORRUPT: 'bad',
}

const texts: Partial<Record<PeriodFileFragment['state'], string>> = {
  FAILED:
    'It did not pass its check, or writing it broke off: it cannot be downloaded. Ask for it again once the cause is mended.',
  CORRUPT:
    'The records do not give the file any more that was written. Do not send it; keep what was sent, and tell whoever runs this server.',
}

/** @param onEnd told when it is written, or given up */
export function FileCard({ file, onEnd, of }: { file: PeriodFileFragment; onEnd: () => void; of?: ReactNode }) {
  const operation = useOperation(file.operation, onEnd)
  const { state, name } = file
  return (
    <li className="card stack file">
      <div className="row spread">
        <div className="row">
          <h3 className="mono">{name}</h3>
          <Badge tone={tones[state]}>{humanize(state)}</Badge>
        </div>
        <Download file={file} onEnd={onEnd} />
      </div>
      {of}
      {operation?.active && <OperationBar operation={operation} />}
      {operation && !operation.active && state !== 'READY' && (
        <OperationEnd operation={operation} again="Ask for the file again." />
      )}
      {texts[state] && <p className="notice bad">{texts[state]}</p>}
      <dl>
        <dt>For</dt>
        <dd>
          {bureauNames[file.bureau]}, lines end with {file.lineEnding}
        </dd>
        {state !== 'WRITING' && (
          <>
            <dt>Holds</dt>
            <dd>
              {formatCount(file.records)} accounts, {formatBytes(file.bytes)} ({formatCount(Number(file.bytes))} bytes)
            </dd>
          </>
        )}
        {file.sha256 && (
          <>
            <dt>SHA-256</dt>
            <dd className="mono sum">{file.sha256}</dd>
          </>
        )}
        <dt>Written</dt>
        <dd>
          {formatInstant(file.readyAt ?? file.createdAt)}, asked for by{' '}
          <Actor actor={file.createdBy} name={file.createdByName} />
        </dd>
      </dl>
      <Findings file={file} />
      <details>
        <summary>Header and trailer</summary>
        <div className="columns">
          <Values title="Header" values={file.header.map(({ name: of, value }) => [wordsOf(of), value])} />
          <Values
            title="Trailer"
            values={file.totals.map(({ name: of, count }) => [wordsOf(of), formatCount(count)])}
          />
        </div>
      </details>
    </li>
  )
}

function Download({ file, onEnd }: { file: PeriodFileFragment; onEnd: () => void }) {
  const { api } = useSession()
  const may = useMay('OPERATOR')
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ problem: boolean; text: string } | null>(null)
  if (!file.downloadPath) return null
  if (!may) return <span className="muted">Downloading needs the role OPERATOR.</span>
  const path = file.downloadPath
  const save = async () => {
    setBusy(true)
    const problem = await download(api, path, file.name)
    setBusy(false)
    setSaid(problem ? { problem: true, text: problem } : { problem: false, text: 'Saved.' })
    // One that did not come whole is CORRUPT from then on.
    if (problem) onEnd()
  }
  return (
    <div className="row">
      <span role="status" className={said?.problem ? 'problem' : 'muted'}>
        {said?.text}
      </span>
      <BusyButton className="button primary" busy={busy} onPress={save} aria-label={`Download ${file.name}`}>
        {busy ? 'Downloading …' : 'Download'}
      </BusyButton>
      <Copy text={file.sha256} />
    </div>
  )
}

function Copy({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <Button className="button" onPress={copy}>
      <span role="status">{copied ? 'Copied' : 'Copy checksum'}</span>
    </Button>
  )
}

function Findings({ file }: { file: PeriodFileFragment }) {
  if (file.findings.length === 0) return null
  return (
    <ul className="findings">
      {file.findings.map((finding) => (
        <li key={finding.ruleId} className="stack">
          <div className="row">
            <Badge tone={toneOf(finding.severity)}>{humanize(finding.severity)}</Badge> <code>{finding.ruleId}</code>
            <span className="muted">
              {formatCount(finding.count)} times, first in line {formatCount(finding.line)}
            </span>
          </div>
          <p>{finding.message}</p>
        </li>
      ))}
    </ul>
  )
}

function Values({ title, values }: { title: string; values: readonly (readonly [string, string])[] }) {
  return (
    <section className="stack">
      <h4>{title}</h4>
      {values.length === 0 ? (
        <p className="muted">Not written yet.</p>
      ) : (
        <dl>
          {values.map(([name, value]) => (
            <div key={name} className="pair">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
