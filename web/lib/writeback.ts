/** What is written where: as a form of choices, and in words. */
import type {
  BureauResponseKind,
  WritebackChoiceInput,
  WritebackSettingFieldsFragment,
} from '../generated/documents.ts'

export type WritebackSetting = NonNullable<WritebackSettingFieldsFragment['writeback']>
export type WritebackTarget = WritebackSetting['targets'][number]

export interface ChoiceForm {
  target: string
  place: string
  kinds: readonly BureauResponseKind[]
  values: Readonly<Partial<Record<BureauResponseKind, string>>>
  /** Further hosts for files, as they were typed. */
  fileHosts: string
}

export const answerKinds: readonly { value: BureauResponseKind; label: string }[] = [
  { value: 'ACCEPTED', label: 'Accepted as reported' },
  { value: 'REJECTED', label: 'Rejected' },
  { value: 'DISPUTE', label: 'Dispute ended' },
]

export const answerTitle = (kind: string): string => answerKinds.find(({ value }) => value === kind)?.label ?? kind

export const formsOf = (choices: WritebackSetting['choices']): ChoiceForm[] =>
  choices.map(({ target, place, kinds, values, fileHosts }) => ({
    target,
    place,
    kinds,
    fileHosts: fileHosts.join(' '),
    values: Object.fromEntries(values.map(({ kind, value }) => [kind, value])),
  }))

export const firstChoice = (target: WritebackTarget): ChoiceForm => ({
  target: target.name,
  place: target.places.length === 1 ? target.places[0]!.value : '',
  kinds: ['REJECTED', 'DISPUTE'],
  values: {},
  fileHosts: '',
})

/** What to send: values of chosen kinds alone, and no place where the target is one. */
export function choicesToSend(
  forms: readonly ChoiceForm[],
  targets: readonly WritebackTarget[],
): WritebackChoiceInput[] {
  return forms.map(({ target: name, place, kinds, values, fileHosts }) => {
    const target = targets.find((each) => each.name === name)
    const given = kinds.flatMap((kind) => {
      const value = values[kind]?.trim()
      return value && target?.value !== 'NONE' ? [{ kind, value }] : []
    })
    return {
      ...{ target: name, kinds: [...kinds], values: given },
      ...(target?.placeLabel ? { place: place.trim() } : {}),
      ...(target?.fileHosts ? { fileHosts: fileHosts.split(/[\s,;]+/).filter(Boolean) } : {}),
    }
  })
}

/** `customField 12` as `A custom field of the loan: Bureau outcome`. */
export function placeText(targets: readonly WritebackTarget[], name: string, place: string): string {
  const target = targets.find((each) => each.name === name)
  const at = target?.places.find(({ value }) => value === place)?.label ?? place
  return `${target?.title ?? name}${at ? `: ${at}` : ''}`
}

/** A value as the source calls it. */
export const valueText = (targets: readonly WritebackTarget[], name: string, value: string | null): string | null =>
  targets.find((each) => each.name === name)?.options.find((option) => option.value === value)?.label ?? value

/** Whether a sentence was written out word for word; line breaks and doubled blanks do not count. */
export const isSameSentence = (entered: string, statement: string): boolean =>
  entered.replace(/\s+/g, ' ').trim() === statement.replace(/\s+/g, ' ').trim()

const bureaus: Record<string, string> = {
  EQUIFAX: 'Equifax',
  EXPERIAN: 'Experian',
  INNOVIS: 'Innovis',
  TRANSUNION: 'TransUnion',
}

/** A bureau as it writes itself. */
export const bureauName = (bureau: string): string => bureaus[bureau] ?? bureau
