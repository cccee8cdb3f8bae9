/** Files of a closed month: which to write, and those that are there. */
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Form, Label, Radio, RadioGroup, Text } from 'react-aria-components'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { useMay } from '../../app/context.ts'
import { CreateFileDocument, type FileBureau, type LineEnding } from '../../generated/documents.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { Empty } from '../../ui/states.tsx'
import type { PeriodShown } from '../periods/PeriodPage.tsx'
import { bureauNames, FileCard } from './FileCard.tsx'

export function FilesPanel({ period, onChanged }: { period: PeriodShown; onChanged: () => void }) {
  const may = useMay('OPERATOR')
  return (
    <>
      {may ? (
        <CreateForm period={period} onCreated={onChanged} />
      ) : (
        <p className="muted">Creating files needs the role OPERATOR.</p>
      )}
      {period.files.length === 0 ? (
        <Empty title="No file yet">
          <p>What the month reports is frozen: files can be written from it at any time, and are the same each time.</p>
        </Empty>
      ) : (
        <ul className="files" aria-label="Files">
          {period.files.map((file) => (
            <FileCard key={file.id} file={file} onEnd={onChanged} />
          ))}
        </ul>
      )}
    </>
  )
}

const single = ['EQUIFAX', 'EXPERIAN', 'TRANSUNION', 'INNOVIS'] as const

const identifierOf = {
  EQUIFAX: 'equifaxProgramIdentifier',
  EXPERIAN: 'experianProgramIdentifier',
  TRANSUNION: 'transunionProgramIdentifier',
  INNOVIS: 'innovisProgramIdentifier',
} as const

type Choice = FileBureau | 'EACH'

function CreateForm({ period, onCreated }: { period: PeriodShown; onCreated: () => void }) {
  const known = single.filter((bureau) => period.furnisher[identifierOf[bureau]] !== '')
  const [choice, setChoice] = useState<Choice>('ALL')
  const [lineEnding, setLineEnding] = useState<LineEnding>('LF')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const [, create] = useMutation(CreateFileDocument)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    setSaid('')
    const there = new Set(period.files.map(({ id }) => id))
    const refused: string[] = []
    let again = 0
    for (const bureau of choice === 'EACH' ? known : [choice]) {
      const { data, error } = await create({ input: { periodId: period.id, bureau, lineEnding } })
      const why = refusalOf({ error, userErrors: data?.createFile.userErrors })
      if (why) refused.push(why)
      else if (data?.createFile.file && there.has(data.createFile.file.id)) again++
    }
    setBusy(false)
    if (refused.length > 0) setProblem(refused.join(' '))
    else setSaid(again > 0 ? 'The same file is there already: it would be the same bytes.' : 'Being written.')
    onCreated()
  }
  const missing = single.filter((bureau) => !known.includes(bureau))
  const options: readonly Choice[] = ['ALL', ...(known.length > 1 ? (['EACH'] as const) : []), ...known]
  return (
    <Form onSubmit={submit} className="card stack" validationBehavior="aria">
      <h2>Create files</h2>
      <div className="columns">
        <Radios
          label="For whom"
          value={choice}
          onChange={(value) => setChoice(value as Choice)}
          options={options.map((value) => ({
            value,
            label:
              value === 'EACH'
                ? 'One file for each bureau'
                : value === 'ALL'
                  ? 'One file for all bureaus'
                  : `${bureauNames[value]} only`,
          }))}
          {...(missing.length > 0
            ? {
                help: (
                  <>
                    No program identifier of {missing.map((each) => bureauNames[each]).join(', ')}: nobody could tell
                    whose a file for one of them is. <Link to="/settings/furnishers">Enter it with the furnisher</Link>.
                  </>
                ),
              }
            : {})}
        />
        <Radios
          label="Line ends"
          value={lineEnding}
          onChange={(value) => setLineEnding(value as LineEnding)}
          options={[
            { value: 'LF', label: 'LF' },
            { value: 'CRLF', label: 'CR LF' },
          ]}
          help="As your bureau's load instructions say; most take either."
        />
      </div>
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <div className="row">
        <BusyButton type="submit" className="button primary" busy={busy}>
          Create {choice === 'EACH' ? `${known.length} files` : 'the file'}
        </BusyButton>
        <span role="status" className="muted">
          {said}
        </span>
      </div>
    </Form>
  )
}

interface RadiosProps {
  label: string
  value: string
  onChange: (value: string) => void
  options: readonly { value: string; label: string }[]
  help?: ReactNode
}

function Radios({ label, value, onChange, options, help }: RadiosProps) {
  return (
    <RadioGroup className="field" value={value} onChange={onChange}>
      <Label>{label}</Label>
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className="radio">
          <span className="dot" aria-hidden="true" />
          {option.label}
        </Radio>
      ))}
      {help && <Text slot="description">{help}</Text>}
    </RadioGroup>
  )
}
