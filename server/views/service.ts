/**
 * Saved views: a list of the web client with its filters, under a name, so that it is there on every machine. Only filters of the
 * address are kept, each by the form it must have; what was searched for may be somebody's name and is none of them.
 */
import type { App } from '../app.ts'
import { isUniqueConflict, transact, writeAudit } from '../audit.ts'
import { hasRole } from '../auth/viewer.ts'
import { newId } from '../ids.ts'
import { scrubText } from '../log.ts'
import { notFound, type Outcome, type Refused, type Requester, refuse } from '../outcome.ts'
import { describeFinding } from '../records/findings.ts'
import type { Tx } from '../sync/log.ts'

const like = (pattern: RegExp) => (value: string) => pattern.test(value)
const connection = (value: string) =>
  /^ConnectedSource:[\da-f-]{36}$/.test(Buffer.from(value, 'base64url').toString('utf8'))
// Only rules that there are: any other word may be a name.
const rule = (value: string) => value.length <= 80 && describeFinding(value) !== null
/** Of Metro2RecordOrderField. */
const order = like(
  /^(ACCOUNT_NUMBER|ACCOUNT_STATUS|CURRENT_BALANCE|AMOUNT_PAST_DUE|DAYS_PAST_DUE|DATE_OF_FIRST_DELINQUENCY|ERROR_COUNT|CHANGED_AT)$/,
)

/** The parameters of each page's address that a view may hold, and what each may look like. */
const parameterForms = {
  RECORDS: {
    connection,
    eligibility: like(/^(REPORTABLE|HELD|EXCLUDED)$/),
    status: like(/^[0-9A-Z]{2}$/),
    rule,
    late: like(/^[1-9]\d{0,3}$/),
    sort: order,
    descending: like(/^true$/),
  },
  VALIDATION: { connection, severity: like(/^(ERROR|WARNING|INFO)$/), rule },
} as const satisfies Record<string, Record<string, (value: string) => boolean>>

export type ViewPage = keyof typeof parameterForms
export const viewPages = Object.keys(parameterForms) as ViewPage[]

export interface ViewParameter {
  name: string
  value: string
}

export interface SaveView {
  /** Null makes a new one. */
  viewId: string | null
  page: ViewPage
  name: string
  shared: boolean
  parameters: readonly ViewParameter[]
}

export const mostViews = 100
const longestName = 60

/** Of the views of an organization, those that somebody may see. */
export const visibleTo = ({ actor }: Pick<Requester, 'actor'>) => ({ OR: [{ owner: actor }, { shared: true }] })

export async function saveView(app: App, requester: Requester, input: SaveView): Promise<Outcome<{ viewId: string }>> {
  const wrong = refusalOf(requester, input)
  if (wrong) return wrong
  try {
    return await transact<{ viewId: string }>(app, requester, async (tx, now) => {
      const { page, name, shared } = { ...input, name: input.name.trim() }
      const parameters = Object.fromEntries(input.parameters.map((each) => [each.name, each.value]))
      const viewId = input.viewId ?? newId()
      if (input.viewId) {
        const refused = await changeRefusal(tx, requester, input.viewId)
        if (refused) return refused
        await tx.savedView.updateMany({
          where: { id: viewId },
          data: { page, name, shared, parameters, updatedAt: now },
        })
      } else {
        if ((await tx.savedView.count({ where: { owner: requester.actor } })) >= mostViews) return tooMany
        const { organizationId, actor: owner } = requester
        const times = { createdAt: now, updatedAt: now }
        await tx.savedView.create({
          data: { organizationId, id: viewId, owner, page, name, shared, parameters, ...times },
        })
      }
      const entry = { action: 'saveView', targetType: 'SavedView', targetId: viewId, details: { page, name, shared } }
      await writeAudit(tx, requester, entry, now)
      return { ok: true, viewId }
    })
  } catch (error) {
    if (!isUniqueConflict(error)) throw error
    return refuse(
      'NAME_TAKEN',
      ['name'],
      'You have a view of this name already. Choose another name, or change that one.',
    )
  }
}

export function deleteView(app: App, requester: Requester, viewId: string): Promise<Outcome<{ viewId: string }>> {
  return transact<{ viewId: string }>(app, requester, async (tx, now) => {
    const refused = await changeRefusal(tx, requester, viewId)
    if (refused) return refused
    const row = await tx.savedView.findFirstOrThrow({ where: { id: viewId }, select: { name: true, shared: true } })
    await tx.savedView.deleteMany({ where: { id: viewId } })
    await writeAudit(
      tx,
      requester,
      { action: 'deleteView', targetType: 'SavedView', targetId: viewId, details: row },
      now,
    )
    return { ok: true, viewId }
  })
}

const tooMany = refuse('TOO_MANY_VIEWS', [], `You have ${mostViews} views. Delete one that you no longer use.`)

/** Whoever saved it may change it; a shared one an admin too. One that may not be seen is answered as if it were not there. */
async function changeRefusal(tx: Pick<Tx, 'savedView'>, requester: Requester, viewId: string): Promise<Refused | null> {
  const row = await tx.savedView.findFirst({ where: { id: viewId, ...visibleTo(requester) }, select: { owner: true } })
  if (!row) return notFound('view', ['viewId'])
  if (row.owner === requester.actor || hasRole(requester, 'ADMIN')) return null
  return refuse(
    'NOT_YOURS',
    ['viewId'],
    'Somebody else shared this view: they or an admin can change it. Save your own.',
  )
}

function refusalOf(requester: Requester, { page, name, shared, parameters }: SaveView): Refused | null {
  const text = name.trim()
  const written = text.length > 0 && text.length <= longestName && text.isWellFormed() && !/\p{C}/u.test(text)
  if (!written) return refuse('INVALID_NAME', ['name'], `A name has 1 to ${longestName} characters on one line.`)
  if (scrubText(text) !== text) {
    return refuse('INVALID_NAME', ['name'], 'The name looks like a Social Security number or a key: choose another.')
  }
  if (shared && !hasRole(requester, 'ANALYST')) {
    return refuse('ROLE_NEEDED', ['shared'], 'Sharing a view needs the role ANALYST; your own you may save.')
  }
  const forms: Record<string, (value: string) => boolean> = parameterForms[page]
  const seen = new Set<string>()
  for (const [index, parameter] of parameters.entries()) {
    const form = Object.hasOwn(forms, parameter.name) ? forms[parameter.name] : undefined
    if (form?.(parameter.value) && !seen.has(parameter.name)) seen.add(parameter.name)
    else {
      const known = Object.keys(forms).join(', ')
      return refuse(
        'INVALID_PARAMETER',
        ['parameters', String(index)],
        `A view of this page holds each of these at most once, as in the address: ${known}. The text searched for is not kept.`,
      )
    }
  }
  return null
}
