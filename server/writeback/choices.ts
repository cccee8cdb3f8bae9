/** What somebody chose to have written where, checked against what the plugin declares. */
import { isIP } from 'node:net'
import type { OutcomeKind, WritebackTarget } from '../../plugins/contract.ts'
import { type Refusal, refusal } from '../outcome.ts'
import { looksLikeSsn, responseKinds } from '../responses/response.ts'
import { storable } from '../storable.ts'

export interface WritebackChoice {
  target: string
  /** '' where the target is one place. */
  place: string
  /** Answers of these kinds are written there. */
  kinds: OutcomeKind[]
  /** What is written for a kind, instead of the answer in one line. */
  values: Partial<Record<OutcomeKind, string>>
  /** Of a target that takes files: hosts that bytes may be sent to besides those of the plugin. Absent: none. */
  fileHosts?: string[]
}

export interface GivenChoice {
  target: string
  place: string | null
  kinds: OutcomeKind[]
  values: { kind: OutcomeKind; value: string }[]
  fileHosts?: readonly string[]
}

const mostChoices = 20
const longestValue = 255

export function readChoices(
  given: readonly GivenChoice[],
  targets: readonly WritebackTarget[],
): { choices: WritebackChoice[]; errors: Refusal[] } {
  const errors: Refusal[] = []
  if (given.length > mostChoices) errors.push(refusal('TOO_MANY', ['targets'], `At most ${mostChoices} targets.`))
  const choices = given.map((choice, index): WritebackChoice => {
    const wrong = (field: string, code: string, message: string) =>
      errors.push(refusal(code, ['targets', String(index), field], message))
    const target = targets.find(({ name }) => name === choice.target)
    if (!target) {
      const known = targets.map(({ name }) => name).join(', ')
      wrong('target', 'UNKNOWN_TARGET', `The source has no such target. It has: ${known}.`)
    }
    const place = choice.place?.trim() ?? ''
    if (target) checkPlace(target, place, wrong)
    const kinds = responseKinds.filter((kind) => choice.kinds.includes(kind))
    if (kinds.length === 0) wrong('kinds', 'MISSING', 'Say which answers are written there.')
    const values = target ? readValues(target, kinds, choice.values, wrong) : {}
    const fileHosts = target ? readFileHosts(target, choice.fileHosts ?? [], wrong) : []
    return { target: choice.target, place, kinds, values, ...(fileHosts.length > 0 && { fileHosts }) }
  })
  const places = new Set(choices.map(placeKey))
  if (places.size < choices.length)
    errors.push(
      refusal('INVALID_INPUT', ['targets'], 'The same place is named twice. Name it once, with all its kinds.'),
    )
  return { choices, errors }
}

export const placeKey = ({ target, place }: { target: string; place: string }) => JSON.stringify([target, place])

type Wrong = (field: string, code: string, message: string) => void

function checkPlace({ place: asked, title }: WritebackTarget, place: string, wrong: Wrong) {
  if (!asked) {
    if (place !== '') wrong('place', 'INVALID_PLACE', `${title} is one place: leave place out.`)
  } else if (asked.options.length > 0) {
    if (!asked.options.some(({ value }) => value === place))
      wrong('place', 'INVALID_PLACE', `${asked.label}: the source has no such one. See options of the target.`)
    // Where the source does not say what it has, ids are taken on trust.
  } else if (!/^\d{1,15}$/.test(place)) wrong('place', 'INVALID_PLACE', `${asked.label}: give its number.`)
}

const mostFileHosts = 5

function readFileHosts(target: WritebackTarget, given: readonly string[], wrong: Wrong): string[] {
  const hosts = given.map((text) => text.trim()).filter((text) => text !== '')
  if (hosts.length > 0 && !target.file) wrong('fileHosts', 'INVALID_VALUE', `${target.title} sends no files.`)
  if (hosts.length > mostFileHosts) wrong('fileHosts', 'TOO_MANY', `At most ${mostFileHosts} hosts.`)
  const read = hosts.map(hostOf)
  if (read.includes(null))
    wrong('fileHosts', 'INVALID_VALUE', 'A host is a name alone, such as files.example.com, with its port if need be.')
  return [...new Set(read.filter((host) => host !== null))]
}

/** As it stands in addresses; null for all that is no host and nothing but a host: an address of digits, a pattern, a path. */
function hostOf(text: string): string | null {
  const url = /^[a-z0-9.-]+(:\d{1,5})?$/i.test(text) ? URL.parse(`https://${text}`) : null
  return url && !isIP(url.hostname) ? url.host : null
}

function readValues(
  target: WritebackTarget,
  kinds: OutcomeKind[],
  given: GivenChoice['values'],
  wrong: Wrong,
): WritebackChoice['values'] {
  const values: WritebackChoice['values'] = {}
  for (const { kind, value } of given) {
    const text = storable(value).trim()
    if (target.value === 'NONE') wrong('values', 'INVALID_VALUE', `${target.title} takes no values.`)
    else if (!kinds.includes(kind)) wrong('values', 'INVALID_VALUE', `${kind} has a value and is not among the kinds.`)
    else if (text === '' || text.length > longestValue || /\p{Cc}/u.test(text) || looksLikeSsn(text))
      wrong('values', 'INVALID_VALUE', `A value is 1 to ${longestValue} characters in one line, and no SSN.`)
    else if (target.options.length > 0 && !target.options.some((option) => option.value === text))
      wrong('values', 'INVALID_VALUE', `${target.title}: the source has no such value. See options of the target.`)
    else values[kind] = text
  }
  const missing = target.value === 'CHOICE' ? kinds.filter((kind) => !given.some((each) => each.kind === kind)) : []
  if (missing.length > 0) wrong('values', 'MISSING', `${target.title} needs a value for ${missing.join(', ')}.`)
  return values
}
