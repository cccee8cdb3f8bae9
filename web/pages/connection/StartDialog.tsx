/** Starts a run of any kind, and says what each does. */
import { type FormEvent, useState } from 'react'
import { Button, Form, Label, Radio, RadioGroup } from 'react-aria-components'
import { useMutation } from 'urql'
import { StartSyncDocument, type StartSyncInput, type SyncMode } from '../../generated/documents.ts'
import { formatCount, formatSeconds, plural } from '../../lib/format.ts'
import { keysOf, startModes } from '../../lib/runs.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { TextInput } from '../../ui/fields.tsx'

interface Props {
  connectionId: string
  estimate: { loans: number; requests: number; seconds: number } | null
  onClose: (started: boolean) => void
}

const mostKeys = 1_000

export function StartDialog({ connectionId, estimate, onClose }: Props) {
  const [{ fetching }, start] = useMutation(StartSyncDocument)
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const [mode, setMode] = useState<SyncMode>('INCREMENTAL')
  const [asOf, setAsOf] = useState('')
  const [range, setRange] = useState({ from: '', to: '' })
  const [keyText, setKeyText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const keys = keysOf(keyText)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (mode === 'RANGE' && !(range.from && range.to)) return setProblem('Name both days.')
    if (mode === 'IDS' && keys.length === 0) return setProblem('Name at least one loan.')
    if (mode === 'IDS' && keys.length > mostKeys) {
      return setProblem(`At most ${formatCount(mostKeys)} loans at once; these are ${formatCount(keys.length)}.`)
    }
    const input: StartSyncInput = {
      ...{ connectionId, mode, idempotencyKey },
      ...(asOf ? { asOf } : {}),
      ...(mode === 'RANGE' ? { range } : {}),
      ...(mode === 'IDS' ? { keys } : {}),
    }
    const { data, error } = await start({ input })
    const refused = error?.message ?? data?.startSync.userErrors.map(({ message }) => message).join(' ')
    if (data?.startSync.run) return onClose(true)
    // What is asked for next may be something else, and needs a key of its own.
    setKey(crypto.randomUUID())
    setProblem(refused || 'It was not started.')
  }
  return (
    <ModalDialog title="Start a run" open onOpenChange={(open) => open || onClose(false)}>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <RadioGroup className="field modes" value={mode} onChange={(value) => setMode(value as SyncMode)}>
          <Label>What to read</Label>
          {startModes.map(({ mode: each, title, help }) => (
            <Radio key={each} value={each} className="radio">
              <span className="dot" />
              <span>
                {title}
                <span className="muted">{help}</span>
              </span>
            </Radio>
          ))}
        </RadioGroup>
        {mode === 'FULL' && estimate && <p className="notice info">{estimateText(estimate)}</p>}
        {mode === 'RANGE' && (
          <div className="columns">
            <TextInput
              label="From"
              type="date"
              required
              value={range.from}
              onChange={(from) => setRange({ ...range, from })}
            />
            <TextInput label="To" type="date" required value={range.to} onChange={(to) => setRange({ ...range, to })} />
          </div>
        )}
        {mode === 'IDS' && (
          <TextInput
            label="Loans"
            required
            rows={4}
            value={keyText}
            onChange={setKeyText}
            help={`Their keys at the source, between commas, spaces or lines${keys.length > 0 ? `: ${plural(keys.length, 'loan')}` : ''}.`}
          />
        )}
        <TextInput
          label="As of"
          type="date"
          value={asOf}
          onChange={setAsOf}
          help="The day the records shall stand for. Left out: today where the lender is."
        />
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" busy={fetching}>
            Start
          </BusyButton>
          <Button className="button" onPress={() => onClose(false)}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}

export const estimateText = ({ loans, requests, seconds }: NonNullable<Props['estimate']>): string =>
  `${plural(loans, 'loan')}, about ${plural(requests, 'request')}, ${formatSeconds(seconds)} at the pace of this connection.`
