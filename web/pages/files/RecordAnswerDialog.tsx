/** One answer of a bureau, as somebody reads it from a letter or a portal. */
import { type FormEvent, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useMutation } from 'urql'
import { refusalOf } from '../../app/ask.ts'
import {
  type Bureau,
  type BureauResponseKind,
  type DisputeOutcome,
  RecordResponseOfAccountDocument,
} from '../../generated/documents.ts'
import { humanize } from '../../lib/format.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { SelectInput, TextInput } from '../../ui/fields.tsx'

const bureaus = ['EQUIFAX', 'EXPERIAN', 'TRANSUNION', 'INNOVIS'] as const satisfies readonly Bureau[]
const kinds: Record<BureauResponseKind, string> = {
  ACCEPTED: 'It took the account as reported',
  REJECTED: 'It refused the account',
  DISPUTE: 'A dispute has ended',
}
const outcomes: Record<DisputeOutcome, string> = {
  VERIFIED: 'What was reported is right and stays',
  MODIFIED: 'Something was corrected',
  DELETED: 'The account was deleted',
  DELETED_FRAUD: 'The account was deleted: fraud',
}

interface Props {
  period: { month: string; furnisher: { id: string } }
  account: string
  /** Told whether one was recorded. */
  onClose: (recorded: boolean) => void
}

const first = { bureau: '', kind: 'REJECTED', reference: '', codes: '', outcome: '', respondedOn: '', message: '' }

export function RecordAnswerDialog({ period, account, onClose }: Props) {
  const [{ fetching }, record] = useMutation(RecordResponseOfAccountDocument)
  const [values, setValues] = useState(first)
  const [problem, setProblem] = useState<string | null>(null)
  const set = (name: keyof typeof first) => (value: string) => setValues((before) => ({ ...before, [name]: value }))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const missing = missingOf(values)
    if (missing) return setProblem(missing)
    setProblem(null)
    const response = {
      ...{ consumerAccountNumber: account, month: period.month, reference: values.reference.trim() },
      ...{ bureau: values.bureau as Bureau, kind: values.kind as BureauResponseKind },
      codes: values.codes.split(/[\s,;]+/).filter(Boolean),
      ...(values.kind === 'DISPUTE' ? { disputeOutcome: values.outcome as DisputeOutcome } : {}),
      ...(values.respondedOn ? { respondedOn: values.respondedOn } : {}),
      ...(values.message.trim() ? { message: values.message.trim() } : {}),
    }
    const { data, error } = await record({ input: { furnisherId: period.furnisher.id, responses: [response] } })
    const refused = refusalOf({ error, userErrors: data?.recordBureauResponses.userErrors })
    if (refused) setProblem(refused)
    else onClose(true)
  }
  return (
    <ModalDialog title={`Record an answer about ${account}`} open onOpenChange={(open) => open || onClose(false)}>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <SelectInput
          label="Bureau"
          value={values.bureau}
          onChange={set('bureau')}
          options={bureaus.map((value) => ({ value, label: humanize(value) }))}
          required
        />
        <SelectInput
          label="Answer"
          value={values.kind}
          onChange={set('kind')}
          options={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          required
        />
        {values.kind === 'DISPUTE' && (
          <SelectInput
            label="Outcome"
            value={values.outcome}
            onChange={set('outcome')}
            options={Object.entries(outcomes).map(([value, label]) => ({ value, label }))}
            required
          />
        )}
        <TextInput
          label="Reference"
          value={values.reference}
          onChange={set('reference')}
          maxLength={60}
          required
          help="The bureau’s own number of the answer, without blanks."
        />
        <TextInput
          label="Codes"
          value={values.codes}
          onChange={set('codes')}
          required={values.kind === 'REJECTED'}
          help="As the bureau writes them, with blanks between."
        />
        <TextInput label="Day of the answer" type="date" value={values.respondedOn} onChange={set('respondedOn')} />
        <TextInput
          label="What it says"
          value={values.message}
          onChange={set('message')}
          rows={2}
          maxLength={1000}
          help="Stored sealed, shown to the role OPERATOR."
        />
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" busy={fetching}>
            Record it
          </BusyButton>
          <Button className="button" onPress={() => onClose(false)}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}

function missingOf({ bureau, kind, outcome, reference, codes }: typeof first): string | null {
  if (!bureau) return 'Choose the bureau.'
  if (!reference.trim()) return 'Give the reference: by it an answer is known again.'
  if (kind === 'REJECTED' && !codes.trim()) return 'Give the codes: they say why the account was refused.'
  if (kind === 'DISPUTE' && !outcome) return 'Say how the dispute ended.'
  return null
}
