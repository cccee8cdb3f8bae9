/** A cadence as people set it: checked, and turned into columns of the connection. */
import type { SourcePlugin } from '../../plugins/contract.ts'
import type { Cadence } from '../../prisma/generated/client/enums.ts'
import { type Refusal, refusal } from '../outcome.ts'
import { isTimeZone, nextRunAfter, type Schedule, timeOfDay } from './nextRun.ts'

/** What is absent stays as it is. */
export interface CadenceInput {
  cadence?: Cadence
  /** HH:MM; with DAILY only. */
  dailyAt?: string
  /** IANA name; with DAILY only. */
  timeZone?: string
}

/** Of a new connection, when nothing is said. */
export const defaultSchedule: Schedule = { cadence: 'HOURLY', dailyAt: null, timeZone: null }

/** The same for a source of this plugin: files come when somebody uploads them. */
export const defaultScheduleOf = ({ acquire }: SourcePlugin): Schedule =>
  acquire === 'upload' ? { ...defaultSchedule, cadence: 'MANUAL' } : defaultSchedule

/** The schedule that the input makes of the present one, or every reason why not. */
export function readCadence(
  input: CadenceInput,
  present: Schedule,
  plugin: SourcePlugin | undefined,
): { schedule: Schedule; errors: Refusal[] } {
  const cadence = input.cadence ?? present.cadence
  const errors: Refusal[] = []
  if (cadence !== 'MANUAL' && plugin?.acquire === 'upload') {
    const message = `${plugin.name} reads files that somebody uploads, so nothing can start by itself. Choose MANUAL.`
    return { schedule: present, errors: [refusal('CADENCE_UNSUPPORTED', ['cadence'], message)] }
  }
  if (cadence === 'WEBHOOK_ONLY' && input.cadence && !plugin?.webhook) {
    const message = `${plugin?.name ?? 'This source'} sends no webhooks. Choose HOURLY, DAILY or MANUAL.`
    errors.push(refusal('WEBHOOK_UNSUPPORTED', ['cadence'], message))
  }
  if (cadence !== 'DAILY') {
    for (const name of ['dailyAt', 'timeZone'] as const) {
      if (input[name] === undefined) continue
      errors.push(refusal('INVALID_CADENCE', [name], `${name} belongs to cadence DAILY; this one is ${cadence}.`))
    }
    return { schedule: { cadence, dailyAt: null, timeZone: null }, errors }
  }
  const dailyAt = input.dailyAt?.trim() ?? present.dailyAt
  const timeZone = input.timeZone?.trim() ?? present.timeZone
  if (!timeOfDay.test(dailyAt ?? '')) {
    const message = 'A daily run needs its time of day as HH:MM, from 00:00 to 23:59: 06:30.'
    errors.push(refusal('INVALID_TIME', ['dailyAt'], message))
  }
  if (!isTimeZone(timeZone ?? '')) {
    const message = 'A daily run needs the time zone of its time, by its IANA name: America/New_York.'
    errors.push(refusal('INVALID_TIME_ZONE', ['timeZone'], message))
  }
  return { schedule: { cadence, dailyAt, timeZone }, errors }
}

/** `now` in milliseconds. */
export function scheduleColumns(schedule: Schedule, now: number) {
  const { cadence, dailyAt, timeZone } = schedule
  return { cadence, dailyAt, timeZone, nextRunAt: nextRunDate(schedule, now) }
}

/** What a connection gets that is resumed, or whose run was started: nothing that was missed before is made up. */
export function nextRunDate(schedule: Schedule, now: number): Date | null {
  const due = nextRunAfter(schedule, now)
  return due === null ? null : new Date(due)
}
