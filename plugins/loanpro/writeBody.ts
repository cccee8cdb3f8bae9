/**
 * The only maker of bodies that change something in LoanPro. What is not spelled here cannot be written: no other field of the
 * loan or of its settings, nothing taken away, no second settings.
 */
import { type PlannedWrite, SourceFailure } from '../contract.ts'
import type { JsonObject } from './values.ts'

/** LoanPro shows a note's body as HTML. */
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** @param settingsId of the loan's settings; needed for all but notes */
export function bodyOf(write: PlannedWrite, settingsId: number | null): JsonObject {
  const loan = wholeNumber(write.key)
  switch (write.target) {
    case 'note':
      return { Notes: { results: [noteOf(write, loan)] }, __id: loan, __update: true }
    case 'customField': {
      const value = { customFieldId: wholeNumber(write.place), customFieldValue: write.after }
      return settingsBody(loan, settingsId, { CustomFieldValues: { results: [value] } })
    }
    case 'loanSubStatus':
      return settingsBody(loan, settingsId, { loanSubStatusId: wholeNumber(write.after) })
    default:
      throw refused()
  }
}

export interface Upload {
  loan: number
  correlationId: string
  /** What begins the document. Without a size: LoanPro shall say what it got, not what it was told. */
  body: { sectionId: number; fileName: string }
  bytes: Uint8Array
}

/** The same as an address, a header and a file name; so that nothing else than a name can stand in its place. */
const fileNameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.txt$/

/** A document as documentText planned it. */
export function uploadOf({ key, target, place, after, correlationId }: PlannedWrite): Upload {
  const end = after.indexOf('\n\n')
  const fileName = after.slice(0, Math.max(0, end))
  const text = after.slice(end + 2)
  const named = fileNameForm.test(fileName) && fileName.includes(correlationId)
  if (target !== 'document' || correlationId === '' || !named || !text.includes(correlationId)) throw refused()
  const body = { sectionId: wholeNumber(place), fileName }
  return { loan: wholeNumber(key), correlationId, body, bytes: new TextEncoder().encode(text) }
}

function noteOf({ after, place, correlationId }: PlannedWrite, loan: number): JsonObject {
  // Without it a repetition could not be told from the first.
  if (!after.includes(correlationId)) throw refused()
  const [subject = '', ...lines] = after.split('\n')
  const body = [subject, ...lines].map((line) => `<p>${escaped(line)}</p>`).join('')
  return {
    ...{ subject: subject.slice(0, 250), body, categoryId: wholeNumber(place), type: 'STANDARD' },
    ...{ parentId: loan, parentType: 'Entity.Loan' },
  }
}

/** Without `__id` and `__update` LoanPro would make second settings. */
function settingsBody(loan: number, settingsId: number | null, fields: JsonObject): JsonObject {
  if (settingsId === null || !Number.isSafeInteger(settingsId) || settingsId < 1) throw refused()
  return { LoanSettings: { ...fields, __id: settingsId, __update: true }, __id: loan, __update: true }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) < 1) throw refused()
  return Number(text)
}

const refused = () =>
  new SourceFailure(
    'SYSTEM',
    'WRITE_REFUSED',
    'The plan holds a write that the plugin does not make.',
    'Make the plan again. If it stays, the writeback settings name something that LoanPro does not have.',
  )
