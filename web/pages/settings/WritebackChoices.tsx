/** What is written where. Kept without effect, or switched on by writing the sentence of liability out. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import { SetWritebackDocument } from '../../generated/documents.ts'
import {
  answerKinds,
  type ChoiceForm,
  choicesToSend,
  firstChoice,
  formsOf,
  isSameSentence,
  type WritebackTarget,
} from '../../lib/writeback.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { CheckInput, SelectInput, TextInput } from '../../ui/fields.tsx'
import type { WritebackConnection } from './WritebackPage.tsx'

interface Props {
  connection: WritebackConnection
  onClose: (done: boolean) => void
}

export function WritebackChoices({ connection, onClose }: Props) {
  const { targets, choices, enabled } = connection.writeback!
  const [forms, setForms] = useState(() => formsOf(choices))
  const [confirming, setConfirming] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [{ fetching }, set] = useMutation(SetWritebackDocument)
  const send = async (confirmation: string | null) => {
    const { data, error } = await set({
      input: {
        connectionId: connection.id,
        enabled: confirmation !== null,
        targets: choicesToSend(forms, targets),
        ...(confirmation === null ? {} : { confirmation }),
      },
    })
    return refusalOf({ error, userErrors: data?.setWriteback.userErrors })
  }
  const keep = async () => {
    const refused = await send(null)
    setProblem(refused)
    if (refused === null) onClose(true)
  }
  const change = (index: number, changes: Partial<ChoiceForm>) =>
    setForms((before) => before.map((form, at) => (at === index ? { ...form, ...changes } : form)))
  return (
    <div className="stack">
      {forms.map((form, index) => (
        <ChoiceEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a choice is what it is by its place in the list
          key={index}
          form={form}
          target={targets.find(({ name }) => name === form.target)}
          onChange={(changes) => change(index, changes)}
          onRemove={() => setForms((before) => before.filter((_, at) => at !== index))}
        />
      ))}
      <div className="row">
        {targets.map((target) => (
          <Button
            key={target.name}
            className="button"
            onPress={() => setForms((before) => [...before, firstChoice(target)])}
          >
            + {target.title}
          </Button>
        ))}
      </div>
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <div className="row">
        <Button className="button primary" isDisabled={forms.length === 0} onPress={() => setConfirming(true)}>
          {enabled ? 'Confirm and keep on …' : 'Switch on …'}
        </Button>
        <BusyButton className="button" busy={fetching} onPress={keep}>
          {enabled ? 'Save and switch off' : 'Save, stays off'}
        </BusyButton>
        <Button className="button quiet" onPress={() => onClose(false)}>
          Cancel
        </Button>
      </div>
      {confirming && (
        <Confirm
          statement={connection.writeback!.statement}
          send={send}
          onClose={(done) => {
            setConfirming(false)
            if (done) onClose(true)
          }}
        />
      )}
    </div>
  )
}

function Confirm({
  statement,
  send,
  onClose,
}: {
  statement: string
  send: (confirmation: string) => Promise<string | null>
  onClose: (done: boolean) => void
}) {
  const [entered, setEntered] = useState('')
  const same = isSameSentence(entered, statement)
  return (
    <ConfirmDialog
      title="Switch writeback on"
      action="I confirm; switch on"
      ready={same}
      run={() => send(entered)}
      onClose={onClose}
    >
      <p>Write this sentence out. It is kept with your name and the time, and stands in the audit log.</p>
      <blockquote className="statement">{statement}</blockquote>
      <TextInput
        label="The sentence, word for word"
        value={entered}
        onChange={setEntered}
        required
        rows={5}
        help={entered === '' ? undefined : same ? 'It is the sentence.' : 'It is not the sentence yet.'}
      />
    </ConfirmDialog>
  )
}

function ChoiceEditor({
  form,
  target,
  onChange,
  onRemove,
}: {
  form: ChoiceForm
  target: WritebackTarget | undefined
  onChange: (changes: Partial<ChoiceForm>) => void
  onRemove: () => void
}) {
  const title = target?.title ?? form.target
  return (
    <fieldset className="choice stack tight">
      <legend>{title}</legend>
      <div className="heading">
        <p className="muted">
          {target?.help}
          {target && (
            <span> {target.effect === 'APPENDS' ? 'It adds something.' : 'It takes the place of what is there.'}</span>
          )}
        </p>
        <Button className="button small" onPress={onRemove} aria-label={`Remove: ${title}`}>
          Remove
        </Button>
      </div>
      {target?.placeLabel &&
        (target.places.length > 0 ? (
          <SelectInput
            label={target.placeLabel}
            value={form.place}
            options={target.places}
            required
            onChange={(place) => onChange({ place })}
          />
        ) : (
          <TextInput label={target.placeLabel} value={form.place} required onChange={(place) => onChange({ place })} />
        ))}
      {target?.fileHosts && (
        <TextInput
          label="Further hosts that files may be sent to"
          value={form.fileHosts}
          onChange={(fileHosts) => onChange({ fileHosts })}
          maxLength={1_000}
          help={fileHostsHelp(target.fileHosts)}
        />
      )}
      <div className="kinds">
        {answerKinds.map(({ value: kind, label }) => (
          <div key={kind} className="stack tight">
            <CheckInput
              label={label}
              checked={form.kinds.includes(kind)}
              onChange={(on) =>
                onChange({ kinds: on ? [...form.kinds, kind] : form.kinds.filter((each) => each !== kind) })
              }
            />
            {target && target.value !== 'NONE' && form.kinds.includes(kind) && (
              <ValueInput
                target={target}
                label={`Value for: ${label.toLowerCase()}`}
                value={form.values[kind] ?? ''}
                onChange={(value) => onChange({ values: { ...form.values, [kind]: value } })}
              />
            )}
          </div>
        ))}
      </div>
    </fieldset>
  )
}

const fileHostsHelp = (known: readonly string[]) =>
  `Separated by blanks, up to 5. Always allowed: the host of the connection${known.map((host) => `, ${host}`).join('')}. ` +
  'A file for any other host is not sent; the run ends and names it.'

function ValueInput({
  target,
  label,
  value,
  onChange,
}: {
  target: WritebackTarget
  label: string
  value: string
  onChange: (value: string) => void
}) {
  const required = target.value === 'CHOICE'
  if (target.options.length > 0)
    return <SelectInput {...{ label, value, onChange, required }} options={target.options} />
  return (
    <TextInput
      {...{ label, value, onChange, required }}
      maxLength={255}
      help={required ? undefined : 'Left empty: the answer in one line.'}
    />
  )
}
