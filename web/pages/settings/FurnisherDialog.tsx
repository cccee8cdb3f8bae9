/** Makes a furnisher or changes one. Another identification number is asked about twice: to a bureau it is another account. */
import { type FormEvent, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useMutation } from 'urql'
import { CreateFurnisherDocument, UpdateFurnisherDocument } from '../../generated/documents.ts'
import { errorsByField } from '../../lib/forms.ts'
import { changesOf, emptyFurnisher, type FurnisherForm, furnisherFields, missingOf } from '../../lib/furnisher.ts'
import { BusyButton } from '../../ui/BusyButton.tsx'
import { ModalDialog } from '../../ui/Dialog.tsx'
import { CheckInput } from '../../ui/fields.tsx'
import { FurnisherInputs } from './FurnisherInputs.tsx'
import type { Furnisher } from './FurnishersPage.tsx'

function formOf(furnisher: Furnisher | null): FurnisherForm {
  if (!furnisher) return emptyFurnisher
  return Object.fromEntries(furnisherFields.map(({ name }) => [name, furnisher[name]])) as unknown as FurnisherForm
}

export function FurnisherDialog({
  furnisher,
  onClose,
}: {
  furnisher: Furnisher | null
  onClose: (saved: string | null) => void
}) {
  const [form, setForm] = useState(() => formOf(furnisher))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [toConfirm, setToConfirm] = useState(false)
  const [confirmed, setConfirmed] = useState(false)
  const [creating, create] = useMutation(CreateFurnisherDocument)
  const [updating, update] = useMutation(UpdateFurnisherDocument)
  const send = async () => {
    if (!furnisher) {
      const { data, error } = await create({ input: form })
      return { error, payload: data?.createFurnisher }
    }
    const input = { furnisherId: furnisher.id, ...changesOf(formOf(furnisher), form) }
    const { data, error } = await update({ input: { ...input, confirmIdentificationNumberChange: confirmed } })
    return { error, payload: data?.updateFurnisher }
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const missing = missingOf(form)
    setErrors(missing)
    if (Object.keys(missing).length > 0) return
    const { error, payload } = await send()
    if (payload?.furnisher) return onClose(payload.furnisher.name)
    const wrong = payload?.userErrors ?? []
    setToConfirm(wrong.some(({ code }) => code === 'CONFIRMATION_REQUIRED'))
    setErrors(error ? { '': error.message } : errorsByField(wrong, furnisherFields))
  }
  return (
    <ModalDialog
      title={furnisher ? `Edit ${furnisher.name}` : 'New furnisher'}
      open
      onOpenChange={(open) => open || onClose(null)}
    >
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <FurnisherInputs
          form={form}
          errors={errors}
          onChange={(name, value) => setForm((before) => ({ ...before, [name]: value }))}
        />
        {toConfirm && (
          <CheckInput
            label="The new identification number is agreed with the bureaus"
            checked={confirmed}
            onChange={setConfirmed}
            help="Records take it over with the next sync. Without an agreement every account appears twice at the bureaus."
          />
        )}
        {errors[''] && (
          <p role="alert" className="notice bad">
            {errors['']}
          </p>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" busy={creating.fetching || updating.fetching}>
            {furnisher ? 'Save' : 'Create furnisher'}
          </BusyButton>
          <Button className="button" onPress={() => onClose(null)}>
            Cancel
          </Button>
        </div>
      </Form>
    </ModalDialog>
  )
}
